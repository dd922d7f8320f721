"""Which documents public rules still ask for, what each is, where it is had and what it costs.

Nothing here knows of persons, risk or reports: two registrations for the same work with the same papers get the
same list, letter by letter.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from records.law import in_force


@dataclass(frozen=True)
class Document:
    """A document to bring, in Indonesian and English."""

    document: str
    id: str
    en: str
    where_id: str
    where_en: str
    cost_id: str
    cost_en: str


def demanded(scheme: str | None, country: str | None, day: date) -> list[str]:
    """The documents that a scheme and a country of placement ask for on a day, in the order of the law."""
    by_scheme = [
        entry["documents"] for entry in in_force("required_document", day) if entry["scheme"] == scheme
    ]
    abroad = [
        entry["documents"]
        for entry in in_force("required_document_abroad", day)
        if country in entry["countries"]
    ]
    return list(dict.fromkeys(document for listed in (*by_scheme, *abroad) for document in listed))


def missing(
    scheme: str | None, country: str | None, held: Collection[str], day: date
) -> tuple[Document, ...]:
    """What is demanded and not held; ``held`` are the kinds of documents that were not rejected."""
    return told_of([each for each in demanded(scheme, country, day) if each not in held], day)


def told_of(documents: Collection[str], day: date) -> tuple[Document, ...]:
    """What is told of each of these kinds of documents."""
    help_of = {entry["document"]: entry for entry in in_force("document_help", day)}
    fields = Document.__dataclass_fields__
    return tuple(Document(**{field: help_of[document][field] for field in fields}) for document in documents)
