"""Keyed tokens that stand for identifiers outside PostgreSQL.

A NIK is short enough that a plain hash of it can be reversed by trying them all, so a token is a keyed hash
(BLAKE2b) whose key lives outside the database. Equal identifiers of one kind give equal tokens; nothing else
can be read from one.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b

from records import normal
from records.feed import Identifier

KEY_BYTES = 32
TOKEN_BYTES = 12

NORMAL_FORM: dict[Identifier, tuple[str, Callable[[str], str | None]]] = {
    Identifier.NAME: ("nm", normal.name),
    Identifier.NIK: ("nk", normal.nik),
    Identifier.PASSPORT: ("pp", normal.passport),
    Identifier.PHONE: ("ph", normal.phone),
    Identifier.ACCOUNT: ("ac", normal.account),
    Identifier.PLACE: ("pl", normal.words),
    Identifier.DOCUMENT: ("dc", normal.code),
    Identifier.BOOKING: ("bk", normal.code),
    Identifier.REPORTER: ("rp", normal.code),
    Identifier.TEXT: ("tx", normal.words),
}
"""The prefix of each kind's tokens, and the normal form that they are computed from."""


class Tokeniser:
    """Turns identifiers into tokens under one key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a token key has {KEY_BYTES} bytes, not {len(key)}")
        self._hashes = {
            kind: blake2b(key=key, digest_size=TOKEN_BYTES, person=prefix.encode())
            for kind, (prefix, _) in NORMAL_FORM.items()
        }

    def token(self, kind: Identifier, text: str | None) -> str | None:
        """The token of a cell, or None where it holds no identifier of that kind."""
        if not text:
            return None
        prefix, normalise = NORMAL_FORM[kind]
        plain = normalise(text)
        if plain is None:
            return None
        keyed = self._hashes[kind].copy()
        keyed.update(plain.encode())
        return f"{prefix}_{keyed.hexdigest()}"
