"""Open attachments: the cleaned copy and the masked preview for those who work on it, the original for evidence.

Whoever calls has checked the rights. Each function writes one audit entry in the same transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from protection.attachments import boxes, media
from protection.attachments.boxes import Part
from protection.attachments.keeping import OBJECT
from protection.attachments.known import one
from protection.attachments.names import disposition, safe
from records import audit
from records.audit import Act, Deed
from records.custody.envelope import Tampered
from records.errors import SuluhError
from records.store import Store


class Destroyed(SuluhError):
    """The attachment was destroyed; only what was known of it is left."""

    code = "attachment_destroyed"
    status = 410


@dataclass(frozen=True)
class Copy:
    """What is handed out, and how: ``headers`` keep a browser from showing, guessing, running or storing it."""

    content: bytes
    media_type: str
    name: str

    @property
    def headers(self) -> dict[str, str]:
        """The headers of an answer, content type included."""
        charset = "; charset=utf-8" if self.media_type == media.TEXT.media_type else ""
        return {
            "Content-Type": self.media_type + charset,
            "Content-Disposition": disposition(self.name),
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "no-store",
        }


def cleaned(store: Store, attachment_id: str) -> Copy:
    """The copy without metadata. Raises NotFound, Destroyed, Tampered."""
    return _copy(store, attachment_id, Part.CLEANED)


def preview(store: Store, attachment_id: str) -> Copy:
    """The masked preview, a PNG. Raises NotFound, Destroyed, Tampered."""
    return _copy(store, attachment_id, Part.PREVIEW)


def original(store: Store, attachment_id: str) -> Copy:
    """The file as it was handed in, its hash checked; for investigation and protection alone.

    It may hold what the cleaned copy does not: where a photograph was taken, by whom, and what was hidden in
    it. Raises NotFound, Destroyed, Tampered.
    """
    return _copy(store, attachment_id, Part.ORIGINAL)


def _copy(store: Store, attachment_id: str, part: Part) -> Copy:
    with store.begin() as connection:
        known = one(connection, attachment_id)
        # A preview is shown in lists, where a name would be read over a shoulder.
        wanted = (part,) if part is Part.PREVIEW else (part, Part.NAME)
        opened = boxes.take(connection, store.keys, attachment_id, wanted)
        audit.write(connection, Act(Deed.READ, OBJECT, (attachment_id,), fields=boxes.names(wanted)))
    if set(opened) != set(wanted):
        raise Destroyed(
            "Lampiran ini telah dimusnahkan; yang tersisa hanya keterangannya.",
            "This attachment was destroyed; only what was known of it is left.",
        )
    content = opened[part]
    if part is Part.ORIGINAL and sha256(content).hexdigest() != known.sha256:
        raise Tampered(
            "Berkas asli tidak lagi cocok dengan sidiknya.", "The original no longer agrees with its hash."
        )
    found = media.BY_TYPE[known.media_type]
    given = {Part.ORIGINAL: found, Part.CLEANED: media.BY_TYPE[found.cleaned], Part.PREVIEW: media.PNG}[part]
    name = safe(opened[Part.NAME].decode() if Part.NAME in opened else "pratinjau", given.extension)
    return Copy(content, given.media_type, name)
