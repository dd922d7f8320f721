"""How sure a model's figures are: 95 % intervals by drawing whole cases again (cluster bootstrap).

Out-of-fold values stay as they are; what is drawn again, with replacement, are the groups (a case with all its
people, or one person), so that people of one case do not pass for independent evidence. Percentile interval of
``DRAWS`` draws under the seed. What the training itself would change, were it repeated, is not in the interval.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

DRAWS = 200
METHOD = f"out-of-fold; {DRAWS} draws of whole cases (cluster bootstrap), percentiles 2.5 and 97.5"


@dataclass(frozen=True)
class Figure:
    """A figure with its interval; empty where it cannot be told."""

    value: float | None
    low: float | None
    high: float | None


def figures(held_out: pd.DataFrame, volume: int, seed: int) -> dict[str, Figure]:
    """average_precision, auc, precision and recall among the ``volume`` highest people.

    ``held_out`` has one row an example: person, group, found (bool), said (out-of-fold probability).
    """
    people = held_out.groupby("person").agg(
        said=("said", "max"), found=("found", "max"), group=("group", "first")
    )
    people = people.sort_values("said", ascending=False, kind="stable")
    found = people["found"].to_numpy(dtype=float)
    _, group = np.unique(people["group"].to_numpy(dtype=str), return_inverse=True)
    once = _told(found, np.ones(len(found)), volume)
    draw, groups = np.random.default_rng(seed), int(group.max()) + 1
    draws = [
        _told(found, np.bincount(draw.integers(0, groups, groups), minlength=groups)[group], volume)
        for _ in range(DRAWS)
    ]
    return {name: _figure(value, [each[name] for each in draws]) for name, value in once.items()}


def _told(found: np.ndarray, weight: np.ndarray, volume: int) -> dict[str, float]:
    """The figures of people in falling order, each counted ``weight`` times."""
    hits, seen = np.cumsum(weight * found), np.cumsum(weight)
    positives, others = hits[-1], seen[-1] - hits[-1]
    if not positives or not others:
        return dict.fromkeys(("average_precision", "auc", "precision", "recall"), float("nan"))
    misses_before = seen - hits
    precision = hits / np.maximum(seen, 1e-12)
    at = min(int(np.searchsorted(seen, volume)), len(found) - 1)
    return {
        "average_precision": float((weight * found * precision).sum() / positives),
        "auc": float(1 - (weight * found * misses_before).sum() / (positives * others)),
        "precision": float(precision[at]),
        "recall": float(hits[at] / positives),
    }


def _figure(value: float, draws: list[float]) -> Figure:
    told = [each for each in draws if not np.isnan(each)]
    if np.isnan(value) or not told:
        return Figure(None, None, None)
    low, high = np.quantile(told, [0.025, 0.975])
    return Figure(value, float(low), float(high))
