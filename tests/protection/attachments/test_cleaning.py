"""A cleaned copy shows what the original shows, and carries nothing else."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

import pypdfium2
import pytest
from hostile_files import odd
from made_files import jpeg_segment, jpeg_with, pdf, pdf_pages, picture, saved
from marked_files import CANARY, MARKED, Marked, places
from PIL import Image

from protection.attachments import cleaning, pixels
from protection.attachments.confinement import answer
from protection.attachments.media import Cleaned

PACKED = {"png packed text", "png packed international text", "png profile", "png, under what is transparent"}
"""Where the canary cannot be read in the file as it is."""
WORD = re.compile(
    rb"/(JavaScript|JS|URI|OpenAction|AA|Launch|EmbeddedFile|Metadata|Info|Annots|AcroForm|ID)\b"
)


def canaries_in(cleaned: Cleaned) -> list[bytes]:
    return [mark for mark in places() for content in readings(cleaned) if mark in content]


def readings(cleaned: Cleaned) -> Iterator[bytes]:
    """Both copies as they are, and unpacked."""
    yield cleaned.copy
    yield cleaned.preview
    for content in (cleaned.copy, cleaned.preview):
        for name, chunk in chunks_of_png(content):
            if name == b"iCCP":
                yield zlib.decompress(chunk.partition(b"\0")[2][1:])


def chunks_of_png(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8 if data.startswith(b"\x89PNG") else len(data)
    while at < len(data):
        length = struct.unpack(">I", data[at : at + 4])[0]
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += 12 + length


def segments_of_jpeg(data: bytes) -> set[int]:
    at, seen = 2, set()
    while data[at + 1] != 0xDA:
        seen.add(data[at + 1])
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return seen


@pytest.mark.parametrize("file", MARKED, ids=lambda file: file.where)
def test_no_canary_survives_a_cleaning(file: Marked) -> None:
    assert any(mark in file.data for mark in places()) or file.where in PACKED
    assert canaries_in(cleaning.clean(file.data, "")) == []


@pytest.mark.parametrize(
    "where",
    ["jpeg exif with a place", "jpeg xmp", "jpeg comment", "png text", "webp", "pdf information", "pdf note"],
)
def test_a_cleaning_that_is_skipped_is_caught(where: str) -> None:
    (file,) = (file for file in MARKED if file.where == where)
    cleaned = cleaning.clean(file.data, "")
    skipped = Cleaned(cleaned.found, cleaned.pages, file.data, cleaned.preview)
    assert canaries_in(skipped) != []


def test_a_copy_that_keeps_what_pillow_remembers_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    (file,) = (file for file in MARKED if file.where == "png profile")
    monkeypatch.setattr(pixels, "bare", lambda image: image)
    assert canaries_in(cleaning.clean(file.data, "")) != []


def test_a_cleaned_picture_has_only_the_parts_that_make_its_pixels() -> None:
    for file in MARKED:
        copy = cleaning.clean(file.data, "").copy
        if copy.startswith(b"\x89PNG"):
            assert {name for name, _ in chunks_of_png(copy)} == {b"IHDR", b"IDAT", b"IEND"}
        elif copy.startswith(b"\xff\xd8"):
            assert segments_of_jpeg(copy) <= {0xE0, 0xDB, 0xC0, 0xC4}
        elif copy.startswith(b"RIFF"):
            assert copy[12:16] == b"VP8 "
        elif copy.startswith(b"%PDF"):
            assert WORD.findall(copy.replace(b"/Filter /DCTDecode", b"")) == []


def test_a_hidden_pixel_does_not_come_back_when_transparency_is_taken_away() -> None:
    (file,) = (file for file in MARKED if "transparent" in file.where)
    copy = Image.open(BytesIO(cleaning.clean(file.data, "").copy))
    assert copy.mode == "RGB"
    assert copy.getextrema() == ((255, 255),) * 3


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_cleaned_picture_shows_the_same(form: str, mode: str) -> None:
    before = picture(mode)
    after = Image.open(BytesIO(cleaning.clean(saved(form, before), "").copy)).convert(mode)
    assert after.size == before.size
    difference = [abs(a - b) for a, b in zip(before.tobytes(), after.tobytes(), strict=True)]
    assert sum(difference) / len(difference) < 2


@pytest.mark.parametrize("mode", ["1", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_mode_of_a_picture_becomes_grey_or_colour(mode: str) -> None:
    image = picture("L").convert(mode) if mode != "I;16" else Image.new("I;16", (9, 9), 40_000)
    data = saved("TIFF" if mode == "CMYK" else "PNG", image)
    cleaned = cleaning.clean(data, "")
    if mode == "I;16":
        assert Image.open(BytesIO(cleaned.copy)).getextrema() == (40_000 // 256, 40_000 // 256)
    else:
        assert len(cleaned.copy) > 0


def test_a_photograph_is_turned_upright_before_its_orientation_is_forgotten() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    copy = Image.open(BytesIO(cleaning.clean(saved("JPEG", exif=turned), "image/jpeg").copy))
    assert copy.size == picture().size[::-1]
    assert not copy.getexif()


def test_a_pdf_is_drawn_page_by_page_and_written_the_same_every_time() -> None:
    first, second = (cleaning.clean(pdf_pages(3), "application/pdf") for _ in range(2))
    assert first.pages == len(pypdfium2.PdfDocument(first.copy)) == 3
    assert first == second
    drawn = pypdfium2.PdfDocument(first.copy)
    assert drawn[0].get_size() == pytest.approx((200, 100), abs=1)
    assert drawn[0].get_textpage().get_text_range() == ""
    assert drawn[0].render().to_pil().convert("L").getextrema()[0] < 64  # the word is still there


def test_the_pages_of_a_tiff_become_a_pdf() -> None:
    data = saved("TIFF", save_all=True, append_images=[picture(), picture("L")])
    cleaned = cleaning.clean(data, "image/tiff")
    assert len(pypdfium2.PdfDocument(cleaned.copy)) == cleaned.pages == 3


def test_a_second_picture_that_a_phone_appends_is_left_out() -> None:
    data = saved("JPEG") + bytes(300) + jpeg_with(jpeg_segment(0xFE, b"gain map"))
    assert cleaning.clean(data, "").copy == cleaning.clean(saved("JPEG"), "").copy


def test_a_text_keeps_its_words_and_loses_what_steers_them() -> None:
    text = "\ufeffSaya\u202e terluka\u202c\r\nNama:\tSiti\u200b\x1b[31m\x07 Désirée\u2028akhir"
    cleaned = cleaning.clean(text.encode(), "text/plain; charset=utf-8")
    assert cleaned.copy.decode() == "Saya terluka\nNama:\tSiti[31m Désirée\nakhir"


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize(("name", "data"), list(odd()), ids=[name for name, _ in odd()])
def test_an_odd_file_gets_a_clean_answer(name: str, data: bytes) -> None:
    head = answer(data, "")[0]
    assert b'"found"' in head or b'"damaged"' in head or b'"too_many_pages"' in head, name


def test_the_canary_is_not_in_what_is_not_marked() -> None:
    assert CANARY.encode() not in saved("JPEG") + saved("PNG") + pdf()
