"""A person as an officer first sees them: every identifier masked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from detection.indicators import INDICATOR_BY_ID, sentence
from protection.disclosure.rows import PersonRow, person_rows
from records import audit
from records.audit import Act, Deed
from records.contract import FEED_BY_NAME
from records.custody.keyring import Keyring
from records.custody.masking import mask
from records.errors import NotFound
from records.tables import support_signs


@dataclass(frozen=True)
class MaskedRow:
    """One row; ``cells`` holds plain values and masks, ``masked`` names which are masks."""

    feed: str
    recorded_at: datetime
    cells: Mapping[str, object]
    masked: tuple[str, ...]
    erased: bool


@dataclass(frozen=True)
class Help:
    """Help that a person may need first, and by which row: a fact beside, in no score, told to those who help."""

    sign: str
    label_id: str
    label_en: str
    says_id: str
    says_en: str
    ref: str


@dataclass(frozen=True)
class Person:
    """Who stands in these rows, masked; ``help`` is empty for all who do not help."""

    person_id: str
    as_of: date
    rows: tuple[MaskedRow, ...]
    help: tuple[Help, ...] = ()


def person(connection: Connection, keys: Keyring, person_id: str, as_of: date) -> Person:
    """What is known of a person as of a day, masked, in the rows that the context may see. Raises NotFound."""
    rows = seen(connection, keys, person_id, as_of)
    fields = tuple(sorted({name for row in rows for name in row.plain}))
    needed = help_for(connection, person_id)
    if needed:
        fields = (*fields, "support_signs")
    audit.write(connection, Act(Deed.READ, "person", (person_id,), None, fields))
    return Person(person_id, as_of, tuple(_masked(row) for row in rows), needed)


def help_for(connection: Connection, person_id: str) -> tuple[Help, ...]:
    """What help the newest run says that a person may need, as far as the context may know; without an entry."""
    signs = support_signs.c
    rows = connection.execute(
        select(signs.sign, signs.feed, signs.entity_key, signs.detail)
        .where(signs.person_id == person_id)
        .order_by(*support_signs.primary_key)
    )
    told = ((INDICATOR_BY_ID[row.sign], row) for row in rows)
    return tuple(
        Help(
            each.id,
            each.label_id,
            each.label_en,
            sentence(each, row.detail, "id"),
            sentence(each, row.detail, "en"),
            f"{row.feed}:{row.entity_key}",
        )
        for each, row in told
    )


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
