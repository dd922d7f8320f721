"""Public holidays: the fixed ones from law.toml, the movable ones from the operator's own file, each with its source.

The movable ones follow from a joint decree of ministers (SKB) each year. Where the file lacks a year a limit in
working days may be early, never late. *Cuti bersama* are working days here unless the operator lists them.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

from records.errors import SettingsRefused
from records.law import in_force

COLUMNS = ("day", "name", "decree", "confirmed")
MOST_ROWS = 2000
_YES = MappingProxyType({"ya": True, "yes": True, "tidak": False, "no": False})
_LAST_WORKDAY = 4  # Friday
_LONGEST = 200


@dataclass(frozen=True)
class Holiday:
    """One day off; ``unverified`` where nobody has compared it with the text of the rule."""

    day: date
    text_id: str
    text_en: str
    source: str
    unverified: bool


class HolidaysRefused(SettingsRefused):
    """The file of movable holidays has a fault; it says the row and the field."""

    code = "holidays_refused"


_movable: Mapping[date, Holiday] = MappingProxyType({})


def use(file: Path | None) -> None:
    """Count the movable holidays of a file from now on, in this process; none where there is no file.

    Raises HolidaysRefused, and then what counted before still counts.
    """
    global _movable  # noqa: PLW0603  (one calendar for the process, set where the store is opened)
    _movable = MappingProxyType({each.day: each for each in load(file)} if file is not None else {})


def load(file: Path) -> tuple[Holiday, ...]:
    """The movable holidays of a CSV file with the columns day, name, decree, confirmed (ya or tidak).

    ``day`` is written 2026-03-20. Raises HolidaysRefused with the row (the header is row 1) and the field.
    """
    try:
        rows = list(csv.reader(file.read_text("utf-8-sig").splitlines(), strict=True))
    except (OSError, ValueError, csv.Error) as error:
        raise HolidaysRefused(
            f"Berkas hari libur {file.name} tidak dapat dibaca.",
            f"The file of holidays {file.name} cannot be read.",
        ) from error
    if not rows or tuple(name.strip().lower() for name in rows[0]) != COLUMNS or len(rows) > MOST_ROWS:
        raise _fault(file, 1, ",".join(COLUMNS), "judul kolom", "the header")
    found: dict[date, Holiday] = {}
    for number, cells in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(COLUMNS):
            raise _fault(file, number, ",".join(COLUMNS), "jumlah kolom", "the number of columns")
        each = _read(file, number, dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=True)))
        if each.day in found or each.day in _fixed(each.day.year):
            raise _fault(file, number, "day", "hari itu sudah ada", "that day is there already")
        found[each.day] = each
    return tuple(found[day] for day in sorted(found))


def holiday(day: date) -> Holiday | None:
    """The public holiday that a day is."""
    return _fixed(day.year).get(day) or _movable.get(day)


def is_working(day: date) -> bool:
    """Monday to Friday, and no public holiday."""
    return day.weekday() <= _LAST_WORKDAY and holiday(day) is None


def left_out(start: date, last: date) -> tuple[Holiday, ...]:
    """The holidays after ``start`` and until ``last`` that would have been working days."""
    days = (start + timedelta(days=n) for n in range(1, (last - start).days + 1))
    return tuple(off for day in days if day.weekday() <= _LAST_WORKDAY and (off := holiday(day)) is not None)


@cache
def _fixed(year: int) -> Mapping[date, Holiday]:
    entries = (
        (date(year, entry["month"], entry["day"]), entry)
        for entry in in_force("public_holiday", date(year, 12, 31))
    )
    return MappingProxyType(
        {
            day: Holiday(
                day, entry["text_id"], entry["text_en"], entry["source"], bool(entry.get("unverified"))
            )
            for day, entry in entries
            if entry["valid_from"] <= day
        }
    )


def _read(file: Path, number: int, cells: Mapping[str, str]) -> Holiday:
    try:
        day = date.fromisoformat(cells["day"])
    except ValueError:
        raise _fault(
            file, number, "day", "tanggal ditulis 2026-03-20", "a day is written 2026-03-20"
        ) from None
    for name in ("name", "decree"):
        if not 0 < len(cells[name]) <= _LONGEST or not cells[name].isprintable():
            raise _fault(file, number, name, "wajib diisi", "it must be filled in")
    confirmed = _YES.get(cells["confirmed"].lower())
    if confirmed is None:
        raise _fault(file, number, "confirmed", "tulis ya atau tidak", "write ya or tidak (yes or no)")
    return Holiday(day, cells["name"], cells["name"], cells["decree"], not confirmed)


def _fault(file: Path, row: int, field: str, text_id: str, text_en: str) -> HolidaysRefused:
    return HolidaysRefused(
        f"Berkas hari libur {file.name}, baris {row}, kolom {field}: {text_id}.",
        f"File of holidays {file.name}, row {row}, field {field}: {text_en}.",
    )
