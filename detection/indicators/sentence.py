"""An indicator's evidence in a sentence that an officer reads, in Indonesian or English."""

from __future__ import annotations

import re
from datetime import date

from detection.indicators.indicator import Indicator

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTHS_ID = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)

WORDS: dict[str, tuple[str, str]] = {
    "birth_date": ("tanggal lahir", "the birth date"),
    "malformed": ("bentuk angka", "the form"),
    "visit": ("kunjungan", "a visit"),
    "pilgrimage": ("ibadah", "a pilgrimage"),
    "suspended": ("izinnya dibekukan", "its licence is suspended"),
    "revoked": ("izinnya dicabut", "its licence is revoked"),
    "expired": ("izinnya sudah lama habis", "its licence ended long ago"),
    "unknown_licence": ("izinnya tidak ada dalam daftar", "its licence is on no register"),
    "no_agency": ("P3MI tidak disebut", "no agency is named"),
    "no_order": (
        "tidak ada job order P3MI ini untuk negara tujuan",
        "no job order of this agency for the country",
    ),
    "over_quota": ("calon melebihi kuota job order", "candidates exceed the quota of the job order"),
    "unknown_order": ("tidak ada dalam daftar", "is on no register"),
    "other_agency": ("milik P3MI lain", "belongs to another agency"),
    "other_country": ("untuk negara lain", "is for another country"),
    "domestic_worker": ("pekerja rumah tangga", "domestic worker"),
    "babysitter": ("pengasuh anak", "babysitter"),
}
"""What the codes in details mean; a code that is not here is shown as it stands."""


def sentence(indicator: Indicator, detail: str, language: str) -> str:
    """What the evidence says, in ``id`` or ``en``; ``detail`` is that of the indicator's own rows."""
    template = indicator.says_id if language == "id" else indicator.says_en
    words = template.format(*(_told(part, language) for part in detail.split("; ")))
    return words[0].upper() + words[1:]


def _told(part: str, language: str) -> str:
    if _DAY.fullmatch(part):
        day = date.fromisoformat(part)
        month = _MONTHS_ID[day.month - 1] if language == "id" else f"{day:%B}"
        return f"{day.day} {month} {day.year}"
    return WORDS[part][0 if language == "id" else 1] if part in WORDS else part
