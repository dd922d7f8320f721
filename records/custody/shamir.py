"""Sharing a secret so that any two of three open it and one alone knows nothing.

A. Shamir, "How to share a secret", Communications of the ACM 22 (1979), over GF(2^8) byte by byte: each byte is
the value at 0 of a line whose slope is random, and a share holds the line's value at its own number.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

SHARES = 3
NEEDED = 2
_FIELD = 0x11B  # x^8 + x^4 + x^3 + x + 1


def split(secret: bytes) -> dict[int, bytes]:
    """The shares by their number, from 1; each is as long as the secret."""
    slopes = os.urandom(len(secret))
    return {
        number: bytes(byte ^ _times(slope, number) for byte, slope in zip(secret, slopes, strict=True))
        for number in range(1, SHARES + 1)
    }


def join(shares: Mapping[int, bytes]) -> bytes:
    """The secret from two shares of one splitting; other shares give other bytes. Raises ValueError."""
    if len(shares) != NEEDED or not all(0 < number <= SHARES for number in shares):
        raise ValueError(f"{NEEDED} shares with numbers from 1 to {SHARES} are needed")
    (first, ours), (second, theirs) = shares.items()
    # The line through both at 0: subtraction in this field is XOR.
    scale = _inverse(first ^ second)
    to_first, to_second = _times(second, scale), _times(first, scale)
    return bytes(
        _times(one, to_first) ^ _times(other, to_second) for one, other in zip(ours, theirs, strict=True)
    )


def _times(left: int, right: int) -> int:
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 0x100:
            left ^= _FIELD
        right >>= 1
    return product


def _inverse(number: int) -> int:
    return next(other for other in range(1, 256) if _times(number, other) == 1)
