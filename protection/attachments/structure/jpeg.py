"""The segments of a JPEG (ITU-T T.81, annex B): every one up to the end marker, and nothing after it."""

from __future__ import annotations

import re

from protection.attachments import refusals
from protection.attachments.refusals import AttachmentRefused
from protection.attachments.structure import phone_trailer
from protection.attachments.structure.extent import bounded

MAX_PICTURES = 4
"""Phones append a gain map or a second view as a further JPEG (CIPA DC-007); only the first is ever decoded."""
MAX_SCANS = 100
"""Progressive pictures have about ten; thousands are a way to keep a decoder busy."""

_START = b"\xff\xd8"
_END = 0xD9
_SCAN = 0xDA
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def check(data: bytes) -> None:
    """Walk the whole file. Raises AttachmentRefused."""
    at = 0
    for _ in range(MAX_PICTURES):
        at = _picture(data, at)
        rest = data.find(_START, at)
        if rest < 0 or data[at:rest].strip(b"\0"):
            break
        at = rest
    if data[at:].strip(b"\0") and not phone_trailer.fills(data, at):
        raise AttachmentRefused(refusals.TRAILING)


def _picture(data: bytes, start: int) -> int:
    """Where the picture that begins at ``start`` ends."""
    at, frames, scans = start + 2, 0, 0
    while True:
        marker, at = _marker(data, at)
        if marker == _END:
            if not (frames and scans):
                raise AttachmentRefused(refusals.DAMAGED)
            return at
        if marker in _ALONE:
            continue
        length = int.from_bytes(data[at : at + 2])
        if at + length > len(data):
            raise AttachmentRefused(refusals.TRUNCATED)
        if length < 2:
            raise AttachmentRefused(refusals.DAMAGED)
        if marker in _FRAMES:
            frames += 1
            bounded(int.from_bytes(data[at + 5 : at + 7]), int.from_bytes(data[at + 3 : at + 5]))
        at += length
        if marker == _SCAN:
            scans += 1
            at = _past_entropy(data, at)
        if frames > 1 or scans > MAX_SCANS:
            raise AttachmentRefused(refusals.DAMAGED)


def _marker(data: bytes, at: int) -> tuple[int, int]:
    if at < len(data) and data[at] != 0xFF:
        raise AttachmentRefused(refusals.DAMAGED)
    while at < len(data) and data[at] == 0xFF:
        at += 1
    if at >= len(data):
        raise AttachmentRefused(refusals.TRUNCATED)
    return data[at], at + 1


def _past_entropy(data: bytes, at: int) -> int:
    found = _NEXT_MARKER.search(data, at)
    if found is None:
        raise AttachmentRefused(refusals.TRUNCATED)
    return found.start()
