"""What machines do to cells on their way, and the class of a cell: all that a report says of its value."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from numbers import Number

from sources.reasons import CellRefused

LONG_TEXT = 1_000
OVERSIZED = 2**20
"""Letters beyond which a cell is told by its length alone; one that long may stand in very many rows."""

_SPREADSHEET_ERROR = r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)|#{3,}"
_SCIENTIFIC = r"[+-]?(?:\d+[.,]\d+[eE][+-]?\d+|\d+[eE][+-]\d+)"
_DECIMAL = r"\d{5,}[.,]0+"
_MARKS = re.compile(
    rf"(?P<empty>\s*)\Z|(?P<formula>=)|(?P<spreadsheet_error>{_SPREADSHEET_ERROR})\s*\Z"
    rf"|\s*(?:(?P<scientific_number>{_SCIENTIFIC})|(?P<decimal_number>{_DECIMAL}))\s*\Z",
    re.ASCII,
)
_BROKEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffd-\uffff]"
)
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2060-\u2064\u3164\ufeff\U000e0000-\U000e007f]"
)
_UNDECODABLE = re.compile("[\ud800-\udfff\ufffd]")
_DATE_LIKE = re.compile(r"\d{1,4}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})[-/. ]\d{1,4}", re.ASCII)
_CLASS_OF_MARK = {
    "empty": "empty",
    "formula": "formula",
    "spreadsheet_error": "error",
    "scientific_number": "scientific",
    "decimal_number": "decimal",
}


def mark(text: str) -> str | None:
    """``empty``, or the reason to refuse what a spreadsheet has made of text; None for text that is whole."""
    found = _MARKS.match(text)
    return found.lastgroup if found else None


def is_broken(text: str) -> bool:
    """Whether text holds what no desk types: control or direction signs, or bytes that did not decode."""
    if text.isascii() and text.isprintable():  # nearly all text, and quick to tell
        return False
    return _BROKEN.search(text) is not None


def hides_something(text: str) -> bool:
    """Whether text holds signs without width, by which two texts that look alike are not the same."""
    return not text.isascii() and _INVISIBLE.search(text) is not None


def refuse_broken(text: str) -> None:
    """Raise CellRefused for broken text."""
    if is_broken(text):
        raise CellRefused("undecodable" if _UNDECODABLE.search(text) else "control_character")


def classify(cell: object) -> str:
    """The code of the value's class."""
    if isinstance(cell, str):
        return _class_of_text(cell)
    if cell is None:
        return "empty"
    if isinstance(cell, bool):
        return "boolean"
    if isinstance(cell, Number):
        return "number"
    return "date" if isinstance(cell, date | time | timedelta) else "nested"


def _class_of_text(text: str) -> str:
    if len(text) > OVERSIZED:
        return "long_text"
    if is_broken(text):
        return "broken_text"
    if found := mark(text):
        return _CLASS_OF_MARK[found]
    if len(text) > LONG_TEXT:
        return "long_text"
    if text.strip().isdigit():
        return "digits"
    return "date_text" if _DATE_LIKE.match(text.strip()) else "text"
