"""What a feed is made of: fields, their types, and which of them identify someone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class FieldType(StrEnum):
    """How a cell is read; every cell may be empty unless the field is required."""

    STRING = "string"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"


class Identifier(StrEnum):
    """What a field identifies. Such a field leaves PostgreSQL only as a keyed token of its kind.

    Fields of one kind share one token space, so that a recruiter's phone and an applicant's phone can meet.
    """

    NAME = "name"
    NIK = "nik"
    PASSPORT = "passport"
    PHONE = "phone"
    ACCOUNT = "account"
    PLACE = "place"
    DOCUMENT = "document"
    BOOKING = "booking"
    REPORTER = "reporter"
    TEXT = "text"
    SUBJECT = "subject"
    """A reference whose kind another field of the row tells (``recruiter_links.subject_type``)."""


@dataclass(frozen=True)
class Field:
    """One column of a feed; ``pattern`` must match the whole cell."""

    name: str
    type: FieldType = FieldType.STRING
    required: bool = False
    one_of: tuple[str, ...] = ()
    pattern: str | None = None
    minimum: int | None = None
    unit: str | None = None
    identifier: Identifier | None = None


@dataclass(frozen=True)
class PersonFields:
    """Which fields tell whom a row is about; a correction may not change all of them at once."""

    name: str
    birth_date: str | None
    nik: str | None


@dataclass(frozen=True)
class Feed:
    """A table of the contract: its entity key, its fields in order, and the person it is about, if any."""

    name: str
    title: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    person: PersonFields | None = None

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """The fields by their name."""
        return {field.name: field for field in self.fields}

    @cached_property
    def identifiers(self) -> tuple[Field, ...]:
        """The fields that never leave PostgreSQL in clear text."""
        return tuple(field for field in self.fields if field.identifier is not None)
