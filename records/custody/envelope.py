"""The envelope: a box under a key of its own, and that key under a data key (AES-256-GCM, NIST SP 800-38D).

A row key seals one box and no other, so that destroying it makes exactly one thing undecipherable. A box
is bound to what it is *about*: moved to another row, with its key or without, it does not open there.
"""

from __future__ import annotations

import os
from typing import ClassVar, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from records.errors import SuluhError

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16

_TO_KEY, _TO_WRAP = KEY_BYTES, KEY_BYTES + NONCE_BYTES
_RANDOM = KEY_BYTES + 2 * NONCE_BYTES


class Tampered(SuluhError):
    """What was sealed has been changed, moved, or sealed under another key."""

    code: ClassVar[str] = "tampered"


class WrappedKey(NamedTuple):
    """A row key under the data key of that number."""

    key_id: int
    wrapped: bytes


class Sealed(NamedTuple):
    """A box (nonce, ciphertext, tag) and the wrapped key that opens it; they are kept apart."""

    box: bytes
    key: WrappedKey


ROW_KEY = b"row_keys"
"""What binds a wrapped row key: it is one. Which row, its box tells, so that keys can be rewrapped alone."""


def wrap(key: bytes, under: AESGCM, about: bytes = ROW_KEY) -> bytes:
    """A key of 32 bytes under another: 60 bytes."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + under.encrypt(nonce, key, about)


def open_box(box: bytes, under: AESGCM, about: bytes) -> bytes:
    """What a box or a wrapped key holds; raises Tampered."""
    try:
        return under.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], about)
    except (InvalidTag, ValueError):  # ValueError: shorter than a nonce
        raise Tampered(
            "Data tersegel telah berubah, atau disegel dengan kunci lain.",
            "Sealed data has been changed, or was sealed under another key.",
        ) from None


def seal_once(plain: bytes, key_id: int, under: AESGCM, about: bytes) -> Sealed:
    """Seal under a new key of its own."""
    drawn = os.urandom(_RANDOM)  # one call to the system for key and nonces: this runs for every row
    key, wrapping, nonce = drawn[:_TO_KEY], drawn[_TO_KEY:_TO_WRAP], drawn[_TO_WRAP:]
    box = nonce + AESGCM(key).encrypt(nonce, plain, about)
    return Sealed(box, WrappedKey(key_id, wrapping + under.encrypt(wrapping, key, ROW_KEY)))
