"""The newest rows about one person, as far as the context may see them, with their identifiers opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text

from detection.suspicion import silenced
from records.contract import FEED_BY_NAME
from records.custody.keyring import Keyring
from records.custody.received import open_row
from records.days import instant
from records.facts import facts_of

_ROWS = text("""
    WITH ever AS (SELECT DISTINCT feed, entity_key FROM identities WHERE person_id = :person_id),
    newest AS (
        SELECT DISTINCT ON (i.feed, i.entity_key) i.feed, i.entity_key, i.person_id
        FROM identities AS i JOIN ever USING (feed, entity_key)
        ORDER BY i.feed, i.entity_key, i.run_id DESC
    )
    SELECT DISTINCT ON (r.feed, r.entity_key)
        r.sequence, r.feed, r.entity_key, r.recorded_at, r.digest, r.known, r.sealed, k.key_id, k.wrapped
    FROM source_rows AS r
        JOIN newest AS n USING (feed, entity_key)
        LEFT JOIN row_keys AS k ON k.holder = 'source_rows' AND k.id = r.sequence
    WHERE n.person_id = :person_id AND r.recorded_at < :until
    ORDER BY r.feed, r.entity_key, r.recorded_at DESC, r.sequence DESC
""")


@dataclass(frozen=True)
class PersonRow:
    """One row: plain cells as recorded, identifiers in clear; ``erased`` where their key was destroyed."""

    sequence: int
    feed: str
    entity_key: str
    recorded_at: datetime
    plain: Mapping[str, object]
    identifiers: Mapping[str, str]
    erased: bool

    @property
    def ref(self) -> str:
        """How alerts and reasons name the row."""
        return f"{self.feed}:{self.entity_key}"


def person_rows(connection: Connection, keys: Keyring, person_id: str, as_of: date) -> list[PersonRow]:
    """The newest version of each row about a person that was known as of a day; none where there is no such
    person, or none that the context may see. Whoever calls writes the audit entry.
    """
    return list(_read(connection, keys, person_id, as_of))


def _read(connection: Connection, keys: Keyring, person_id: str, as_of: date) -> Iterator[PersonRow]:
    found = connection.execute(_ROWS, {"person_id": person_id, "until": instant(as_of)}).all()
    never = silenced.rows(connection, {f"{row.feed}:{row.entity_key}" for row in found})
    for row in found:
        feed = FEED_BY_NAME[row.feed]
        hidden = {field.name for field in feed.identifiers} | {fact.name for fact in facts_of(feed.name)}
        opened = open_row(keys, row)
        plain = {name: value for name, value in row.known.items() if name not in hidden}
        told = opened or {}
        if f"{row.feed}:{row.entity_key}" in never:
            plain, told = silenced.without(plain), silenced.without(told)
        yield PersonRow(row.sequence, row.feed, row.entity_key, row.recorded_at, plain, told, opened is None)
