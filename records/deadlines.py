"""Time limits of the law as dated configuration (``[[deadline]]`` in law.toml), each with its kind of days.

Working days are those of ``records.holidays``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from records.errors import SuluhError
from records.holidays import Holiday, is_working, left_out
from records.law import in_force

_OF_A_YEAR = 12


class Days(StrEnum):
    """How a limit is counted. The day on which it begins is not counted (KUHPerdata and practice)."""

    CALENDAR = "calendar"
    WORKING = "working"
    """Monday to Friday without public holidays."""
    MONTHS = "months"


@dataclass(frozen=True)
class Deadline:
    """One limit as it is in force on a day."""

    code: str
    amount: int
    days: Days
    text_id: str
    text_en: str
    source: str
    unverified: bool

    def after(self, start: date) -> date:
        """The last day of the limit that begins on ``start``."""
        if self.days is Days.WORKING:
            return _working(start, self.amount)
        if self.days is Days.MONTHS:
            return months(start, self.amount)
        return start + timedelta(days=self.amount)

    def left_out(self, start: date, last: date) -> tuple[Holiday, ...]:
        """The public holidays that were not counted between the beginning and the last day."""
        return left_out(start, last) if self.days is Days.WORKING else ()


def deadline(code: str, day: date) -> Deadline:
    """The limit of a code that is in force on a day. Raises SuluhError unless there is exactly one."""
    found = [entry for entry in in_force("deadline", day) if entry["code"] == code]
    if len(found) != 1:
        raise SuluhError(
            f"law.toml tidak memuat satu tenggat {code} pada {day}.",
            f"law.toml does not hold one deadline {code} on {day}.",
        )
    return _read(found[0])


def _read(entry: dict[str, Any]) -> Deadline:
    return Deadline(
        code=entry["code"],
        amount=int(entry["amount"]),
        days=Days(entry["days"]),
        text_id=entry["text_id"],
        text_en=entry["text_en"],
        source=entry["source"],
        unverified=bool(entry.get("unverified", False)),
    )


def _working(start: date, amount: int) -> date:
    day = start
    while amount:
        day += timedelta(days=1)
        amount -= is_working(day)
    return day


def months(start: date, amount: int) -> date:
    """The same day of a later month, or its last day where it has none such."""
    years, month = divmod(start.month - 1 + amount, _OF_A_YEAR)
    first = date(start.year + years, month + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(start.day, last.day))
