"""The catalogue: every declared indicator, in the order of their ids."""

from __future__ import annotations

from detection.indicators.agreements import D10, P06
from detection.indicators.coercion import E07, E08, E09, E10, E11
from detection.indicators.complaints import E01, E02, E03, E04, E05, E06, E12
from detection.indicators.crews import P14
from detection.indicators.crossings import N05, N11, P09
from detection.indicators.documents import D08, D09, D11, D12, D13
from detection.indicators.escorts import N07
from detection.indicators.identity import D01, D02, D03, D04
from detection.indicators.indicator import Indicator
from detection.indicators.issuers import N12
from detection.indicators.licences import N09
from detection.indicators.moves import D05
from detection.indicators.named import N08, R09
from detection.indicators.offers import R02, R05, R12
from detection.indicators.passports import D06, D07
from detection.indicators.placement import P02, P03, P04, P10, P11
from detection.indicators.process import P05, P07, P08, P12
from detection.indicators.recruitment import P01, R01, R04
from detection.indicators.routes import N03, N04, N06, N10
from detection.indicators.shared import N01, N02, R08
from detection.indicators.support import SUPPORT
from detection.indicators.tips import R06, R10, R13

INDICATORS: tuple[Indicator, ...] = (
    *(D01, D02, D03, D04, D05, D06, D07, D08, D09, D10, D11, D12, D13),
    *(P01, P02, P03, P04, P05, P06, P07, P08, P09, P10, P11, P12, P14),
    *(R01, R02, R04, R05, R06, R08, R09, R10, R12, R13),
    *(N01, N02, N03, N04, N05, N06, N07, N08, N09, N10, N11, N12),
    *(E01, E02, E03, E04, E05, E06, E07, E08, E09, E10, E11, E12),
)

INDICATOR_BY_ID: dict[str, Indicator] = {each.id: each for each in (*INDICATORS, *SUPPORT)}

NOT_SHOWN: dict[str, tuple[str, str]] = {
    "P13": (
        "tidak ada data lembaga pendidikan, program magang, atau biaya kepada pihak ketiga",
        "no feed has institutions, internships, or fees to third parties",
    ),
    "R03": ("tidak ada data gaji yang dijanjikan", "no feed has promised wages"),
    "R07": (
        "tidak ada data kredit dan rekening pencairannya",
        "no feed has loans and where they are paid out",
    ),
    "R11": ("tidak ada naskah wawancara", "no feed has the text of interviews"),
    "V03": (
        "asesmen kerentanan tidak masuk umpan mana pun, dan tidak boleh masuk model keberangkatan",
        "assessments of vulnerability are in no feed, and must not enter a model of departures",
    ),
}
"""The indicators of the catalogue that the feeds cannot show, and why, in Indonesian and English."""
