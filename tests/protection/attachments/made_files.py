"""Files of every taken type, made in code: small, whole, and easy to spoil."""

from __future__ import annotations

import random
import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

SIZE = (64, 48)


def chance(seed: int) -> random.Random:
    """Numbers that are the same at every run."""
    return random.Random(seed)  # noqa: S311  (nothing is kept secret by them)


def picture(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    """A gradient: something that survives a cleaning recognisably."""
    return Image.linear_gradient("L").resize(size).convert(mode)


def saved(form: str, image: Image.Image | None = None, **options: Any) -> bytes:
    written = BytesIO()
    (image or picture()).save(written, format=form, **options)
    return written.getvalue()


def jpeg_segment(marker: int, content: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content


def jpeg_with(*segments: bytes) -> bytes:
    plain = saved("JPEG")
    return plain[:2] + b"".join(segments) + plain[2:]


def phone_trailer(*blocks: bytes, count: int | None = None) -> bytes:
    """What a phone appends: blocks, and a directory of them."""
    ends = [sum(map(len, blocks[i:])) for i in range(len(blocks))]
    entries = b"".join(
        struct.pack("<HHII", 0, 0x0A01, back, len(block)) for back, block in zip(ends, blocks, strict=True)
    )
    directory = b"SEFH" + struct.pack("<II", 106, len(blocks) if count is None else count) + entries
    return b"".join(blocks) + directory + struct.pack("<I", len(directory)) + b"SEFT"


def png_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_with(*chunks: bytes) -> bytes:
    """The chunks go between the header and the pixels."""
    plain = saved("PNG")
    return plain[:33] + b"".join(chunks) + plain[33:]


def png_claiming(width: int, height: int) -> bytes:
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    pixels = png_chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + header + pixels + png_chunk(b"IEND", b"")


def webp_claiming(width: int, height: int, flags: int = 0) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    extended = b"VP8X" + struct.pack("<I", 10) + bytes([flags, 0, 0, 0]) + size
    return riff(extended + saved("WEBP")[12:])


def riff(chunks: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks


def tiff(entries: list[tuple[int, int, int]], following: int = 0) -> bytes:
    """One directory of numbers (tag, type 4, value), its pixels behind it, and where the next one is."""
    start = 8 + 2 + 12 * len(entries) + 4
    body = b"".join(
        struct.pack("<HHII", tag, 4, 1, start if tag == 273 else value) for tag, _, value in entries
    )
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + body + struct.pack("<I", following) + bytes(64)


def tiff_entries(width: int = 8, height: int = 8, **more: int) -> list[tuple[int, int, int]]:
    """The least that makes a grey picture; ``t330=8`` adds the tag 330 with the value 8."""
    tags = {256: width, 257: height, 258: 8, 259: 1, 262: 1, 273: 0, 277: 1, 278: height, 279: 64}
    tags |= {int(tag[1:]): value for tag, value in more.items()}
    return [(tag, 4, value) for tag, value in sorted(tags.items())]


CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R "
    b"/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
)
ITSELF = -1
"""A cross-reference section that names itself as the one before it."""
DRAWING = b"BT /F 18 Tf 20 40 Td (Surat) Tj ET"


def stream(content: bytes, dictionary: bytes = b"") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (dictionary, len(content), content)


def pdf(*more: bytes, trailer: bytes = b"", prev: int | None = None, **instead: bytes) -> bytes:
    """One page with a word on it; ``o2=…`` replaces object 2, ``more`` become objects 5, 6 …"""
    objects = [CATALOGUE, PAGES, PAGE, stream(DRAWING), *more]
    for name, content in instead.items():
        objects[int(name[1:]) - 1] = content
    written = bytearray(b"%PDF-1.7\n")
    table = [b"0000000000 65535 f \n"]
    for number, content in enumerate(objects, start=1):
        table.append(b"%010d 00000 n \n" % len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(written)
    before = b"" if prev is None else b" /Prev %d" % (start if prev == ITSELF else prev)
    written += b"xref\n0 %d\n%strailer\n<< /Size %d /Root 1 0 R%s %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(table),
        b"".join(table),
        len(table),
        before,
        trailer,
        start,
    )
    return bytes(written)


def pdf_pages(count: int) -> bytes:
    """That many pages, all the same."""
    kids = b" ".join([b"3 0 R"] * count)
    return pdf(o2=b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids))
