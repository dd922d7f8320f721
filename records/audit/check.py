"""The verifier: takes the documents of an audit in their order and finds what was changed.

It believes nothing but hashes, signatures under trusted keys, and heads that were kept elsewhere; the numbers
of its checks are those of docs/audit-format.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from records.audit.canonical import COUNTERSIGNATURE, ENTRY, EXPORT, HEAD, LINK, WAITING, genesis
from records.audit.faults import FAULT_BY_CODE, Finding
from records.audit.kept import Kept, head_digest
from records.audit.seen import Seen
from records.audit.signing import holds
from records.audit.spelling import spelled
from records.canonical import Document, canonical

HEAD_EVERY = 100
"""Links under one head, at most."""
TOLD = 1_000
"""Findings that are kept; more are only counted."""


@dataclass(frozen=True)
class Verdict:
    """What a verifier saw. ``findings`` in the order of their discovery, the first place first."""

    links: int
    heads: int
    countersignatures: int
    waiting: int
    waiting_since: str | None
    last_head: Document | None
    findings: tuple[Finding, ...]
    found: int
    trust: frozenset[str]

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.found


class Check:
    """One verification. ``feed`` it every document, then ask for the ``verdict``.

    ``trusted`` are public keys in hexadecimal: without them, those of the kept heads; without those, that of
    the first head. ``start`` is a head whose history is taken as verified: documents begin behind it.
    """

    def __init__(
        self, trusted: Iterable[str] = (), kept: Kept | None = None, start: Document | None = None
    ) -> None:
        self._kept = kept or Kept()
        self._trusted = frozenset(trusted) or self._kept.keys
        self._findings: list[Finding] = []
        self._found = 0
        self._seen = Seen()
        self._installation = ""
        self._position = 0
        self._hash = ""
        self._entry: Document | None = None
        self._countersigned = (0, "")
        self._last_waiting: int | None = None
        self._head: Document | None = None
        self._heads = self._links = self._countersignatures = self._waiting = 0
        self._waiting_since: str | None = None
        self._start = start
        self._by_format = {
            LINK: self._link,
            HEAD: self._on_head,
            COUNTERSIGNATURE: self._countersignature,
            WAITING: self._on_waiting,
            EXPORT: self._begin,
        }
        for finding in self._kept.findings:
            self._add(finding)

    def feed(self, document: Document) -> None:
        """Check the next document."""
        try:
            spelled(document)
            if document["format"] == ENTRY:
                self._inserted()
                self._entry = document
            else:
                self._by_format[document["format"]](document)
        except (TypeError, ValueError, AttributeError):  # a value of a kind that no sound document has
            self.unreadable()

    def unreadable(self) -> None:
        """Note that what follows cannot be read."""
        self.tell("unreadable", position=self._position)

    def tell(self, code: str, **places: int | None) -> None:
        """Note a fault that whoever reads the documents has found."""
        self._add(Finding(FAULT_BY_CODE[code], **places))

    def verdict(self) -> Verdict:
        """What was found, after the last document."""
        self._inserted()
        if self._position - self._reached() >= HEAD_EVERY:
            self.tell("head_missing", position=self._position)
        self._not_met()
        return Verdict(
            self._links,
            self._heads,
            self._countersignatures,
            self._waiting,
            self._waiting_since,
            self._head,
            tuple(self._findings),
            self._found,
            self._trusted,
        )

    def _begin(self, document: Document) -> None:
        self._installation = document["installation"]
        self._hash = self._genesis = genesis(self._installation)
        for head in self._kept.heads.values():
            if head["installation"] != self._installation:
                self.tell("kept_head_bad", position=head["position"], head=head["number"])
        if start := self._start:
            self._position, self._hash = start["position"], start["hash"]
            self._signed(start)
            self._head = start

    def _link(self, link: Document) -> None:
        position, number = link["position"], link["entry_id"]
        if position != self._position + 1 or self._waiting:  # check 2
            code = "links_missing" if position > self._position else "links_disordered"
            self.tell(code, position=position, entry=number)
        if link["previous"] != self._hash:  # check 3
            self.tell("link_loose", position=position, entry=number)
        content = self._content(number, position)
        if content is not None and content != link["content"]:  # check 5
            self.tell("entry_changed", position=position, entry=number)
        if link["hash"] != _link_hash(link):  # check 4
            self.tell("link_changed", position=position, entry=number)
        if not self._seen.add(number):  # check 6
            self.tell("entry_twice", position=position, entry=number)
        kept = self._kept.links.get(position)
        if kept is not None and kept["hash"] != link["hash"]:  # check 15
            self.tell(
                "head_contradicts",
                position=position,
                entry=number,
                head=kept["number"],
                agreed=self._kept.agreed(kept["number"]),
            )
        self._position, self._hash = position, link["hash"]
        self._links += 1

    def _content(self, number: int, position: int) -> str | None:
        """Digest of the entry that came before its link; None where that is missing."""
        entry, self._entry = self._entry, None
        if entry is None or entry["entry_id"] != number:
            if entry is not None:
                self.tell("entry_inserted", entry=entry["entry_id"])
            self.tell("entry_deleted", position=position, entry=number)
            return None
        return hashlib.sha256(canonical(entry)).hexdigest()

    def _on_head(self, head: Document) -> None:
        self._inserted()
        number, position, before = head["number"], head["position"], self._head
        joint = (before["number"] + 1, head_digest(before)) if before else (1, self._genesis)
        late = not 0 < position - self._reached() <= HEAD_EVERY
        if (number, head["previous"]) != joint or late:  # checks 7 and 10
            self.tell("head_missing", position=position, head=number)
        self._signed(head)
        if position > self._position:  # check 9
            self.tell("tail_cut", position=position, head=number, agreed=self._position)
        elif position < self._position or head["hash"] != self._hash:
            self.tell("head_contradicts", position=position, head=number, agreed=self._reached())
        self._head = head
        self._heads += 1

    def _signed(self, head: Document) -> None:
        """Checks 8 and 14, and the installation."""
        number, position = head["number"], head["position"]
        self._trusted = self._trusted or frozenset((head["key"],))
        if head["key"] not in self._trusted:
            self.tell("head_strange", position=position, head=number)
        if head["installation"] != self._installation or not holds(head):
            self.tell("head_changed", position=position, head=number)
        kept = self._kept.heads.get(number)
        if kept is not None and head_digest(kept) != head_digest(head):
            agreed = self._kept.agreed(number)
            self.tell("forked", position=kept["position"], head=number, agreed=agreed)

    def _countersignature(self, document: Document) -> None:
        head = self._head
        fits = head and (document["number"], document["head"]) == (head["number"], head_digest(head))
        place = (document["number"], document["key"])
        late = head is not None and self._position > head["position"]  # a link stands between
        if not fits or late or not holds(document) or place <= self._countersigned:  # check 11
            self.tell("countersignature_bad", head=document["number"])
        self._countersigned = place
        self._countersignatures += 1

    def _on_waiting(self, document: Document) -> None:
        entry, self._entry = self._entry, None
        if entry is None or entry["entry_id"] != document["entry_id"]:  # check 12
            self.tell("waiting_deleted", entry=document["entry_id"])
        if self._last_waiting is not None and document["entry_id"] <= self._last_waiting:
            self.tell("unreadable", entry=document["entry_id"])
        self._last_waiting = document["entry_id"]
        self._waiting += 1
        if entry is not None:
            if not self._seen.add(entry["entry_id"]):
                self.tell("entry_twice", entry=entry["entry_id"])
            since = self._waiting_since
            self._waiting_since = entry["at"] if since is None else min(since, entry["at"] or since)

    def _inserted(self) -> None:
        """An entry that nothing followed (check 12)."""
        if self._entry is not None:
            self.tell("entry_inserted", entry=self._entry["entry_id"])
            self._entry = None

    def _not_met(self) -> None:
        """Kept heads beyond the last one here: the tail was cut (check 14)."""
        last = self._head["number"] if self._head else 0
        for number in sorted(self._kept.heads):
            if number > last:
                position = self._kept.heads[number]["position"]
                self.tell("tail_cut", position=position, head=number, agreed=self._position)

    def _reached(self) -> int:
        return self._head["position"] if self._head else 0

    def _add(self, finding: Finding) -> None:
        self._found += 1
        if len(self._findings) < TOLD:
            self._findings.append(finding)


def _link_hash(link: Document) -> str:
    """H(link - hash). Its members are plain, so that its form can be put together without an encoder."""
    return hashlib.sha256(
        canonical({name: value for name, value in link.items() if name != "hash"})
    ).hexdigest()
