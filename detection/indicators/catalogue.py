"""The catalogue: every declared indicator, in the order of their ids."""

from __future__ import annotations

from detection.indicators.identity import D01, D02, D03, D04
from detection.indicators.indicator import Indicator
from detection.indicators.passports import D06, D07
from detection.indicators.placement import P02, P03, P04, P10, P11

INDICATORS: tuple[Indicator, ...] = (D01, D02, D03, D04, D06, D07, P02, P03, P04, P10, P11)

INDICATOR_BY_ID: dict[str, Indicator] = {indicator.id: indicator for indicator in INDICATORS}
