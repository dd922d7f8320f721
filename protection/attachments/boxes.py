"""The sealed parts of an attachment: each a box of its own, under a row key of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from sqlalchemy import Connection, delete, select

from records.custody import row_keys, sealed_words
from records.custody.keyring import Keyring
from records.tables.attachments import attachment_boxes

HOLDER = attachment_boxes.name


class Part(StrEnum):
    """What is sealed of an attachment."""

    NAME = "name"
    ORIGINAL = "original"
    CLEANED = "cleaned"
    PREVIEW = "preview"


def put(connection: Connection, keys: Keyring, attachment_id: str, parts: Mapping[Part, bytes]) -> None:
    """Seal and keep the parts of a new attachment."""
    for part, content in parts.items():
        values = {"attachment_id": attachment_id, "part": part.value}
        sealed_words.put(connection, keys, attachment_boxes, content, _about(attachment_id, part), **values)


def take(
    connection: Connection, keys: Keyring, attachment_id: str, wanted: tuple[Part, ...]
) -> dict[Part, bytes]:
    """Open parts of an attachment; one whose box or key is gone is left out. Raises Tampered."""
    rows = connection.execute(
        select(attachment_boxes).where(
            attachment_boxes.c.attachment_id == attachment_id, attachment_boxes.c.part.in_(wanted)
        )
    ).all()
    boxes = ((row.box_id, row.sealed, _about(attachment_id, Part(row.part))) for row in rows)
    held = sealed_words.opened(connection, keys, HOLDER, boxes)
    return {Part(row.part): held[row.box_id] for row in rows if row.box_id in held}


def destroy(connection: Connection, attachment_id: str) -> None:
    """Destroy the keys, then clear the room that the boxes took; the database demands a tombstone first.

    The keys are what counts: a box lies in backups and old pages for a while, and stays closed there.
    """
    of_it = attachment_boxes.c.attachment_id == attachment_id
    box_ids = connection.scalars(select(attachment_boxes.c.box_id).where(of_it)).all()
    row_keys.destroy(connection, HOLDER, box_ids)
    if row_keys.take(connection, HOLDER, box_ids):  # row-level security leaves out in silence what it forbids
        raise RuntimeError("keys of an attachment are still there: this role may not destroy them")
    connection.execute(delete(attachment_boxes).where(of_it))


def names(parts: Iterable[Part]) -> tuple[str, ...]:
    """The parts as an audit entry names them."""
    return tuple(part.value for part in parts)


def _about(attachment_id: str, part: Part) -> bytes:
    """What binds a box to its attachment and its place there."""
    return sealed_words.about(HOLDER, attachment_id, part.value)
