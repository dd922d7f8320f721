"""Working days leave out the public holidays; a file of movable ones is taken whole or refused with row and field."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from protection.cases import clock
from records import holidays
from records.days import WIB
from records.deadlines import deadline
from records.holidays import HolidaysRefused
from records.settings import Settings
from records.store import Store, open_store
from records.working_time import add_working_hours

HEADER = "day,name,decree,confirmed\n"
SKB = "SKB 3 Menteri (contoh)"
FILE = HEADER + f"2026-03-20,Idul Fitri 1447 H,{SKB},ya\n2026-03-19,Nyepi,{SKB},tidak\n"


@pytest.fixture(autouse=True)
def _calendar() -> Iterator[None]:
    holidays.use(None)
    yield
    holidays.use(None)


def written(folder: Path, text: str) -> Path:
    file = folder / "libur.csv"
    file.write_text(text, "utf-8")
    return file


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 5, 1), date(2026, 6, 1), date(2026, 12, 25)])
def test_the_fixed_national_holidays_are_no_working_days(day: date) -> None:
    assert day.weekday() < 5
    assert not holidays.is_working(day)


def test_a_day_is_a_holiday_from_the_day_of_its_decree_on() -> None:
    assert holidays.is_working(date(2016, 6, 1))
    assert not holidays.is_working(date(2017, 6, 1))


def test_a_limit_in_working_days_leaves_them_out_and_says_which(tmp_path: Path) -> None:
    start = date(2026, 3, 17)  # a Tuesday
    rule = deadline("case_task", start)
    assert rule.after(start) == date(2026, 3, 20)
    holidays.use(written(tmp_path, FILE))
    assert rule.after(start) == date(2026, 3, 24)
    told = clock.left_out("case_task", start, date(2026, 3, 24))
    assert [(each.text_id, each.unverified) for each in told] == [
        ("Nyepi", True),
        ("Idul Fitri 1447 H", False),
    ]
    assert clock.left_out("case_task", start, date(2026, 3, 27)) == (), "that day was chosen by somebody"
    assert clock.left_out("lpsk_decision", start, start + timedelta(days=7)) == (), "the calendar counts all"


def test_working_hours_stand_still_on_a_holiday() -> None:
    eve = datetime(2026, 12, 24, 15, tzinfo=WIB)  # Thursday; Christmas is a Friday
    assert add_working_hours(eve, 2) == datetime(2026, 12, 28, 9, tzinfo=WIB)


@pytest.mark.parametrize(
    ("text", "row", "field"),
    [
        ("hari,nama\n", 1, "day"),
        (HEADER + f"20-03-2026,Idul Fitri,{SKB},ya\n", 2, "day"),
        (FILE + f"2026-03-19,Nyepi lagi,{SKB},ya\n", 4, "day"),
        (FILE + f"2026-08-17,Kemerdekaan,{SKB},ya\n", 4, "day"),
        (FILE + f"2026-05-27,,{SKB},ya\n", 4, "name"),
        (FILE + "2026-05-27,Idul Adha,,ya\n", 4, "decree"),
        (FILE + f"2026-05-27,Idul Adha,{SKB},mungkin\n", 4, "confirmed"),
        (FILE + "2026-05-27,Idul Adha\n", 4, "day"),
    ],
)
def test_a_fault_is_told_by_row_and_field_and_the_old_days_stand(
    tmp_path: Path, text: str, row: int, field: str
) -> None:
    holidays.use(written(tmp_path, FILE))
    with pytest.raises(HolidaysRefused, match=f"row {row}, field {field}") as refused:
        holidays.use(written(tmp_path, text))
    assert f"baris {row}, kolom {field}" in refused.value.text_id
    assert not holidays.is_working(date(2026, 3, 20))


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    for file in (tmp_path / "none.csv", tmp_path / "bytes.csv"):
        if file.name == "bytes.csv":
            file.write_bytes(b"\xff\xfe\x00")
        with pytest.raises(HolidaysRefused, match="cannot be read"):
            holidays.load(file)


def test_the_store_opens_with_the_operators_days(store: Store, settings: Settings, tmp_path: Path) -> None:
    assert store.context is not None
    own = settings.model_copy(update={"holidays_file": written(tmp_path, FILE)})
    with open_store(own):
        assert not holidays.is_working(date(2026, 3, 20))
