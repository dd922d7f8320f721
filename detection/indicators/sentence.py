"""An indicator's evidence in a sentence that an officer reads, in Indonesian or English."""

from __future__ import annotations

import re
from datetime import date

from detection.indicators.indicator import Indicator
from detection.indicators.words import WORDS

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTHS_ID = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)


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
