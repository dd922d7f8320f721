"""Ranking within capacity: who is looked at this week, in an order without ties."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from features.compute import Snapshot
from models.risk import Risk


def score(matrix: pd.DataFrame, risk: Risk) -> pd.DataFrame:
    """p_tppo, p_non_procedural and raw log-odds of every row of a snapshot's matrix (index person_id).

    A trafficked person leaves outside procedure, so p_non_procedural is never below p_tppo.
    """
    tppo, irregular = risk.models["tppo"], risk.models["non_procedural"]
    raw = tppo.scorer.raw(matrix)
    scores = pd.DataFrame({"p_tppo": tppo.calibration.probability(raw), "raw": raw}, index=matrix.index)
    scores["p_non_procedural"] = pd.Series(irregular.probability(matrix), scores.index).clip(
        lower=scores["p_tppo"]
    )
    return scores


def select(scores: pd.DataFrame, now: Snapshot, alerted: Collection[str], capacity: int) -> pd.DataFrame:
    """The ``capacity`` open people who are most likely at risk and not yet alerted, most urgent first.

    Equal probabilities are ordered by raw log-odds, then by how long the person has been known; the last word
    has the person id, so that the cut never falls within a tie.
    """
    is_open = now.standing["is_open"].reindex(scores.index)
    waiting = scores[is_open & ~scores.index.isin(list(alerted))]
    ordered = waiting.assign(since=now.standing["first_at"], person=waiting.index).sort_values(
        ["p_tppo", "raw", "since", "person"], ascending=[False, False, True, True]
    )
    chosen = ordered.head(capacity).drop(columns=["since", "person"])
    return chosen.assign(rank=range(1, len(chosen) + 1))
