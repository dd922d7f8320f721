"""Who helps where (direktori layanan), and the calls to people who came back."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Identity,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY

from records.tables.declare import Rights, metadata

services = Table(
    "services",
    metadata,
    Column("service_id", BigInteger, Identity(always=True), primary_key=True, comment="Number."),
    Column("regency", Text, nullable=False, comment="Regency it serves, four digits; two for a province."),
    Column("name", Text, nullable=False, comment="Name of the office or organisation; nobody's."),
    Column("kind", Text, nullable=False, comment="Kind of body, of protection.directory.kinds."),
    Column("needs", ARRAY(Text), nullable=False, comment="What for, of protection.directory.kinds."),
    Column("address", Text, comment="Address; empty where it is kept secret, as of a safe house."),
    Column("phone", Text, comment="Public number of the office."),
    Column("hours", Text, nullable=False, comment="When somebody is there."),
    Column("round_the_clock", Boolean, nullable=False, comment="Whether somebody always is."),
    Column("languages", ARRAY(Text), nullable=False, comment="Languages spoken there, ISO 639."),
    Column("women", Boolean, nullable=False, comment="Whether a woman can be spoken with."),
    Column("children", Boolean, nullable=False, comment="Whether it is made for children."),
    Column("body", Text, comment="Institution of its accounts here; a referral to it reaches them alone."),
    Column("changed_by", Text, nullable=False, comment="Account that wrote it last."),
    Column("changed_at", DateTime(timezone=True), nullable=False, comment="When."),
    Column("ended_at", DateTime(timezone=True), comment="When it was taken from the directory."),
    UniqueConstraint("regency", "name"),
    CheckConstraint("regency ~ '^[0-9]{2}([0-9]{2})?$'", name="names_an_area"),
    CheckConstraint("cardinality(needs) > 0", name="helps_with_something"),
    comment="Directory of services by regency; it tells of offices, of nobody.",
)

follow_ups = Table(
    "follow_ups",
    metadata,
    Column("follow_up_id", BigInteger, Identity(always=True), primary_key=True, comment="Number."),
    Column("ref", Text, nullable=False, comment="feed:entity_key of the row of the return."),
    Column("step", Text, nullable=False, comment="Which call it was, of records/law.toml."),
    Column("area", Text, comment="Regency of the person, four digits."),
    Column("called_on", Date, nullable=False, comment="Day of the call."),
    Column("outcome", Text, nullable=False, comment="What came of it, of protection.directory.follow_ups."),
    Column("who", Text, nullable=False, comment="Account that called."),
    Column("at", DateTime(timezone=True), nullable=False, comment="When it was written down."),
    Column("agreed_to_note", Boolean, nullable=False, comment="The person agreed that a note is kept."),
    Column("sealed", LargeBinary, comment="Note, sealed; empty without consent."),
    CheckConstraint("sealed IS NULL OR agreed_to_note", name="noted_by_consent"),
    Index("ix_follow_ups_ref", "ref"),
    comment="Calls to people who came back: whether they are safe, and what they need.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(
        services,
        insert=True,
        update=(
            "kind",
            "needs",
            "address",
            "phone",
            "hours",
            "round_the_clock",
            "languages",
            "women",
            "children",
            "body",
            "changed_by",
            "changed_at",
            "ended_at",
        ),
    ),
    Rights(follow_ups, insert=True),
)
