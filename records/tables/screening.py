"""Answers given at the desk, and the recruiters that were planted to catch who asks about them."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    Identity,
    Index,
    Table,
    Text,
    UniqueConstraint,
)

from records.tables.declare import Rights, metadata

screenings = Table(
    "screenings",
    metadata,
    Column("screening_id", Text, primary_key=True, comment="Opaque name of the answer."),
    Column("registration", Text, nullable=False, comment="Key of the registration that was asked about."),
    Column("person_id", Text, nullable=False, comment="Whose it was held to be."),
    Column("area", Text, comment="Regency that the registration names, four digits."),
    Column("office", Text, comment="Office where it was made."),
    Column("who", Text, nullable=False, comment="Account that asked; taken from the context."),
    Column("asked_at", DateTime(timezone=True), nullable=False, comment="When."),
    Column("asked_on", Date, nullable=False, comment="Day in Jakarta."),
    Column("outcome", Text, nullable=False, comment="lanjut, lengkapi or rujuk: all that was answered."),
    Column("referred", Boolean, nullable=False, comment="Whether the answer was rujuk; holds for the day."),
    Column("drawn", Boolean, nullable=False, comment="Whether the draw alone would have led to it."),
    Column("chance", Float, nullable=False, comment="Chance of being drawn on that day."),
    Column("raw", Float, comment="Raw log-odds; empty where no model was at hand."),
    Column("threshold", Float, comment="Raw log-odds from which on the day's answer was rujuk."),
    Column("model_version", Text, comment="Model that gave them."),
    Column("as_of", Date, comment="Day of the desk's book."),
    Column("data_sequence", BigInteger, comment="Last row of source_rows that the book could see."),
    Column("vector_digest", Text, comment="SHA-256 of the features, hexadecimal."),
    Column("missing", ARRAY(Text), nullable=False, comment="Documents that public rules still asked for."),
    Column(
        "particulars",
        ARRAY(Text),
        nullable=False,
        comment="Tokens of phone, NIK, referrer's phone and name as they stood; '' where empty.",
    ),
    CheckConstraint("outcome IN ('lanjut', 'lengkapi', 'rujuk')", name="known_outcome"),
    CheckConstraint("referred = (outcome = 'rujuk')", name="referred_as_answered"),
    Index("ix_screenings_registration", "registration"),
    Index("ix_screenings_person_id", "person_id"),
    Index("ix_screenings_who", "who", "asked_on"),
    comment="Every answer given at a desk, with what stood behind it. Who asked sees the outcome alone.",
)

honey_recruiters = Table(
    "honey_recruiters",
    metadata,
    Column("honey_id", BigInteger, Identity(always=True), primary_key=True, comment="Number."),
    Column("token", Text, nullable=False, comment="Token of a phone or name that no real recruiter has."),
    Column("planted_at", DateTime(timezone=True), nullable=False, comment="When it was planted."),
    Column("planted_by", Text, nullable=False, comment="Account that planted it."),
    UniqueConstraint("token"),
    comment="Recruiters who do not exist: a registration that names one was made to try the desk.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(screenings, insert=True, append_only=True),
    Rights(honey_recruiters, insert=True, append_only=True),
)
