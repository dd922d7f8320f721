"""A person as an officer first sees them: every identifier masked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from protection.disclosure.rows import PersonRow, person_rows
from records import audit
from records.audit import Act, Deed
from records.contract import FEED_BY_NAME
from records.custody.keyring import Keyring
from records.custody.masking import mask
from records.errors import NotFound


@dataclass(frozen=True)
class MaskedRow:
    """One row; ``cells`` holds plain values and masks, ``masked`` names which are masks."""

    feed: str
    recorded_at: datetime
    cells: Mapping[str, object]
    masked: tuple[str, ...]
    erased: bool


@dataclass(frozen=True)
class Person:
    """Who stands in these rows, masked."""

    person_id: str
    as_of: date
    rows: tuple[MaskedRow, ...]


def person(connection: Connection, keys: Keyring, person_id: str, as_of: date) -> Person:
    """What is known of a person as of a day, masked, in the rows that the context may see. Raises NotFound."""
    rows = seen(connection, keys, person_id, as_of)
    fields = tuple(sorted({name for row in rows for name in row.plain}))
    audit.write(connection, Act(Deed.READ, "person", (person_id,), None, fields))
    return Person(person_id, as_of, tuple(_masked(row) for row in rows))


def seen(connection: Connection, keys: Keyring, person_id: str, as_of: date) -> Sequence[PersonRow]:
    """The rows of a person whom the context may see; whom it may not see does not exist. Raises NotFound."""
    rows = person_rows(connection, keys, person_id, as_of)
    if not rows:
        raise NotFound("Orang itu tidak ditemukan.", "There is no such person.")
    return rows


def _masked(row: PersonRow) -> MaskedRow:
    kinds = {field.name: field.identifier for field in FEED_BY_NAME[row.feed].identifiers}
    masks = {
        name: mask(kind, row.identifiers[name])
        for name, kind in kinds.items()
        if kind and name in row.identifiers
    }
    return MaskedRow(row.feed, row.recorded_at, {**row.plain, **masks}, tuple(masks), row.erased)
