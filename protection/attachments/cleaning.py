"""From an upload to its cleaned copy and its preview. Runs in the confined process, never in the service."""

from __future__ import annotations

from itertools import chain

from protection.attachments import media, paper, pixels, plain, recognise, refusals
from protection.attachments.media import Cleaned
from protection.attachments.preview import masked
from protection.attachments.refusals import AttachmentRefused
from protection.attachments.structure import jpeg, pdf, png, tiff, webp

STRUCTURE = {
    media.JPEG: jpeg.check,
    media.PNG: png.check,
    media.WEBP: webp.check,
    media.TIFF: tiff.check,
    media.PDF: pdf.check,
}


def clean(data: bytes, declared: str) -> Cleaned:
    """Recognise, check, decode in full, write anew. Raises AttachmentRefused, and whatever a decoder raises."""
    found = recognise.recognise(data)
    if not media.agrees(declared, found):
        raise AttachmentRefused(refusals.WRONG_TYPE)
    if found is media.TEXT:
        text = plain.normalise(data)
        return Cleaned(found, 1, text.encode(), masked(plain.sketch(text)))
    STRUCTURE[found](data)
    if found.cleaned == media.PDF.media_type:
        drawn = paper.pages(data) if found is media.PDF else pixels.pages(data, found)
        first = next(drawn)
        preview = masked(first)
        copy, count = paper.bind(chain([first], drawn))
        return Cleaned(found, count, copy, preview)
    (image,) = pixels.pages(data, found)
    return Cleaned(found, 1, pixels.encode(image, found.cleaned), masked(image))
