"""From pairs to persons: link what the evidence links, but never two records that contradict each other."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from graphs.linkage.comparisons import COMPARISONS
from graphs.linkage.judgements import Settled

LINK_WEIGHT = 2.0
"""Pairs are linked from four to one on (log2 of the odds); as much against speaks against a join."""


STATED = ("nik", "birth_date")
"""Fields of which a person has one: two values in one person need a direct link between them."""

Claim = tuple[str, str]


NO_JUDGEMENT = Settled()


def cluster(records: pd.DataFrame, pairs: pd.DataFrame, judged: Settled = NO_JUDGEMENT) -> pd.Series:
    """The number of the person of each prepared record, in the order of the records.

    Linked pairs are joined from the strongest to the weakest, so that neither the order of the records nor
    that of the pairs matters. A chain over a record that says little is refused where those that say more
    speak against it:

    - the pair between the two groups about which most is known speaks against (four to one); or
    - the groups state different NIKs (sound ones) or birth dates, and no two records that state these very
      values are linked to each other.

    What people have judged goes before all evidence: what is the same is joined first, and no join brings
    together what is different.
    """
    number = pd.Series(np.arange(len(records)), index=records["record_id"])
    pairs = pairs.assign(
        a=number.loc[pairs["record_a"]].to_numpy(),
        b=number.loc[pairs["record_b"]].to_numpy(),
        known=(pairs[[comparison.name for comparison in COMPARISONS]] >= 0).sum(axis=1),
    )
    links = pairs[pairs["weight"] >= LINK_WEIGHT].sort_values(
        ["weight", "record_a", "record_b"], ascending=[False, True, True]
    )
    same, different = _positions(judged.same, number), _positions(judged.different, number)
    if same:
        told = pd.DataFrame(same, columns=["a", "b"]).assign(weight=np.inf)
        links = pd.concat([told, links], ignore_index=True)
    a, b = links["a"].to_numpy(), links["b"].to_numpy()
    persons = _components(a, b, len(records))
    stated = records[list(STATED)].assign(nik=records["nik"].where(records["nik_sound"].astype(bool)))
    against = pairs[(pairs["weight"] <= -LINK_WEIGHT) & (persons[pairs["a"]] == persons[pairs["b"]])]
    doubtful = (stated.groupby(persons).nunique() > 1).any(axis=1).to_numpy(copy=True)
    doubtful[persons[against["a"]]] = True
    doubtful[persons[[record for pair in (*same, *different) for record in pair]]] = True
    at = doubtful[persons[a]]
    kept = ~at
    kept[at] = _joined(links[at], pairs[doubtful[persons[pairs["a"]]]], stated, different)
    return pd.Series(_components(a[kept], b[kept], len(records)))


def _components(a: np.ndarray, b: np.ndarray, size: int) -> np.ndarray:
    graph = coo_matrix((np.ones(len(a), dtype=bool), (a, b)), shape=(size, size))
    labels: np.ndarray = connected_components(graph, directed=False)[1]
    return labels


def _positions(judged: Iterable[tuple[str, str]], number: pd.Series) -> list[tuple[int, int]]:
    """The pairs of which both records are there, by their places."""
    return [(int(number[a]), int(number[b])) for a, b in judged if a in number.index and b in number.index]


def _joined(
    links: pd.DataFrame, pairs: pd.DataFrame, stated: pd.DataFrame, different: Iterable[tuple[int, int]]
) -> np.ndarray:
    """Which links, strongest first, may be joined without a contradiction inside a person."""
    ends = list(zip(links["a"].tolist(), links["b"].tolist(), strict=True))
    judged = (links["weight"] == np.inf).to_numpy()
    apart: dict[int, set[int]] = {}
    for a, b in different:
        apart.setdefault(a, set()).add(b)
        apart.setdefault(b, set()).add(a)
    scores = {
        frozenset((a, b)): (known, weight)
        for a, b, known, weight in pairs[["a", "b", "known", "weight"]].itertuples(index=False)
    }
    members: dict[int, list[int]] = {record: [record] for link in ends for record in link}
    values = {field: stated[field].to_numpy() for field in STATED}
    claims: dict[int, set[Claim]] = {
        record: {(field, value) for field in STATED if isinstance(value := values[field][record], str)}
        for record in members
    }
    linked = {frozenset((one, other)) for a, b in ends for one in claims[a] for other in claims[b]}
    group = {record: record for record in members}

    def contradicted(left: int, right: int) -> bool:
        between = [
            score for x in members[left] for y in members[right] if (score := scores.get(frozenset((x, y))))
        ]
        return max(between)[1] <= -LINK_WEIGHT or any(
            one[0] == other[0] and one != other and frozenset((one, other)) not in linked
            for one in claims[left]
            for other in claims[right]
        )

    kept = np.ones(len(links), dtype=bool)
    for i, (a, b) in enumerate(ends):
        left, right = group[a], group[b]
        if left == right:
            continue
        parted = apart and any(
            apart.get(record, set()).intersection(members[right]) for record in members[left]
        )
        if parted or (not judged[i] and contradicted(left, right)):
            kept[i] = False
            continue
        for record in members[right]:
            group[record] = left
        members[left] += members.pop(right)
        claims[left] |= claims.pop(right)
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
