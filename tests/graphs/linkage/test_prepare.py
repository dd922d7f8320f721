from __future__ import annotations

import pytest
from crowd import crowd, table
from hypothesis import given
from hypothesis import strategies as st

from graphs.linkage.prepare import iso_date, joined, nik_agrees, prepare, tokens


@pytest.mark.parametrize(
    ("typed", "also_typed"),
    [
        ("SITI NUR AISYAH", "Aisyah Siti Nur"),
        ("H. Moch. Soekardi", "Muhammad Sukardi"),
        ("Djoko Santoso", "Joko Santoso"),
        ("St. Halimah", "Siti Halimah"),
        ("Siti Siti", "Siti"),
        ("Made Sukma bin Ketut", "Made Sukma Ketut"),
    ],
)
def test_two_desks_writing_one_name_give_the_same_words(typed: str, also_typed: str) -> None:
    assert tokens(typed) == tokens(also_typed)


def test_a_lone_letter_stays_a_letter_since_it_may_stand_for_any_name() -> None:
    assert tokens("M. Tefa") == ("m", "tefa")
    assert tokens("H. Tefa") == ("tefa",)


def test_blanks_do_not_change_the_joined_name() -> None:
    assert joined("Nur Hayati") == joined("Nurhayati")


@given(st.permutations(["siti", "nurul", "lestari", "banu"]))
def test_the_order_of_words_does_not_matter(words: list[str]) -> None:
    assert tokens(" ".join(words)) == ("banu", "lestari", "nurul", "siti")


def test_a_nik_agrees_with_its_birth_date_in_both_forms_of_the_day() -> None:
    assert nik_agrees("5203011709940001", "1994-09-17")
    assert nik_agrees("5203015709940001", "1994-09-17")
    assert not nik_agrees("5203011809940001", "1994-09-17")
    assert not nik_agrees("520301170994001", "1994-09-17")
    assert nik_agrees("5203011709940001", None)


@pytest.mark.parametrize("text", ["", "1994", "17-09-1994", "1994-13-01", "nan", "None"])
def test_what_is_no_date_is_missing(text: str) -> None:
    assert iso_date(text) is None


def test_records_do_not_depend_on_the_order_of_the_rows() -> None:
    rows = table(crowd(20))
    assert prepare(rows).equals(prepare(rows.sample(frac=1, random_state=3)))
