"""Recall and prevalence from random looks: what the ranking misses, estimated without its own say.

Each look counts for the people that it stands for, one over its chance (Horvitz and Thompson 1952); the share
is the ratio of two such totals (Hájek 1971). The interval is Clopper and Pearson's for the size of sample that
the weights are worth (Kish 1965, section 11.7), as Korn and Graubard (1998) do for surveys with few positives:
rather too wide than too narrow.

What is estimated is about each week: among those who waited then, the share that a review would found to be
indicated, and how many of these were on that week's list. Who is missed one week may be found the next.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.stats import beta


@dataclass(frozen=True)
class Look:
    """A random look: the chance that it was drawn with, and whether it was judged indicated; None while open."""

    chance: float
    indicated: bool | None


@dataclass(frozen=True)
class Interval:
    """An estimate from 0 to 1 and its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Estimates:
    """What can be said of a period; ``recall`` and ``prevalence`` are None before anything was judged.

    ``missed`` is how many of those indicated the lists left out, in person-weeks.
    """

    prevalence: Interval | None
    recall: Interval | None
    missed: Interval | None
    looks: int
    looks_judged: int
    listed: int
    listed_judged: int


def estimate(looks: Sequence[Look], listed: Sequence[bool | None], level: float = 0.95) -> Estimates:
    """From the random looks and the listed people (indicated or not, None while unjudged) of a period.

    A look that nobody has judged yet is left out as if chance had; whoever lets looks lie by what they hold
    spoils the estimate, so their number is told.
    """
    judged = [look for look in looks if look.indicated is not None]
    known = [each for each in listed if each is not None]
    size = len(looks), len(judged), len(listed), len(known)
    if not judged:
        return Estimates(None, None, None, *size)
    share = _share(judged, level)
    waiting = sum(1.0 / look.chance for look in looks)
    found = sum(known)
    missed = Interval(*(waiting * each for each in (share.value, share.low, share.high)))
    everyone = waiting + len(known)
    prevalence = Interval(*((found + each) / everyone for each in (missed.value, missed.low, missed.high)))
    recall = Interval(
        _without_bias(found, missed.value, waiting * share.error),
        _recall(found, missed.high),
        _recall(found, missed.low),
    )
    return Estimates(prevalence, recall, missed, *size)


def _recall(found: int, missed: float) -> float:
    return found / (found + missed) if found + missed > 0 else 1.0


def _without_bias(found: int, missed: float, error: float) -> float:
    """Recall less what the curve of the ratio adds to it in the mean: the second term of its Taylor series.

    (Cochran, Sampling Techniques, 1977, section 6.8.) It matters where few were looked at.
    """
    plain = _recall(found, missed)
    if missed <= 0:
        return plain
    return max(plain - found * error**2 / (found + missed) ** 3, 0.0)


@dataclass(frozen=True)
class _Share(Interval):
    """A share with its standard error."""

    error: float


def _share(judged: Sequence[Look], level: float) -> _Share:
    weights = [1.0 / look.chance for look in judged]
    value = sum(w for w, look in zip(weights, judged, strict=True) if look.indicated) / sum(weights)
    worth = sum(weights) ** 2 / sum(w * w for w in weights)
    positive = worth * value
    tail = (1.0 - level) / 2.0
    low = float(beta.ppf(tail, positive, worth - positive + 1.0)) if positive > 0 else 0.0
    high = float(beta.ppf(1.0 - tail, positive + 1.0, worth - positive)) if positive < worth else 1.0
    return _Share(value, low, high, math.sqrt(value * (1.0 - value) / worth))
