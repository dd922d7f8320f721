"""The versions of one key: when each became known, from where, and what it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from records import audit
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.custody.masking import ERASED, mask
from records.custody.received import open_row
from records.errors import NotFound
from records.feed import Feed, Field
from records.tokens import Tokeniser

_VERSIONS = text("""
    SELECT r.sequence, r.feed, r.entity_key, r.digest, r.sealed, k.key_id, k.wrapped,
        r.recorded_at, f.name, r.row_number, r.known
    FROM source_rows AS r JOIN received_files AS f USING (file_id)
        LEFT JOIN row_keys AS k ON k.holder = 'source_rows' AND k.id = r.sequence
    WHERE r.feed = :feed AND r.entity_key = :key
    ORDER BY r.recorded_at, r.sequence
""")


@dataclass(frozen=True)
class Version:
    """One version: its fields as text, identifiers masked, and which of them changed.

    Where the row was ``erased``, its identifiers are gone and nobody can say whether they changed.
    """

    recorded_at: datetime
    file: str
    row_number: int
    cells: Mapping[str, str]
    changed: frozenset[str]
    erased: bool = False


def versions(connection: Connection, feed: Feed, key: str, tokens: Tokeniser, keys: Keyring) -> list[Version]:
    """The versions of a key, oldest first; the reading is audited in the same transaction.

    ``key`` is written as in the feed, its parts joined by ``/``. Raises NotFound, Tampered.
    """
    kind = feed.by_name[feed.key[0]].identifier
    entity_key = key if kind is None else tokens.token(kind, key)
    rows = connection.execute(_VERSIONS, {"feed": feed.name, "key": entity_key}).all()
    if not rows:
        raise NotFound(
            f"Tidak ada baris dengan kunci itu di {feed.name}.", f"{feed.name} has no row with that key."
        )
    objects = tuple(f"row/{row.sequence}" for row in rows)
    fields = tuple(feed.by_name)
    audit.write(connection, Act(Deed.READ, "source_row", objects, None, fields))
    found: list[Version] = []
    before: Mapping[str, object] = {}
    for row in rows:
        # Identifiers are compared in clear and shown masked. What is erased differs from nothing.
        opened = open_row(keys, row)
        gone: dict[str, object] = {
            field.name: ERASED for field in feed.identifiers if field.name in row.known
        }
        held = row.known | (gone if opened is None else opened)
        changed = frozenset(
            name
            for name in feed.by_name
            if found
            and held.get(name) != before.get(name)
            and ERASED not in (held.get(name), before.get(name))
        )
        cells = {name: _shown(feed.by_name[name], held.get(name)) for name in feed.by_name}
        erased = opened is None
        found.append(Version(row.recorded_at, row.name, row.row_number, cells, changed, erased))
        before = held
    return found


def _shown(field: Field, value: object) -> str:
    if value is None:
        return ""
    if field.identifier is None or value is ERASED:
        return str(value)
    return mask(field.identifier, str(value))
