"""Figures, days, chances and persons in words."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from api.wording import day, decimal, number, weekday
from detection.case_codes import case_code


@given(st.text(min_size=1))
def test_a_case_code_is_short_readable_and_the_same_every_time(person_id: str) -> None:
    code = case_code(person_id)
    assert re.fullmatch(r"K-[23456789A-HJKMNP-TV-Z]{5}", code)
    assert code == case_code(person_id)


def test_case_codes_tell_thousands_of_people_apart() -> None:
    codes = {case_code(f"person_{n:016x}") for n in range(3000)}
    assert len(codes) == 3000


def test_figures_and_days_as_indonesian_writes_them() -> None:
    assert number(1234567) == "1.234.567"
    assert decimal(0.428) == "0,43"
    assert day(date(2025, 12, 9)) == "9 Desember 2025"
    assert day(date(2025, 12, 9), "en") == "9 December 2025"
    assert weekday(date(2025, 12, 29)) == "Senin, 29 Desember 2025"
