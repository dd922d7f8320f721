"""The corpus of files that must be refused, made in code, each with the reasons that may be told for it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

from made_files import (
    ITSELF,
    PAGE,
    chance,
    jpeg_segment,
    jpeg_with,
    pdf,
    pdf_pages,
    phone_trailer,
    picture,
    png_chunk,
    png_claiming,
    png_with,
    riff,
    saved,
    stream,
    tiff,
    tiff_entries,
    webp_claiming,
)


@dataclass(frozen=True)
class Hostile:
    """One file; ``codes`` are the reasons that fit it."""

    name: str
    data: bytes
    codes: tuple[str, ...]
    declared: str = ""


def zip_of(*names: str) -> bytes:
    written = BytesIO()
    with ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(name, "isi")
    return written.getvalue()


def foreign() -> Iterator[Hostile]:
    """Types that are not taken, told from each other by how they begin."""
    for name, data in (
        ("zip", zip_of("a.txt")),
        ("zip with a path upwards", zip_of("../../etc/passwd")),
        ("zip, empty", b"PK\x05\x06" + bytes(18)),
        ("7z", b"7z\xbc\xaf\x27\x1c" + bytes(40)),
        ("rar", b"Rar!\x1a\x07\x01\x00" + bytes(40)),
        ("gzip", b"\x1f\x8b\x08" + bytes(40)),
        ("bzip2", b"BZh91AY&SY" + bytes(40)),
        ("xz", b"\xfd7zXZ\x00" + bytes(40)),
        ("zstd", b"\x28\xb5\x2f\xfd" + bytes(40)),
        ("tar", b"a.txt".ljust(257, b"\0") + b"ustar\x0000" + bytes(248)),
    ):
        yield Hostile(name, data, ("archive",))
    for name, data in (
        ("docx", zip_of("[Content_Types].xml", "word/document.xml")),
        ("xlsx with macros", zip_of("[Content_Types].xml", "xl/vbaProject.bin")),
        ("doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("rtf", b"{\\rtf1\\ansi{\\object\\objdata 01050000}}"),
    ):
        yield Hostile(name, data, ("office",))
    for name, data in (
        ("exe", b"MZ\x90\x00" + bytes(200)),
        ("elf", b"\x7fELF\x02\x01\x01" + bytes(200)),
        ("shell script", b"#!/bin/sh\nrm -rf /\n"),
        ("java class", b"\xca\xfe\xba\xbe\x00\x00\x00\x41" + bytes(40)),
        ("mach-o", b"\xcf\xfa\xed\xfe" + bytes(40)),
        ("wasm", b"\x00asm\x01\x00\x00\x00"),
        ("dex", b"dex\n035\x00" + bytes(40)),
        ("windows shortcut", b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(40)),
        ("postscript", b"%!PS-Adobe-3.0\n(/etc/passwd) (r) file\n"),
        ("batch file", b"@echo off\r\ndel c:\\*.*\r\n"),
    ):
        yield Hostile(name, data, ("program",))
    for name, data in (
        ("svg with script", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("svg after a byte order mark", b"\xef\xbb\xbf  <?xml version='1.0'?><svg/>"),
        ("html", b"\n\n<!DOCTYPE html><html><script>fetch('//x')</script>"),
        ("html without a head", b"<img src=x onerror=alert(1)>"),
        (
            "xml with entities",
            b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        ),
        ("billion laughs", b'<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;">]><x>&b;</x>'),
    ):
        yield Hostile(name, data, ("markup",))
    for name, data in (
        ("gif", saved("GIF")),
        ("gif and script", b"GIF89a=1;/*" + bytes(20) + b"*/alert(1)"),
        ("bmp", saved("BMP")),
        ("ico", b"\x00\x00\x01\x00\x01\x00" + bytes(40)),
        ("mp4", b"\x00\x00\x00\x18ftypisom" + bytes(40)),
        ("avif", b"\x00\x00\x00\x18ftypavif" + bytes(40)),
        ("mp3", b"ID3\x04" + bytes(40)),
        ("jpeg 2000", b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(40)),
        ("bigtiff", b"II\x2b\x00\x08\x00\x00\x00" + bytes(40)),
        ("photoshop", b"8BPS\x00\x01" + bytes(40)),
        ("sqlite", b"SQLite format 3\x00" + bytes(100)),
        ("text with a zero byte", b"pernyataan\x00saksi"),
        ("text in utf-16", "pernyataan".encode("utf-16")),
        ("text in latin-1", "Désirée".encode("latin-1")),
        ("text in overlong utf-8", b"\xc0\xae\xc0\xae/"),
        ("noise", chance(7).randbytes(5000)),
    ):
        yield Hostile(name, data, ("not_a_kind_we_take",))
    yield Hostile("heic", b"\x00\x00\x00\x18ftypheic" + bytes(40), ("heic",))


def two_at_once() -> Iterator[Hostile]:
    """Files that are something else as well, and data before or behind what they are."""
    archive = zip_of("isi.exe")
    comment = jpeg_segment(0xFE, b"%PDF-1.7\n1 0 obj\n")
    inside = pdf(stream(zip_of("a.exe")))
    closed = saved("PNG")
    for name, data, codes in (
        ("pdf, then zip", pdf() + archive, ("two_in_one",)),
        ("pdf around a zip", inside, ("two_in_one",)),
        ("jpeg, then zip", saved("JPEG") + archive, ("two_in_one",)),
        ("png with a zip in a text", png_with(png_chunk(b"tEXt", b"a\0" + archive)), ("two_in_one",)),
        ("webp, then zip", saved("WEBP") + archive, ("two_in_one",)),
        ("tiff, then zip", saved("TIFF") + archive, ("two_in_one",)),
        ("text, then zip", b"Surat pernyataan\n" + archive, ("two_in_one", "not_a_kind_we_take")),
        ("jpeg with a pdf in its comment", jpeg_with(comment), ("two_in_one",)),
        ("png with a pdf in a text", png_with(png_chunk(b"tEXt", b"a\0%PDF-1.4")), ("two_in_one",)),
        ("jpeg, then rar", saved("JPEG") + b"Rar!\x1a\x07\x00" + bytes(50), ("trailing",)),
        ("jpeg, then php", saved("JPEG") + b"<?php system($_GET[0]); ?>", ("trailing",)),
        (
            "jpeg, then script and a phone's trailer",
            saved("JPEG") + b"alert(1)" + phone_trailer(b"a"),
            ("trailing",),
        ),
        ("jpeg, then a trailer that lies", saved("JPEG") + phone_trailer(b"a" * 50, count=3), ("trailing",)),
        ("jpeg, then the end of a trailer", saved("JPEG") + b"alert(1)" + bytes(12) + b"SEFT", ("trailing",)),
        ("jpeg with a zip in a phone's trailer", saved("JPEG") + phone_trailer(archive), ("two_in_one",)),
        ("jpeg, then five jpegs", saved("JPEG") * 6, ("trailing",)),
        ("png, then html", closed + b"<script>alert(1)</script>", ("trailing",)),
        ("png, then one byte", closed + b"\0", ("trailing",)),
        ("webp, then script", saved("WEBP") + b"alert(1)", ("trailing",)),
        ("tiff, then script", saved("TIFF") + b"alert(1);" * 20, ("trailing",)),
        ("pdf, then script", pdf() + b"<script>alert(1)</script>", ("trailing",)),
        ("pdf, then far script", pdf() + b" " * 5000 + b"alert(1)", ("trailing",)),
        ("two pdfs", pdf() + pdf(), ("trailing",)),
        ("garbage before a jpeg", b"\x01\x02" * 20 + saved("JPEG"), ("leading",)),
        ("new line before a png", b"\n" + closed, ("leading",)),
        ("script before a pdf", b"alert(1)//" + pdf(), ("leading",)),
        ("text that becomes a pdf", b"Halo\n" + pdf(), ("leading",)),
    ):
        yield Hostile(name, data, codes)


def floods() -> Iterator[Hostile]:
    """Small files that claim or unfold to much."""
    huge = jpeg_with(jpeg_segment(0xC0, b"\x08" + struct.pack(">HH", 65535, 65535) + b"\x03" + bytes(9)))
    lossless = b"VP8L" + struct.pack("<I", 10) + b"\x2f" + struct.pack("<I", 0x3FFF | 0x3FFF << 14) + bytes(5)
    bomb = zlib.compress(bytes(200 * 2**20), 9)
    plain = saved("JPEG", progressive=True)
    scan = plain[plain.index(b"\xff\xda") : -2]
    for name, data, codes in (
        ("png of 3.6 gigapixels", png_claiming(60_000, 60_000), ("too_many_pixels",)),
        ("png of one endless line", png_claiming(1, 39_000_000), ("too_many_pixels",)),
        ("png of 41 megapixels", png_claiming(6_404, 6_404), ("too_many_pixels",)),
        ("png without pixels", png_claiming(0, 10), ("damaged",)),
        ("png of negative width", png_claiming(2**32 - 1, 1), ("too_many_pixels",)),
        ("jpeg of 4.3 gigapixels", huge, ("too_many_pixels",)),
        ("webp canvas of 281 terapixels", webp_claiming(2**24, 2**24), ("too_many_pixels",)),
        ("lossless webp of 268 megapixels", riff(lossless), ("too_many_pixels",)),
        ("tiff of 10 gigapixels", tiff(tiff_entries(100_000, 100_000)), ("too_many_pixels",)),
        ("png text bomb", png_with(png_chunk(b"zTXt", b"a\0\0" + bomb)), ("damaged",)),
        ("png international text bomb", png_with(png_chunk(b"iTXt", b"a\0\1\0\0\0" + bomb)), ("damaged",)),
        ("png profile bomb", png_with(png_chunk(b"iCCP", b"a\0\0" + bomb)), ("damaged", "too_demanding")),
        ("jpeg of 300 scans", plain[:-2] + scan * 300 + plain[-2:], ("damaged",)),
        ("pdf of 101 pages", pdf_pages(101), ("too_many_pages",)),
        (
            "tiff of 101 pages",
            saved("TIFF", save_all=True, append_images=[picture()] * 100),
            ("too_many_pages",),
        ),
        ("moving png", saved("PNG", save_all=True, append_images=[picture("L")]), ("moves",)),
        ("moving webp", saved("WEBP", save_all=True, append_images=[picture().rotate(90)]), ("moves",)),
    ):
        yield Hostile(name, data, codes)


def broken() -> Iterator[Hostile]:
    """Cut off, spoiled, locked, or turning in circles."""
    jpeg, png, webp, tif = (saved(form) for form in ("JPEG", "PNG", "WEBP", "TIFF"))
    cut = zlib.compress(picture().tobytes())[:40]
    short = png[:33] + png_chunk(b"IDAT", cut) + png_chunk(b"IEND", b"")
    twice = pdf()
    last = twice.rindex(b"xref\n0")
    first = twice.index(b"xref\n0")
    ring = pdf(prev=9_999)
    start = ring.rindex(b"startxref\n")
    second = b"xref\n0 0\ntrailer\n<< /Prev %d >>\n" % ring.index(b"xref\n0")
    ring = ring[:start].replace(b"/Prev 9999", b"/Prev %04d" % start) + second + ring[start:]
    node = b"<< /Type /Pages /Count 1 /Parent 2 0 R /Kids [%d 0 R] >>"
    for name, data, codes in (
        ("half a jpeg", jpeg[: len(jpeg) // 2], ("truncated",)),
        ("jpeg without its end", jpeg[:-2], ("truncated",)),
        ("jpeg of a head alone", jpeg[:20], ("truncated",)),
        ("jpeg with an empty segment", jpeg_with(b"\xff\xe5\x00\x00"), ("damaged",)),
        ("jpeg with a segment beyond its end", jpeg[:2] + b"\xff\xe5\xff\xff" + jpeg[2:], ("truncated",)),
        ("jpeg without a picture", b"\xff\xd8\xff\xd9", ("damaged",)),
        ("half a png", png[: len(png) // 2], ("truncated",)),
        ("png without its end", png[:-12], ("truncated",)),
        ("png with a flipped bit", png[:50] + bytes([png[50] ^ 1]) + png[51:], ("damaged",)),
        ("png with pixels missing", short, ("damaged",)),
        ("png that begins with its end", png[:8] + png[-12:] + png[8:], ("damaged",)),
        ("half a webp", webp[: len(webp) // 2], ("truncated",)),
        ("webp of an unknown codec", riff(b"VP9 " + bytes(30)), ("damaged",)),
        ("webp of noise", riff(webp[12:30] + chance(1).randbytes(60)), ("damaged",)),
        ("half a tiff", tif[: len(tif) // 2], ("truncated",)),
        ("tiff without directory", b"II*\0" + bytes(40), ("damaged",)),
        ("tiff whose pages turn in a circle", tiff(tiff_entries(), following=8), ("loop",)),
        ("tiff whose directory holds itself", tiff(tiff_entries(t330=8)), ("loop",)),
        ("tiff with strips elsewhere", tiff(tiff_entries(t279=10**6)), ("truncated",)),
        ("half a pdf", pdf()[:300], ("truncated",)),
        ("pdf without its table", pdf().replace(b"startxref", b"startyref"), ("damaged",)),
        (
            "pdf whose table lies elsewhere",
            twice.replace(b"startxref\n%d" % first, b"startxref\n999999"),
            ("truncated",),
        ),
        ("pdf of a head alone", b"%PDF-1.7\n%%EOF\n", ("damaged",)),
        (
            "pdf of noise",
            b"%PDF-1.7\n" + chance(2).randbytes(900) + b"\nstartxref\n9\n%%EOF\n",
            ("damaged",),
        ),
        ("pdf without pages", pdf(o2=b"<< /Type /Pages /Count 0 /Kids [] >>"), ("damaged",)),
        ("pdf whose table is its own forerunner", pdf(prev=ITSELF), ("loop",)),
        ("pdf whose tables turn in a circle", ring, ("loop",)),
        ("pdf whose page tree holds itself", pdf(o2=node % 2), ("loop",)),
        ("pdf whose page tree turns in a circle", pdf(node % 6, node % 5, o2=node % 5), ("loop",)),
        (
            "pdf locked by a password",
            pdf(b"<< /Filter /Standard /V 1 /R 2 >>", trailer=b"/Encrypt 5 0 R"),
            ("encrypted",),
        ),
    ):
        yield Hostile(name, data, codes)
    assert last == first


def odd() -> Iterator[tuple[str, bytes]]:
    """Strange, but nothing that must be refused: what counts is that an answer comes, and a clean one."""
    itself = stream(
        b"/X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>"
    )
    with_form = PAGE.replace(b"/Font <<", b"/XObject << /X 5 0 R >> /Font <<", 1)
    deep = b"[" * 50_000 + b"]" * 50_000
    tower = [b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % (number + 1) for number in range(5, 900)]
    yield "pdf that claims a billion pages", pdf(o2=b"<< /Type /Pages /Count 1000000000 /Kids [3 0 R] >>")
    yield "pdf with a page of no size", pdf(o3=PAGE.replace(b"200 100", b"0 0"))
    yield "pdf with a page of 200 inches", pdf(o3=PAGE.replace(b"200 100", b"14400 14400"))
    yield "pdf with a page of a hair", pdf(o3=PAGE.replace(b"200 100", b"14400 1"))
    yield "pdf whose drawing draws itself", pdf(itself, o3=with_form, o4=stream(b"/X Do"))
    yield "pdf of arrays within arrays", pdf(deep)
    yield "pdf with a tower of page nodes", pdf(*tower, b"3 0 R", o2=tower[0])
    yield "pdf whose length lies", pdf().replace(b"/Length", b"/Length 99999999 %")
    yield "png of one pixel", saved("PNG", picture(size=(1, 1)))
    yield (
        "jpeg with its exif in shreds",
        jpeg_with(jpeg_segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + bytes(40))),
    )


def empty() -> Iterator[Hostile]:
    """Nothing, or nothing that can be read."""
    yield Hostile("white space", b" \n\t\n", ("empty",))
    yield Hostile("byte order mark", b"\xef\xbb\xbf", ("empty",))


def misnamed() -> Iterator[Hostile]:
    """What the sender calls it is not what it is."""
    yield Hostile("png called jpeg", saved("PNG"), ("wrong_type",), "image/jpeg")
    yield Hostile("pdf called png", pdf(), ("wrong_type",), "image/png")
    yield Hostile("text called pdf", b"Halo", ("wrong_type",), "application/pdf")
    yield Hostile("jpeg called html", saved("JPEG"), ("wrong_type",), "text/html")
    yield Hostile("exe called jpeg", b"MZ" + bytes(90), ("program",), "image/jpeg")


CORPUS = tuple(case for group in (foreign, two_at_once, floods, broken, empty, misnamed) for case in group())
