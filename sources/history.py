"""The versions of one key: when each became known, from where, and what it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from records import audit
from records.audit import Act, Deed
from records.errors import NotFound
from records.feed import Feed
from records.tokens import Tokeniser

MASK = "••••"

_VERSIONS = text("""
    SELECT sequence, recorded_at, name, row_number, known, clear
    FROM source_rows JOIN received_files USING (file_id)
    WHERE source_rows.feed = :feed AND entity_key = :key
    ORDER BY recorded_at, sequence
""")


@dataclass(frozen=True)
class Version:
    """One version: its fields as text, identifiers masked, and which of them changed."""

    recorded_at: datetime
    file: str
    row_number: int
    cells: Mapping[str, str]
    changed: frozenset[str]


def versions(connection: Connection, feed: Feed, key: str, tokens: Tokeniser) -> list[Version]:
    """The versions of a key, oldest first; the reading is audited in the same transaction.

    ``key`` is written as in the feed, its parts joined by ``/``. Raises NotFound.
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
        # Identifiers are compared in clear and shown masked.
        held: dict[str, object] = row.known | row.clear
        changed = frozenset(name for name in feed.by_name if found and held.get(name) != before.get(name))
        cells = {name: _shown(feed, name, held.get(name)) for name in feed.by_name}
        found.append(Version(row.recorded_at, row.name, row.row_number, cells, changed))
        before = held
    return found


def _shown(feed: Feed, name: str, value: object) -> str:
    if value is None:
        return ""
    return str(value) if feed.by_name[name].identifier is None else MASK
