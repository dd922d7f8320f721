"""What was shown in clear, to whom, for which reason and until when."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    LargeBinary,
    Table,
    Text,
)

from records.tables.declare import Rights, metadata

reveals = Table(
    "reveals",
    metadata,
    Column(
        "reveal_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the showing."
    ),
    Column("who", Text, nullable=False, comment="Account that was shown the values."),
    Column("person_id", Text, nullable=False, comment="Person, as in identities."),
    Column("fields", ARRAY(Text), nullable=False, comment="Names of the fields; never their values."),
    Column("reason", LargeBinary, nullable=False, comment="Why, sealed; it may name people."),
    Column("revealed_at", DateTime(timezone=True), nullable=False, comment="When it was shown."),
    Column("until", DateTime(timezone=True), nullable=False, comment="When it had to be hidden again."),
    CheckConstraint("until > revealed_at", name="for_a_time"),
    CheckConstraint("cardinality(fields) > 0", name="names_fields"),
    Index("ix_reveals_person_id", "person_id"),
    comment="Every showing of masked values. The audit has the entry; this has the reason.",
)

RIGHTS: tuple[Rights, ...] = (Rights(reveals, insert=True, append_only=True),)
