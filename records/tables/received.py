"""Rows as received, the files that they came in, and those that were set aside."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

from records.tables.declare import Rights, metadata

received_files = Table(
    "received_files",
    metadata,
    Column("file_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the file."),
    Column("sha256", Text, nullable=False, comment="SHA-256 of the file's bytes, hexadecimal."),
    Column("feed", Text, nullable=False, comment="Feed of the contract that the file was read as."),
    Column("name", Text, nullable=False, comment="File name as received, without its folder."),
    Column("format", Text, nullable=False, comment="csv, xlsx, parquet or ndjson."),
    Column(
        "received_at",
        DateTime(timezone=True),
        nullable=False,
        server_default=func.now(),
        comment="When this installation took the file in.",
    ),
    Column("rows_read", Integer, nullable=False, server_default="0", comment="Rows of data in the file."),
    Column("rows_new", Integer, nullable=False, server_default="0", comment="Rows recorded from it."),
    Column(
        "rows_repeated", Integer, nullable=False, server_default="0", comment="Rows that were known already."
    ),
    Column(
        "rows_quarantined",
        Integer,
        nullable=False,
        server_default="0",
        comment="Rows kept apart with a reason.",
    ),
    Column(
        "filled",
        JSONB,
        nullable=False,
        server_default="{}",
        comment="For each field, how many rows that passed the checks hold a value there.",
    ),
    Column(
        "last_recorded_at",
        DateTime(timezone=True),
        comment="Latest recorded_at of the rows that passed the checks; empty where none did.",
    ),
    UniqueConstraint("sha256", "feed"),
    CheckConstraint("rows_read = rows_new + rows_repeated + rows_quarantined", name="nothing_lost"),
    comment="Files taken in: one row for each content and feed.",
)

_SEARCHED = (
    ("nik_token", "coalesce(known ->> 'nik'::text, known ->> 'worker_nik'::text)", "NIK"),
    (
        "passport_token",
        "coalesce(known ->> 'passport_no'::text, known ->> 'worker_passport_no'::text)",
        "passport",
    ),
    ("phone_token", "coalesce(known ->> 'phone'::text, known ->> 'applicant_phone'::text)", "phone"),
    ("name_token", "coalesce(known ->> 'full_name'::text, known ->> 'worker_name'::text)", "name"),
)

source_rows = Table(
    "source_rows",
    metadata,
    Column(
        "sequence",
        BigInteger,
        Identity(always=True),
        primary_key=True,
        comment="Order in which rows were recorded; the columnar copy follows it.",
    ),
    Column("feed", Text, nullable=False, comment="Feed of the contract."),
    Column(
        "entity_key",
        Text,
        nullable=False,
        comment="Key fields joined by '/', an identifier among them as its token.",
    ),
    Column(
        "recorded_at",
        DateTime(timezone=True),
        nullable=False,
        comment="When the agency knew the row: the arrow of time.",
    ),
    Column(
        "file_id",
        BigInteger,
        ForeignKey("received_files.file_id"),
        nullable=False,
        comment="File that the row came in.",
    ),
    Column("row_number", Integer, nullable=False, comment="Row as the file shows it; a header is row 1."),
    Column("digest", LargeBinary, nullable=False, comment="Keyed digest (BLAKE2b) of the row's values."),
    Column(
        "known",
        JSONB,
        nullable=False,
        comment="What analysis may hold: plain fields, tokens in place of identifiers, declared facts.",
    ),
    Column(
        "sealed",
        LargeBinary,
        comment="The identifier fields as received, sealed under the row's own key; empty where it has none.",
    ),
    Column(
        "area",
        Text,
        Computed(
            "left(coalesce(known ->> 'village_code'::text, known ->> 'regency_code'::text, "
            "known ->> 'issuing_regency_code'::text, known ->> 'issuer_regency_code'::text, "
            "known ->> 'district_code'::text), 4)",
            persisted=True,
        ),
        comment="Regency that the row names, four digits; who works elsewhere does not see it.",
    ),
    *(
        Column(
            column,
            Text,
            Computed(expression, persisted=True),
            index=True,
            comment=f"Token of the {what} of whom the row is about; exact search goes by it.",
        )
        for column, expression, what in _SEARCHED
    ),
    Column(
        "named_phone_token",
        Text,
        Computed(
            "coalesce(known ->> 'referrer_phone'::text, known ->> 'recruiter_phone'::text, "
            "known ->> 'suspected_recruiter_phone'::text, known ->> 'mentioned_phone'::text)",
            persisted=True,
        ),
        index=True,
        comment="Token of the phone of a recruiter or of whoever the row names; asked before any call.",
    ),
    Column(
        "subject_ref",
        Text,
        Computed(
            "coalesce(known ->> 'registration_id'::text, known ->> 'subject_ref'::text)", persisted=True
        ),
        index=True,
        comment="Registration or other subject that the row is about, by key or token.",
    ),
    UniqueConstraint("feed", "entity_key", "recorded_at", "digest"),
    Index("ix_source_rows_file_id", "file_id"),
    Index("ix_source_rows_recorded_at", "feed", "recorded_at"),
    comment="Every row as received. Append-only: a later row with the same key is a correction.",
)

quarantined_rows = Table(
    "quarantined_rows",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the finding."),
    Column(
        "file_id",
        BigInteger,
        ForeignKey("received_files.file_id"),
        nullable=False,
        comment="File that the row came in.",
    ),
    Column("feed", Text, nullable=False, comment="Feed of the contract."),
    Column("row_number", Integer, nullable=False, comment="Row as the file shows it; a header is row 1."),
    Column("field", Text, comment="Field at fault; empty when the whole row is."),
    Column("reason", Text, nullable=False, comment="Code of the reason; its texts are in the program."),
    Column(
        "value_class",
        Text,
        nullable=False,
        comment="Kind of value that was found ('16 digits', 'empty'); never the value itself.",
    ),
    Column(
        "sealed",
        LargeBinary,
        nullable=False,
        comment="The row as received, for the person who settles it; sealed under its own key.",
    ),
    Column(
        "received_at",
        DateTime(timezone=True),
        nullable=False,
        server_default=func.now(),
        comment="When the row was kept apart.",
    ),
    Column("settled_at", DateTime(timezone=True), comment="When someone settled it; empty while it waits."),
    Column("settled_how", Text, comment="Code of what was decided."),
    CheckConstraint("(settled_at IS NULL) = (settled_how IS NULL)", name="settled_with_a_how"),
    Index("ix_quarantined_rows_file_id", "file_id"),
    comment="Rows that did not pass, kept with their reason until someone settles them.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(
        received_files, insert=True, update=("rows_read", "rows_new", "rows_repeated", "rows_quarantined")
    ),
    Rights(source_rows, insert=True, append_only=True),
    Rights(quarantined_rows, insert=True, update=("settled_at", "settled_how")),
)
