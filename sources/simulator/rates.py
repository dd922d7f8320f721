"""The published figures that the simulated worlds follow, each with its period and source.

They were collected in 2026 from the pages named here (newspapers and data portals that repeat figures of
KemenP2MI/BP2MI and of the missions abroad). They set proportions, no more: a simulated world says nothing
about a real place. What no page gives (how many traces a ring leaves, how often a clerk mistypes) is a
judgement of this project and stands beside the mechanism that uses it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Rate:
    """Published counts or shares, what they count, in which period, and where they were read."""

    what: str
    period: str
    values: Mapping[str, float]
    source: str


DESTINATIONS = Rate(
    "placements by destination",
    "2023",
    {
        "TWN": 83216,
        "MYS": 72260,
        "HKG": 65916,
        "KOR": 12580,
        "JPN": 9673,
        "SGP": 7898,
        "SAU": 6310,
        "ITA": 3519,
        "BRN": 2872,
        "TUR": 2289,
    },
    "databoks.katadata.co.id, 2024-02-05, ini-daftar-negara-tujuan-utama-pekerja-migran-indonesia",
)

ORIGINS = Rate(
    "placements by province of origin (Kemendagri code)",
    "2023",
    {
        "35": 68069,
        "33": 59009,
        "32": 52961,
        "52": 33949,
        "18": 21539,
        "12": 10550,
        "51": 9359,
        "36": 3183,
        "16": 2088,
        "73": 2076,
    },
    "databoks.katadata.co.id, ini-daerah-asal-pekerja-migran-indonesia-pada-2023-jawa-timur-mendominasi",
)

ORIGIN_ELSEWHERE = 600.0
"""Placements of a province that the list of origins does not name: a judgement below its last."""

OCCUPATIONS = Rate(
    "placements by occupation, of 274,965",
    "2023",
    {"domestic_worker": 66362, "caregiver": 54665, "plantation_worker": 25163},
    "databoks.katadata.co.id, ini-daerah-asal-pekerja-migran-indonesia-pada-2023-jawa-timur-mendominasi",
)

SEX = Rate(
    "placements by sex",
    "2024-04",
    {"P": 20812, "L": 8991},
    "databoks.katadata.co.id, statistics of placements, April 2024",
)

EDUCATION = Rate(
    "placements by education",
    "2021",
    {"s1": 552, "diploma": 929, "sma": 39450, "smp": 44336, "sd": 27907},
    "aceh.tribunnews.com, 2022-05-06, daftar-daerah-penyumbang-tki-terbanyak (its sums suggest 2020)",
)

MARITAL_STATUS = Rate(
    "placements by marital status",
    "2021",
    {"married": 31417, "single": 23015, "divorced": 18193},
    "aceh.tribunnews.com, 2022-05-06, daftar-daerah-penyumbang-tki-terbanyak (its sums suggest 2020)",
)

COMPLAINTS_BY_STATUS = Rate(
    "complaints by the worker's status",
    "2024-12",
    {"non_procedural": 111, "procedural": 31},
    "databoks.katadata.co.id, complaints of migrant workers, December 2024",
)

SCAM_ASSESSED = Rate(
    "cases from online-scam compounds handled by the missions, and those assessed as trafficking",
    "2020-2024-03",
    {"handled": 3703, "share_tppo": 0.40},
    "metro.tempo.co, 2024-07-04; wahananews 2025",
)

SCAM_COUNTRIES = Rate(
    "cases from online-scam compounds by country",
    "2020-2024-03",
    {"KHM": 1914, "PHL": 680, "THA": 364, "MMR": 332, "LAO": 305},
    "metro.tempo.co, 2024-07-04; wahananews 2025",
)

AGENCIES = Rate(
    "licensed agencies (P3MI)",
    "2024-04",
    {"P3MI": 424},
    "databoks.katadata.co.id, perusahaan-penempatan-pekerja-migran-terbanyak-ada-di-jakarta",
)

RATES: tuple[Rate, ...] = (
    DESTINATIONS,
    ORIGINS,
    OCCUPATIONS,
    SEX,
    EDUCATION,
    MARITAL_STATUS,
    COMPLAINTS_BY_STATUS,
    SCAM_ASSESSED,
    SCAM_COUNTRIES,
    AGENCIES,
)
