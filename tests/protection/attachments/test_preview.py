"""A masked preview tells a photograph from a letter, and no letter from another."""

from __future__ import annotations

import sys
from io import BytesIO
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_files import chance, saved
from PIL import Image, ImageDraw

from protection.attachments import preview as preview_module
from protection.attachments.plain import sketch
from protection.attachments.preview import CELLS, LEVELS, SHOWN, masked


def cells(preview: bytes) -> list[int]:
    """The grey of each cell; fails where a cell is not one even square."""
    image = Image.open(BytesIO(preview))
    assert image.mode == "L"
    assert all(side % SHOWN == 0 for side in image.size)
    small = image.resize((image.width // SHOWN, image.height // SHOWN), Image.Resampling.NEAREST)
    assert small.resize(image.size, Image.Resampling.NEAREST).tobytes() == image.tobytes()
    return list(small.tobytes())


def page(words: Random, size: tuple[int, int] = (1240, 1754)) -> Image.Image:
    """A page full of random digits, as large as a typist sets them."""
    sheet = Image.new("L", size, 255)
    pen = ImageDraw.Draw(sheet)
    for top in range(120, size[1] - 120, 40):
        line = "".join(words.choice("0123456789") for _ in range(70))
        pen.text((100, top), line, fill=0, font_size=26)
    return sheet


@settings(max_examples=30)
@given(st.integers(1, 300), st.integers(1, 300), st.integers(0, 2**32))
def test_a_preview_holds_at_most_432_bits(width: int, height: int, seed: int) -> None:
    noise = Image.frombytes("RGB", (width, height), chance(seed).randbytes(width * height * 3))
    seen = cells(masked(noise))
    assert len(seen) <= CELLS * CELLS <= 24 * 24
    assert len(set(seen)) <= LEVELS
    assert CELLS * CELLS * (LEVELS - 1).bit_length() == 432


def told_apart(pages: list[Image.Image]) -> int:
    return len({tuple(cells(masked(each))) for each in pages})


def one_letter_apart() -> list[Image.Image]:
    """The same page ten times; one digit in the middle of it differs."""
    pages = []
    for digit in range(10):
        sheet = page(chance(5))
        pen = ImageDraw.Draw(sheet)
        pen.rectangle((600, 880, 640, 920), fill=255)
        pen.text((605, 880), str(digit), fill=0, font_size=26)
        pages.append(sheet)
    return pages


def test_a_digit_on_a_page_cannot_be_told_from_another() -> None:
    assert told_apart(one_letter_apart()) == 1


def test_a_preview_that_is_not_coarse_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview_module, "CELLS", 400)
    monkeypatch.setattr(preview_module, "SHOWN", 1)
    monkeypatch.setattr(sys.modules[__name__], "SHOWN", 1)
    assert told_apart(one_letter_apart()) == 10


def test_the_digits_of_a_card_that_fills_the_picture_do_not_come_through() -> None:
    # A reader who knows the card and its typeface, and guesses the number by its nearest preview among ten.
    def card(number: str) -> bytes:
        image = Image.new("L", (1011, 638), 230)
        ImageDraw.Draw(image).text((250, 120), number, fill=20, font_size=44)
        return masked(image)

    numbers = ["".join(chance(seed).choices("0123456789", k=16)) for seed in range(10)]
    assert len({card(number) for number in numbers}) <= 2


def test_a_letter_of_text_leaves_only_that_it_was_there() -> None:
    assert masked(sketch("Siti Aminah\nlahir di Mataram")) == masked(sketch("Xxxx Xxxxxx\nxxxxx xx Xxxxxxx"))


def test_a_preview_has_nothing_but_its_pixels() -> None:
    preview = masked(Image.open(BytesIO(saved("PNG"))))
    assert not Image.open(BytesIO(preview)).info
