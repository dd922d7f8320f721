"""How far today's people are from those a model was trained on: population stability index over stored bins.

``PSI = sum((now - then) * ln(now / then))`` over bins (Siddiqi 2006). By that book's custom less than 0.1 is
steady, and 0.25 or more a shift. A shift is a reason to look, not proof that the model has become worse.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

BINS = 10
LEAST_SHARE = 1e-4
"""An empty bin counts as this much, so that one absent value is no infinite shift."""

WATCH, SHIFTED = 0.1, 0.25


@dataclass(frozen=True)
class Bins:
    """A distribution: inner edges in rising order, and the share of each bin; the last share is of the absent."""

    edges: tuple[float, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Reference:
    """What a model was trained on, as far as drift is measured against it; no row about a person.

    ``inputs``: each column's bins. ``scores``: out-of-fold chances, by target. ``reasons``: the share of the
    likeliest people whose reasons named each group of columns. ``features``: digest of the list of columns.
    """

    features: str
    inputs: dict[str, Bins]
    scores: dict[str, Bins]
    reasons: dict[str, float]


@dataclass(frozen=True)
class Moved:
    """How far something has moved; ``worst`` is the column of a group that moved most."""

    about: str
    name: str
    value: float
    worst: str | None = None
    share_then: float | None = None
    share_now: float | None = None


def bins_of(values: np.ndarray) -> Bins:
    """Bins of about equal size over the values that are there (NaN: absent)."""
    there = values[~np.isnan(values)].astype(float)
    edges: list[float] = []
    if len(there):
        inner = np.quantile(there, np.arange(1, BINS) / BINS, method="inverted_cdf")
        # What is below the smallest edge would be no bin of its own.
        edges = [float(edge) for edge in np.unique(inner)]
    return Bins(tuple(edges), _shares(values, edges))


def psi(then: Bins, values: np.ndarray) -> float:
    """The index of today's values against stored bins; 0 where nobody is there today."""
    return _index(then.shares, _shares(values, then.edges)) if len(values) else 0.0


def inputs_moved(then: Mapping[str, Bins], groups: Mapping[str, str], now: pd.DataFrame) -> list[Moved]:
    """One entry a group of columns: the mean index of its columns; ``groups`` gives each column's group."""
    rows = pd.DataFrame(
        [(groups[name], name, psi(bins, now[name].to_numpy())) for name, bins in then.items()],
        columns=["group", "column", "psi"],
    )
    return [
        Moved("input", str(group), float(of["psi"].mean()), str(of["column"].iloc[int(of["psi"].argmax())]))
        for group, of in rows.groupby("group")
    ]


def scores_moved(then: Mapping[str, Bins], now: Mapping[str, np.ndarray]) -> list[Moved]:
    """One entry a target."""
    return [Moved("score", target, psi(bins, now[target])) for target, bins in then.items()]


def reasons_moved(then: Mapping[str, float], now: Mapping[str, float]) -> list[Moved]:
    """One entry a group of reasons: the index between the two shares of alerts that name it."""
    return [
        Moved(
            "reason",
            group,
            _index(
                (then.get(group, 0.0), 1 - then.get(group, 0.0)),
                (now.get(group, 0.0), 1 - now.get(group, 0.0)),
            ),
            None,
            then.get(group, 0.0),
            now.get(group, 0.0),
        )
        for group in sorted({*then, *now})
    ]


def _shares(values: np.ndarray, edges: Sequence[float]) -> tuple[float, ...]:
    absent = np.isnan(values)
    counts = np.bincount(
        np.searchsorted(np.array(edges), values[~absent], side="left"), minlength=len(edges) + 1
    )
    total = max(len(values), 1)
    return (*(float(count) / total for count in counts), float(absent.sum()) / total)


def _index(then: Iterable[float], now: Iterable[float]) -> float:
    expected = np.maximum(np.array(list(then)), LEAST_SHARE)
    found = np.maximum(np.array(list(now)), LEAST_SHARE)
    return float(((found - expected) * np.log(found / expected)).sum())
