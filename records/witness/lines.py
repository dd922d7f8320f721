"""The lines of a file as documents, one at a time, with the digest of all that precedes."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import BinaryIO

from .faults import TOO_LONG, UNFINISHED, Fault, Wrong
from .forms import Document, read
from .reasons import why_not

LONGEST = 2**26  # bytes: a file without line ends must not fill the memory


class Lines:
    """Reads a stream once. ``number`` is that of the line at hand, from 1."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream, self.name, self.number = stream, name, 0
        self._before = sha256()

    def __iter__(self) -> Iterator[Document]:
        """Yield each line's document. Raises :class:`Fault` at a line that is none."""
        while line := self._stream.readline(LONGEST):
            self.number += 1
            if not line.endswith(b"\n"):
                raise self.fault(TOO_LONG if len(line) == LONGEST else UNFINISHED)
            document = read(line[:-1])
            if document is None:
                wrong, member = why_not(line[:-1])
                raise self.fault(wrong, member=member)
            yield document
            self._before.update(line)

    def digest_before(self) -> str:
        """Return the SHA-256 of all bytes before the line at hand."""
        return self._before.hexdigest()

    def has_more(self) -> bool:
        """Tell whether anything follows the line at hand."""
        return bool(self._stream.read(1))

    def fault(self, wrong: Wrong, document: Document | None = None, **values: str | int) -> Fault:
        """Return a fault at the line at hand, which is this document."""
        entry = position = None
        if document and "position" in document.form.members:
            position = document.number("position")
        if document and "entry_id" in document.form.members:
            entry = document.number("entry_id")
        return Fault(wrong, self.name, self.number, entry=entry, position=position, **values)
