"""The order of the work: need and days left in one number."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detection.alerts.evidence import higher_band
from detection.alerts.need import HALVING, SEVERITY, look_by, need

DAY = date(2025, 3, 3)
CHANCE = st.floats(0.001, 1.0)
SEVERITIES = st.lists(st.integers(1, 5), max_size=4)
DAYS = st.integers(0, 400)


@given(CHANCE, CHANCE, SEVERITIES)
def test_need_grows_with_the_chance_and_with_every_sign(low: float, high: float, signs: list[int]) -> None:
    low, high = sorted((low, high))
    assert 0 < need(low, signs) <= need(high, signs) <= 1
    assert need(low, signs) >= need(low)


@given(CHANCE, DAYS, DAYS)
def test_of_equal_need_who_leaves_first_comes_first(chance: float, one: int, other: int) -> None:
    leaves = [DAY + timedelta(days=days) for days in sorted((one, other))]
    assert look_by(chance, leaves[0], DAY) <= look_by(chance, leaves[1], DAY)


@given(DAYS, CHANCE, CHANCE)
def test_of_equal_departure_who_needs_more_comes_first(days: int, one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert look_by(more, DAY + timedelta(days=days), DAY) <= look_by(less, DAY + timedelta(days=days), DAY)


def test_half_the_need_is_worth_two_weeks() -> None:
    assert look_by(0.5, DAY, DAY) == look_by(0.25, DAY - timedelta(days=HALVING), DAY)


def test_every_severity_of_an_indicator_has_its_need() -> None:
    assert sorted(SEVERITY) == [1, 2, 3, 4, 5]
    assert list(SEVERITY.values()) == sorted(SEVERITY.values())


@pytest.mark.parametrize(
    ("before", "now", "higher"),
    [(0.12, 0.19, False), (0.12, 0.21, True), (0.21, 0.12, False), (None, 0.03, True), (0.9, None, False)],
)
def test_a_band_is_higher_or_not(before: float | None, now: float | None, higher: bool) -> None:
    assert higher_band(before, now) is higher
