"""Declared indicators: rules with their legal ground that explain and cite, and never add to the score."""

from detection.indicators.catalogue import INDICATOR_BY_ID, INDICATORS, NOT_SHOWN
from detection.indicators.fire import fired
from detection.indicators.grounds import Ground, grounds
from detection.indicators.indicator import Indicator
from detection.indicators.sentence import sentence
from detection.indicators.support import SUPPORT

__all__ = [
    "INDICATORS",
    "INDICATOR_BY_ID",
    "NOT_SHOWN",
    "SUPPORT",
    "Ground",
    "Indicator",
    "fired",
    "grounds",
    "sentence",
]
