"""Whatever is done to a file, its examination ends with an answer; a cleaned copy passes it itself."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_files import pdf, pdf_pages, picture, saved
from marked_files import MARKED

from protection.attachments import cleaning, media
from protection.attachments.confinement import answer
from protection.attachments.recognise import recognise
from protection.attachments.refusals import BY_CODE, AttachmentRefused

WHOLE = {
    media.JPEG: (saved("JPEG"), saved("JPEG", progressive=True)),
    media.PNG: (saved("PNG"), saved("PNG", picture("P"))),
    media.WEBP: (saved("WEBP"), saved("WEBP", lossless=True), saved("WEBP", picture("RGBA"))),
    media.TIFF: (saved("TIFF"), saved("TIFF", save_all=True, append_images=[picture()])),
    media.PDF: (pdf(), pdf_pages(3)),
}
FILES = [file for files in WHOLE.values() for file in files]


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """A whole file with some bytes changed, a part taken out, or a part of another put in."""
    data = bytearray(draw(st.sampled_from(FILES)))
    for _ in range(draw(st.integers(0, 6))):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    start, end = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
    match draw(st.sampled_from(("keep", "cut", "double", "graft"))):
        case "cut":
            del data[start : min(end, start + 40)]
        case "double":
            data[start:start] = data[start:end]
        case "graft":
            data[start:start] = draw(st.sampled_from(FILES))[start:end]
    return bytes(data)


@settings(max_examples=300)
@given(spoiled())
def test_a_spoiled_file_is_refused_or_found_whole_and_nothing_else(data: bytes) -> None:
    with contextlib.suppress(AttachmentRefused):
        cleaning.STRUCTURE.get(recognise(data), len)(data)


@settings(max_examples=100)
@given(spoiled())
def test_an_examination_ends_with_one_answer(data: bytes) -> None:
    head = json.loads(answer(data, "")[0])
    assert head.get("refused") in BY_CODE or head["found"] in media.BY_TYPE


@given(st.binary(max_size=400))
def test_any_bytes_are_recognised_or_refused(data: bytes) -> None:
    with contextlib.suppress(AttachmentRefused):
        assert recognise(data) in media.MEDIA


@pytest.mark.parametrize("found", WHOLE, ids=lambda found: found.media_type)
def test_any_cut_of_a_file_is_refused(found: media.Media) -> None:
    data = WHOLE[found][0]
    for length in range(16, len(data) - 2, max(1, len(data) // 150)):
        assert "refused" in json.loads(answer(data[:length], "")[0]), length


@pytest.mark.parametrize("data", [*FILES, *(file.data for file in MARKED)])
def test_a_cleaned_copy_passes_the_examination_itself(data: bytes) -> None:
    first = cleaning.clean(data, "")
    again = cleaning.clean(first.copy, first.found.cleaned)
    assert (again.found.media_type, again.pages) == (first.found.cleaned, first.pages)
