"""Days and instants: an ``as_of`` day means 00:00 WIB at its start, and only what was recorded before it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")


def instant(day: date) -> datetime:
    """The moment at which ``as_of day`` stands: 00:00 WIB at the start of that day."""
    return datetime.combine(day, time.min, tzinfo=WIB)


def day_of(at: datetime) -> date:
    """The day in Jakarta at this moment."""
    return at.astimezone(WIB).date()


def weeks(first: date, last: date, every: timedelta) -> list[date]:
    """The as-of days of a replay: from ``first`` on, a step apart, none after ``last``."""
    days = []
    day = first
    while day <= last:
        days.append(day)
        day += every
    return days
