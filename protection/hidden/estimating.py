"""Capture and recapture: from how many sources found each person to how many were found by none.

Log-linear models (Fienberg 1972; Bishop, Fienberg & Holland 1975) over the sources with every set of pairwise
dependences, weighed by BIC; the bias-corrected lower bound of Chao (1987) for sources that find some people more
easily than others; and bounds for dependence that no model can see: an odds ratio of up to ``FACTOR`` between being
found by one source and by the others multiplies the estimate by as much (Zhang & Small 2020, The Annals of Applied
Statistics 14; International Working Group 1995).

Assumptions: a person is known again across sources (linkage errors make the estimate too high), the group is closed
in the year, and nobody is certain to be found by none. Where they fail the figure is wrong, and it says of nobody
whether they are a victim.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, combinations, product

import numpy as np

History = tuple[bool, ...]
"""For each source, whether it found the person."""

FACTOR = 3.0
"""The strongest dependence that is reckoned with, as an odds ratio, either way."""
PLAUSIBLE = 2.0
"""Models whose BIC is this near to the best count as plausible."""
LEAST_SHARED = 5
"""People whom two sources found; with fewer nothing is said."""
MOST_SOURCES = 5
_Z = 1.96
_STEPS = 50


@dataclass(frozen=True)
class Estimate:
    """People whom no source found: the model's number, Chao's lower bound, and bounds for unseen dependence.

    ``found`` is how many the sources found together; ``models`` how many were plausible.
    """

    found: int
    estimate: float
    chao: float
    low: float
    high: float
    factor: float
    models: int


def estimate(counts: Mapping[History, int], factor: float = FACTOR) -> Estimate | None:
    """The estimate from how many people have each history; None where sources share too few people to say anything."""
    seen = {history: count for history, count in counts.items() if any(history) and count > 0}
    width = len(next(iter(seen), ()))
    if not 2 <= width <= MOST_SOURCES or sum(n for each, n in seen.items() if sum(each) > 1) < LEAST_SHARED:
        return None
    fitted = _models(seen, width)
    if not fitted:
        return None
    best = min(fitted, key=lambda model: (model[0], model[1]))
    near = [model for model in fitted if model[0] <= best[0] + PLAUSIBLE]
    return Estimate(
        sum(seen.values()),
        best[1],
        chao(seen, width),
        min(number * np.exp(-_Z * error) for _, number, error in near) / factor,
        max(number * np.exp(_Z * error) for _, number, error in near) * factor,
        factor,
        len(near),
    )


def chao(counts: Mapping[History, int], sources: int) -> float:
    """Chao's lower bound of those whom none found, from who was found once and who twice."""
    once = sum(count for history, count in counts.items() if sum(history) == 1)
    twice = sum(count for history, count in counts.items() if sum(history) == 2)
    return (sources - 1) / sources * once * (once - 1) / (2 * (twice + 1)) if once else 0.0


def _models(counts: Mapping[History, int], sources: int) -> list[tuple[float, float, float]]:
    """BIC, estimate and standard error of its logarithm of each model that can be fitted."""
    histories = [each for each in product((False, True), repeat=sources) if any(each)]
    seen = np.array([counts.get(each, 0) for each in histories], dtype=float)
    pairs = list(combinations(range(sources), 2))
    sets = chain.from_iterable(combinations(pairs, size) for size in range(len(pairs) + 1))
    found = []
    for chosen in sets:
        design = np.array(
            [
                [1.0, *map(float, each), *(float(each[one] and each[other]) for one, other in chosen)]
                for each in histories
            ]
        )
        if design.shape[1] > len(histories) or np.linalg.matrix_rank(design) < design.shape[1]:
            continue
        if (fitted := _fit(design, seen)) is not None:
            found.append(fitted)
    return found


def _fit(design: np.ndarray, seen: np.ndarray) -> tuple[float, float, float] | None:
    """Poisson regression by Newton's method; None where it does not settle, as with cells that nobody is in."""
    weights = np.zeros(design.shape[1])
    weights[0] = np.log(seen.mean() + 0.5)
    for _ in range(_STEPS):
        mean = np.exp(np.clip(design @ weights, -30, 30))
        information = design.T @ (design * mean[:, None])
        try:
            step = np.linalg.solve(information, design.T @ (seen - mean))
        except np.linalg.LinAlgError:
            return None
        weights = weights + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-9:
            break
    else:
        return None
    mean = np.exp(design @ weights)
    error = float(np.sqrt(np.linalg.inv(information)[0, 0]))
    if not np.isfinite(error) or error > 2:  # it says nothing: a dependence that no one cell can tell
        return None
    likelihood = float((seen * np.log(np.maximum(mean, 1e-300)) - mean).sum())
    bic = design.shape[1] * np.log(seen.sum()) - 2 * likelihood
    return float(bic), float(np.exp(weights[0])), error
