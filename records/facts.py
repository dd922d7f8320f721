"""What the columnar copy may hold of a row: its plain fields, tokens for its identifiers, and declared facts.

A fact is computed from clear text once, when the row is recorded, because nothing above PostgreSQL sees clear
text again. Facts say *agrees* or *does not agree*; they never spell out the sex, birth date or area that a
NIK carries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from records import normal
from records.feed import Feed, FieldType, Identifier
from records.tokens import Tokeniser

Row = Mapping[str, object]

SUBJECT_KIND: dict[str, Identifier] = {
    "passport": Identifier.PASSPORT,
    "recruiter_phone": Identifier.PHONE,
    "place": Identifier.PLACE,
}
"""Which subjects of a recruiter link are identifiers; the others are registration and licence numbers."""

_PHONE_IN_TEXT = re.compile(r"(?:\+?62|0)8[\d \-]{7,14}\d")


@dataclass(frozen=True)
class Fact:
    """One fact of a feed: its column, its type, and how it follows from the row."""

    feed: str
    name: str
    type: FieldType
    compute: Callable[[Row, Tokeniser], object]


def _text(row: Row, field: str) -> str | None:
    value = row.get(field)
    return value if isinstance(value, str) and value else None


def nik_birth_date(nik: str) -> tuple[int, int, int] | None:
    """Day, month and two-digit year that a well-formed NIK carries (women: day + 40)."""
    if len(nik) != 16 or not nik.isdigit():
        return None
    day, month, year = int(nik[6:8]) % 40, int(nik[8:10]), int(nik[10:12])
    return (day, month, year) if 1 <= day <= 31 and 1 <= month <= 12 and int(nik[6:8]) <= 71 else None


def nik_well_formed(row: Row, _: Tokeniser) -> bool | None:
    """Whether the NIK has sixteen digits and a possible birth date; empty without NIK."""
    nik = _text(row, "nik")
    return None if nik is None else nik_birth_date(nik) is not None


def nik_birth_date_agrees(row: Row, _: Tokeniser) -> bool | None:
    """Whether the NIK's birth date is the one that was declared; empty where either cannot be read."""
    nik, born = _text(row, "nik"), row.get("birth_date")
    carried = nik_birth_date(nik) if nik else None
    if carried is None or not isinstance(born, date):
        return None
    return carried == (born.day, born.month, born.year % 100)


def nik_birth_date_slip(row: Row, _: Tokeniser) -> bool | None:
    """Whether one slip of typing explains that the NIK does not carry the declared birth date; else empty."""
    nik, born = _text(row, "nik"), row.get("birth_date")
    if nik is None or not isinstance(born, date):
        return None
    carried = nik_birth_date(nik)
    if carried == (born.day, born.month, born.year % 100):
        return None
    if carried == (born.month, born.day, born.year % 100):
        return True
    return any(_one_slip(nik, f"{born.day + women:02d}{born:%m%y}") for women in (0, 40))


def _one_slip(nik: str, expected: str) -> bool:
    """Whether one digit wrong, left out or doubled, or two swapped, hides the expected digits 7 to 12."""
    places = range(max(len(nik), 16))
    match len(nik):
        case 15:
            meant = [f"{nik[:place]}?{nik[place:]}" for place in places]
        case 16:
            meant = [f"{nik[:place]}?{nik[place + 1 :]}" for place in places]
            meant += [nik[:place] + nik[place : place + 2][::-1] + nik[place + 2 :] for place in places]
        case 17:
            meant = [nik[:place] + nik[place + 1 :] for place in places]
        case _:
            return False
    birth_dates = (guess[6:12] for guess in meant)
    return any(all(a in ("?", b) for a, b in zip(found, expected, strict=True)) for found in birth_dates)


def nik_sex_agrees(row: Row, _: Tokeniser) -> bool | None:
    """Whether the NIK's sex is the one that was declared; empty where either cannot be read."""
    nik, sex = _text(row, "nik"), _text(row, "sex")
    if nik is None or sex is None or nik_birth_date(nik) is None:
        return None
    return (int(nik[6:8]) > 40) == (sex == "P")


def nik_regency_agrees(row: Row, _: Tokeniser) -> bool | None:
    """Whether the NIK was first issued in the regency of residence; people move, so alone it says little."""
    nik, village = _text(row, "nik"), _text(row, "village_code")
    return None if not nik or not village or len(nik) != 16 else nik[:4] == village[:4]


def nik_province_agrees(row: Row, _: Tokeniser) -> bool | None:
    """Whether the NIK was first issued in the province of the issuing immigration office."""
    nik, office = _text(row, "nik"), _text(row, "issuing_regency_code")
    return None if not nik or not office or len(nik) != 16 else nik[:2] == office[:2]


def _same(
    kind: Callable[[str], str | None], left: str, right: str
) -> Callable[[Row, Tokeniser], bool | None]:
    def compute(row: Row, _: Tokeniser) -> bool | None:
        first, second = _text(row, left), _text(row, right)
        if first is None or second is None:
            return None
        return kind(first) == kind(second)

    compute.__doc__ = f"Whether {left} and {right} are the same in their normal form."
    return compute


def narrative_phone(row: Row, tokens: Tokeniser) -> str | None:
    """The token of the first phone number found in the narrative."""
    found = _PHONE_IN_TEXT.search(_text(row, "narrative") or "")
    return tokens.token(Identifier.PHONE, found.group()) if found else None


SIGNS: dict[str, tuple[str, ...]] = {
    "confinement": ("disekap", "dikurung", "dikunci", "tidak boleh keluar", "dijaga"),
    "violence": ("dipukul", "disiksa", "kekerasan", "dilecehkan"),
    "threat": ("diancam", "ancaman", "denda kalau", "ganti rugi"),
    "documents_held": ("ktp ditahan", "paspor ditahan", "dokumen ditahan", "minta ktp", "kumpulkan ktp"),
    "ransom": ("tebusan",),
    "sold": ("dijual",),
    "forced_crime": ("dipaksa menipu", "scam", "judi online", "judi daring"),
    "shelter": ("ditampung", "penampungan"),
    "advance": ("uang fit", "uang saku", "uang muka"),
    "no_documents": ("tanpa dokumen", "tanpa surat", "tanpa kontrak", "visa turis", "visa kunjungan"),
    "debt": ("utang", "potong gaji", "potongan gaji"),
    "overwork": ("lembur", "tidak ada libur", "tanpa libur", "tanpa istirahat", "tidak diberi makan"),
    "online_offer": ("facebook", "tiktok", "telegram", "instagram", "medsos", "media sosial"),
    "bride": ("pengantin pesanan", "mak comblang", "biro jodoh", "dijodohkan dengan orang asing"),
    "child": ("di bawah umur", "masih smp", "masih sekolah", "anak-anak"),
}
"""Words of a narrative that a reader would stop at, by the sign that they are of."""


def narrative_signs(row: Row, _: Tokeniser) -> str | None:
    """The signs whose words the narrative holds, in alphabetical order, joined by commas."""
    text = normal.words(_text(row, "narrative") or "") or ""
    found = sorted(sign for sign, phrases in SIGNS.items() if any(phrase in text for phrase in phrases))
    return ",".join(found) or None


B, S = FieldType.BOOLEAN, FieldType.STRING
FACTS: tuple[Fact, ...] = (
    Fact("registrations", "nik_well_formed", B, nik_well_formed),
    Fact("registrations", "nik_birth_date_agrees", B, nik_birth_date_agrees),
    Fact("registrations", "nik_birth_date_slip", B, nik_birth_date_slip),
    Fact("registrations", "nik_sex_agrees", B, nik_sex_agrees),
    Fact("registrations", "nik_regency_agrees", B, nik_regency_agrees),
    Fact("registrations", "referrer_phone_is_own", B, _same(normal.phone, "phone", "referrer_phone")),
    Fact("registrations", "guardian_is_referrer", B, _same(normal.name, "guardian_name", "referrer_name")),
    Fact("passports", "nik_well_formed", B, nik_well_formed),
    Fact("passports", "nik_birth_date_agrees", B, nik_birth_date_agrees),
    Fact("passports", "nik_birth_date_slip", B, nik_birth_date_slip),
    Fact("passports", "nik_sex_agrees", B, nik_sex_agrees),
    Fact("passports", "nik_province_agrees", B, nik_province_agrees),
    Fact("complaints", "narrative_phone", S, narrative_phone),
    Fact("complaints", "narrative_signs", S, narrative_signs),
    Fact("tips", "narrative_phone", S, narrative_phone),
    Fact("tips", "narrative_signs", S, narrative_signs),
)


@cache
def facts_of(feed_name: str) -> tuple[Fact, ...]:
    """The facts of one feed, in their declared order."""
    return tuple(fact for fact in FACTS if fact.feed == feed_name)


def known_row(feed: Feed, row: Row, tokens: Tokeniser) -> dict[str, object]:
    """The row as the columnar copy holds it; a field that the row lacks is None.

    ``row`` holds typed values by field name (str, int, bool, date, datetime or None).
    """
    known: dict[str, object] = {}
    for field in feed.fields:
        value = row.get(field.name)
        kind = field.identifier
        if kind is Identifier.SUBJECT:
            kind = SUBJECT_KIND.get(str(row.get("subject_type")))
        if kind is not None:
            value = tokens.token(kind, value if isinstance(value, str) else None)
        known[field.name] = value
    for fact in facts_of(feed.name):
        known[fact.name] = fact.compute(row, tokens)
    return known


def entity_key(feed: Feed, row: Row, tokens: Tokeniser) -> str:
    """Which entity a row is about: its key fields joined by ``/``, an identifier among them as its token."""
    parts = []
    for name in feed.key:
        value, kind = row[name], feed.by_name[name].identifier
        parts.append(str(value) if kind is None else str(tokens.token(kind, str(value))))
    return "/".join(parts)
