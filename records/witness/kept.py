"""Heads that others kept: what the installation once signed and cannot take back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from .faults import (
    COUNTERSIGNED,
    HEAD_PREVIOUS,
    INSTALLATION,
    NO_HEADS,
    OUT_OF_ORDER,
    SIGNATURE,
    TWO_HISTORIES,
    UNKNOWN_KEY,
    Fault,
)
from .forms import COUNTERSIGNATURE, HEAD, Document
from .lines import Lines
from .trust import is_signed


@dataclass(frozen=True)
class KeptHead:
    """What a head vouches for, and where it was kept."""

    number: int
    position: int
    hash: str
    digest: str
    previous: str
    file: str
    line: int


@dataclass
class Kept:
    """All kept heads of one installation, by their number and by their position."""

    by_number: dict[int, KeptHead] = field(default_factory=dict)
    by_position: dict[int, KeptHead] = field(default_factory=dict)
    installation: bytes | None = None
    keys: set[str] = field(default_factory=set)


def read_kept(paths: Iterable[Path], trusted: frozenset[str]) -> Kept:
    """Read files of heads. Where no key is trusted beforehand, those that signed these heads are.

    Raises :class:`Fault` at the first line that is wrong in itself or contradicts another kept head.
    """
    kept = Kept()
    for path in paths:
        with path.open("rb") as stream:
            _read_file(kept, Lines(stream, path.name), trusted)
    for head in kept.by_number.values():
        before = kept.by_number.get(head.number - 1)
        if before and head.previous != before.digest:
            raise Fault(HEAD_PREVIOUS, head.file, head.line, position=head.position)
    return kept


def _read_file(kept: Kept, lines: Lines, trusted: frozenset[str]) -> None:
    head: KeptHead | None = None
    for document in lines:
        if document.form is COUNTERSIGNATURE and head:
            check_countersignature(lines, document, head.number, head.digest)
        elif document.form is HEAD and (head is None or document.number("number") > head.number):
            head = _read_head(kept, lines, document, trusted)
        else:
            raise lines.fault(OUT_OF_ORDER, document)
    if head is None:
        raise Fault(NO_HEADS, lines.name, 1)


def _read_head(kept: Kept, lines: Lines, document: Document, trusted: frozenset[str]) -> KeptHead:
    kept.installation = kept.installation or document.value("installation")
    if document.value("installation") != kept.installation:
        raise lines.fault(INSTALLATION, document)
    if trusted and document.text("key") not in trusted:
        raise lines.fault(UNKNOWN_KEY, document)
    if not is_signed(document):
        raise lines.fault(SIGNATURE, document)
    head = KeptHead(
        document.number("number"),
        document.number("position"),
        document.text("hash"),
        document.digest("signature"),
        document.text("previous"),
        lines.name,
        lines.number,
    )
    for other in (kept.by_number.get(head.number), kept.by_position.get(head.position)):
        if other and other.digest != head.digest:
            raise lines.fault(TWO_HISTORIES, document, other=f"{other.file}:{other.line}")
    kept.by_number[head.number] = kept.by_position[head.position] = head
    kept.keys.add(document.text("key"))
    return head


def check_countersignature(lines: Lines, document: Document, number: int, digest: str) -> None:
    """Check that the line at hand countersigns this head. Who the witness is, its key alone does not tell."""
    if document.number("number") != number or document.text("head") != digest:
        raise lines.fault(COUNTERSIGNED, document)
    if not is_signed(document):
        raise lines.fault(SIGNATURE, document)
