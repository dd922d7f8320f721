"""What the cube can be asked: cases, restitution claimed and paid, of a year, by one dimension at a time.

Every allowed query is ``year`` (the total), or ``year`` and one category of one dimension, or what is left of that
dimension. No two dimensions are crossed: figures of a star have no small cell where two of them meet.
"""

from __future__ import annotations

from dataclasses import dataclass

LEAST = 5
"""A figure about fewer people is not told (as is a difference of two figures)."""
ROUGH = 1_000_000
"""Money is told in whole millions of rupiah."""
LARGEST, TWO_LARGEST = 0.7, 0.9
"""Money is told only where no one person has more than this share of it, and no two more than that (dominance)."""
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Dimension:
    """One way to ask. ``many``: a case may stand in several categories, as services do."""

    name: str
    title_id: str
    title_en: str
    many: bool = False


@dataclass(frozen=True)
class Measure:
    """What is counted; ``money`` is told in whole millions of rupiah."""

    name: str
    title_id: str
    title_en: str
    money: bool = False


DIMENSIONS: tuple[Dimension, ...] = (
    Dimension("area", "Provinsi atau kabupaten/kota", "Province or regency"),
    Dimension("modus", "Modus", "Modus"),
    Dimension("kind", "Kedudukan atau sumber", "Role or source"),
    Dimension("service", "Layanan", "Service", many=True),
    Dimension("decision", "Waktu sampai putusan", "Time to decision"),
)
MEASURES: tuple[Measure, ...] = (
    Measure("cases", "Kasus", "Cases"),
    Measure("claimed", "Restitusi dimohon", "Restitution claimed", money=True),
    Measure("paid", "Restitusi dibayar", "Restitution paid", money=True),
)
MONEY = tuple(measure.name for measure in MEASURES if measure.money)

BANDS: tuple[tuple[int, str], ...] = ((7, "0-7"), (14, "8-14"), (30, "15-30"), (90, "31-90"))
"""Days to the decision, by their upper end."""
LONGER, NOT_YET = "91+", "none"


def band(days: int | None) -> str:
    """The band of a time to decision in days (None: not decided in the year that is told)."""
    if days is None:
        return NOT_YET
    return next((name for most, name in BANDS if days <= most), LONGER)


@dataclass(frozen=True)
class Modus:
    """One way in which people are trafficked, by the indicators that show it; the first that fits counts."""

    name: str
    text_id: str
    text_en: str
    codes: frozenset[str]


MODI: tuple[Modus, ...] = (
    Modus("forced_crime", "Dipaksa menipu daring", "Forced online fraud", frozenset({"E10", "N10"})),
    Modus("marriage", "Pengantin pesanan", "Sham marriage", frozenset({"R12"})),
    Modus("crew", "Awak kapal", "Ship's crew", frozenset({"P14"})),
    Modus("debt", "Jerat utang", "Debt bondage", frozenset({"R04", "R05", "R06", "R07", "R10"})),
    Modus(
        "exploited",
        "Eksploitasi di tempat kerja",
        "Exploitation at work",
        frozenset({"E01", "E02", "E03", "E04", "E05", "E06", "E07", "E08", "E09", "E11", "E12"}),
    ),
    Modus(
        "forged",
        "Identitas atau dokumen palsu",
        "Forged identity or papers",
        frozenset({"D01", "D02", "D03", "D04", "D08", "D09", "D10", "D11"}),
    ),
    Modus(
        "brokers",
        "Calo dan penampungan",
        "Brokers and holding houses",
        frozenset(
            {"R01", "R02", "R03", "R08", "R09", "R11", "R13", "N01", "N02", "N03", "N05", "N07", "N09"}
        ),
    ),
    Modus(
        "irregular",
        "Penempatan tidak sesuai prosedur",
        "Placement against the rules",
        frozenset({f"P{number:02}" for number in range(1, 14)}),
    ),
)


def modus_of(codes: frozenset[str]) -> str:
    """The modus that indicators show; ``unknown`` where none does."""
    return next((modus.name for modus in MODI if modus.codes & codes), UNKNOWN)
