"""The type of a file by its content; its name is never asked."""

from __future__ import annotations

import re
from codecs import BOM_UTF8

from protection.attachments import media, refusals
from protection.attachments.media import Media
from protection.attachments.refusals import AttachmentRefused, Reason

HEAD = 1024
"""Bytes in which other programs look for the beginning of a PDF."""

TAKEN: tuple[tuple[bytes, Media], ...] = (
    (rb"\xff\xd8\xff", media.JPEG),
    (rb"\x89PNG\r\n\x1a\n", media.PNG),
    (rb"RIFF....WEBP", media.WEBP),
    (rb"II\x2a\x00|MM\x00\x2a", media.TIFF),
    (rb"%PDF-[12]\.\d", media.PDF),
)
"""How the files that are taken in begin (regular expressions)."""

FOREIGN: tuple[tuple[bytes, Reason], ...] = (
    (rb"PK(\x03\x04|\x05\x06|\x07\x08)", refusals.ARCHIVE),  # narrowed to OFFICE below
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1|\{\\rtf", refusals.OFFICE),
    (rb"Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ|\x28\xb5\x2f\xfd|.{257}ustar", refusals.ARCHIVE),
    (
        rb"MZ|\x7fELF|#!|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|\x00asm|dex\n|L\x00\x00\x00\x01\x14\x02",
        refusals.PROGRAM,
    ),
    (rb"%!PS|@echo off|WScript\.", refusals.PROGRAM),
    (rb"....ftyp(hei[cxms]|hev[cxms]|mif1|msf1)", refusals.HEIC),
    (rb"(?:\xef\xbb\xbf)?\s*<[a-zA-Z!?/]", refusals.MARKUP),
    (
        rb"GIF8|BM|....ftyp|ID3|OggS|\x00\x00\x01\x00|II\x2b\x00|MM\x00\x2b|\x00\x00\x00\x0cjP|SQLite format|8BPS",
        refusals.NOT_A_KIND_WE_TAKE,
    ),
)
"""How files begin that are refused by name, so that the sender learns why (regular expressions)."""

_END_OF_ZIP = b"PK\x05\x06\x00\x00\x00\x00"
# Binary data and other encodings show themselves by these; the rest of the control characters is only removed.
_NOT_TEXT = re.compile("[\0-\x06\x0e-\x1a\x1c-\x1f]")


def recognise(data: bytes) -> Media:
    """The type of what was uploaded. Raises AttachmentRefused where it is none, or two at once."""
    for pattern, reason in FOREIGN:
        if re.match(pattern, data, re.DOTALL):
            raise AttachmentRefused(_office(data) if reason is refusals.ARCHIVE else reason)
    found = next((taken for pattern, taken in TAKEN if re.match(pattern, data, re.DOTALL)), None)
    if found is not media.PDF and b"%PDF-" in data[:HEAD]:
        raise AttachmentRefused(refusals.TWO_IN_ONE if found else refusals.LEADING)
    if _END_OF_ZIP in data:  # a reader of archives looks for the end first, wherever the beginning is
        raise AttachmentRefused(refusals.TWO_IN_ONE)
    return found or _text(data)


def _office(data: bytes) -> Reason:
    """DOCX, XLSX and ODT are archives, but whoever sends one thinks of a document."""
    names = data[:4096]
    known = (b"[Content_Types].xml", b"word/", b"xl/", b"ppt/", b"mimetypeapplication/vnd.oasis")
    return refusals.OFFICE if any(name in names for name in known) else refusals.ARCHIVE


def _text(data: bytes) -> Media:
    try:
        text = data.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError:
        raise AttachmentRefused(_hidden_picture(data)) from None
    if _NOT_TEXT.search(text):
        raise AttachmentRefused(_hidden_picture(data))
    if not text.strip():
        raise AttachmentRefused(refusals.EMPTY)
    return media.TEXT


def _hidden_picture(data: bytes) -> Reason:
    """Other data before a picture is told as such; anything else is only not known."""
    begins = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"WEBPVP8")
    return refusals.LEADING if any(mark in data[:HEAD] for mark in begins) else refusals.NOT_A_KIND_WE_TAKE
