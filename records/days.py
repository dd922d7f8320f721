"""Days and instants: an ``as_of`` day means 00:00 WIB at its start, and only what was recorded before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")
WITA, WIT = ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jayapura")
_WITA = frozenset({"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"})
_WIT = frozenset({"81", "82", "91", "92", "93", "94", "95", "96"})


def zone_of(areas: Sequence[str]) -> ZoneInfo:
    """The zone of an office, by the province of its first area; WIB for those of the whole country.

    Source: Keppres 41/1987, with the provinces that were founded since.
    """
    province = areas[0][:2] if areas else ""
    return WITA if province in _WITA else WIT if province in _WIT else WIB


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
