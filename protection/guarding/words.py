"""Words that are kept sealed beside a row: a reason, a safe contact, what was done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from records.custody import row_keys
from records.custody.envelope import Sealed
from records.custody.keyring import Keyring
from records.errors import InputRefused

SHORTEST, LONGEST = 15, 4000
"""Characters; a word of habit is no reason."""


def checked(words: str, what_id: str, what_en: str) -> str:
    """The words, long enough to say something. Raises InputRefused."""
    said = words.strip()
    if not SHORTEST <= len(said) <= LONGEST:
        raise InputRefused(
            f"Tuliskan {what_id}, {SHORTEST} sampai {LONGEST} huruf.",
            f"Write {what_en}, in {SHORTEST} to {LONGEST} characters.",
        )
    return said


def seal(keys: Keyring, holder: str, bound: str, said: Mapping[str, object]) -> Sealed:
    """Words under a key of their own; ``bound`` is known before the row has a number."""
    return keys.seal(json.dumps(said, ensure_ascii=False).encode(), f"{holder}\x1f{bound}".encode())


def unseal(
    connection: Connection, keys: Keyring, holder: str, number: int, bound: str, box: bytes
) -> dict[str, str] | None:
    """The words again; None where they were erased. Whoever reads writes the entry. Raises Tampered."""
    wrapped = row_keys.take(connection, holder, [number]).get(number)
    if wrapped is None:
        return None
    said: dict[str, str] = json.loads(keys.unseal(box, wrapped, f"{holder}\x1f{bound}".encode()))
    return said


def moment(at: datetime) -> str:
    """A moment as words are bound to it."""
    return f"{at.timestamp():.6f}"
