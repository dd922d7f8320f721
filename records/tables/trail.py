"""Who did what to which records, for what purpose; and the chain, the heads and the countersignatures over it."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    LargeBinary,
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

audit_installation = Table(
    "audit_installation",
    metadata,
    Column(
        "installation",
        Text,
        primary_key=True,
        comment="Name of this installation, drawn at random; the chain begins with its hash.",
    ),
    Column(
        "since",
        DateTime(timezone=True),
        nullable=False,
        server_default=func.clock_timestamp(),
        comment="When the installation was made.",
    ),
    comment="The one installation whose audit this is.",
)

audit_unsealed = Table(
    "audit_unsealed",
    metadata,
    Column(
        "entry_id",
        BigInteger,
        ForeignKey("audit_entries.entry_id"),
        primary_key=True,
        autoincrement=False,
        comment="Entry that waits to be sealed.",
    ),
    comment="Entries that are committed and not sealed yet. Written by audit_write(), emptied by audit_seal().",
)

audit_seals = Table(
    "audit_seals",
    metadata,
    Column(
        "position",
        BigInteger,
        primary_key=True,
        autoincrement=False,
        comment="Place in the chain: 1, 2, 3 … without a gap.",
    ),
    Column(
        "entry_id",
        BigInteger,
        ForeignKey("audit_entries.entry_id"),
        nullable=False,
        unique=True,
        comment="Entry that this link seals.",
    ),
    Column(
        "sealed_at",
        DateTime(timezone=True),
        nullable=False,
        comment="When it was sealed, by the database's clock.",
    ),
    Column("content", LargeBinary, nullable=False, comment="SHA-256 of the entry in its canonical form."),
    Column("previous", LargeBinary, nullable=False, comment="Hash of the link before."),
    Column("hash", LargeBinary, nullable=False, comment="SHA-256 of this link in its canonical form."),
    comment="The chain over the entries, one link each. Written only through audit_seal().",
)

audit_heads = Table(
    "audit_heads",
    metadata,
    Column(
        "number",
        BigInteger,
        primary_key=True,
        autoincrement=False,
        comment="Number of the head: 1, 2, 3 … without a gap.",
    ),
    Column(
        "position",
        BigInteger,
        ForeignKey("audit_seals.position"),
        nullable=False,
        unique=True,
        comment="Link up to which it vouches.",
    ),
    Column("hash", LargeBinary, nullable=False, comment="Hash of that link."),
    Column("at", DateTime(timezone=True), nullable=False, comment="When it was signed."),
    Column("previous", LargeBinary, nullable=False, comment="Digest of the head before."),
    Column("key", LargeBinary, nullable=False, comment="Public Ed25519 key that it is signed with."),
    Column("signature", LargeBinary, nullable=False, comment="Signature over its canonical form."),
    comment="What the installation signed of its chain, for others to keep.",
)

audit_countersignatures = Table(
    "audit_countersignatures",
    metadata,
    Column(
        "number",
        BigInteger,
        ForeignKey("audit_heads.number"),
        primary_key=True,
        autoincrement=False,
        comment="Head that was countersigned.",
    ),
    Column("key", LargeBinary, primary_key=True, comment="Public Ed25519 key of the other agency."),
    Column("witness", Text, nullable=False, comment="Name that the other agency gave itself."),
    Column("head", LargeBinary, nullable=False, comment="Digest of the head that the other agency saw."),
    Column("at", DateTime(timezone=True), nullable=False, comment="When it was countersigned."),
    Column("signature", LargeBinary, nullable=False, comment="Signature over its canonical form."),
    comment="What other agencies countersigned of the heads.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(audit_entries, append_only=True),
    Rights(audit_installation, append_only=True),
    Rights(audit_unsealed),
    Rights(audit_seals, append_only=True),
    Rights(audit_heads, insert=True, append_only=True),
    Rights(audit_countersignatures, insert=True, append_only=True),
)
