"""How received rows are sealed and read: the identifiers of each under a key of its own.

A row of ``source_rows`` keeps its identifiers in one box, as JSON by field name. A quarantined row is sealed
whole, because a NIK may stand in any wrong column. Opening is reading personal data: whoever does it writes
the audit entry.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Protocol

from sqlalchemy import ARRAY, BigInteger, Connection, bindparam, text

from records.custody.envelope import WrappedKey
from records.custody.keyring import Keyring

SOURCE_ROWS = "source_rows"
QUARANTINED_ROWS = "quarantined_rows"

_IDENTIFIERS = text("""
    SELECT r.sequence, r.feed, r.entity_key, r.digest, r.sealed, k.key_id, k.wrapped
    FROM source_rows AS r LEFT JOIN row_keys AS k ON k.holder = 'source_rows' AND k.id = r.sequence
    WHERE r.sequence = ANY(:sequences)
""").bindparams(bindparam("sequences", type_=ARRAY(BigInteger)))
_QUARANTINED = text("""
    SELECT q.id, f.sha256, q.feed, q.row_number, q.sealed, k.key_id, k.wrapped
    FROM quarantined_rows AS q JOIN received_files AS f USING (file_id)
        JOIN row_keys AS k ON k.holder = 'quarantined_rows' AND k.id = q.id
    WHERE q.id = ANY(:ids)
""").bindparams(bindparam("ids", type_=ARRAY(BigInteger)))


class SealedRow(Protocol):
    """What must be selected of ``source_rows``, left-joined with ``row_keys``, to open a row."""

    feed: Any
    entity_key: Any
    digest: Any
    sealed: Any
    key_id: Any
    wrapped: Any


def about_row(feed: str, entity_key: str, digest: bytes) -> bytes:
    """What binds the identifiers of a source row to it; the digest is keyed and covers all of its values."""
    return f"{SOURCE_ROWS}\x1f{feed}\x1f{entity_key}\x1f".encode() + digest


def about_quarantined(sha256: str, feed: str, row_number: int) -> bytes:
    """What binds a quarantined row to its place in its file."""
    return f"{QUARANTINED_ROWS}\x1f{sha256}\x1f{feed}\x1f{row_number}".encode()


def open_row(keys: Keyring, row: SealedRow) -> dict[str, str] | None:
    """The identifiers of a source row by field; None where they were erased. Raises Tampered."""
    if row.sealed is None:
        return {}
    if row.wrapped is None:
        return None
    about = about_row(row.feed, row.entity_key, row.digest)
    opened: dict[str, str] = json.loads(keys.unseal(row.sealed, WrappedKey(row.key_id, row.wrapped), about))
    return opened


def identifiers(connection: Connection, keys: Keyring, sequences: Iterable[int]) -> dict[int, dict[str, str]]:
    """The identifiers of source rows by sequence; an erased row is left out, or empty. Raises Tampered."""
    rows = connection.execute(_IDENTIFIERS, {"sequences": list(sequences)})
    opened = ((row.sequence, open_row(keys, row)) for row in rows)
    return {sequence: found for sequence, found in opened if found is not None}


def quarantined(connection: Connection, keys: Keyring, ids: Iterable[int]) -> dict[int, Any]:
    """Quarantined rows as received, by number; an erased one is left out. Raises Tampered."""
    return {
        row.id: json.loads(
            keys.unseal(
                row.sealed,
                WrappedKey(row.key_id, row.wrapped),
                about_quarantined(row.sha256, row.feed, row.row_number),
            )
        )
        for row in connection.execute(_QUARANTINED, {"ids": list(ids)})
    }
