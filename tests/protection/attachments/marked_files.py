"""Files with a canary in every place that is not the content itself: none of them may survive a cleaning."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from made_files import (
    CATALOGUE,
    DRAWING,
    PAGE,
    jpeg_segment,
    jpeg_with,
    pdf,
    phone_trailer,
    picture,
    png_chunk,
    png_with,
    saved,
    stream,
)
from PIL import Image, ImageCms, TiffImagePlugin

CANARY = "KENARI7Q2W"
PLACE = (8, 35, 31, 4)
"""Latitude as EXIF writes it: degrees, minutes, hundredths of seconds over four."""


@dataclass(frozen=True)
class Marked:
    """One file; ``where`` says in which places its canaries sit."""

    where: str
    data: bytes


def exif() -> bytes:
    tags = Image.Exif()
    tags[0x010E] = tags[0x013B] = tags[0x8298] = CANARY
    tags.get_ifd(0x8825).update({1: "S", 2: PLACE[:3], 3: "E", 4: (116, 6, 29), 29: CANARY})
    tags.get_ifd(0x8769).update({0x9286: b"ASCII\0\0\0" + CANARY.encode(), 0xA430: CANARY})
    return tags.tobytes()


def profile() -> bytes:
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return made[:-10] + CANARY.encode()


XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>{CANARY}</dc:creator></x:xmpmeta>'.encode()
IPTC = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0f\x1c\x02\x50\0\x0a" + CANARY.encode() + b"\0"


def marked() -> Iterator[Marked]:
    """Every place of every type."""
    thumbnail = jpeg_with(jpeg_segment(0xFE, CANARY.encode()))
    for where, segment in (
        ("jpeg comment", jpeg_segment(0xFE, CANARY.encode())),
        ("jpeg exif with a place", jpeg_segment(0xE1, exif())),
        ("jpeg xmp", jpeg_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)),
        ("jpeg iptc", jpeg_segment(0xED, IPTC)),
        ("jpeg profile", jpeg_segment(0xE2, b"ICC_PROFILE\0\x01\x01" + profile())),
        ("jpeg thumbnail", jpeg_segment(0xE0, b"JFXX\0\x10" + thumbnail)),
        ("jpeg maker's own", jpeg_segment(0xEA, CANARY.encode())),
    ):
        yield Marked(where, jpeg_with(segment))
    yield Marked("jpeg, second picture", saved("JPEG") + jpeg_with(jpeg_segment(0xFE, CANARY.encode())))
    mark = CANARY.encode()
    yield Marked("jpeg, phone's trailer", saved("JPEG") + phone_trailer(mark, b"\0\0\x01\x0a" + mark))
    for where, chunk in (
        ("png text", png_chunk(b"tEXt", b"Author\0" + mark)),
        ("png packed text", png_chunk(b"zTXt", b"Author\0\0" + zlib.compress(mark))),
        ("png international text", png_chunk(b"iTXt", b"Author\0\0\0id\0\0" + mark)),
        ("png packed international text", png_chunk(b"iTXt", b"Author\0\1\0id\0\0" + zlib.compress(mark))),
        ("png xmp", png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP)),
        ("png exif", png_chunk(b"eXIf", exif()[6:])),
        ("png profile", png_chunk(b"iCCP", b"p\0\0" + zlib.compress(profile()))),
        ("png unknown chunk", png_chunk(b"caNa", mark)),
        ("png palette suggestion", png_chunk(b"sPLT", mark + b"\0\x08")),
    ):
        yield Marked(where, png_with(chunk))
    hidden = picture("RGBA")
    hidden.putalpha(0)
    hidden.putdata([(*mark[:3], 0)] * (hidden.width * hidden.height))
    yield Marked("png, under what is transparent", saved("PNG", hidden))
    yield Marked("webp", saved("WEBP", exif=exif(), xmp=XMP, icc_profile=profile()))
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[270] = tags[315] = tags[33432] = CANARY
    tags[700], tags[33723] = XMP, IPTC
    yield Marked("tiff", saved("TIFF", tiffinfo=tags, exif=exif()))
    yield from _in_pdf(mark)
    tagged = "".join(chr(0xE0000 + ord(character)) for character in CANARY)
    yield Marked("text in invisible tags", f"Saya{tagged} bersaksi".encode())


def _in_pdf(mark: bytes) -> Iterator[Marked]:
    with_note = PAGE.replace(b"/Parent", b"/Annots [5 0 R] /Parent")
    action = b"<< /S /JavaScript /JS (app.alert\\('%s'\\)) >>" % mark
    for where, data in (
        ("pdf information", pdf(b"<< /Author (%s) /Title (%s) >>" % (mark, mark), trailer=b"/Info 5 0 R")),
        ("pdf identity", pdf(trailer=b"/ID [(%s) (%s)]" % (mark, mark))),
        (
            "pdf xmp",
            pdf(stream(XMP, b"/Type /Metadata /Subtype /XML"), o1=CATALOGUE[:-2] + b"/Metadata 5 0 R >>"),
        ),
        (
            "pdf note",
            pdf(b"<< /Type /Annot /Subtype /Text /Rect [1 1 9 9] /Contents (%s) >>" % mark, o3=with_note),
        ),
        (
            "pdf link",
            pdf(
                b"<< /Type /Annot /Subtype /Link /Rect [1 1 9 9] /A << /S /URI /URI (https://%s.example) >> >>"
                % mark,
                o3=with_note,
            ),
        ),
        ("pdf script", pdf(action, o1=CATALOGUE[:-2] + b"/OpenAction 5 0 R >>")),
        (
            "pdf attachment",
            pdf(
                stream(mark, b"/Type /EmbeddedFile"),
                b"<< /Type /Filespec /F (%s.exe) /EF << /F 5 0 R >> >>" % mark,
                o1=CATALOGUE[:-2] + b"/Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> >> >>",
            ),
        ),
        (
            "pdf launch",
            pdf(b"<< /S /Launch /F (%s.exe) >>" % mark, o1=CATALOGUE[:-2] + b"/OpenAction 5 0 R >>"),
        ),
        ("pdf unused object", pdf(b"(%s)" % mark)),
        (
            "pdf comment",
            pdf()
            .replace(b"%PDF-1.7\n", b"%PDF-1.7\n%" + mark + b"\n")
            .replace(b"startxref", b"startxref", 1),
        ),
        ("pdf text outside the page", pdf(o4=stream(DRAWING + b" BT /F 9 Tf 900 900 Td (%s) Tj ET" % mark))),
        (
            "pdf text that is not painted",
            pdf(o4=stream(DRAWING + b" BT 3 Tr /F 9 Tf 9 9 Td (%s) Tj ET" % mark)),
        ),
        (
            "pdf form field",
            pdf(
                b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (%s) /F 2 /Rect [1 1 9 9] >>" % mark,
                o1=CATALOGUE[:-2] + b"/AcroForm << /Fields [5 0 R] >> >>",
                o3=with_note,
            ),
        ),
    ):
        yield Marked(where, data)


def places(mark: str = CANARY) -> tuple[bytes, ...]:
    """How the canary may be written."""
    return (
        mark.encode(),
        mark.encode("utf-16-le"),
        mark.encode("utf-16-be"),
        mark.encode().hex().encode(),
        mark.encode().hex().upper().encode(),
        "".join(chr(0xE0000 + ord(character)) for character in mark).encode(),
        struct.pack("<6I", 8, 1, 35, 1, 31, 1),
        struct.pack(">6I", 8, 1, 35, 1, 31, 1),
    )


MARKED = tuple(marked())
