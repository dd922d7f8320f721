"""A masked preview: enough to tell a photograph from a letter, too little to read one.

At most 12 x 12 cells of 8 grey levels: 432 bits for the whole picture. A letter takes about five cells a side
to be told from others, so a line of this width has room for two; an A4 page sets eighty. A face that fills
the picture has fewer cells than eyes, nose and mouth need.
"""

from __future__ import annotations

from io import BytesIO

from PIL import Image

CELLS = 12
"""Cells of the longer side."""
LEVELS = 8
"""Grey levels of a cell."""
SHOWN = 20
"""Pixels of a cell's side in the preview."""


def masked(image: Image.Image) -> bytes:
    """The preview of a picture, as PNG: grey squares, each the mean of its part."""
    scale = CELLS / max(image.size)
    width, height = (max(1, round(side * scale)) for side in image.size)
    cells = image.convert("L").resize((width, height), Image.Resampling.BOX)
    step = 256 // LEVELS
    coarse = cells.point([level // step * step + step // 2 for level in range(256)])
    shown = coarse.resize((width * SHOWN, height * SHOWN), Image.Resampling.NEAREST)
    written = BytesIO()
    shown.save(written, format="PNG")
    return written.getvalue()
