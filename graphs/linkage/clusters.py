"""From pairs to persons: link what the evidence links, but never two records that contradict each other."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

LINK_WEIGHT = 3.0
"""Pairs are linked from eight to one on (log2 odds)."""


def cluster(records: pd.DataFrame, pairs: pd.DataFrame) -> pd.Series:
    """The number of the person of each prepared record, in the order of the records.

    Linked pairs are joined from the strongest to the weakest. A join is refused when it would put into one
    person two records with different sound NIKs and different birth dates, however long the chain between
    them. Neither the order of the records nor that of the pairs matters.
    """
    number = pd.Series(np.arange(len(records)), index=records["record_id"])
    links = pairs[pairs["weight"] >= LINK_WEIGHT].sort_values(
        ["weight", "record_a", "record_b"], ascending=[False, True, True]
    )
    a, b = number.loc[links["record_a"]].to_numpy(), number.loc[links["record_b"]].to_numpy()
    persons = _components(a, b, len(records))
    sound = records["nik"].where(records["nik_sound"].astype(bool) & records["birth_date"].notna())
    doubtful = sound.groupby(persons).nunique() > 1
    at = doubtful.to_numpy()[persons[a]]
    kept = _joined(a[at], b[at], records, sound)
    return pd.Series(
        _components(
            np.concatenate([a[~at], a[at][kept]]), np.concatenate([b[~at], b[at][kept]]), len(records)
        )
    )


def _components(a: np.ndarray, b: np.ndarray, size: int) -> np.ndarray:
    graph = coo_matrix((np.ones(len(a), dtype=bool), (a, b)), shape=(size, size))
    labels: np.ndarray = connected_components(graph, directed=False)[1]
    return labels


def _joined(a: np.ndarray, b: np.ndarray, records: pd.DataFrame, sound: pd.Series) -> np.ndarray:
    """Which links, strongest first, may be joined without a contradiction inside a person."""
    births = records["birth_date"].to_numpy()
    niks = sound.to_numpy()
    leader: dict[int, int] = {}
    claims: dict[int, set[tuple[str, str]]] = {}

    def find(x: int) -> int:
        while leader.setdefault(x, x) != x:
            leader[x] = leader[leader[x]]
            x = leader[x]
        return x

    def claimed(x: int) -> set[tuple[str, str]]:
        if x not in claims:
            claims[x] = {(niks[x], births[x])} if isinstance(niks[x], str) else set()
        return claims[x]

    kept = np.zeros(len(a), dtype=bool)
    for i, (x, y) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
        left, right = find(x), find(y)
        if left != right:
            if any(p[0] != q[0] and p[1] != q[1] for p in claimed(left) for q in claimed(right)):
                continue
            leader[right] = left
            claims[left] = claimed(left) | claimed(right)
        kept[i] = True
    return kept


def person_ids(rows: pd.DataFrame, records: pd.DataFrame, persons: pd.Series) -> pd.DataFrame:
    """``feed, key, person_id`` of every row, named after the person's earliest record.

    The name changes only when two persons turn out to be one, or when the earliest record itself is corrected
    or moves to another person.
    """
    number = pd.Series(persons.to_numpy(), index=records["record_id"])
    record_id = rows["feed"].astype(str) + "/" + rows["key"].astype(str)
    known = pd.DataFrame(
        {
            "feed": rows["feed"].to_numpy(),
            "key": rows["key"].to_numpy(),
            "at": pd.to_datetime(rows["recorded_at"], utc=True).to_numpy(),
            "record_id": record_id.to_numpy(),
            "person": number.loc[record_id].to_numpy(),
        }
    ).sort_values(["at", "record_id"])
    first = known.drop_duplicates("person").set_index("person")["record_id"]
    names = first.map(lambda text: "person_" + blake2b(text.encode(), digest_size=8).hexdigest())
    known["person_id"] = known["person"].map(names)
    return known.sort_values("record_id", ignore_index=True)[["feed", "key", "person_id"]]
