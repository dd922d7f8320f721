"""The directory as a CSV file (RFC 4180): what is wrong is told by line and column, and then nothing is taken in."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from protection.directory.entries import Entry, checked, listing, write
from records import audit
from records.audit import Act, Deed
from records.errors import InputRefused
from records.rights.context import Context

COLUMNS = (
    *("regency", "name", "kind", "needs", "hours", "languages", "address", "phone"),
    *("round_the_clock", "women", "children", "body"),
)
_LISTS, _YES = ("needs", "languages"), ("round_the_clock", "women", "children")
_WORDS = {
    "ya": True,
    "yes": True,
    "true": True,
    "1": True,
    "tidak": False,
    "no": False,
    "false": False,
    "0": False,
}
MOST_ROWS = 5000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class RowError:
    """What is wrong with a line of the file (the header is line 1)."""

    line: int
    id: str
    en: str


@dataclass(frozen=True)
class TakenIn:
    """How many entries were written; none where there is any error."""

    written: int
    errors: tuple[RowError, ...]


def export(connection: Connection) -> str:
    """The whole directory; one audit entry. A cell that a spreadsheet would compute has an apostrophe before it."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(COLUMNS)
    for each in listing(connection):
        sheet.writerow([_cell(getattr(each.entry, name)) for name in COLUMNS])
    return out.getvalue()


def take_in(connection: Connection, context: Context, text: str, now: datetime) -> TakenIn:
    """Add and change what the file says; one audit entry where it is taken in. Raises InputRefused without a header."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    header = [name.strip().lower() for name in rows.fieldnames or ()]
    lacking = [name for name in ("regency", "name", "kind", "needs", "hours") if name not in header]
    if lacking:
        raise InputRefused(
            f"Kolom yang kurang: {', '.join(lacking)}.", f"Columns that are missing: {', '.join(lacking)}."
        )
    rows.fieldnames = header
    entries: list[Entry] = []
    errors: list[RowError] = []
    for row in rows:
        if rows.line_num > MOST_ROWS:
            raise InputRefused(f"Paling banyak {MOST_ROWS} baris.", f"At most {MOST_ROWS} lines.")
        try:
            entries.append(_entry({name: row.get(name) or "" for name in COLUMNS}))
        except InputRefused as refused:
            errors.append(RowError(rows.line_num, refused.text_id, refused.text_en))
    if errors or not entries:
        return TakenIn(0, tuple(errors))
    numbers = [write(connection, context, each, now) for each in entries]
    objects = tuple(f"service/{number}" for number in dict.fromkeys(numbers))
    audit.write(connection, Act(Deed.WORK, "service", objects))
    return TakenIn(len(objects), ())


def _entry(cells: dict[str, str]) -> Entry:
    plain = {name: value.strip().removeprefix("'") for name, value in cells.items()}
    told: dict[str, object] = {
        **{name: value for name, value in plain.items() if name not in (*_LISTS, *_YES)},
        **{name: _parts(plain[name]) for name in _LISTS},
        **{name: _yes(name, plain[name]) for name in _YES},
    }
    return checked(Entry(**told))  # type: ignore[arg-type]


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.replace(";", " ").replace(",", " ").split() if part)


def _yes(name: str, text: str) -> bool:
    if not text:
        return False
    if text.lower() not in _WORDS:
        raise InputRefused(f"{name}: ya atau tidak.", f"{name}: yes or no.")
    return _WORDS[text.lower()]


def _cell(value: str | bool | Sequence[str]) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    told = value if isinstance(value, str) else " ".join(value)
    return f"'{told}" if told.startswith(_FORMULA) else told
