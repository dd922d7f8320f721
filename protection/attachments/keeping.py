"""Take attachments in, find them, destroy them. Whoever calls has checked the rights.

Each function writes one audit entry in the same transaction; it names attachments by their opaque ids.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import Connection, insert
from sqlalchemy.dialects.postgresql import insert as insert_or_find

from protection.attachments import about, boxes, media, refusals
from protection.attachments.boxes import Part
from protection.attachments.confined import examine
from protection.attachments.known import Attachment, find, one
from protection.attachments.media import Cleaned
from protection.attachments.refusals import AttachmentRefused
from protection.erasure.spans import in_force
from protection.holds import refuse_if_held
from records import audit
from records.audit import Act, Deed
from records.days import day_of
from records.errors import InputRefused, SuluhError
from records.store import Store
from records.tables.attachments import attachment_tombstones, attachments

OBJECT = "attachment"


class Reason(StrEnum):
    """Why an attachment is destroyed."""

    RETENTION = "retention"
    """It has been kept as long as the rule says."""
    REQUEST = "request"
    """The person whom it is about asked for it, and it was granted."""
    ORDER = "order"
    """A court or the controller ordered it."""
    MISTAKE = "mistake"
    """It was handed in by mistake, or belongs to someone else."""


class NotDue(SuluhError):
    """The time for which an attachment is kept is not over."""

    code = "not_due"
    status = 409


@dataclass(frozen=True)
class Prepared:
    """An upload that has passed its examination, and may be kept."""

    upload: bytes
    kind: str
    cleaned: Cleaned


def prepare(upload: bytes, kind: str, declared: str = "") -> Prepared:
    """Examine an upload that its sender calls ``declared``. Raises AttachmentRefused, InputRefused.

    Takes seconds, so a service does it before its transaction begins.
    """
    if kind not in media.BY_KIND:
        raise InputRefused(
            "Lampiran berjenis scan, statement, atau photograph.",
            "An attachment is a scan, a statement or a photograph.",
        )
    cleaned = examine(upload, declared)
    if cleaned.found not in media.BY_KIND[kind].media:
        raise AttachmentRefused(refusals.NOT_FOR_KIND)
    return Prepared(upload, kind, cleaned)


def keep(
    store: Store, prepared: Prepared, name: str, about_kind: str, about_ref: str, now: datetime
) -> Attachment:
    """Seal an examined upload with its copies, and keep it. Raises NotFound.

    ``name`` is kept sealed and decides nothing.
    """
    attachment_id = f"l-{secrets.token_hex(16)}"
    parts = {
        Part.NAME: name.encode("utf-8", "replace"),
        Part.ORIGINAL: prepared.upload,
        Part.CLEANED: prepared.cleaned.copy,
        Part.PREVIEW: prepared.cleaned.preview,
    }
    with store.begin() as connection:
        concerned = about.concerned(connection, about_kind, about_ref)
        connection.execute(
            insert(attachments).values(
                attachment_id=attachment_id,
                about_kind=about_kind,
                about_ref=about_ref,
                refs=concerned.refs,
                areas=concerned.areas,
                kind=prepared.kind,
                media_type=prepared.cleaned.found.media_type,
                pages=prepared.cleaned.pages,
                size=len(prepared.upload),
                sha256=sha256(prepared.upload).hexdigest(),
                uploaded_by=_who(store),
                uploaded_at=now,
                retained_until=retained_until(connection, prepared.kind, now),
            )
        )
        boxes.put(connection, store.keys, attachment_id, parts)
        audit.write(connection, Act(Deed.ATTACH, OBJECT, (attachment_id,), fields=boxes.names(parts)))
        return one(connection, attachment_id)


def accept(
    store: Store,
    upload: bytes,
    name: str,
    about_kind: str,
    about_ref: str,
    kind: str,
    now: datetime,
    declared: str = "",
) -> Attachment:
    """``prepare`` and ``keep`` in one."""
    return keep(store, prepare(upload, kind, declared), name, about_kind, about_ref, now)


def listed(store: Store, about_kind: str, about_ref: str) -> list[Attachment]:
    """The attachments of an alert, a person or a request, the newest first; destroyed ones as tombstones."""
    with store.begin() as connection:
        wanted = (attachments.c.about_kind == about_kind) & (attachments.c.about_ref == about_ref)
        found = find(connection, wanted)
        _looked_at(connection, found)
        return found


def due(store: Store, as_of: date) -> list[Attachment]:
    """The attachments whose time is over on a day and that are still there, the longest due first."""
    with store.begin() as connection:
        over = (attachments.c.retained_until <= as_of) & attachment_tombstones.c.destroyed_at.is_(None)
        found = sorted(find(connection, over), key=lambda each: (each.retained_until, each.attachment_id))
        _looked_at(connection, found)
        return found


def destroy(store: Store, attachment_id: str, reason: Reason, now: datetime) -> Attachment:
    """Destroy the keys of all its parts; what was known of it stays, with its hash, as a tombstone.

    Doing it twice changes nothing, and is written down twice. Raises NotFound, HoldStands, and NotDue where
    the reason is retention and its time is not over.
    """
    with store.begin() as connection:
        known = one(connection, attachment_id)
        if reason is Reason.RETENTION and day_of(now) < known.retained_until:
            raise NotDue(
                f"Lampiran ini disimpan sampai {known.retained_until:%d-%m-%Y}.",
                f"This attachment is kept until {known.retained_until:%Y-%m-%d}.",
            )
        refuse_if_held(connection, known.refs, now)
        tombstone = insert_or_find(attachment_tombstones).values(
            attachment_id=attachment_id, destroyed_at=now, destroyed_by=_who(store), reason=reason.value
        )
        connection.execute(tombstone.on_conflict_do_nothing())
        boxes.destroy(connection, attachment_id)
        audit.write(connection, Act(Deed.DESTROY, OBJECT, (attachment_id,), fields=boxes.names(Part)))
        return one(connection, attachment_id)


def retained_until(connection: Connection, kind: str, now: datetime) -> date:
    """The day from which on an attachment of a kind that is taken in now is due, by the rule of today."""
    today = day_of(now)
    days = [period.days for period in in_force(connection, today) if period.rows == f"attachments_{kind}"]
    if len(days) != 1 or days[0] is None:
        raise SuluhError(
            f"records/retention.toml tidak memuat satu masa simpan bagi lampiran {kind}.",
            f"records/retention.toml does not give one time for attachments of kind {kind}.",
        )
    return today + timedelta(days=days[0])


def _looked_at(connection: Connection, found: list[Attachment]) -> None:
    ids = tuple(attachment.attachment_id for attachment in found)
    audit.write(connection, Act(Deed.READ, OBJECT, ids, fields=("description",)))


def _who(store: Store) -> str:
    if store.context is None:
        raise RuntimeError("attachments are handled in someone's name: use store.acting(...)")
    return store.context.who
