"""Working hours of an office: for a rule that counts them; 08.00 to 16.00 in Jakarta on each working day.

Working days are those of ``records.holidays``.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from records.days import WIB
from records.holidays import is_working

OPENS, CLOSES = time(8), time(16)


def add_working_hours(start: datetime, hours: int) -> datetime:
    """The moment at which so many working hours have passed since ``start``."""
    left = timedelta(hours=hours)
    at = start.astimezone(WIB)
    while True:
        opens = datetime.combine(at.date(), OPENS, WIB)
        closes = datetime.combine(at.date(), CLOSES, WIB)
        if is_working(at.date()) and at < closes:
            at = max(at, opens)
            if left <= closes - at:
                return at + left
            left -= closes - at
        at = opens + timedelta(days=1)
