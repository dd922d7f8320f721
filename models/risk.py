"""The learned risk of a person: two models over the same columns, or, without labels, declared points."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Protocol

import numpy as np
import pandas as pd

from models.calibration import Calibration, calibrate
from models.evaluation import Evaluation, evaluate
from models.examples import Examples
from models.forest import Forest, grow

_THREADS = re.compile(r"^\[num_threads: \d+\]$", re.MULTILINE)

LEAST_POSITIVES = 12
"""Fewer known positives than this teach nothing; the declared points are used instead."""

TARGETS: dict[str, tuple[str, ...]] = {"tppo": ("tppo",), "non_procedural": ("tppo", "non_procedural")}
"""What counts as positive: a trafficked person also left, or was about to leave, outside procedure."""


class Scorer(Protocol):
    """Anything that gives raw log-odds and what each column adds to them."""

    def raw(self, matrix: pd.DataFrame) -> np.ndarray:
        """Raw log-odds, one a row."""

    def contributions(self, matrix: pd.DataFrame) -> pd.DataFrame:
        """Each column's part of the raw log-odds, and ``base``; a row adds up to ``raw``."""


@dataclass(frozen=True)
class Points:
    """Declared points for a province that has no outcomes yet; crude, and said to be so wherever it is used."""

    base: float = -5.0
    points: dict[str, float] = field(
        default_factory=lambda: {
            "non_work_with_work_signs": 1.5,
            "closed_placement": 1.0,
            "under_age": 1.5,
            "agency_not_active": 0.5,
            "job_order_other_work": 0.7,
            "household_alone": 0.7,
            "no_job_order": 0.4,
            "brought_by_sponsor": 0.3,
            "phone_named_tip": 0.7,
            "phone_named_finding": 1.5,
            "phone_found_tppo": 1.0,
            "phone_found_non_procedural": 0.5,
            "phone_left_for_non_work": 2.0,
            "account_left_for_non_work": 1.0,
            "recruiter_left_for_non_work": 1.0,
        }
    )

    def contributions(self, matrix: pd.DataFrame) -> pd.DataFrame:
        """Points times value (counts at most 3)."""
        values = matrix[list(self.points)].fillna(0.0).clip(upper=3.0)
        each = values.mul(pd.Series(self.points)).reindex(columns=matrix.columns, fill_value=0.0)
        return each.assign(base=self.base)

    def raw(self, matrix: pd.DataFrame) -> np.ndarray:
        """The sum of the points."""
        return self.contributions(matrix).sum(axis=1).to_numpy()


@dataclass(frozen=True)
class Model:
    """One target's scorer with its calibration."""

    target: str
    scorer: Scorer
    calibration: Calibration
    evaluation: Evaluation | None
    positives: int

    def probability(self, matrix: pd.DataFrame) -> np.ndarray:
        """The calibrated chance, one a row."""
        return self.calibration.probability(self.scorer.raw(matrix))


@dataclass(frozen=True)
class Risk:
    """The models of one training day, by target; ``version`` names them everywhere."""

    trained_as_of: date
    models: dict[str, Model]
    version: str

    @property
    def learned(self) -> bool:
        """Whether outcomes taught the ranking, or declared points stand in for it."""
        return isinstance(self.models["tppo"].scorer, Forest)


@dataclass(frozen=True)
class Learnt:
    """What a training gives: the models, and what they say of their own examples.

    ``held_out``: the chance of each example by target, from bags that did not see its case. Declared points
    learnt from nobody, so theirs are plain values.
    """

    risk: Risk
    held_out: dict[str, np.ndarray]


def train(learnt_from: Examples, as_of: date, seed: int, threads: int) -> Risk:
    """Train both targets; deterministic under seed and thread count."""
    return learn(learnt_from, as_of, seed, threads).risk


def learn(learnt_from: Examples, as_of: date, seed: int, threads: int) -> Learnt:
    """Train both targets, and keep what they say of examples that they had not seen."""
    models, said = {}, {}
    for target, findings in TARGETS.items():
        positive = learnt_from.found[list(findings)].any(axis=1).to_numpy()
        people = len(set(learnt_from.person[positive]))
        if people < LEAST_POSITIVES:
            models[target] = Model(target, Points(), Calibration(1.0, 0.0, 1.0), None, people)
            said[target] = models[target].probability(learnt_from.matrix)
            continue
        forest, held_out = grow(
            learnt_from.matrix, positive, learnt_from.group, learnt_from.weight, seed, threads
        )
        calibration = calibrate(held_out, positive, learnt_from.weight)
        said[target] = calibration.probability(held_out)
        evaluation = evaluate(said[target], positive, learnt_from.person)
        models[target] = Model(target, forest, calibration, evaluation, people)
    return Learnt(Risk(as_of, models, version_of(models, as_of)), said)


def version_of(models: dict[str, Model], as_of: date) -> str:
    """The name of these models: the day and the beginning of a digest over all that they hold."""
    digest = sha256(as_of.isoformat().encode())
    for target, model in sorted(models.items()):
        digest.update(repr((target, model.calibration, model.positives)).encode())
        if isinstance(model.scorer, Forest):
            for booster in model.scorer.boosters:
                # On how many threads the same trees were grown is no part of the model.
                digest.update(_THREADS.sub("", booster.model_to_string()).encode())
    return f"{as_of:%Y%m%d}-{digest.hexdigest()[:12]}"
