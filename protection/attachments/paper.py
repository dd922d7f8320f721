"""Pages: a PDF is drawn by PDFium, and written anew with nothing in it but the pictures of its pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
from PIL import Image

from protection.attachments import refusals
from protection.attachments.media import MAX_PAGES
from protection.attachments.pixels import bare, encode
from protection.attachments.refusals import AttachmentRefused

DOTS_PER_INCH = 150
"""Small print of a contract can be read at it."""
MAX_PAGE_PIXELS = 6_000_000
"""A3 at 150 dots per inch has 4.3 million; larger sheets are drawn more coarsely."""
QUALITY = 85
_POINTS_PER_INCH = 72


def pages(data: bytes) -> Iterator[Image.Image]:
    """Each page as a viewer shows it, form fields' and notes' appearances included; no script is run."""
    document = pypdfium2.PdfDocument(data)
    if pdfium.FPDF_GetSecurityHandlerRevision(document) != -1:
        raise AttachmentRefused(refusals.ENCRYPTED)
    if len(document) > MAX_PAGES:
        raise AttachmentRefused(refusals.TOO_MANY_PAGES)
    if not len(document):
        raise AttachmentRefused(refusals.DAMAGED)
    for number in range(len(document)):
        page = document[number]
        width, height = page.get_size()
        if not (width > 0 and height > 0):
            raise AttachmentRefused(refusals.DAMAGED)
        fits = (MAX_PAGE_PIXELS / (width * height)) ** 0.5
        drawn = page.render(scale=min(DOTS_PER_INCH / _POINTS_PER_INCH, fits), may_draw_forms=False)
        yield bare(drawn.to_pil())
        drawn.close()
        page.close()


def bind(images: Iterable[Image.Image]) -> tuple[bytes, int]:
    """A PDF with one picture a page, and how many pages it has. No dates, no producer, no ids: equal in, equal out."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for image in images:
        width, height = image.size
        w, h = (side * _POINTS_PER_INCH / DOTS_PER_INCH for side in (width, height))
        drawing = f"q {w:.2f} 0 0 {h:.2f} 0 0 cm /I Do Q".encode()
        colours = b"/DeviceGray" if image.mode == "L" else b"/DeviceRGB"
        picture = (
            b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent 8"
            % (width, height, colours)
        )
        number = len(objects) + 1
        kids.append(b"%d 0 R" % number)
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {w:.2f} {h:.2f}] /Contents {number + 1} 0 R "
            f"/Resources << /XObject << /I {number + 2} 0 R >> >> >>".encode(),
            _stream(b"", drawing),
            _stream(picture + b" /Filter /DCTDecode", encode(image, "image/jpeg", QUALITY)),
        ]
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return _file(objects), len(kids)


def _stream(dictionary: bytes, content: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (dictionary, len(content), content)


def _file(objects: list[bytes]) -> bytes:
    written = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    table = [b"0000000000 65535 f \n"]
    for number, content in enumerate(objects, start=1):
        table.append(b"%010d 00000 n \n" % len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(written)
    written += b"xref\n0 %d\n%s" % (len(table), b"".join(table))
    written += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(table), start)
    return bytes(written)
