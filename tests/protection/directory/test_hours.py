"""Hours as offices write them: open, closed, or not to be read; never a guess."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protection.directory.entries import Entry
from protection.directory.fitting import is_open
from protection.directory.hours import open_at

WEEK = "Senin–Jumat 08.00–16.00"


def at(day: int, clock: str) -> datetime:
    """A moment of the week that begins on Monday the first of December 2025; ``day`` 1 to 7."""
    hour, minute = clock.split(".")
    return datetime(2025, 12, day, int(hour), int(minute), tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "day", "clock", "open_"),
    [
        (WEEK, 1, "08.00", True), (WEEK, 5, "15.59", True), (WEEK, 5, "16.00", False), (WEEK, 6, "09.00", False),
        (WEEK, 1, "07.59", False), (f"{WEEK}; Sabtu 08.00-12.00", 6, "11.00", True),
        (f"{WEEK}; Sabtu 08.00-12.00", 7, "11.00", False), ("24 jam", 7, "03.00", True),
        ("setiap hari 09:00 - 24:00", 7, "23.59", True), ("Rabu, pukul 9.00 sampai 11.00", 3, "10.00", True),
        ("senin s.d. kamis 08.00 s.d. 15.30", 4, "15.00", True),
    ],
)  # fmt: skip
def test_hours_that_can_be_read_answer(hours: str, day: int, clock: str, open_: bool) -> None:
    assert open_at(hours, at(day, clock)) is open_


@pytest.mark.parametrize(
    "hours",
    ["hubungi dahulu", "", "Senin–Jumat", "08.00–16.00", "Jumat–Senin 08.00–16.00", "Senin 16.00–08.00",
     "Senin 25.00–26.00", f"{WEEK}; Sabtu dengan janji", "Senin–Jumat 08.00–16.00 kecuali hari libur"],
)  # fmt: skip
def test_hours_that_cannot_be_read_say_nothing(hours: str) -> None:
    assert open_at(hours, at(1, "09.00")) is None


@given(st.text(max_size=80))
def test_no_words_break_it(hours: str) -> None:
    assert open_at(hours, at(1, "09.00")) in (True, False, None)


def test_the_clock_of_the_place_counts() -> None:
    office = Entry("5203", "Rumah Contoh", "organisation", ("shelter",), WEEK, ("id",))
    half_past_seven_in_jakarta = datetime(2025, 12, 1, 0, 30, tzinfo=UTC)
    assert is_open(office, half_past_seven_in_jakarta) is True  # 08.30 WITA
    assert is_open(Entry(**{**office.__dict__, "regency": "3204"}), half_past_seven_in_jakarta) is False
