"""The catalogue: every declared indicator, in the order of their ids."""

from __future__ import annotations

from detection.indicators.complaints import E01, E02, E03, E04, E05, E06, E12
from detection.indicators.documents import D08, D09, D11, D12, D13
from detection.indicators.identity import D01, D02, D03, D04
from detection.indicators.indicator import Indicator
from detection.indicators.issuers import N12
from detection.indicators.named import N08, R09
from detection.indicators.passports import D06, D07
from detection.indicators.placement import P02, P03, P04, P10, P11
from detection.indicators.process import P05, P07, P08, P12
from detection.indicators.recruitment import P01, R01, R04
from detection.indicators.routes import N03, N04, N06, N10
from detection.indicators.shared import N01, N02, R08
from detection.indicators.tips import R06, R10, R13

INDICATORS: tuple[Indicator, ...] = (
    *(D01, D02, D03, D04, D06, D07, D08, D09, D11, D12, D13),
    *(P01, P02, P03, P04, P05, P07, P08, P10, P11, P12),
    *(R01, R04, R06, R08, R09, R10, R13),
    *(N01, N02, N03, N04, N06, N08, N10, N12),
    *(E01, E02, E03, E04, E05, E06, E12),
)

INDICATOR_BY_ID: dict[str, Indicator] = {indicator.id: indicator for indicator in INDICATORS}
