"""The few kinds of draws that the simulator makes, each for many cases at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]
Rng = np.random.Generator

NOBODY = -1
"""The index that stands for nobody or nothing."""


def chance(rng: Rng, probability: float | Floats, n: int) -> Bools:
    """Which of ``n`` cases happen."""
    return rng.random(n) < probability


def pick(rng: Rng, weights: Mapping[str, float], n: int) -> Texts:
    """One key for each of ``n`` cases, in proportion to the weights."""
    return pick_from(rng, list(weights), n, list(weights.values()))


def pick_from(rng: Rng, options: Sequence[Any], n: int, weights: Sequence[float] | None = None) -> Texts:
    """One of the options for each of ``n`` cases; all equally likely where no weights are given."""
    shares = np.ones(len(options)) if weights is None else np.asarray(weights, dtype=float)
    edges = np.cumsum(shares) / shares.sum()
    numbers = np.minimum(np.searchsorted(edges, rng.random(n), side="right"), len(options) - 1)
    return np.array([*options, None], dtype=object)[:-1][numbers]


def spread(rng: Rng, median: float, sigma: float, n: int) -> Floats:
    """Lognormal waiting times with this median, in its unit."""
    return median * np.exp(sigma * rng.standard_normal(n))


def lag(rng: Rng, typical: float, n: int, late: float = 0.03) -> Floats:
    """Days until an event becomes known: about ``typical``, for the share ``late`` two to twelve weeks."""
    return rng.exponential(typical, n) + np.where(chance(rng, late, n), rng.uniform(14, 85, n), 0.0)


def office_hours(rng: Rng, days: Floats) -> Floats:
    """The same days, at a time between eight and sixteen o'clock."""
    return np.floor(days) + rng.uniform(8, 16, len(days)) / 24
