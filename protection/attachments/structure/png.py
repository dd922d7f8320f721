"""The chunks of a PNG (W3C PNG, 3rd edition): each whole by its checksum, the last at the end of the file."""

from __future__ import annotations

import zlib

from protection.attachments import refusals
from protection.attachments.refusals import AttachmentRefused
from protection.attachments.structure.extent import bounded


def check(data: bytes) -> None:
    """Walk the whole file. Raises AttachmentRefused."""
    view, at, name = memoryview(data), 8, b""
    while name != b"IEND":
        if at + 12 > len(data):
            raise AttachmentRefused(refusals.TRUNCATED)
        first, name = not name, data[at + 4 : at + 8]
        end = at + 12 + int.from_bytes(data[at : at + 4])
        if end > len(data):
            raise AttachmentRefused(refusals.TRUNCATED)
        if zlib.crc32(view[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end]):
            raise AttachmentRefused(refusals.DAMAGED)
        if first != (name == b"IHDR"):
            raise AttachmentRefused(refusals.DAMAGED)
        if first:
            bounded(int.from_bytes(data[at + 8 : at + 12]), int.from_bytes(data[at + 12 : at + 16]))
        if name == b"acTL":
            raise AttachmentRefused(refusals.MOVES)
        at = end
    if at != len(data):
        raise AttachmentRefused(refusals.TRAILING)
