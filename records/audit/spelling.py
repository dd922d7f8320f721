"""What the format demands of single values, beyond their kind: moments that exist, numbers of 64 bits."""

from __future__ import annotations

from datetime import datetime

from records.canonical import Document

LONGEST_MOMENT = len("2025-01-06T09:00:00.000000Z")
BIGGEST = 2**63 - 1


def spelled(document: Document) -> None:
    """Raise ValueError where a moment is none, a number has no room in 64 bits, or a list holds an empty place."""
    for name, value in document.items():
        if name == "at" and value is not None:
            if len(value) != LONGEST_MOMENT or value[-1] != "Z" or value[10] != "T":
                raise ValueError("no moment")
            datetime.fromisoformat(value)
        elif isinstance(value, int):
            if not -BIGGEST <= value <= BIGGEST:
                raise ValueError("no number of 64 bits")
        elif isinstance(value, list) and None in value:
            raise ValueError("an empty place")
