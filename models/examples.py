"""Examples to learn from: past snapshots of open people, with what has since been found about them.

A person's row is what was known while they could still leave; the finding came later. So nothing that only a
finding brings about (a complaint, a payment slip dug up afterwards) can explain it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.compute import Snapshot
from graphs.network.findings import FOUND
from records.days import instant


@dataclass(frozen=True)
class Examples:
    """Rows of open people at past days.

    ``matrix``: one row an example. ``person``: who, by today's identities. ``found``: one boolean column for
    each finding. ``group``: the case, or else the person; no group may stand on both sides of a split.
    ``weight``: the rows of one person add up to one.
    """

    matrix: pd.DataFrame
    person: np.ndarray
    found: pd.DataFrame
    group: np.ndarray
    weight: np.ndarray


def examples(
    snapshots: Sequence[Snapshot],
    findings: pd.DataFrame,
    persons: pd.DataFrame,
    seed: int,
    rows_each: int = 1,
) -> Examples:
    """Stack the open people of the snapshots.

    ``findings`` (person_id, finding, case_id, recorded_at) and ``persons`` (feed, key, person_id) are those of
    the training day. Of a person about whom nothing was found, ``rows_each`` rows are drawn; of the others all
    rows stay that were taken before the first finding.
    """
    found_at = findings.groupby("person_id").recorded_at.min()
    matrices, owners = [], []
    for one in snapshots:
        matrix = one.open
        today = _today(one.persons, persons)
        owner = today.reindex(matrix.index).fillna(pd.Series(matrix.index, index=matrix.index))
        known_since = pd.to_datetime(found_at.reindex(owner.to_numpy()), utc=True)
        unfound = ~(known_since < pd.Timestamp(instant(one.as_of))).to_numpy()
        matrices.append(matrix[unfound])
        owners.append(owner[unfound])
    stacked, person = pd.concat(matrices), pd.concat(owners).to_numpy(dtype=object)
    found = pd.DataFrame(
        {
            name: np.isin(person, findings.person_id[findings.finding == name].to_numpy(dtype=object))
            for name in FOUND
        }
    )
    drawn = pd.Series(np.random.default_rng(seed).random(len(person))).groupby(person).rank(method="first")
    keep = found.any(axis=1).to_numpy() | (drawn <= rows_each).to_numpy()
    person = person[keep]
    case_of = (
        findings.sort_values(["person_id", "case_id"])
        .drop_duplicates("person_id")
        .set_index("person_id")
        .case_id
    )
    group = np.array([case_of.get(one, one) for one in person], dtype=object)
    rows = pd.Series(1.0, index=np.arange(len(person))).groupby(person).transform("size")
    return Examples(
        matrix=stacked[keep].reset_index(drop=True),
        person=person,
        found=found[keep].reset_index(drop=True),
        group=group,
        weight=(1.0 / rows).to_numpy(),
    )


def _today(then: pd.DataFrame, now: pd.DataFrame) -> pd.Series:
    """Whom each person of then is held to be now, by the first of their rows that both days know."""
    both = then.merge(now, on=["feed", "key"], suffixes=("_then", "_now"))
    first = both.sort_values(["person_id_then", "feed", "key"]).drop_duplicates("person_id_then")
    return first.set_index("person_id_then").person_id_now
