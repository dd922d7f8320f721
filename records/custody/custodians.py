"""Shares of the keys for three custodians, in a form that people write down and type: two of them recover.

A share is seven lines of sixteen letters and digits (Crockford's base 32: no I, L, O or U) in groups of four,
each line with two check characters of its own, so that a slip is found in the line where it was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import ClassVar, NamedTuple

from records.custody import shamir
from records.errors import SuluhError

KEY_BYTES = 32
CHECK_BYTES = 5
LINE_BYTES = 10
LINES = 7

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"} | dict.fromkeys(" -.\t", None))
_CHARACTERS = LINE_BYTES * 8 // 5


class ShareRefused(SuluhError):
    """A share that was mistyped, or shares that do not belong together."""

    code: ClassVar[str] = "share_refused"
    status: ClassVar[int] = 422


class Keys(NamedTuple):
    """What the custodians guard: the master key, and the key of the tokens that people are found by."""

    master: bytes
    token: bytes


def split(keys: Keys) -> list[list[str]]:
    """The lines of each custodian's share."""
    secret = keys.master + keys.token
    shares = shamir.split(secret + _check(secret))
    return [_lines(bytes([number]) + share) for number, share in shares.items()]


def recover(first: Sequence[str], second: Sequence[str]) -> Keys:
    """The keys from the lines of two shares. Raises ShareRefused."""
    shares = dict(_share(lines) for lines in (first, second))
    if len(shares) != shamir.NEEDED:
        raise ShareRefused("Itu bagian yang sama dua kali.", "That is the same share twice.")
    opened = shamir.join(shares)
    secret, check = opened[:-CHECK_BYTES], opened[-CHECK_BYTES:]
    if check != _check(secret):
        raise ShareRefused(
            "Kedua bagian bukan dari pembagian yang sama.", "The two shares are not of the same splitting."
        )
    return Keys(secret[:KEY_BYTES], secret[KEY_BYTES:])


def read_line(number: int, typed: str) -> bytes:
    """The bytes of a line, numbered from 1, however it was spaced. Raises ShareRefused."""
    text = typed.upper().translate(_READ_AS)
    wrong = ShareRefused(f"Baris {number} salah ketik.", f"Line {number} is mistyped.")
    if len(text) != _CHARACTERS + 2 or not set(text) <= set(_ALPHABET):
        raise wrong
    value = 0
    for character in text[:_CHARACTERS]:
        value = value << 5 | _ALPHABET.index(character)
    content = value.to_bytes(LINE_BYTES)
    if text[_CHARACTERS:] != _line_check(number, content):
        raise wrong
    return content


def _lines(share: bytes) -> list[str]:
    parts = [share[place : place + LINE_BYTES] for place in range(0, len(share), LINE_BYTES)]
    return [_line(number, part) for number, part in enumerate(parts, start=1)]


def _line(number: int, content: bytes) -> str:
    value = int.from_bytes(content)
    text = "".join(_ALPHABET[value >> shift & 31] for shift in range(5 * (_CHARACTERS - 1), -1, -5))
    groups = [text[place : place + 4] for place in range(0, _CHARACTERS, 4)]
    return " ".join([*groups, _line_check(number, content)])


def _share(lines: Iterable[str]) -> tuple[int, bytes]:
    whole = b"".join(read_line(number, line) for number, line in enumerate(lines, start=1))
    if len(whole) != LINES * LINE_BYTES or not 0 < whole[0] <= shamir.SHARES:
        raise ShareRefused(f"Satu bagian terdiri atas {LINES} baris.", f"A share has {LINES} lines.")
    return whole[0], whole[1:]


def _line_check(number: int, content: bytes) -> str:
    value = int.from_bytes(blake2b(bytes([number]) + content, digest_size=2, person=b"share line").digest())
    return _ALPHABET[value >> 5 & 31] + _ALPHABET[value & 31]


def _check(secret: bytes) -> bytes:
    """Is shared like the secret itself, so that one share tells nothing of it either."""
    return blake2b(secret, digest_size=CHECK_BYTES, person=b"share check").digest()
