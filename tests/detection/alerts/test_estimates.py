"""Random looks: everyone has the same chance, and the estimates are right in the mean, as a simulation shows."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from alerted import KEY

from detection.alerts.estimates import Estimates, Look, estimate
from detection.alerts.looks import draw, number_of_looks

WEEKS = 13


def test_looks_are_as_many_as_expected_in_the_mean() -> None:
    numbers = [number_of_looks(1.3, KEY, f"week {week}") for week in range(4_000)]
    assert set(numbers) == {1, 2}
    assert abs(np.mean(numbers) - 1.3) < 4 * math.sqrt(0.21 / 4_000)


def test_everyone_who_waits_has_the_chance_that_is_kept() -> None:
    people = [f"registrations:R{number}" for number in range(30)]
    times: Counter[str] = Counter()
    for week in range(3_000):
        chosen, chance = draw(people, 2.4, KEY, f"week {week}")
        assert chance == pytest.approx(2.4 / 30)
        times.update(chosen)
    spread = math.sqrt(3_000 * 0.08 * 0.92)
    assert all(abs(times[person] - 240) < 5 * spread for person in people)


def test_the_same_week_draws_the_same_and_another_key_another() -> None:
    people = [f"r{number}" for number in range(500)]
    assert draw(people, 5, KEY, "a") == draw(people[::-1], 5, KEY, "a")
    assert draw(people, 5, KEY, "a") != draw(people, 5, b"x" * 32, "a")


def simulated(occasion: int, expected: float = 4.0, biased: bool = False) -> tuple[Estimates, float, float]:
    """A made-up half year: each week a ranking that finds some, and looks at the others; with what is true."""
    random = np.random.default_rng(occasion)
    looks, listed, missed, waiting = [], [], 0, 0
    for week in range(WEEKS):
        size = int(random.integers(150, 400))
        chance = random.beta(0.6, 9.0, size)
        indicated = random.random(size) < chance
        noisy = np.argsort(-(chance + random.normal(0, 0.05, size)))
        listed += [bool(each) for each in indicated[noisy[:36]]]
        others = {f"{each:04d}": bool(indicated[each]) for each in noisy[36:]}
        missed, waiting = missed + sum(others.values()), waiting + size
        names = sorted(others)
        if biased:  # a fault planted: looks go to those whom the ranking nearly listed
            names = [f"{each:04d}" for each in sorted(noisy[36 : 36 + size // 6])]
        chosen, drawn_with = draw(names, expected, KEY, f"{occasion}/{week}")
        if biased:
            drawn_with = expected / len(others)
        looks += [Look(drawn_with, others[name]) for name in chosen]
    found = sum(listed)
    return estimate(looks, listed), found / (found + missed), (found + missed) / waiting


def biases(biased: bool = False, times: int = 200) -> tuple[float, float, float, float]:
    """Bias of prevalence and recall in standard errors of the simulation, and how often the intervals hold."""
    off: list[tuple[float, float, bool, bool]] = []
    for occasion in range(times):
        found, recall, prevalence = simulated(occasion, biased=biased)
        assert found.recall is not None
        assert found.prevalence is not None
        off.append(
            (
                found.prevalence.value - prevalence,
                found.recall.value - recall,
                found.prevalence.low <= prevalence <= found.prevalence.high,
                found.recall.low <= recall <= found.recall.high,
            )
        )
    table = np.array(off, dtype=float)
    errors = table[:, :2].mean(axis=0) / (table[:, :2].std(axis=0) / math.sqrt(times))
    return errors[0], errors[1], table[:, 2].mean(), table[:, 3].mean()


def test_prevalence_and_recall_are_right_in_the_mean_and_their_intervals_hold() -> None:
    prevalence, recall, holds_prevalence, holds_recall = biases()
    print(
        f"prevalence {prevalence:+.1f} se, recall {recall:+.1f} se; {holds_prevalence:.3f} {holds_recall:.3f}"
    )
    assert abs(prevalence) < 3.5
    assert abs(recall) < 3.5
    assert min(holds_prevalence, holds_recall) > 0.93


def test_looks_that_go_to_the_likelier_are_caught() -> None:
    prevalence, recall, _, _ = biases(biased=True, times=80)
    assert prevalence > 6
    assert recall < -6


def test_nothing_is_said_before_anything_was_judged() -> None:
    found = estimate([Look(0.1, None)], [None, True])
    assert (found.recall, found.prevalence, found.missed) == (None, None, None)
    assert (found.looks, found.looks_judged, found.listed, found.listed_judged) == (1, 0, 2, 1)


def test_looks_that_found_nobody_leave_an_upper_bound() -> None:
    found = estimate([Look(0.05, False)] * 59, [True] * 10)
    assert found.missed is not None
    assert found.missed.low == 0.0
    assert found.missed.high == pytest.approx(59 / 0.05 * (1 - 0.025 ** (1 / 59)))
    assert found.recall is not None
    assert found.recall.high == 1.0
