"""Drift: nothing where nothing moved, and what moved is named."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.drift import SHIFTED, WATCH, bins_of, inputs_moved, psi, reasons_moved, scores_moved

VALUES = arrays(float, st.integers(1, 60), elements=st.floats(-1e6, 1e6, width=32) | st.just(float("nan")))


@given(VALUES)
def test_the_same_values_have_not_moved(values: np.ndarray) -> None:
    assert psi(bins_of(values), values) == 0


@given(VALUES, VALUES)
def test_shares_add_up_and_an_index_is_never_negative(then: np.ndarray, now: np.ndarray) -> None:
    bins = bins_of(then)
    assert sum(bins.shares) == pytest.approx(1)
    assert len(bins.shares) == len(bins.edges) + 2
    assert psi(bins, now) >= 0


def test_a_shift_is_found_and_noise_is_not() -> None:
    draw = np.random.default_rng(3)
    bins = bins_of(draw.normal(size=5000))
    assert psi(bins, draw.normal(size=5000)) < 0.02
    assert WATCH < psi(bins, draw.normal(0.4, size=5000)) < SHIFTED
    assert psi(bins, draw.normal(1.0, size=5000)) > SHIFTED


def test_the_index_is_as_computed_by_hand() -> None:
    bins = bins_of(np.array([0.0] * 50 + [1.0] * 50))
    now = np.array([0.0] * 80 + [1.0] * 20)
    assert psi(bins, now) == pytest.approx(0.3 * np.log(80 / 50) - 0.3 * np.log(20 / 50))


def test_a_feed_that_fell_silent_is_a_shift_of_its_group() -> None:
    draw = np.random.default_rng(4)
    then = pd.DataFrame(draw.normal(size=(1000, 3)), columns=["a", "b", "c"])
    now = then.assign(b=np.nan)
    bins = {str(name): bins_of(then[name].to_numpy()) for name in then}
    found = {each.name: each for each in inputs_moved(bins, {"a": "own", "b": "phone", "c": "phone"}, now)}
    assert found["own"].value == 0
    assert found["phone"].value > SHIFTED
    assert found["phone"].worst == "b"


def test_reasons_that_come_and_go_are_told_with_both_shares() -> None:
    found = {
        each.name: each for each in reasons_moved({"phone": 0.5, "agency": 0.2}, {"agency": 0.2, "new": 0.4})
    }
    assert found["agency"].value == 0
    assert found["phone"].value > SHIFTED
    assert (found["new"].share_then, found["new"].share_now) == (0.0, 0.4)


def test_scores_are_told_by_target_and_nobody_today_is_no_shift() -> None:
    bins = {"tppo": bins_of(np.linspace(0, 1, 100))}
    (moved,) = scores_moved(bins, {"tppo": np.linspace(0.5, 1, 100)})
    assert (moved.about, moved.name) == ("score", "tppo")
    assert moved.value > SHIFTED
    assert scores_moved(bins, {"tppo": np.array([])})[0].value == 0
