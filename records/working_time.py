"""Working hours of an office: for a rule that counts them; Monday to Friday, 08.00 to 16.00 in Jakarta.

Public holidays are not known here, so a moment that this gives may be early, never late.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from records.days import WIB

OPENS, CLOSES = time(8), time(16)
_LAST_WORKDAY = 4  # Friday


def add_working_hours(start: datetime, hours: int) -> datetime:
    """The moment at which so many working hours have passed since ``start``."""
    left = timedelta(hours=hours)
    at = start.astimezone(WIB)
    while True:
        opens = datetime.combine(at.date(), OPENS, WIB)
        closes = datetime.combine(at.date(), CLOSES, WIB)
        if at.weekday() <= _LAST_WORKDAY and at < closes:
            at = max(at, opens)
            if left <= closes - at:
                return at + left
            left -= closes - at
        at = opens + timedelta(days=1)
