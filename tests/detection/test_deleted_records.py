"""Reasons hang on the records that they cite: without these a declared sign is gone, and a learned one weighs less.

Over as many alerts as ``DELETED_ALERTS`` says, of a province of ``DELETED_PEOPLE`` people.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pytest
from thinned import Record, ThinnedMatrix, ThinnedSigns
from worlds import small_world

from detection.evidence import rows_behind
from detection.indicators import INDICATORS, SUPPORT, fired
from detection.reasons import Reason, explain
from features.around import AROUND_KINDS
from features.compute import Snapshot, snapshot
from graphs.network.known import Known
from graphs.network.ties import ties
from models.forest import Forest, grow

DAY = date(2025, 1, 6)
ALERTS = int(os.environ.get("DELETED_ALERTS", "20"))
PEOPLE = int(os.environ.get("DELETED_PEOPLE", "500"))
DRAWS = 2_000


@dataclass(frozen=True)
class Province:
    """A day, its matrix, and who is trafficked by the truth."""

    known: Known
    now: Snapshot
    trafficked: np.ndarray


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Province:
    world = small_world(PEOPLE)
    known = world.known(tmp_path_factory.mktemp("lake"), DAY)
    now = snapshot(known)
    truth = world.world.truth["people"]
    victims = now.matrix.index.isin(truth["person_id"][truth["tppo"] == "1"])
    return Province(known, now, victims)


def test_deleting_the_records_behind_a_sign_takes_it_away(province: Province) -> None:
    """For every indicator that the province raises, person by person."""
    signs = fired(province.known, (*INDICATORS, *SUPPORT))
    assert signs["indicator"].nunique() > 10
    thinned = ThinnedSigns(province.known, sorted(set(signs["indicator"])))
    others = 0
    for name, rows in signs.groupby("indicator"):
        for person, mine in list(rows.groupby("person_id"))[: max(1, ALERTS // 20)]:
            left = thinned.without(set(zip(mine["feed"], mine["entity_key"], strict=True)), str(name))
            assert person not in set(left["person_id"]), name
            others += len(left)
    assert others > 0, "what is not deleted stays"


@dataclass(frozen=True)
class Falls:
    """By how much the log-odds of each alert fall without the records of a reason, and without others."""

    behind: np.ndarray
    others: np.ndarray

    @property
    def medians(self) -> tuple[float, float]:
        return float(np.median(self.behind)), float(np.median(self.others))

    def interval(self) -> tuple[float, float]:
        """Of the difference of the medians: 95 % by the bootstrap over alerts."""
        draw = np.random.default_rng(1)
        picked = draw.integers(len(self.behind), size=(DRAWS, len(self.behind)))
        differences = np.median(self.behind[picked], axis=1) - np.median(self.others[picked], axis=1)
        low, high = np.quantile(differences, [0.025, 0.975])
        return float(low), float(high)


@pytest.fixture(scope="module")
def falls(province: Province) -> Falls:
    """Of the highest scores; those who are there for what is missing alone have no records to delete."""
    matrix = province.now.matrix
    group = np.array(matrix.index, dtype=object)
    forest, _ = grow(matrix, province.trafficked, group, np.ones(len(matrix)), seed=7, threads=1)
    waiting = province.now.open
    ranked = waiting.iloc[np.argsort(-forest.raw(waiting), kind="stable")]
    evidence = rows_behind(province.known, list(ranked.index))
    parts = forest.contributions(ranked)
    no_signs = pd.DataFrame(columns=["person_id", "indicator", "feed", "entity_key", "detail"])
    reasons = explain(parts, ranked, evidence, no_signs, DAY)
    thinned = ThinnedMatrix(province.known)
    pd.testing.assert_frame_equal(thinned.without(()), matrix)
    neighbours = Neighbours(province.known, evidence)
    draw = np.random.default_rng(5)
    found: list[list[float]] = []
    for person in ranked.index:
        behind = _behind(reasons[person])
        others = sorted(neighbours.of(person) - behind)
        if not behind or len(others) < len(behind) or len(found) == ALERTS:
            continue
        at_random = {others[at] for at in draw.choice(len(others), len(behind), replace=False)}
        was = parts.loc[person]
        found.append([_fall(thinned, forest, was, person, gone) for gone in (behind, at_random)])
    behind_it, others_of_it = np.array(found).T
    return Falls(behind_it, others_of_it)


def _behind(reasons: tuple[Reason, ...]) -> set[Record]:
    """The records of the strongest reason for that has any."""
    speaking_for = (each for each in reasons if each.contribution > 0 and each.rows)
    strongest = next(speaking_for, None)
    return {(row.feed, row.entity_key) for row in strongest.rows} if strongest else set()


def _fall(thinned: ThinnedMatrix, forest: Forest, was: pd.Series, person: str, gone: set[Record]) -> float:
    """By how much the log-odds fall; where nobody is left they fall to what the model says of anyone."""
    left = thinned.without(gone)
    now = forest.raw(left.loc[[person]])[0] if person in left.index else was["base"]
    return float(was.sum() - now)


class Neighbours:
    """The records of a person and of everyone with whom they share a thing, and what was reported around."""

    def __init__(self, known: Known, evidence: pd.DataFrame) -> None:
        tied = ties(known).select("person_id", "kind", "thing").execute()
        tied = tied[tied["kind"].isin(list(AROUND_KINDS))]
        self._near = tied.merge(tied.rename(columns={"person_id": "other"}), on=["kind", "thing"])
        self._persons, self._evidence = known.persons, evidence

    def of(self, person: str) -> set[Record]:
        near = {person, *self._near["other"][self._near["person_id"] == person]}
        theirs = self._persons[self._persons["person_id"].isin(near)]
        shown = self._evidence[self._evidence["person_id"] == person]
        return {
            *zip(theirs["feed"], theirs["key"], strict=True),
            *zip(shown["feed"], shown["entity_key"], strict=True),
        }


def test_deleting_the_records_behind_a_reason_lowers_it_more_than_deleting_others(falls: Falls) -> None:
    behind, others = falls.medians
    low, high = falls.interval()
    print(
        f"{len(falls.behind)} alerts: {behind:.3f} against {others:.3f}, difference {low:.3f} to {high:.3f}"
    )
    assert len(falls.behind) == ALERTS
    assert behind > others
    assert low > 0 or ALERTS < 100, "too few alerts to be sure of it"
