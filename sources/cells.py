"""Checks of one cell: from what the file holds to a typed value, or a reason.

Nothing is repaired. Text is stored as the desk typed it, so a NIK of fifteen digits passes; a NIK that a
machine has turned into a number (``3.27E+15``, ``3273056010900009.0``) has lost its digits and does not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from records.facts import nik_birth_date
from records.feed import Field, FieldType, Identifier
from sources.damage import LONG_TEXT, OVERSIZED, hides_something, mark, refuse_broken
from sources.reasons import CellRefused

Value = str | int | bool | date | datetime | None
Parser = Callable[[str], Value]
"""Gives the value of a text cell, None where it is empty; raises CellRefused."""

KEY_LIMIT, NARRATIVE_LIMIT = 200, 50_000
INTEGER_LIMIT = 2**63
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 1, 1)
CLOCK_TOLERANCE = timedelta(days=1)
"""A desk's clock may be this far ahead of ours."""

_MEMORY = 20_000
_INTEGER = re.compile(r"[+-]?\d{1,19}", re.ASCII)
_NIK = re.compile(r"(?<!\d)\d{4} ?\d{4} ?\d{4} ?\d{4}(?!\d)", re.ASCII)
_PHONE = re.compile(r"(?:\+?62|0)8\d{7,11}", re.ASCII)
_SEPARATORS = str.maketrans(dict.fromkeys(" .-", None))
_ALNUM = re.compile("[0-9A-Za-z]")
_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}


class _Remembered(dict[str, Value]):
    """A parser that remembers values that come again: its ``__getitem__`` costs one look-up in C."""

    def __init__(self, parse: Parser) -> None:
        super().__init__()
        self._parse = parse

    def __missing__(self, cell: str) -> Value:
        value = self._parse(cell)
        if len(self) < _MEMORY:
            self[cell] = value
        return value


def text_parser(field: Field, *, key: bool, now: datetime) -> Parser:
    """The check of a field's text cells; ``key`` marks a part of the entity key."""
    parse = _typed_text(field, key=key, now=now)
    if not field.required:
        return parse

    def required(cell: str) -> Value:
        value = parse(cell)
        if value is None:
            raise CellRefused("required_missing")
        return value

    return required


def _typed_text(field: Field, *, key: bool, now: datetime) -> Parser:
    match field.type:
        case FieldType.DATE:
            return _Remembered(_stripped(_date)).__getitem__
        case FieldType.BOOLEAN:
            return _Remembered(_stripped(_boolean)).__getitem__
        case FieldType.INTEGER:
            return _Remembered(_stripped(lambda cell: _integer(cell, field.minimum))).__getitem__
        case FieldType.DATETIME:
            latest = now + CLOCK_TOLERANCE if field.name == "recorded_at" else None
            return lambda cell: _datetime(cell, latest)
        case FieldType.STRING:
            return _string(field, key=key)


def _string(field: Field, *, key: bool) -> Parser:
    if field.one_of:
        return _Remembered(lambda cell: _listed(cell, field.one_of)).__getitem__
    if field.pattern is not None:
        pattern = re.compile(field.pattern, re.ASCII)
        return _Remembered(lambda cell: _coded(cell, pattern)).__getitem__
    if key:
        return lambda cell: _key(_text(cell, KEY_LIMIT))
    limit = NARRATIVE_LIMIT if field.identifier is Identifier.TEXT else LONG_TEXT
    if field.identifier:  # seldom the same twice
        return lambda cell: _text(cell, limit)
    return _Remembered(lambda cell: _plain(cell, limit)).__getitem__


def cell_parser(field: Field, parse: Parser) -> Callable[[object], Value]:
    """The check of cells that may carry a type of their own, on top of the check of text cells."""

    def typed(cell: object) -> Value:
        if cell is None or (isinstance(cell, float) and math.isnan(cell)):
            return parse("")
        if isinstance(cell, str):
            if len(cell) > OVERSIZED:
                raise CellRefused("too_long")
            refuse_broken(cell)
            return parse(cell)
        if isinstance(cell, list | dict | tuple):
            raise CellRefused("nested_value")
        if isinstance(cell, Unreadable):
            raise CellRefused("unreadable_cell")
        return _native(field, cell, parse)

    return typed


class Unreadable:
    """Stands for a cell that the format's library could not read."""


def _native(field: Field, cell: object, parse: Parser) -> Value:
    if field.type is FieldType.BOOLEAN and isinstance(cell, bool):
        return cell
    if field.type is FieldType.INTEGER and not isinstance(cell, bool):
        if isinstance(cell, int):
            return parse(str(cell))
        if isinstance(cell, float) and cell.is_integer():
            return parse(str(int(cell)))
    if field.type is FieldType.DATETIME and isinstance(cell, datetime):
        return parse(cell.isoformat())
    if field.type is FieldType.DATE and isinstance(cell, datetime) and cell.time() == time.min:
        return parse(cell.date().isoformat())
    if field.type is FieldType.DATE and isinstance(cell, date) and not isinstance(cell, datetime):
        return parse(cell.isoformat())
    raise CellRefused(_REASON_OF_TYPE[field.type])


_REASON_OF_TYPE: dict[FieldType, str] = {
    FieldType.STRING: "not_text",
    FieldType.INTEGER: "bad_integer",
    FieldType.BOOLEAN: "bad_boolean",
    FieldType.DATE: "bad_date",
    FieldType.DATETIME: "bad_datetime",
}


def _text(cell: str, limit: int) -> str | None:
    found = mark(cell)
    if found == "empty":
        return None
    if found:
        raise CellRefused(found)
    if len(cell) > limit:
        raise CellRefused("too_long")
    # In a narrative they stand between emoji; in a name they would make two of what looks like one.
    if limit < NARRATIVE_LIMIT and hides_something(cell):
        raise CellRefused("invisible_character")
    return cell


def _plain(cell: str, limit: int) -> str | None:
    """Text that is stored unsealed: a NIK or phone number that slipped into its column must not be."""
    text = _text(cell, limit)
    if text is not None and (
        any(nik_birth_date(_bare(found)) for found in _NIK.findall(text)) or _PHONE.fullmatch(_bare(text))
    ):
        raise CellRefused("misplaced_identifier")
    return text


def _bare(text: str) -> str:
    return text.translate(_SEPARATORS)


def _refusal(cell: str, reason: str) -> CellRefused:
    """The refusal of a cell that is not what its field demands: a formula is told as such."""
    found = mark(cell)
    return CellRefused(found if found in ("formula", "spreadsheet_error") else reason)


def _key(cell: str | None) -> str | None:
    if cell is not None and (cell != cell.strip() or not cell.isprintable() or not _ALNUM.search(cell)):
        raise CellRefused("bad_key")
    return cell


def _listed(cell: str, values: tuple[str, ...]) -> str | None:
    if cell in values:
        return cell
    if not cell.strip():
        return None
    raise _refusal(cell, "not_in_list")


def _coded(cell: str, pattern: re.Pattern[str]) -> str | None:
    if pattern.fullmatch(cell):
        return cell
    text = _text(cell, LONG_TEXT)
    if text is not None:
        raise CellRefused("bad_pattern")
    return None


def _stripped(parse: Callable[[str], Value]) -> Parser:
    def stripped(cell: str) -> Value:
        bare = cell.strip()
        return parse(bare) if bare else None

    return stripped


def _date(cell: str) -> date:
    try:
        if len(cell) != 10 or cell[4] != "-" or cell[7] != "-":
            raise ValueError
        day = date.fromisoformat(cell)
    except ValueError:
        raise _refusal(cell, "bad_date") from None
    if not EARLIEST <= day < LATEST:
        raise CellRefused("out_of_range")
    return day


def _datetime(cell: str, latest: datetime | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(cell)
        if len(cell) == 10:
            raise CellRefused("bad_datetime")
        if cell[10] not in "T ":
            raise ValueError
    except ValueError:
        if not cell.strip():
            return None
        raise _refusal(cell, "bad_datetime") from None
    if moment.tzinfo is None:
        raise CellRefused("no_offset")
    if not EARLIEST.year <= moment.year < LATEST.year:
        raise CellRefused("out_of_range")
    if latest is not None and moment > latest:
        raise CellRefused("in_future")
    return moment


def _integer(cell: str, minimum: int | None) -> int:
    if not _INTEGER.fullmatch(cell):
        raise _refusal(cell, "bad_integer")
    number = int(cell)
    if (minimum is not None and number < minimum) or abs(number) >= INTEGER_LIMIT:
        raise CellRefused("out_of_range")
    return number


def _boolean(cell: str) -> bool:
    try:
        return _BOOLEANS[cell.lower()]
    except KeyError:
        raise _refusal(cell, "bad_boolean") from None
