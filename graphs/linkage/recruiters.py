"""Which recruiter a mention is about; works on tokens as on clear text: values are compared, never read.

A recruiter has no number of their own: desks write down a name, a phone, sometimes an account. A phone is
nearly a person. An account is not, since a ring or an agency shares one; nor is a name, since many are called
Siti. The two together, or a name in one place, point to a person where they point to one only.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

MENTION_COLUMNS = (
    "feed",
    "key",
    "recorded_at",
    "name",
    "phone",
    "account",
    "subject",
    "regency_code",
    "license_no",
)

SHARED_LINE = 0.4
"""A phone whose commonest name makes up less than this share of its named mentions is nobody's own."""

MOST_NUMBERS = 3
"""A name that more phones of a regency carry is a common name, not one recruiter with new numbers."""

BEYOND_PHONE: tuple[tuple[str, ...], ...] = (
    ("subject", "name"),
    ("account", "name"),
    ("account",),
    ("name", "license_no"),
    ("name", "regency_code"),
    ("subject_of_nameless",),
)
"""How mentions without a phone find their recruiter, the surest way first; each must point to one only."""

TOGETHER_WITHOUT_PHONE: tuple[tuple[str, ...], ...] = (("account", "name"), ("name", "regency_code"))
"""What mentions without a phone must share to be about one recruiter, where no phone answers to it."""


def resolve_recruiters(mentions: pd.DataFrame) -> pd.DataFrame:
    """``feed, key, recruiter_id`` of every mention (``MENTION_COLUMNS``; all from ``name`` on may be empty).

    ``subject`` is the person or record that the mention ties a recruiter to, ``regency_code`` and
    ``license_no`` tell where and for which agency. The tie of a transporter or financier to another
    recruiter's phone makes them accomplices, not one person: leave its subject empty.
    """
    rows = mentions.sort_values(["feed", "key"], ignore_index=True)
    rows["own_phone"] = rows["phone"].where(~_is_shared_line(rows))
    group = _merged(np.arange(len(rows)), rows["own_phone"])
    group = _merged(group, _key(rows, ("phone", "name")))
    rows["known_as"] = _commonest("name", group, rows).where(rows["own_phone"].notna(), rows["name"])
    nameless = rows["name"].isna() | rows["own_phone"].notna()
    rows["subject_of_nameless"] = rows["subject"].where(nameless)
    rows["around"] = _commonest("regency_code", group, rows)
    group = _merged(group, _key(rows, ("account", "known_as")).where(rows["own_phone"].notna()))
    group = _merged(group, _new_number(group, rows))
    for columns in BEYOND_PHONE:
        group = _pointed(group, _key(rows, columns), rows["own_phone"].notna())
    for columns in TOGETHER_WITHOUT_PHONE:
        left = ~_any_of(group, rows["own_phone"].notna())
        group = _merged(group, _key(rows, columns).where(left))
    rows["recruiter_id"] = _ids(group, rows)
    return rows[["feed", "key", "recruiter_id"]]


def _key(rows: pd.DataFrame, columns: tuple[str, ...]) -> pd.Series:
    """The columns as one text, missing where any of them is."""
    cells = zip(*(rows[column] for column in columns), strict=True)
    keys = ["\t".join(parts) if all(isinstance(part, str) for part in parts) else None for parts in cells]
    return pd.Series(keys, index=rows.index, dtype=object)


def _merged(group: np.ndarray, key: pd.Series) -> np.ndarray:
    """Groups that share a key become one."""
    codes, keys = pd.factorize(key, sort=True)
    at = codes >= 0
    if at.sum() == len(keys):  # nobody shares any
        return group
    size = int(group.max(initial=-1)) + 1
    graph = coo_matrix(
        (np.ones(at.sum(), dtype=bool), (group[at], size + codes[at])), shape=(size + len(keys),) * 2
    )
    labels: np.ndarray = connected_components(graph, directed=False)[1][group]
    return labels


def _is_shared_line(rows: pd.DataFrame) -> pd.Series:
    named = rows[rows["phone"].notna() & rows["name"].notna()]
    counts = named.groupby(["phone", "name"]).size()
    share = counts.groupby("phone").max() / counts.groupby("phone").sum()
    return rows["phone"].map(share).lt(SHARED_LINE)


def _commonest(column: str, group: np.ndarray, rows: pd.DataFrame) -> pd.Series:
    """The value of a column that most mentions of the group have; the first in order among equals."""
    counts = (
        rows.groupby([group, column]).size().rename("count").rename_axis(["group", "value"]).reset_index()
    )
    order = counts.sort_values(["group", "count", "value"], ascending=[True, False, True])
    most = order.drop_duplicates("group").set_index("group")["value"].astype(object)
    found = pd.Series(group, index=rows.index).map(most).astype(object)
    return found.where(found.notna(), None)


def _new_number(group: np.ndarray, rows: pd.DataFrame) -> pd.Series:
    """A key for the phones that one name around one regency used one after the other, never at one time."""
    phones = rows[rows["own_phone"].notna()].assign(group=group[rows["own_phone"].notna()])
    if phones["group"].nunique() < 2:
        return pd.Series(None, index=rows.index, dtype=object)
    used = phones.groupby("group").agg(
        name=("known_as", "first"),
        around=("around", "first"),
        first=("recorded_at", "min"),
        last=("recorded_at", "max"),
    )
    used = used.dropna().sort_values(["first", "last"])
    bearers = used.groupby(["name", "around"])
    overlaps = bearers["last"].shift() >= used["first"]
    one = (bearers["name"].transform("size") <= MOST_NUMBERS) & ~overlaps.groupby(
        [used["name"], used["around"]]
    ).transform("any")
    return pd.Series(group, index=rows.index).map(_key(used, ("name", "around")).where(one))


def _pointed(group: np.ndarray, key: pd.Series, has_phone: pd.Series) -> np.ndarray:
    """Groups without a phone go to the group with a phone that their keys point to, if it is the only one."""
    phoned = _any_of(group, has_phone)
    keyed = phoned[key.notna()]
    if keyed.all() or not keyed.any():
        return group
    known = pd.DataFrame({"key": key, "group": group})[key.notna()]
    target = known[phoned[known.index]].drop_duplicates().drop_duplicates("key", keep=False)
    found = known[~phoned[known.index]].drop_duplicates().merge(target, on="key", suffixes=("", "_pointed"))
    found = found[["group", "group_pointed"]].drop_duplicates().drop_duplicates("group", keep=False)
    moves = dict(zip(found["group"], found["group_pointed"], strict=True))
    return np.array([moves.get(one, one) for one in group.tolist()], dtype=np.int64)


def _any_of(group: np.ndarray, holds: pd.Series) -> pd.Series:
    """Whether it holds of any mention of each one's group."""
    found = np.zeros(int(group.max(initial=-1)) + 1, dtype=bool)
    found[group[holds.to_numpy(dtype=bool)]] = True
    return pd.Series(found[group], index=holds.index)


def _ids(group: np.ndarray, rows: pd.DataFrame) -> pd.Series:
    """A recruiter is named after the earliest mention."""
    mention = rows["feed"].astype(str) + "/" + rows["key"].astype(str)
    order = pd.DataFrame({"group": group, "at": rows["recorded_at"], "mention": mention}).sort_values(
        ["at", "mention"]
    )
    first = order.drop_duplicates("group").set_index("group")["mention"]
    names = first.map(lambda text: "recruiter_" + blake2b(text.encode(), digest_size=8).hexdigest())
    return pd.Series(group, index=rows.index).map(names)
