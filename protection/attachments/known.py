"""What is known of an attachment without opening it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, select

from records.errors import NotFound
from records.tables.attachments import attachment_tombstones, attachments


@dataclass(frozen=True)
class Attachment:
    """One attachment; all of it stays when the attachment is destroyed.

    ``refs`` are the rows (``feed:entity_key``) and ``areas`` the regencies of whom it is about; ``size`` is in
    bytes; ``sha256`` is that of the original.
    """

    attachment_id: str
    about_kind: str
    about_ref: str
    refs: list[str]
    areas: list[str]
    kind: str
    media_type: str
    pages: int
    size: int
    sha256: str
    uploaded_by: str
    uploaded_at: datetime
    retained_until: date
    destroyed_at: datetime | None


def find(connection: Connection, wanted: ColumnElement[bool]) -> list[Attachment]:
    """The attachments that the context shows and that are wanted, the newest first."""
    both = attachments.outerjoin(attachment_tombstones)
    kept = [attachments.c[field.name] for field in fields(Attachment) if field.name in attachments.c]
    rows = connection.execute(
        select(*kept, attachment_tombstones.c.destroyed_at)
        .select_from(both)
        .where(wanted)
        .order_by(attachments.c.uploaded_at.desc(), attachments.c.attachment_id)
    )
    return [Attachment(**row) for row in rows.mappings()]


def one(connection: Connection, attachment_id: str) -> Attachment:
    """One attachment by its id. Raises NotFound, also for one that the context does not show."""
    found = find(connection, attachments.c.attachment_id == attachment_id)
    if not found:
        raise NotFound("Lampiran itu tidak ditemukan.", "There is no such attachment.")
    return found[0]
