"""The documents of the audit and their members; docs/audit-format.md defines them for everyone else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from records.canonical import Document, digest, parse

ENTRY = "suluh-audit-entry/1"
LINK = "suluh-audit-link/1"
WAITING = "suluh-audit-waiting/1"
HEAD = "suluh-audit-head/1"
COUNTERSIGNATURE = "suluh-audit-countersignature/1"
GENESIS = "suluh-audit-genesis/1"
EXPORT = "suluh-audit-export/1"
END = "suluh-audit-end/1"

FIELDS: dict[str, dict[str, type]] = {
    ENTRY: {
        "act": str,
        "at": str,
        "entry_id": int,
        "fields": list,
        "format": str,
        "login": str,
        "object_count": int,
        "object_kind": str,
        "object_refs": list,
        "purpose": str,
        "role": str,
        "who": str,
    },
    LINK: {
        "content": str,
        "entry_id": int,
        "format": str,
        "hash": str,
        "position": int,
        "previous": str,
        "sealed_at": str,
    },
    WAITING: {"entry_id": int, "format": str},
    HEAD: {
        "at": str,
        "format": str,
        "hash": str,
        "installation": str,
        "key": str,
        "number": int,
        "position": int,
        "previous": str,
        "signature": str,
    },
    COUNTERSIGNATURE: {
        "at": str,
        "format": str,
        "head": str,
        "key": str,
        "number": int,
        "signature": str,
        "witness": str,
    },
    EXPORT: {"at": str, "format": str, "installation": str},
    END: {"digest": str, "format": str, "lines": int},
}
"""Each kind of line that an export may hold, with its members."""


def without(document: Mapping[str, Any], member: str) -> Document:
    """The document as it stood before its own hash or signature was added to it."""
    return {name: value for name, value in document.items() if name != member}


def genesis(installation: str) -> str:
    """What the first link names as the hash before it: a chain belongs to one installation."""
    return digest({"format": GENESIS, "installation": installation})


def read(line: bytes) -> Document:
    """The document of one line of a file. Raises ValueError unless the line is exactly its canonical form."""
    document = parse(line)
    fields = FIELDS.get(str(document.get("format")))
    if fields is None or {name: type(value) for name, value in document.items()} != fields:
        raise ValueError("not a document of the audit")
    return document
