"""What is shown of an identifier by default: enough to tell two apart on a page, too little to find anyone."""

from __future__ import annotations

import re
from collections.abc import Callable

from records.feed import Identifier

MASK = "••••"
"""Stands for a text of any length."""

ERASED = "×"
"""Stands for what was erased."""

MOST_INITIALS = 3
FEWEST_DIGITS = 8
"""Of fewer digits not even the last two are shown: they would be too much of them."""

_WORD = re.compile(r"[^\W\d_]{3,}")


def _initials(text: str) -> str:
    """Initials of the first words; a word of one or two letters is not given away by its initial."""
    words = _WORD.findall(text)[:MOST_INITIALS]
    return " ".join(f"{word[0].upper()}." for word in words) or MASK


def _last_two(text: str) -> str:
    digits = [character for character in text if character.isdigit()]
    return MASK + "".join(digits[-2:]) if len(digits) >= FEWEST_DIGITS else MASK


_SHOWN: dict[Identifier, Callable[[str], str]] = {
    Identifier.NAME: _initials,
    Identifier.NIK: _last_two,
    Identifier.PHONE: _last_two,
}
"""The kinds of which something is shown; of every other kind, free text among them, nothing is."""


def mask(kind: Identifier, text: str | None) -> str:
    """The default mask of an identifier; an empty cell stays empty."""
    if not text:
        return ""
    return _SHOWN[kind](text) if kind in _SHOWN else MASK
