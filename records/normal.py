"""The one written form of each identifier, so that two spellings of one thing give one token.

Every function takes the cell as the desk typed it and gives the normal form, or None where the cell cannot be
an identifier of that kind. Nothing here repairs a value: a NIK with 15 digits stays a NIK with 15 digits.
"""

from __future__ import annotations

import re
import unicodedata

_DIGITS = re.compile(r"\D+")
_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^a-z0-9 ]+")
_TITLES = frozenset(
    [
        "h",
        "hj",
        "haji",
        "hajjah",
        "drs",
        "dra",
        "ir",
        "kh",
        "ust",
        "ustad",
        "ustadz",
        "prof",
        "dr",
        "bapak",
        "pak",
        "ibu",
        "bu",
        "sdr",
        "sdri",
    ]
)
_PATRONYMIC = frozenset(["bin", "binti", "bt", "bte", "binte"])
_MUHAMMAD = frozenset(
    [
        "m",
        "md",
        "mhd",
        "moh",
        "moch",
        "mohd",
        "muh",
        "muhd",
        "much",
        "mohamad",
        "mohamed",
        "mohammad",
        "mohammed",
        "muhamad",
        "muhammed",
        "mochamad",
        "mochammad",
    ]
)
_ABDUL = frozenset(["abd", "abdl"])
_OLD_SPELLING = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("sj", "sy"), ("nj", "ny"), ("ch", "kh"))
_DOUBLED = re.compile(r"(.)\1+")


def ascii_lower(text: str) -> str:
    """Lower case without accents."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()


def phone(text: str) -> str | None:
    """An Indonesian number in international form without plus: ``0812-3456 789`` gives ``628123456789``."""
    digits = _DIGITS.sub("", text)
    if digits.startswith("0062"):
        digits = digits[2:]
    if digits.startswith("620"):
        digits = "62" + digits[3:]
    elif digits.startswith("0"):
        digits = "62" + digits[1:]
    elif digits.startswith("8"):
        digits = "62" + digits
    return digits if 7 <= len(digits) <= 16 else None


def nik(text: str) -> str | None:
    """The digits of a NIK, well formed or not."""
    return _DIGITS.sub("", text) or None


def passport(text: str) -> str | None:
    """Capitals and digits."""
    return re.sub(r"[^A-Z0-9]", "", text.upper()) or None


def account(text: str) -> str | None:
    """Bank code and digits: ``Mandiri 705-7711777`` gives ``MANDIRI7057711777``."""
    return re.sub(r"[^A-Z0-9]", "", text.upper()) or None


def words(text: str) -> str | None:
    """Lower-case words without punctuation, for addresses and free text."""
    return _SPACES.sub(" ", _NOT_WORD.sub(" ", ascii_lower(text))).strip() or None


def code(text: str) -> str | None:
    """A number or code as it stands, without surrounding space, in capitals."""
    return text.strip().upper() or None


def name(text: str) -> str | None:
    """A person's name without titles and patronymic marks, old spellings and abbreviations resolved.

    ``H. Moch. Soekardi bin Djoko`` gives ``muhammad sukardi joko``.
    """
    parts: list[str] = []
    for part in _NOT_WORD.sub(" ", ascii_lower(text)).split():
        if part in _PATRONYMIC or (part in _TITLES and len(part) > 1) or part == "h":
            continue
        if part in _MUHAMMAD:
            parts.append("muhammad")
            continue
        if part in _ABDUL:
            parts.append("abdul")
            continue
        for old, new in _OLD_SPELLING:
            part = part.replace(old, new)  # noqa: PLW2901  (the word is rewritten step by step)
        parts.append(_DOUBLED.sub(r"\1", part) if part != "muhammad" else part)
    return " ".join(parts) or None
