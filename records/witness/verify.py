"""The export, line by line: the chain, its heads, what is not sealed, and whether it agrees with kept heads.

It stops at the first fault. It holds one line at a time, and of all others one bit for each sealed entry.
"""

from __future__ import annotations

from typing import BinaryIO

from .account import Account
from .faults import (
    CHAIN_BROKEN,
    ENTRY_CHANGED,
    ENTRY_MISSING,
    FILE_DIGEST,
    HEAD_ALONE,
    HEAD_HASH,
    HEAD_NUMBER,
    HEAD_POSITION,
    HEAD_PREVIOUS,
    HEADS_REMOVED,
    INSTALLATION,
    LINE_COUNT,
    LINK_CHANGED,
    LINKS_DOUBLED,
    LINKS_MISSING,
    NO_END,
    OUT_OF_ORDER,
    REWRITTEN,
    SEALED_TWICE,
    SIGNATURE,
    SLIPPED_IN,
    TAIL_CUT,
    TRAILING,
    UNKNOWN_KEY,
    WAITING_GONE,
    WAITS_SEALED,
    Fault,
)
from .forms import COUNTERSIGNATURE, END, ENTRY, EXPORT, HEAD, LINK, WAITING, Document, genesis
from .kept import Kept, KeptHead, check_countersignature
from .lines import Lines
from .trust import is_signed

BETWEEN_HEADS = 100


def verify(
    stream: BinaryIO, name: str, trusted: frozenset[str] = frozenset(), kept: Kept | None = None
) -> Account:
    """Read an export to its end and return what stands in it.

    ``trusted`` are the public keys of the installation in hexadecimal; without any, those of the kept heads count,
    and without these, that of the export's first head. Raises :class:`Fault` at the first thing that is wrong.
    """
    kept = kept or Kept()
    lines = Lines(stream, name)
    documents = iter(lines)
    opening = next(documents, None)
    if opening is None:
        raise Fault(NO_END, name, 1)
    if opening.form is not EXPORT:
        raise lines.fault(OUT_OF_ORDER, opening)
    if kept.installation not in {None, opening.value("installation")}:
        raise lines.fault(INSTALLATION)
    history = _History(lines, opening.value("installation"), trusted or frozenset(kept.keys), kept)
    for document in documents:
        if document.form is END:
            return history.end(document)
        history.take(document)
    raise Fault(NO_END, name, lines.number + 1)


class _Numbers:
    """A set of entry numbers, a bit for each: they ascend with few gaps."""

    def __init__(self) -> None:
        self._words: dict[int, int] = {}

    def __contains__(self, number: int) -> bool:
        return bool(self._words.get(number >> 10, 0) >> (number & 1023) & 1)

    def add(self, number: int) -> None:
        self._words[number >> 10] = self._words.get(number >> 10, 0) | 1 << (number & 1023)


class _History:
    """What has been read so far."""

    def __init__(self, lines: Lines, installation: bytes, trusted: frozenset[str], kept: Kept) -> None:
        self._lines, self._installation, self._trusted, self._kept = lines, installation, trusted, kept
        self._account = Account(kept=len(kept.by_number), trusts_first=not trusted)
        self._sealed = _Numbers()
        self._position, self._hash = 0, genesis(installation)
        self._head = KeptHead(0, 0, "", self._hash, "", "", 0)
        self._agreed = 0  # position of the last kept head that the export has too
        self._loose: list[tuple[int, Document]] = []  # entries whose link or waiting line must follow
        self._witness: str | None = None  # after a head: key of its last countersignature, or ''
        self._unsealed: int | None = None  # the last waiting entry: the chain is over

    def take(self, document: Document) -> None:
        """Read one line between the first and the last."""
        if document.form is ENTRY:
            if len(self._loose) == 2:
                self._nothing_loose()
            self._loose.append((self._lines.number, document))
        elif document.form is WAITING:
            self._wait(document)
        elif document.form is EXPORT or self._unsealed is not None:
            raise self._lines.fault(OUT_OF_ORDER, document)
        elif document.form is LINK:
            self._follow(document)
        else:
            self._nothing_loose()
            if document.form is HEAD:
                self._vouch(document)
            else:
                self._countersign(document)
        if document.form not in {HEAD, COUNTERSIGNATURE}:
            self._witness = None

    def end(self, document: Document) -> Account:
        """Read the last line."""
        self._nothing_loose()
        if document.number("lines") != self._lines.number - 1:
            raise self._lines.fault(LINE_COUNT)
        if document.text("digest") != self._lines.digest_before():
            raise self._lines.fault(FILE_DIGEST)
        if self._lines.has_more():
            raise Fault(TRAILING, self._lines.name, self._lines.number + 1)
        gone = [number for number in self._kept.by_number if not 1 <= number <= self._head.number]
        if gone:
            raise self._lines.fault(TAIL_CUT, number=min(gone))
        if self._position - self._head.position >= BETWEEN_HEADS:
            raise self._lines.fault(HEADS_REMOVED)
        account = self._account
        account.links, account.heads = self._position, self._head.number
        account.vouched, account.agreed = self._head.position, self._agreed
        return account

    def _follow(self, link: Document) -> None:
        position, number = link.number("position"), link.number("entry_id")
        if link.digest("hash") != link.text("hash"):
            raise self._lines.fault(LINK_CHANGED, link)
        if position != self._position + 1:
            wrong = LINKS_MISSING if position > self._position else LINKS_DOUBLED
            raise self._lines.fault(wrong, link, due=self._position + 1)
        entry = self._settle(number)
        if link.text("previous") != self._hash:
            raise self._lines.fault(CHAIN_BROKEN, link)
        if entry is None:
            raise self._lines.fault(ENTRY_MISSING, link)
        if link.text("content") != entry.digest():
            raise Fault(ENTRY_CHANGED, self._lines.name, self._lines.number - 1, number, position)
        if number in self._sealed:
            raise self._lines.fault(SEALED_TWICE, link)
        if position - self._head.position > BETWEEN_HEADS:
            raise self._lines.fault(HEADS_REMOVED, link)
        self._sealed.add(number)
        self._position, self._hash = position, link.text("hash")
        kept = self._kept.by_position.get(position)
        if kept and kept.hash != self._hash:
            raise self._lines.fault(REWRITTEN, link, agreed=self._agreed, number=kept.number)

    def _vouch(self, head: Document) -> None:
        before, number, position = self._head, head.number("number"), head.number("position")
        self._trusted = self._trusted or frozenset({head.text("key")})
        if head.value("installation") != self._installation:
            raise self._lines.fault(INSTALLATION, head)
        if head.text("key") not in self._trusted:
            raise self._lines.fault(UNKNOWN_KEY, head)
        if not is_signed(head):
            raise self._lines.fault(SIGNATURE, head)
        if position > self._position:
            raise self._lines.fault(HEAD_ALONE, head)
        if number != before.number + 1:
            raise self._lines.fault(HEAD_NUMBER, head, due=before.number + 1)
        if position <= before.position or position != self._position:
            raise self._lines.fault(HEAD_POSITION, head)
        if head.text("previous") != before.digest:
            raise self._lines.fault(HEAD_PREVIOUS, head)
        if head.text("hash") != self._hash:
            raise self._lines.fault(HEAD_HASH, head)
        digest = head.digest("signature")
        kept = self._kept.by_number.get(number)
        if kept and kept.digest != digest:
            raise self._lines.fault(REWRITTEN, head, agreed=self._agreed, number=number)
        self._agreed = position if kept else self._agreed
        self._head = KeptHead(number, position, self._hash, digest, before.digest, "", self._lines.number)
        self._witness = ""

    def _countersign(self, document: Document) -> None:
        if self._witness is None or document.text("key") <= self._witness:
            raise self._lines.fault(OUT_OF_ORDER, document)
        check_countersignature(self._lines, document, self._head.number, self._head.digest)
        self._witness = document.text("key")
        self._account.countersigned += 1

    def _wait(self, waiting: Document) -> None:
        number = waiting.number("entry_id")
        entry = self._settle(number)
        if entry is None:
            raise self._lines.fault(WAITING_GONE, waiting)
        if number in self._sealed:
            raise self._lines.fault(WAITS_SEALED, waiting)
        if self._unsealed is not None and number <= self._unsealed:
            raise self._lines.fault(OUT_OF_ORDER, waiting)
        self._unsealed = number
        self._account.waits(entry.text("at"))

    def _settle(self, number: int) -> Document | None:
        """Return the entry that the line at hand is about. Another one beside it was slipped in."""
        mine = [entry for _, entry in self._loose if entry.number("entry_id") == number]
        if len(self._loose) > 1:
            self._loose = [(line, entry) for line, entry in self._loose if [entry] != mine]
            self._nothing_loose()
        self._loose = []
        return mine[0] if mine else None

    def _nothing_loose(self) -> None:
        for line, entry in self._loose:
            raise Fault(SLIPPED_IN, self._lines.name, line, entry=entry.number("entry_id"))
