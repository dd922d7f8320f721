"""The frame of a PDF (ISO 32000-1, 7.5): begins and ends where it says, no lock, no loop.

Readers rebuild what is broken, each in its own way; a file that different readers would show differently is no
evidence of anything.
"""

from __future__ import annotations

import re

from protection.attachments import refusals
from protection.attachments.refusals import AttachmentRefused

MAX_SECTIONS = 200
"""Cross-reference sections: one for each time that the file was saved."""

_END = re.compile(rb"%%EOF[\s\0]*\Z")
_ANOTHER = re.compile(rb"%%EOF[\s\0]*%PDF-")
_START = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF[\s\0]*\Z")
_BEFORE = re.compile(rb"/(?:Prev|XRefStm)\s+(\d{1,12})")
_PAGES = re.compile(
    rb"(?<!\d)(\d{1,9})\s+\d{1,5}\s+obj\b((?:(?!endobj|stream).){0,65536}?/Kids\s*\[([^\]]*)\])", re.DOTALL
)
_REFERENCE = re.compile(rb"(\d{1,9})\s+\d{1,5}\s+R")


def check(data: bytes) -> None:
    """Look at the frame alone; PDFium judges the rest. Raises AttachmentRefused."""
    if not _END.search(data, max(0, len(data) - 1024)):
        raise AttachmentRefused(refusals.TRAILING if b"%%EOF" in data else refusals.TRUNCATED)
    if _ANOTHER.search(data):
        raise AttachmentRefused(refusals.TRAILING)
    start = _START.search(data, max(0, len(data) - 2048))
    if start is None:
        raise AttachmentRefused(refusals.DAMAGED)
    _follow(data, int(start[1]))
    _climb(data)


def _follow(data: bytes, first: int) -> None:
    """Every cross-reference section, once."""
    waiting, seen = [first], set[int]()
    while waiting:
        at = waiting.pop()
        if at >= len(data):
            raise AttachmentRefused(refusals.TRUNCATED)
        if at in seen or len(seen) > MAX_SECTIONS:
            raise AttachmentRefused(refusals.LOOP)
        seen.add(at)
        dictionary = _dictionary(data, at)
        if b"/Encrypt" in dictionary:
            raise AttachmentRefused(refusals.ENCRYPTED)
        waiting += [int(before) for before in _BEFORE.findall(dictionary)]


def _dictionary(data: bytes, at: int) -> bytes:
    """The trailer of a cross-reference table, or the dictionary of a cross-reference stream."""
    if data[at : at + 16].lstrip().startswith(b"xref"):
        start = data.find(b"trailer", at)
        end = data.find(b"startxref", start)
    else:
        start, end = at, data.find(b"stream", at)
    return data[start:end] if 0 <= start < end else b""


def _climb(data: bytes) -> None:
    """No node of the page tree is among its own descendants (trees inside compressed streams are PDFium's)."""
    children = {
        int(node[1]): [int(kid) for kid in _REFERENCE.findall(node[3])] for node in _PAGES.finditer(data)
    }
    done = set[int]()
    for root in children:
        path, stack = set[int](), [(root, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                path.discard(node)
                done.add(node)
                continue
            if node in path:
                raise AttachmentRefused(refusals.LOOP)
            if node in done or node not in children:
                continue
            path.add(node)
            stack.append((node, True))
            stack += [(kid, False) for kid in children[node]]
