from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.feed import Identifier
from records.tokens import NORMAL_FORM, Tokeniser

TOKENS = Tokeniser(bytes(range(32)))


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (Identifier.PHONE, "0812-3456 7890", "+62 812 34567890"),
        (Identifier.PHONE, "6281234567890", "81234567890"),
        (Identifier.NAME, "H. Moch. Soekardi bin Djoko", "MUHAMMAD SUKARDI JOKO"),
        (Identifier.PASSPORT, "c 123 4567", "C1234567"),
        (Identifier.ACCOUNT, "Mandiri 705-7711777", "MANDIRI 7057711777"),
        (Identifier.PLACE, "Jl. Melati 65, Surabaya", "jl melati 65 surabaya"),
    ],
)
def test_two_spellings_of_one_thing_give_one_token(kind: Identifier, one: str, other: str) -> None:
    assert TOKENS.token(kind, one) == TOKENS.token(kind, other)


def test_the_same_text_of_two_kinds_gives_two_tokens() -> None:
    made = {TOKENS.token(kind, "5203015708950001") for kind in NORMAL_FORM}
    assert len(made) == len(NORMAL_FORM)


def test_another_key_gives_another_token() -> None:
    nik = "5203015708950001"
    assert Tokeniser(bytes(32)).token(Identifier.NIK, nik) != TOKENS.token(Identifier.NIK, nik)


def test_nothing_gives_no_token() -> None:
    assert TOKENS.token(Identifier.PHONE, None) is None
    assert TOKENS.token(Identifier.PHONE, "") is None
    assert TOKENS.token(Identifier.PHONE, "tidak ada") is None


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Tokeniser(b"short")


@given(st.sampled_from(list(NORMAL_FORM)), st.text(min_size=1, max_size=40))
def test_a_token_never_holds_the_text(kind: Identifier, text: str) -> None:
    made = TOKENS.token(kind, text)
    assert made is None or len(made) == 27
    assert made is None or len(text) < 6 or text.lower() not in made
