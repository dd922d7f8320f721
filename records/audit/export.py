"""The audit as a file of lines, for verifiers that are not this one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import BinaryIO

from records.audit.canonical import END, EXPORT, read
from records.audit.check import Check
from records.canonical import Document, canonical


def write_export(documents: Iterable[Document], file: BinaryIO) -> int:
    """Write the documents and the end line; gives how many lines precede it. Holds one document at a time."""
    so_far, lines = hashlib.sha256(), 0
    for document in documents:
        line = canonical(document) + b"\n"
        so_far.update(line)
        file.write(line)
        lines += 1
    file.write(canonical({"digest": so_far.hexdigest(), "format": END, "lines": lines}) + b"\n")
    return lines


def write_heads(documents: Iterable[Document], file: BinaryIO) -> None:
    """Write heads and countersignatures as a file of heads."""
    file.writelines(canonical(document) + b"\n" for document in documents)


def check_export(file: BinaryIO, check: Check) -> None:
    """Feed an export to a verification; what is wrong with the file itself is told there by line."""
    so_far, ended = hashlib.sha256(), False
    number = 0
    for number, line in enumerate(file, 1):
        document = _document(line)
        if document is None or ended or (number == 1) != (document["format"] == EXPORT):
            check.tell("file_damaged", line=number)
        elif document["format"] == END:
            ended = True
            if document["lines"] != number - 1 or document["digest"] != so_far.hexdigest():
                check.tell("file_damaged", line=number)
        else:
            check.feed(document)
        so_far.update(line)
    if not ended:
        check.tell("file_damaged", line=number + 1)


def _document(line: bytes) -> Document | None:
    try:
        return read(line[:-1]) if line.endswith(b"\n") else None
    except ValueError:
        return None
