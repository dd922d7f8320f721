"""Text: what can be read, and none of what only steers how it is shown."""

from __future__ import annotations

import re
import unicodedata
from codecs import BOM_UTF8

from PIL import Image

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_KEPT = frozenset("\n\t")


def normalise(data: bytes) -> str:
    """Text in NFC with plain line ends, without control, format (so also bidirectional) and private characters."""
    text = _LINE_ENDS.sub("\n", data.removeprefix(BOM_UTF8).decode())
    unwanted = {
        ord(character): None
        for character in set(text)
        if character not in _KEPT and unicodedata.category(character).startswith("C")
    }
    return unicodedata.normalize("NFC", text.translate(unwanted))


def sketch(text: str) -> Image.Image:
    """A picture of where on a sheet of 64 lines and 80 columns there is ink; which letter it is does not enter."""
    sheet = Image.new("L", (80, 64), 255)
    for row, line in enumerate(text.split("\n")[:64]):
        for column, character in enumerate(line[:80]):
            if not character.isspace():
                sheet.putpixel((column, row), 96)
    return sheet
