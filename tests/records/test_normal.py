from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records import normal


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("Hj. Siti Noerhajati", "siti nurhajati"),
        ("M. Saleh", "muhammad saleh"),
        ("ABD. RAHMAN bin MOH. AMIN", "abdul rahman muhammad amin"),
        ("Tjahjo", "cahjo"),
        ("Djoko Soesanto", "joko susanto"),
        ("Annisa", "anisa"),
        ("H.", None),
    ],
)
def test_names_lose_titles_marks_and_old_spelling(typed: str, plain: str | None) -> None:
    assert normal.name(typed) == plain


@pytest.mark.parametrize(
    "typed", ["0812 345 6789", "+62812-345-6789", "62812345 6789", "00628123456789", "+6208123456789"]
)
def test_five_ways_to_write_a_phone(typed: str) -> None:
    assert normal.phone(typed) == "628123456789"


def test_a_nik_is_never_repaired() -> None:
    assert normal.nik("327305601090000") == "327305601090000"
    assert normal.nik("3273 0560 1090 0009") == "3273056010900009"


@given(st.text(max_size=60))
def test_a_normal_form_is_its_own_normal_form(text: str) -> None:
    for form in (normal.phone, normal.nik, normal.passport, normal.account, normal.words, normal.code):
        once = form(text)
        assert once is None or form(once) == once
