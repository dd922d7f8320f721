"""What has moved since a model was trained: people's features, scores, and the reasons of alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert as upsert

from detection.reasons import LEAST, MOST_FOR
from features.catalogue import columns, digest
from models.bundle import Bundle
from models.drift import Moved, Reference, bins_of, inputs_moved, reasons_moved, scores_moved
from models.examples import Examples
from models.risk import TARGETS, Learnt, Scorer
from records.tables.promotions import model_drift

if TYPE_CHECKING:
    from detection.detect import Detection


def reference(taught: Examples, learnt: Learnt, likeliest: pd.DataFrame) -> Reference:
    """What later days are compared with; ``likeliest`` are the rows of those who would be put forward first."""
    return Reference(
        features=digest(),
        inputs={str(name): bins_of(taught.matrix[name].to_numpy()) for name in taught.matrix.columns},
        scores={target: bins_of(said) for target, said in learnt.held_out.items()},
        reasons=reason_shares(learnt.risk.models["tppo"].scorer, likeliest),
    )


def reason_shares(scorer: Scorer, matrix: pd.DataFrame) -> dict[str, float]:
    """By group of columns, the share of these people among whose reasons it is told."""
    if matrix.empty:
        return {}
    declared = columns()
    parts = scorer.contributions(matrix)[[column.name for column in declared]]
    sums = parts.T.groupby([column.group for column in declared]).sum().T
    told = (sums.rank(axis=1, ascending=False, method="first") <= MOST_FOR) & (sums >= LEAST)
    return {str(group): float(share) for group, share in told.mean().items()}


def moved(detection: Detection, model: Bundle) -> list[Moved]:
    """How far this run is from what its model was trained on."""
    then = model.reference
    if then is None:
        return []
    now = detection.now.open
    alerted = detection.now.matrix.loc[[alert.person_id for alert in detection.people]]
    scores = detection.scores.loc[now.index]
    return [
        *inputs_moved(then.inputs, {column.name: column.group for column in columns()}, now),
        *scores_moved(then.scores, {target: scores[f"p_{target}"].to_numpy() for target in TARGETS}),
        *(
            reasons_moved(then.reasons, reason_shares(model.risk.models["tppo"].scorer, alerted))
            if len(alerted)
            else ()
        ),
    ]


def keep(connection: Connection, run_id: int, model: Bundle, found: list[Moved]) -> None:
    """Write it down; a run's drift is written once."""
    rows = [
        {
            "run_id": run_id,
            "digest": model.digest,
            "about": each.about,
            "name": each.name,
            "value": each.value,
            "worst": each.worst,
            "share_then": each.share_then,
            "share_now": each.share_now,
        }
        for each in found
    ]
    if rows:
        connection.execute(upsert(model_drift).on_conflict_do_nothing(), rows)
