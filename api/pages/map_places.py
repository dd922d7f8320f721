"""Where ports stand on the map and from which side countries are reached; what is not known here has a row alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from babel.core import get_global

from api.pages.language import Language
from records import areas


@dataclass(frozen=True)
class Port:
    """An exit point: its code in the records, what people call it, longitude and latitude in degrees."""

    code: str
    name: str
    east: float
    north: float


PORTS: tuple[Port, ...] = (
    Port("KNO", "Kualanamu", 98.9, 3.6),
    Port("DUM-FERRY", "Dumai", 101.4, 1.7),
    Port("PKU", "Pekanbaru", 101.4, 0.5),
    Port("TBK-FERRY", "Tanjung Balai Karimun", 103.4, 1.0),
    Port("BTH", "Batam (Hang Nadim)", 104.1, 1.1),
    Port("BTH-FERRY", "Batam", 104.0, 1.1),
    Port("TPI-FERRY", "Tanjung Pinang", 104.4, 0.9),
    Port("CGK", "Soekarno-Hatta", 106.7, -6.1),
    Port("KJT", "Kertajati", 108.2, -6.6),
    Port("YIA", "Yogyakarta", 110.1, -7.9),
    Port("SUB", "Juanda", 112.8, -7.4),
    Port("DPS", "Ngurah Rai", 115.2, -8.7),
    Port("LOP", "Lombok", 116.3, -8.8),
    Port("PNK", "Pontianak", 109.4, -0.1),
    Port("ENTIKONG", "Entikong", 110.4, 1.0),
    Port("ARUK", "Aruk", 109.6, 1.6),
    Port("NUNUKAN-FERRY", "Nunukan", 117.7, 4.1),
    Port("UPG", "Sultan Hasanuddin", 119.6, -5.1),
    Port("MOTAAIN", "Motaain", 124.9, -9.0),
)
PORT: Mapping[str, Port] = {port.code: port for port in PORTS}
"""Exit points by code; approximate, for a picture (airports and ports as on public maps)."""

EAST: Mapping[str, int] = {
    "GBR": -2,
    "ITA": 12,
    "POL": 19,
    "TUR": 35,
    "JOR": 36,
    "SAU": 45,
    "KWT": 48,
    "QAT": 51,
    "ARE": 54,
    "OMN": 57,
    "IND": 79,
    "THA": 101,
    "MYS": 102,
    "SGP": 104,
    "KHM": 105,
    "HKG": 114,
    "BRN": 115,
    "CHN": 116,
    "TWN": 121,
    "PHL": 122,
    "KOR": 128,
    "AUS": 134,
    "JPN": 138,
    "FJI": 178,
}
"""About how far east destinations lie, in degrees: the order in which they stand above the map."""

LAST = 180
"""Where a country stands that is not known here."""

SHORT: Mapping[str, str] = {"HKG": "Hong Kong", "MAC": "Macau"}
"""Names that people use, where CLDR's are long."""

_ALPHA_2: Mapping[str, list[str]] = get_global("territory_aliases")


def port(code: str) -> str:
    """What an exit point is called; its code where it has no name here."""
    return f"{PORT[code].name} ({code})" if code in PORT else code


def country(language: Language, code: str) -> str:
    """A country by its ISO 3166 code of three letters, as CLDR names it, or shorter."""
    if code in SHORT:
        return SHORT[code]
    two = _ALPHA_2.get(code, [code])[0]
    return str(language.locale.territories.get(two, code))


def area(code: str) -> str:
    """A province or regency by its code."""
    return areas.short_name(code) or code
