"""The directories of a TIFF (Adobe TIFF 6.0): each page's size, no loop, and nothing that no directory mentions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from protection.attachments import refusals
from protection.attachments.media import MAX_PAGES
from protection.attachments.refusals import AttachmentRefused
from protection.attachments.structure.extent import bounded

SLACK = 64
"""Bytes that no directory mentions, and which writers leave between or behind parts."""
MAX_ENTRIES = 512

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_WIDTH, _HEIGHT = 256, 257
_EXTENTS = ((273, 279), (324, 325), (513, 514))
"""Tags of where data lies, and how long it is: strips, tiles, an old thumbnail."""
_DIRECTORIES = (330, 34665, 34853, 40965)
"""Tags that point to further directories: reduced pictures, EXIF, GPS, interoperability."""


@dataclass
class _File:
    data: bytes
    order: Literal["little", "big"]
    seen: set[int] = field(default_factory=set)
    end: int = 8

    def number(self, at: int, size: int) -> int:
        if at + size > len(self.data):
            raise AttachmentRefused(refusals.TRUNCATED)
        return int.from_bytes(self.data[at : at + size], self.order)


def check(data: bytes) -> None:
    """Follow all directories. Raises AttachmentRefused."""
    file = _File(data, "little" if data[:2] == b"II" else "big")
    pages, at = 0, file.number(4, 4)
    while at:
        pages += 1
        if pages > MAX_PAGES:
            raise AttachmentRefused(refusals.TOO_MANY_PAGES)
        at = _directory(file, at, page=True)
    if not pages:
        raise AttachmentRefused(refusals.DAMAGED)
    if len(data) > file.end + SLACK:
        raise AttachmentRefused(refusals.TRAILING)


def _directory(file: _File, at: int, *, page: bool) -> int:
    """Read one directory and those below it; gives where the next one is, 0 at the last."""
    if at in file.seen:
        raise AttachmentRefused(refusals.LOOP)
    file.seen.add(at)
    count = file.number(at, 2)
    if count > MAX_ENTRIES or len(file.seen) > 4 * MAX_PAGES:
        raise AttachmentRefused(refusals.DAMAGED)
    tags = dict(_entry(file, at + 2 + 12 * i) for i in range(count))
    if page:
        bounded((tags.get(_WIDTH) or [0])[0], (tags.get(_HEIGHT) or [0])[0])
    for where, length in _EXTENTS:
        for start, size in zip(tags.get(where, []), tags.get(length, []), strict=False):
            if start + size > len(file.data):
                raise AttachmentRefused(refusals.TRUNCATED)
            file.end = max(file.end, start + size)
    for tag in _DIRECTORIES:
        for below in tags.get(tag, []):
            _directory(file, below, page=False)
    end = at + 2 + 12 * count
    file.end = max(file.end, end + 4)
    return file.number(end, 4)


def _entry(file: _File, at: int) -> tuple[int, list[int]]:
    tag, kind, count = file.number(at, 2), file.number(at + 2, 2), file.number(at + 4, 4)
    size = _SIZES.get(kind, 1)
    start = at + 8 if count * size <= 4 else file.number(at + 8, 4)
    if start + count * size > len(file.data):
        raise AttachmentRefused(refusals.TRUNCATED)
    file.end = max(file.end, start + count * size)
    wanted = {_WIDTH, _HEIGHT, *_DIRECTORIES, *(tag for pair in _EXTENTS for tag in pair)}
    if tag not in wanted:
        return tag, []
    return tag, [file.number(start + i * size, size) for i in range(count)]
