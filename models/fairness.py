"""Are some groups of people falsely alarmed about more often than others? The rule that may block a promotion.

A group's rate of false alarms is the share of its people without a founded outcome whom a model would have put
forward (predictive equality). Groups are compared by the lowest rate over the highest. The lowest and the highest
of many noisy rates always differ, so each pair's interval is widened by the number of pairs (Bonferroni), and the
interval of the lowest-to-highest ratio is that of its pair at that level: it covers the true ratio in at least 95
of 100 worlds. Intervals: Wilson 1927 for a rate, MOVER-R from these for a ratio (Donner & Zou 2012).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from statistics import NormalDist

BAR = 0.8
"""An interval that lies wholly below it blocks a promotion (the four-fifths rule)."""

LEAST_PEOPLE = 50
"""A group of fewer people is told, not compared, and leaves the question open."""

CONFIDENCE = 0.95


class Verdict(StrEnum):
    """What the data say of one attribute."""

    FAIR = "fair"
    """The whole interval lies at or above the bar."""
    UNFAIR = "unfair"
    """The whole interval lies below it."""
    TOO_FEW = "too_few"
    """The data are too few to say either; whoever promotes gives a reason."""
    ONE_GROUP = "one_group"
    """There is nobody to compare with."""


@dataclass(frozen=True)
class Group:
    """People of a group without a founded outcome, and how many of them would have been put forward."""

    name: str
    people: int
    false_alarms: int

    @property
    def rate(self) -> float:
        """The rate of false alarms."""
        return self.false_alarms / self.people


@dataclass(frozen=True)
class Fairness:
    """What came of comparing the groups of one attribute; the numbers are empty where none could be compared."""

    attribute: str
    verdict: Verdict
    groups: tuple[Group, ...]
    unknown: int = 0
    lowest: str | None = None
    highest: str | None = None
    ratio: float | None = None
    low: float | None = None
    high: float | None = None


def compare(attribute: str, counts: Mapping[str, tuple[int, int]], unknown: int = 0) -> Fairness:
    """Compare groups by name: how many people, and how many false alarms among them."""
    groups = tuple(Group(name, *counts[name]) for name in sorted(counts) if counts[name][0])
    if len(groups) == 1:
        return Fairness(attribute, Verdict.ONE_GROUP, groups, unknown)
    compared = [group for group in groups if group.people >= LEAST_PEOPLE]
    if len(compared) < 2 or not any(group.false_alarms for group in compared):
        return Fairness(attribute, Verdict.TOO_FEW, groups, unknown)
    by_rate = sorted(compared, key=lambda group: (group.rate, group.name))
    lowest, highest = by_rate[0], by_rate[-1]
    low, high = interval(compared)
    if high < BAR:
        verdict = Verdict.UNFAIR
    elif low >= BAR and len(compared) == len(groups):
        verdict = Verdict.FAIR
    else:
        verdict = Verdict.TOO_FEW
    ratio = lowest.rate / highest.rate
    return Fairness(attribute, verdict, groups, unknown, lowest.name, highest.name, ratio, low, high)


def interval(groups: Sequence[Group]) -> tuple[float, float]:
    """The 95 % interval of the lowest rate over the highest, for two groups or more."""
    pairs = list(combinations(groups, 2))
    z = NormalDist().inv_cdf(1 - (1 - CONFIDENCE) / (2 * len(pairs)))
    both = [ratio_interval(one, other, z) for pair in pairs for one, other in (pair, pair[::-1])]
    return min(low for low, _ in both), min(1.0, *(high for _, high in both))


def wilson(hits: int, people: int, z: float = NormalDist().inv_cdf(0.975)) -> tuple[float, float]:
    """Wilson's score interval of a share."""
    share, square = hits / people, z * z
    middle = (share + square / (2 * people)) / (1 + square / people)
    half = z * math.sqrt(share * (1 - share) / people + square / (4 * people**2)) / (1 + square / people)
    return (0.0 if hits == 0 else middle - half), (1.0 if hits == people else middle + half)


def ratio_interval(one: Group, other: Group, z: float) -> tuple[float, float]:
    """MOVER-R interval of one's rate over the other's; infinite above where the other's may be zero."""
    (low, high), (other_low, other_high) = (
        wilson(one.false_alarms, one.people, z),
        wilson(other.false_alarms, other.people, z),
    )
    product = one.rate * other.rate
    lower = _end(product, low * (2 * one.rate - low), other_high * (2 * other.rate - other_high), sign=-1)
    upper = math.inf
    if other_low > 0:
        upper = _end(product, high * (2 * one.rate - high), other_low * (2 * other.rate - other_low), sign=1)
    return max(lower, 0.0), upper


def _end(product: float, numerator: float, denominator: float, sign: int) -> float:
    """One end: a root of ``denominator · r² - 2 · product · r + numerator``."""
    if abs(denominator) < 1e-15:
        return numerator / (2 * product) if product else 0.0
    return (product + sign * math.sqrt(max(product**2 - numerator * denominator, 0.0))) / denominator
