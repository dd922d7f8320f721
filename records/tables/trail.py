"""Who did what to which records, for what purpose."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Table,
    Text,
    func,
)

from records.tables.declare import Rights, metadata

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("entry_id", BigInteger, Identity(always=True), primary_key=True, comment="Order of the entries."),
    Column(
        "at",
        DateTime(timezone=True),
        nullable=False,
        server_default=func.clock_timestamp(),
        comment="When the act was done, by the database's clock.",
    ),
    Column(
        "login",
        Text,
        nullable=False,
        server_default=func.session_user(),
        comment="Database login that wrote it.",
    ),
    Column("who", Text, nullable=False, comment="Person or job that acted."),
    Column("role", Text, nullable=False, comment="Role in which they acted."),
    Column("purpose", Text, nullable=False, comment="Declared purpose of the act."),
    Column("act", Text, nullable=False, comment="What was done, from the closed list in records.audit."),
    Column(
        "object_kind", Text, nullable=False, comment="Kind of the objects: file, source_row, person, alert …"
    ),
    Column("object_count", BigInteger, nullable=False, comment="How many objects the act touched."),
    Column(
        "object_refs",
        ARRAY(Text),
        nullable=False,
        comment="The objects by number, token or range; never names, NIK, phones or other values.",
    ),
    Column(
        "fields",
        ARRAY(Text),
        nullable=False,
        comment="Names of the fields read or changed; never their values.",
    ),
    CheckConstraint("object_count >= cardinality(object_refs)", name="no_more_refs_than_objects"),
    CheckConstraint("'' NOT IN (who, role, purpose, act, object_kind)", name="nothing_left_blank"),
    comment="Who did what to which records, for what purpose. Written only through audit_write().",
)

RIGHTS: tuple[Rights, ...] = (Rights(audit_entries, append_only=True),)
