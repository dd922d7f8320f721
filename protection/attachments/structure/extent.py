"""How large a picture may claim to be."""

from __future__ import annotations

from protection.attachments import refusals
from protection.attachments.media import MAX_PIXELS, MAX_SIDE
from protection.attachments.refusals import AttachmentRefused


def bounded(width: int, height: int) -> None:
    """Refuse a picture whose header claims no pixels, or more than are decoded."""
    if width < 1 or height < 1:
        raise AttachmentRefused(refusals.DAMAGED)
    if width > MAX_SIDE or height > MAX_SIDE or width * height > MAX_PIXELS:
        raise AttachmentRefused(refusals.TOO_MANY_PIXELS)
