"""The three elements (*unsur*) of trafficking, each judged by itself: proses, cara, tujuan.

What an indicator shows is a hint, never proof. Before a departure the purpose can hardly be seen in any record,
and Suluh says so instead of leaving it out.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

from detection.indicators import INDICATOR_BY_ID, INDICATORS, Indicator
from detection.indicators.indicator import Element


class Standing(StrEnum):
    """How an element stands for one person."""

    HINTED = "hinted"
    """At least one indicator of the element fired."""
    NONE_YET = "none_yet"
    """Indicators could be looked up, and none fired."""
    CANNOT_BE_JUDGED = "cannot_be_judged"
    """None could be looked up for want of data; or it is the purpose, which shows itself only abroad."""


WORDS: dict[Standing, tuple[str, str]] = {
    Standing.HINTED: ("ada petunjuk", "hinted at"),
    Standing.NONE_YET: ("belum ada petunjuk", "no hint yet"),
    Standing.CANNOT_BE_JUDGED: ("tidak dapat dinilai", "cannot be judged"),
}


def elements(
    fired: Collection[str], missing_feeds: Collection[str], declared: Sequence[Indicator] = INDICATORS
) -> dict[Element, Standing]:
    """How each element stands for a person who has not left.

    From the ids of the indicators that fired and the names of the feeds that never came.
    """
    hinted = {INDICATOR_BY_ID[id_].element for id_ in fired}
    judged = {
        indicator.element for indicator in declared if not _feeds(indicator).intersection(missing_feeds)
    } - {Element.TUJUAN}
    return {element: _standing(element in hinted, element in judged) for element in Element}


def _standing(hinted: bool, judged: bool) -> Standing:
    if hinted:
        return Standing.HINTED
    return Standing.NONE_YET if judged else Standing.CANNOT_BE_JUDGED


def _feeds(indicator: Indicator) -> set[str]:
    return {column.partition(".")[0] for column in indicator.reads}
