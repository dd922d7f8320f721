"""The time limits of restitution, from dated configuration with its kind of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from records.law import in_force

_SATURDAY = 5


@dataclass(frozen=True)
class Limit:
    """One limit; ``unverified`` where nobody has checked it against the text of the rule."""

    code: str
    days: int
    kind_of_days: str
    text_id: str
    text_en: str
    source: str
    unverified: bool

    def last_day(self, start: date) -> date:
        """The last day that still counts, where the limit runs from ``start``; working days are Monday to Friday."""
        if self.kind_of_days == "calendar":
            return start + timedelta(days=self.days)
        day, left = start, self.days
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < _SATURDAY
        return day


def limit(code: str, day: date) -> Limit:
    """The limit of a code, ``application`` or ``payment``, as in force on a day."""
    (found,) = (each for each in in_force("restitution_limit", day) if each["code"] == code)
    return Limit(
        code,
        found["days"],
        found["kind_of_days"],
        found["text_id"],
        found["text_en"],
        found["source"],
        bool(found.get("unverified", False)),
    )
