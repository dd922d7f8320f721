"""What is taken in: the types of files, the kinds of attachments, and the bounds of both."""

from __future__ import annotations

from dataclasses import dataclass

MAX_BYTES = 20 * 2**20
"""Size of an upload; also what trust-and-ux measures case systems by."""
MAX_PIXELS = 40_000_000
"""Pixels of one picture; decoded they take 160 MB."""
MAX_SIDE = 20_000
"""Pixels of one side: a strip of 1 x 40,000,000 is no photograph."""
MAX_PAGES = 100
"""Pages of a PDF or a TIFF."""
MAX_CLEANED_BYTES = 96 * 2**20
"""Size of a cleaned copy; more than this is not read back from the process that makes it."""


@dataclass(frozen=True)
class Media:
    """One type of file that is taken in, and the type that its cleaned copy has."""

    media_type: str
    extension: str
    cleaned: str
    aliases: tuple[str, ...] = ()


JPEG = Media("image/jpeg", "jpg", "image/jpeg", aliases=("image/jpg", "image/pjpeg"))
PNG = Media("image/png", "png", "image/png", aliases=("image/x-png",))
WEBP = Media("image/webp", "webp", "image/webp")
TIFF = Media("image/tiff", "tif", "application/pdf", aliases=("image/tif",))
PDF = Media("application/pdf", "pdf", "application/pdf", aliases=("application/x-pdf",))
TEXT = Media("text/plain", "txt", "text/plain")

MEDIA: tuple[Media, ...] = (JPEG, PNG, WEBP, TIFF, PDF, TEXT)
BY_TYPE = {media.media_type: media for media in MEDIA}

UNDECLARED = frozenset({"", "application/octet-stream", "binary/octet-stream"})
"""What a sender says who does not know."""


@dataclass(frozen=True)
class Kind:
    """What an attachment is to the people who work with it."""

    name: str
    id: str
    en: str
    media: tuple[Media, ...]


KINDS: tuple[Kind, ...] = (
    Kind("scan", "pindaian", "scan", (JPEG, PNG, WEBP, TIFF, PDF)),
    Kind("statement", "pernyataan", "statement", MEDIA),
    Kind("photograph", "foto", "photograph", (JPEG, PNG, WEBP, TIFF)),
)
BY_KIND = {kind.name: kind for kind in KINDS}

ABOUT = ("alert", "person", "case", "request")
"""What an attachment may belong to."""


def agrees(declared: str, found: Media) -> bool:
    """Whether the type that a sender names is the one found; one who names none agrees."""
    named = declared.partition(";")[0].strip().lower()
    return named in UNDECLARED or named == found.media_type or named in found.aliases


@dataclass(frozen=True)
class Cleaned:
    """What an examination made of an upload: the type found in it, and two copies without its metadata."""

    found: Media
    pages: int
    copy: bytes
    preview: bytes
