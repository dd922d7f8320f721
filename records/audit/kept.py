"""Heads kept elsewhere: what a history is held against, and what contradicts itself among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from records.audit.canonical import COUNTERSIGNATURE, HEAD, read, without
from records.audit.faults import FAULT_BY_CODE, Finding
from records.audit.signing import holds
from records.canonical import Document, digest


def head_digest(head: Document) -> str:
    """What the next head, and a countersignature, name a head by."""
    return digest(without(head, "signature"))


def read_file(file: Path) -> Iterator[Document | Finding]:
    """The documents of a file of heads; a damaged line is a finding.

    So is a file without a head, which would look like a comparison that never took place, and a head that does
    not stand behind the one before it.
    """
    last = number = 0
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                if not line.endswith(b"\n"):
                    raise ValueError("no line end")
                document = read(line[:-1])
                if document["format"] == HEAD:
                    if document["number"] <= last:
                        raise ValueError("not behind the one before it")
                    last = document["number"]
                yield document
            except (ValueError, KeyError, TypeError):
                yield Finding(FAULT_BY_CODE["file_damaged"], line=number)
    if not last:
        yield Finding(FAULT_BY_CODE["file_damaged"], line=number + 1)


class Kept:
    """Heads from one or more files, checked against one another.

    ``findings`` holds what is wrong among them: bad signatures, two histories under one key.
    """

    def __init__(self, documents: Iterable[Document | Finding] = (), trusted: frozenset[str] = frozenset()):
        self.findings: list[Finding] = []
        self.heads: dict[int, Document] = {}
        self.links: dict[int, Document] = {}
        self.countersignatures: list[Document] = []
        self._trusted = trusted
        for document in documents:
            if isinstance(document, Finding):
                self.findings.append(document)
            elif document["format"] == HEAD:
                self._head(document)
            elif document["format"] == COUNTERSIGNATURE:
                self._countersignature(document)
            else:
                self.findings.append(Finding(FAULT_BY_CODE["file_damaged"]))
        self._joined()

    @property
    def keys(self) -> frozenset[str]:
        """The keys that these heads are signed with."""
        return frozenset(head["key"] for head in self.heads.values())

    def agreed(self, number: int) -> int:
        """The position of the last kept head before a number."""
        return max((h["position"] for n, h in self.heads.items() if n < number), default=0)

    def _head(self, head: Document) -> None:
        number = head["number"]
        if not holds(head) or (self._trusted and head["key"] not in self._trusted):
            self._found("kept_head_bad", head)
            return
        for other in (self.heads.get(number), self.links.get(head["position"])):
            if other and head_digest(other) != head_digest(head):
                self._found("forked", head)
                return
        if {head["installation"]} - {other["installation"] for other in self.heads.values()} and self.heads:
            self._found("kept_head_bad", head)
            return
        self.heads[number] = self.links[head["position"]] = head

    def _joined(self) -> None:
        for number, head in sorted(self.heads.items()):
            before = self.heads.get(number - 1)
            if before and head["previous"] != head_digest(before):
                self._found("forked", head)
        places = [self.heads[number]["position"] for number in sorted(self.heads)]
        if places != sorted(places):
            self._found("kept_head_bad", self.heads[max(self.heads)])

    def _countersignature(self, document: Document) -> None:
        head = self.heads.get(document["number"])
        if head and document["head"] == head_digest(head) and holds(document):
            self.countersignatures.append(document)
        else:
            self.findings.append(Finding(FAULT_BY_CODE["countersignature_bad"], head=document["number"]))

    def _found(self, code: str, head: Document) -> None:
        number = head["number"]
        finding = Finding(FAULT_BY_CODE[code], head["position"], head=number, agreed=self.agreed(number))
        self.findings.append(finding)
