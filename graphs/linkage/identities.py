"""Who is the same person across the agencies' feeds: the door to linkage.

Linkage reads clear text, in memory only, and gives back record keys and person ids. It never reads sex,
religion, ethnicity or marital status.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from graphs.linkage.clusters import NO_JUDGEMENT, cluster, person_ids
from graphs.linkage.judgements import Settled
from graphs.linkage.prepare import prepare
from graphs.linkage.score import score_pairs
from graphs.linkage.train import Model, train

RETRAIN_AT_GROWTH = 1.5
"""The model is learned again once there are this many times the records it was learned from."""

EVIDENCE_WEIGHT = 0.0
"""Pairs from even odds on are handed out as evidence."""


@dataclass(frozen=True)
class Identities:
    """``persons``: feed, key, person_id, one row per record. ``evidence``: the pairs behind it.

    ``evidence`` (see ``score_pairs``) holds every pair from even odds on, also those too weak to link,
    for a person to judge.
    """

    persons: pd.DataFrame
    evidence: pd.DataFrame


class Linkage:
    """Resolves the records known on a day to persons; kept between days so that the model is learned rarely.

    A call sees the rows it is given and the model: nothing of earlier rows remains but what the model learned
    from them. Two objects trained on the same rows give the same answer for the same rows.
    """

    def __init__(self, seed: int, threads: int) -> None:
        self._seed = seed
        self._threads = threads
        self._model: Model | None = None

    @property
    def model(self) -> Model | None:
        """What has been learned, for the model card and the evidence page."""
        return self._model

    def train(self, rows: pd.DataFrame) -> None:
        """Learn from these rows (``prepare.ROW_COLUMNS``)."""
        self._model = train(prepare(rows), self._seed)

    def resolve(self, rows: pd.DataFrame, judged: Settled = NO_JUDGEMENT) -> Identities:
        """Persons and evidence for these rows, one row per record with ``prepare.ROW_COLUMNS``.

        What people have judged binds the persons; it changes neither the model nor the evidence.
        Learns first when nothing was learned yet, or when the records have grown by ``RETRAIN_AT_GROWTH``.
        """
        records = prepare(rows)
        if self._model is None or len(records) >= RETRAIN_AT_GROWTH * self._model.rows:
            self._model = train(records, self._seed)
        pairs = score_pairs(records, self._model, self._threads)
        return Identities(
            person_ids(rows, records, cluster(records, pairs, judged)),
            pairs[pairs["weight"] >= EVIDENCE_WEIGHT].reset_index(drop=True),
        )
