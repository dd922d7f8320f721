"""A slip of typing in a NIK is told from a NIK that carries another birth date."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.facts import nik_birth_date_agrees, nik_birth_date_slip
from records.tokens import Tokeniser

TOKENS = Tokeniser(b"k" * 32)
BORN = date(1995, 8, 17)
PLACES = st.integers(0, 15)


def slip(nik: str | None, born: date | None = BORN) -> bool | None:
    return nik_birth_date_slip({"nik": nik, "birth_date": born}, TOKENS)


def agrees(nik: str, born: date = BORN) -> bool | None:
    return nik_birth_date_agrees({"nik": nik, "birth_date": born}, TOKENS)


@pytest.mark.parametrize("nik", ["5203011708950001", "5203015708950001"])
def test_a_nik_that_agrees_has_no_slip(nik):
    assert slip(nik) is None


@given(PLACES, st.sampled_from("0123456789"))
def test_one_wrong_digit_is_a_slip(place, digit):
    nik = "5203015708950001"
    wrong = nik[:place] + digit + nik[place + 1 :]
    assert slip(wrong) in ({None} if agrees(wrong) else {True})


@given(PLACES)
def test_a_digit_left_out_or_doubled_is_a_slip(place):
    nik = "5203015708950001"
    assert slip(nik[:place] + nik[place + 1 :]) is True
    assert slip(nik[:place] + nik[place] + nik[place:]) is True


@given(st.integers(0, 14))
def test_two_digits_swapped_are_a_slip(place):
    nik = "5203015708950001"
    swapped = nik[:place] + nik[place : place + 2][::-1] + nik[place + 2 :]
    assert slip(swapped) in ({None} if agrees(swapped) else {True})


@pytest.mark.parametrize("nik", ["5203012203910001", "52030157", "520301570895000199"])
def test_another_birth_date_or_length_is_no_slip(nik):
    assert slip(nik) is False


def test_nothing_is_said_without_nik_or_birth_date():
    assert slip(None) is None
    assert slip("5203012203910001", None) is None
