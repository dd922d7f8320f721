"""What a mask shows, and what it never shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.custody.masking import MASK, mask
from records.feed import Identifier

KINDS = st.sampled_from(list(Identifier))
SHOWING = {Identifier.NAME, Identifier.NIK, Identifier.PHONE}
# What stands in a cell, and what was typed into the wrong one.
NUMBERS = st.from_regex(r"[+]?[0-9][0-9 .-]{2,24}", fullmatch=True)
TEXTS = st.text(min_size=1, max_size=60) | NUMBERS


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        (Identifier.NAME, "Siti Rahmawati", "S. R."),
        (Identifier.NAME, "siti nur rahmawati binti hasan", "S. N. R."),
        (Identifier.NAME, "H. M. Hasan", "H."),
        (Identifier.NAME, "Ny", MASK),
        (Identifier.NAME, "5203015708950001", MASK),
        (Identifier.NAME, "Ömer Ünal", "Ö. Ü."),
        (Identifier.NIK, "5203015708950001", f"{MASK}01"),
        (Identifier.NIK, "1234567", MASK),
        (Identifier.NIK, "12345678", f"{MASK}78"),
        (Identifier.PHONE, "+62 812-3456-7890", f"{MASK}90"),
        (Identifier.PHONE, "Siti Rahmawati", MASK),
        (Identifier.PASSPORT, "X1234567", MASK),
        (Identifier.ACCOUNT, "BRI 7700000001", MASK),
        (Identifier.PLACE, "Jl. Melati No. 1", MASK),
        (Identifier.TEXT, "Siti dikurung di Jl. Melati.", MASK),
        (Identifier.NAME, "", ""),
        (Identifier.TEXT, None, ""),
    ],
)
def test_what_is_shown(kind: Identifier, text: str | None, shown: str) -> None:
    assert mask(kind, text) == shown


@given(kind=KINDS, text=TEXTS)
def test_a_mask_never_shows_three_characters_in_a_row(kind: Identifier, text: str) -> None:
    shown = mask(kind, text).replace(MASK, "\0").replace(". ", "\0").removesuffix(".")
    pieces = {text[place : place + 3] for place in range(len(text) - 2)}
    assert not [piece for piece in pieces if piece in shown]


@given(kind=KINDS, text=TEXTS)
def test_a_mask_shows_at_most_two_digits_and_three_letters(kind: Identifier, text: str) -> None:
    shown = mask(kind, text)
    assert sum(map(str.isdigit, shown)) <= 2
    assert sum(map(str.isalpha, shown)) <= 3
    assert len(shown) <= 8


@given(kind=KINDS.filter(lambda kind: kind not in SHOWING), first=TEXTS, second=TEXTS)
def test_most_kinds_show_nothing_at_all(kind: Identifier, first: str, second: str) -> None:
    assert mask(kind, first) == mask(kind, second) == MASK


@given(
    first=st.from_regex(r"[0-9]{8,30}", fullmatch=True), second=st.from_regex(r"[0-9]{8,30}", fullmatch=True)
)
def test_the_length_of_a_number_does_not_show(first: str, second: str) -> None:
    for kind in (Identifier.NIK, Identifier.PHONE):
        assert len(mask(kind, first)) == len(mask(kind, second))


def test_a_mask_is_four_dots_that_no_one_types() -> None:
    assert MASK == "\N{BULLET}" * 4


def test_every_kind_has_a_mask() -> None:
    assert all(mask(kind, "Siti Rahmawati 081234567890") for kind in Identifier)
