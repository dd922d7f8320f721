from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.calibration import Calibration, calibrate


def test_calibration_returns_the_chance_that_the_log_odds_carry() -> None:
    draw = np.random.default_rng(2)
    raw = draw.normal(-1, 2, 20_000)
    positive = draw.random(20_000) < 1 / (1 + np.exp(-raw))
    fitted = calibrate(raw, positive, np.ones(20_000))
    assert abs(fitted.slope - 1) < 0.1
    assert abs(fitted.intercept) < 0.1


def test_unlabelled_positives_raise_the_probability_by_the_label_frequency() -> None:
    """A third of clear-cut positives is labelled: the frequency is found, the probability of the others restored."""
    draw = np.random.default_rng(4)
    truly = draw.random(6_000) < 0.2
    raw = np.where(truly, 4.0, -6.0) + draw.normal(0, 0.3, 6_000)
    labelled = truly & (draw.random(6_000) < 1 / 3)
    fitted = calibrate(raw, labelled, np.ones(6_000))
    assert abs(fitted.frequency - 1 / 3) < 0.08
    assert fitted.probability(raw[truly & ~labelled]).mean() > 0.85


@given(
    st.lists(st.floats(-20, 20), min_size=2, max_size=20),
    st.floats(0.01, 5),
    st.floats(-5, 5),
    st.floats(0.05, 1),
)
def test_a_higher_raw_value_never_gives_a_lower_probability(
    raw: list[float], slope: float, intercept: float, frequency: float
) -> None:
    ordered = np.sort(np.array(raw))
    said = Calibration(slope, intercept, frequency).probability(ordered)
    assert (np.diff(said) >= 0).all()
    assert ((said >= 0) & (said <= 0.99)).all()
