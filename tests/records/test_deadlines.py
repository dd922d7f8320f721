"""Limits of the law count the kind of days that they name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.deadlines import Days, Deadline, deadline, months
from records.errors import SuluhError
from records.holidays import is_working
from records.law import in_force

DAYS = st.dates(date(2006, 9, 1), date(2060, 1, 1))


def limit(amount: int, days: Days) -> Deadline:
    return Deadline("x", amount, days, "", "", "", unverified=False)


@given(DAYS, st.integers(1, 90))
def test_working_days_end_on_a_working_day_with_so_many_between(start: date, amount: int) -> None:
    last = limit(amount, Days.WORKING).after(start)
    between = [start + timedelta(days=n) for n in range(1, (last - start).days + 1)]
    assert is_working(last)
    assert sum(is_working(day) for day in between) == amount


@given(DAYS, st.integers(1, 36))
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(start: date, amount: int) -> None:
    last = months(start, amount)
    assert (last.year * 12 + last.month) - (start.year * 12 + start.month) == amount
    assert last.day == start.day or (last + timedelta(days=1)).day == 1


def test_the_first_day_is_not_counted() -> None:
    assert limit(7, Days.CALENDAR).after(date(2026, 2, 2)) == date(2026, 2, 9)
    assert months(date(2026, 11, 30), 3) == date(2027, 2, 28)


def test_every_limit_that_is_declared_can_be_read_and_says_its_source() -> None:
    day = date(2026, 2, 2)
    for entry in in_force("deadline", day):
        if "amount" in entry:
            found = deadline(entry["code"], day)
            assert found.after(day) > day
            assert found.source


def test_a_limit_that_nobody_declared_is_told() -> None:
    with pytest.raises(SuluhError):
        deadline("no_such_limit", date(2026, 2, 2))
