"""Two custodians recover the keys, in every pairing; one alone knows nothing."""

from __future__ import annotations

import os
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.custody import custodians, shamir
from records.custody.custodians import Keys, ShareRefused, read_line, recover

KEYS = st.builds(Keys, st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
PAIRS = tuple(permutations(range(3), 2))


@given(secret=st.binary(max_size=70))
def test_any_two_shares_give_the_secret(secret: bytes) -> None:
    shares = shamir.split(secret)
    assert len(shares) == 3
    for first, second in permutations(shares, 2):
        assert shamir.join({first: shares[first], second: shares[second]}) == secret


def test_to_one_share_every_secret_byte_is_equally_possible(monkeypatch: pytest.MonkeyPatch) -> None:
    """For each share and value there is exactly one slope that makes it of each secret: 256 × 256 × 3 cases."""
    seen: dict[tuple[int, int], list[int]] = {}
    everything = bytes(range(256))
    for secret in range(256):
        monkeypatch.setattr(os, "urandom", lambda _: everything)
        for number, values in shamir.split(bytes([secret]) * 256).items():
            for value in values:
                seen.setdefault((number, value), []).append(secret)
    assert len(seen) == 3 * 256
    assert all(sorted(secrets) == list(range(256)) for secrets in seen.values())


@pytest.mark.parametrize(
    "shares", [{}, {1: b"a"}, {0: b"a", 1: b"a"}, {1: b"a", 4: b"a"}, {1: b"", 2: b"", 3: b""}]
)
def test_shares_that_cannot_be_are_refused(shares: dict[int, bytes]) -> None:
    with pytest.raises(ValueError, match="shares"):
        shamir.join(shares)


@given(keys=KEYS)
def test_typed_shares_recover_the_keys_in_every_pairing(keys: Keys) -> None:
    shares = custodians.split(keys)
    for first, second in PAIRS:
        assert recover(shares[first], shares[second]) == keys


@given(keys=KEYS)
def test_spaces_case_and_letters_that_look_like_digits_do_not_matter(keys: Keys) -> None:
    shares = custodians.split(keys)
    typed = [line.lower().replace(" ", "-").replace("1", "l").replace("0", "o") for line in shares[0]]
    assert recover(typed, shares[1]) == keys


@given(keys=KEYS, line=st.integers(0, 6), place=st.integers(0, 15), by=st.integers(1, 31))
def test_a_slip_is_nearly_always_found_in_its_line_and_never_passes(
    keys: Keys, line: int, place: int, by: int
) -> None:
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    first, second, _ = custodians.split(keys)
    text = first[line].replace(" ", "")
    wrong = alphabet[(alphabet.index(text[place]) + by) % 32]
    typed = [*first[:line], text[:place] + wrong + text[place + 1 :], *first[line + 1 :]]
    with pytest.raises(ShareRefused):
        recover(typed, second)


def test_a_mistyped_line_is_named() -> None:
    with pytest.raises(ShareRefused, match="Line 4"):
        read_line(4, "0000 0000 0000 0000 00")
    with pytest.raises(ShareRefused, match="Line 2"):
        read_line(2, "0000 0000 0000")
    with pytest.raises(ShareRefused, match="Line 2"):
        read_line(2, "UUUU 0000 0000 0000 00")


def test_lines_in_the_wrong_order_are_refused() -> None:
    first, second, _ = custodians.split(Keys(os.urandom(32), os.urandom(32)))
    with pytest.raises(ShareRefused):
        recover([first[1], first[0], *first[2:]], second)


def test_one_custodian_alone_fails_a_hundred_times_of_a_hundred() -> None:
    keys = Keys(os.urandom(32), os.urandom(32))
    failed = 0
    for number in range(100):
        own = custodians.split(keys)[number % 3]
        # With the share twice, and with one made up to fit.
        invented = custodians.split(Keys(os.urandom(32), os.urandom(32)))[(number + 1) % 3]
        for other in (own, invented):
            with pytest.raises(ShareRefused):
                recover(own, other)
        failed += 1
    assert failed == 100


def test_shares_of_two_splittings_do_not_mix() -> None:
    keys = Keys(os.urandom(32), os.urandom(32))
    with pytest.raises(ShareRefused, match="same splitting"):
        recover(custodians.split(keys)[0], custodians.split(keys)[1])


def test_a_share_that_is_cut_is_refused() -> None:
    first, second, _ = custodians.split(Keys(os.urandom(32), os.urandom(32)))
    with pytest.raises(ShareRefused, match="7 lines"):
        recover(first[:6], second)
