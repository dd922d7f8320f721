"""Pictures: decoded in full, turned upright, and carried over as pixels alone."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

# Every decoder that is taken, and what it would load later: the process may open no file once it has begun.
from PIL import (
    Image,
    ImageOps,
    JpegImagePlugin,  # noqa: F401  (loading it registers the decoder)
    MpoImagePlugin,  # noqa: F401
    PngImagePlugin,  # noqa: F401
    TiffImagePlugin,  # noqa: F401
    WebPImagePlugin,  # noqa: F401
)

from protection.attachments import media, refusals
from protection.attachments.refusals import AttachmentRefused
from protection.attachments.structure.extent import bounded

FORMATS = {media.JPEG: "JPEG", media.PNG: "PNG", media.WEBP: "WEBP", media.TIFF: "TIFF"}
QUALITY = 90
"""Of JPEG and WebP copies: no difference that an eye sees."""

_ORIENTATION = 0x0112

Image.MAX_IMAGE_PIXELS = media.MAX_PIXELS


def pages(data: bytes, found: media.Media) -> Iterator[Image.Image]:
    """Each page of a picture, upright, without anything that was attached to it.

    Raises AttachmentRefused, and whatever Pillow raises over a file that it cannot read.
    """
    with Image.open(BytesIO(data), formats=(FORMATS[found],)) as image:
        count = getattr(image, "n_frames", 1) if found in {media.TIFF, media.WEBP} else 1
        if count > (media.MAX_PAGES if found is media.TIFF else 1):
            raise AttachmentRefused(refusals.MOVES if found is media.WEBP else refusals.TOO_MANY_PAGES)
        for number in range(count):
            if number:
                image.seek(number)
            bounded(*image.size)
            image.load()
            turned = image.getexif().get(_ORIENTATION, 1) != 1  # without this a copy is made in any case
            yield bare(ImageOps.exif_transpose(image) if turned else image)


def bare(image: Image.Image) -> Image.Image:
    """The same pixels in a new picture (L or RGB), on white where they were transparent.

    What a transparent pixel hides is not carried over either: the copy holds what a viewer shows.
    """
    if image.mode.startswith(("I", "F")):  # 16 bits a pixel and more; Pillow would cut, not scale
        image = image.convert("F").point(lambda value: value / 256).convert("L")
    grey = image.mode in {"1", "L"}
    alpha = None
    if image.has_transparency_data:
        alpha = (image if "A" in image.getbands() else image.convert("RGBA")).getchannel("A")
    fresh = Image.new("L" if grey else "RGB", image.size, "white")
    fresh.paste(image if image.mode == fresh.mode else image.convert(fresh.mode), mask=alpha)
    return fresh


def encode(image: Image.Image, media_type: str, quality: int = QUALITY) -> bytes:
    """A picture as JPEG, PNG or WebP."""
    written = BytesIO()
    image.save(written, format=media_type.removeprefix("image/").upper(), quality=quality)
    return written.getvalue()
