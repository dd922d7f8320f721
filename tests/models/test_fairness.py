"""Comparing rates of false alarms: intervals that hold, bias that is found, and no verdict from too few people."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.fairness import BAR, LEAST_PEOPLE, Group, Verdict, compare, interval, ratio_interval, wilson

WORLDS = (
    ((0.10, 0.10), (500, 500)),
    ((0.05,) * 5, (300,) * 5),
    ((0.10, 0.08), (2000, 2000)),
    ((0.02,) * 8, (200,) * 8),
    ((0.10, 0.05), (3000, 3000)),
)


@pytest.mark.parametrize(("rates", "people"), WORLDS)
def test_the_interval_covers_the_true_ratio_in_95_of_100_worlds(
    rates: tuple[float, ...], people: tuple[int, ...]
) -> None:
    draw, true, covered = np.random.default_rng(1), min(rates) / max(rates), 0
    for _ in range(400):
        groups = [
            Group(str(n), size, int(draw.binomial(size, rate)))
            for n, (rate, size) in enumerate(zip(rates, people, strict=True))
        ]
        low, high = interval(groups)
        covered += low <= true <= high + 1e-12
    assert covered >= 375


def test_a_fair_model_is_hardly_ever_blocked_however_many_groups_there_are() -> None:
    """The lowest of ten noisy rates is far below the highest; a plain interval of that ratio would block."""
    draw, blocked, plain = np.random.default_rng(2), 0, 0
    for _ in range(300):
        counts = {str(n): (400, int(draw.binomial(400, 0.1))) for n in range(10)}
        found = compare("province", counts)
        blocked += found.verdict is Verdict.UNFAIR
        groups = sorted(found.groups, key=lambda group: group.rate)
        plain += ratio_interval(groups[0], groups[-1], 1.96)[1] < BAR
    assert blocked <= 3
    assert plain > 20


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        ({"L": (3000, 300), "P": (3000, 600)}, Verdict.UNFAIR),
        ({"L": (20_000, 4000), "P": (20_000, 4040)}, Verdict.FAIR),
        ({"L": (300, 30), "P": (300, 31)}, Verdict.TOO_FEW),
        ({"L": (20_000, 4000), "P": (20_000, 4040), "?": (LEAST_PEOPLE - 1, 10)}, Verdict.TOO_FEW),
        ({"L": (3000, 300), "P": (3000, 600), "?": (3, 0)}, Verdict.UNFAIR),
        ({"L": (500, 0), "P": (500, 0)}, Verdict.TOO_FEW),
        ({"L": (20, 3), "P": (20, 9)}, Verdict.TOO_FEW),
        ({}, Verdict.TOO_FEW),
        ({"52": (500, 20)}, Verdict.ONE_GROUP),
        ({"52": (500, 20), "53": (0, 0)}, Verdict.ONE_GROUP),
    ],
)
def test_each_situation_has_its_verdict(counts: dict[str, tuple[int, int]], verdict: Verdict) -> None:
    assert compare("x", counts).verdict is verdict


def test_the_lowest_and_the_highest_group_are_named() -> None:
    found = compare("sex", {"L": (3000, 300), "P": (3000, 600)}, unknown=7)
    assert (found.lowest, found.highest, found.ratio, found.unknown) == ("L", "P", 0.5, 7)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.5 < found.high


def test_wilson_is_as_published() -> None:
    """Wilson's interval of 81 in 263 is 0.2553 to 0.3662 (Newcombe 1998, table I, method 3)."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)


@st.composite
def groups(draw: st.DrawFn) -> Group:
    people = draw(st.integers(1, 5000))
    return Group("x", people, draw(st.integers(0, people)))


@given(groups(), groups())
def test_an_interval_holds_its_ratio_and_turns_over_with_it(one: Group, other: Group) -> None:
    low, high = ratio_interval(one, other, 1.96)
    assert 0 <= low <= high
    if other.false_alarms:
        assert low <= one.rate / other.rate + 1e-9
        assert one.rate / other.rate <= high + 1e-9
    if one.false_alarms and other.false_alarms:
        back = ratio_interval(other, one, 1.96)
        assert back[0] == pytest.approx(1 / high, rel=1e-6)
        assert low == 0 or math.isinf(back[1]) or back[1] == pytest.approx(1 / low, rel=1e-6)
