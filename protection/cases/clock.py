"""The clocks of a case: the decision's from the law of the day of receipt, and the others that go beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from records.days import day_of
from records.deadlines import Deadline, deadline
from records.holidays import Holiday


def limit(code: str, start: date) -> date:
    """The last day of a limit that begins on a day, by the law in force then."""
    return deadline(code, start).after(start)


def left_out(code: str, start: date, by: date) -> tuple[Holiday, ...]:
    """The holidays that a limit did not count; none where its last day was chosen otherwise."""
    rule = deadline(code, start)
    return rule.left_out(start, by) if rule.after(start) == by else ()


@dataclass(frozen=True)
class Clock:
    """How much of a limit is left: ``left`` days, below 0 when it is over."""

    rule: Deadline
    by: date
    left: int
    left_out: tuple[Holiday, ...] = ()
    """Public holidays that were not counted."""

    @property
    def late(self) -> bool:
        """Whether its last day is past."""
        return self.left < 0


def clock(code: str, start: datetime, by: date, now: datetime) -> Clock:
    """The clock of a limit that was set on the day it began."""
    began = day_of(start)
    return Clock(deadline(code, began), by, (by - day_of(now)).days, left_out(code, began, by))
