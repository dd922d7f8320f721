"""The tables of the one database, as the newest migration leaves them; every column says what it holds."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

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
    Column("clear", JSONB, nullable=False, comment="The identifier fields as received, and nothing else."),
    UniqueConstraint("feed", "entity_key", "recorded_at", "digest"),
    Index("ix_source_rows_file_id", "file_id"),
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
    Column("raw", JSONB, nullable=False, comment="The row as received, for the person who settles it."),
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


detection_runs = Table(
    "detection_runs",
    metadata,
    Column("run_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the run."),
    Column("as_of", Date, nullable=False, comment="Day as it was known at 00:00 WIB."),
    Column("capacity", Integer, nullable=False, comment="New people the task force can take on."),
    Column(
        "data_sequence", BigInteger, nullable=False, comment="Last row of source_rows that the run could see."
    ),
    Column("data_digest", Text, nullable=False, comment="Digest of the features of everyone scored."),
    Column("model_version", Text, nullable=False, comment="Model that gave the probabilities."),
    Column("learned", Boolean, nullable=False, comment="False where declared points stood in for a model."),
    Column("people", Integer, nullable=False, comment="Open people who were scored."),
    Column("missing", ARRAY(Text), nullable=False, comment="Feeds of which nothing had been received."),
    Column("seed", Integer, nullable=False, comment="Seed of every random choice of the run."),
    Column(
        "ran_at",
        DateTime(timezone=True),
        nullable=False,
        server_default=func.now(),
        comment="When it was run.",
    ),
    UniqueConstraint("as_of", "capacity", "data_sequence", "seed"),
    comment="Each detection, so that an alert can be traced to its data and model.",
)

identities = Table(
    "identities",
    metadata,
    Column(
        "run_id",
        BigInteger,
        ForeignKey("detection_runs.run_id"),
        primary_key=True,
        comment="Run from which on this holds.",
    ),
    Column("feed", Text, primary_key=True, comment="Feed of the row."),
    Column("entity_key", Text, primary_key=True, comment="Key of the row."),
    Column("person_id", Text, nullable=False, comment="Person whom the row is held to be about."),
    comment="Whose each row is. A later run's entry replaces an earlier one; only changes are written.",
)

alerts = Table(
    "alerts",
    metadata,
    Column("alert_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the alert."),
    Column(
        "run_id",
        BigInteger,
        ForeignKey("detection_runs.run_id"),
        nullable=False,
        comment="Run that raised it.",
    ),
    Column("kind", Text, nullable=False, comment="person, network or agency."),
    Column("subject", Text, nullable=False, comment="Person id, network id or licence number."),
    Column("rank", Integer, nullable=False, comment="Place in its list, 1 is most urgent."),
    Column("probability", Float, nullable=False, comment="Calibrated chance, 0 to 1; never shown alone."),
    Column("refs", ARRAY(Text), nullable=False, comment="feed:entity_key of the subject's own rows."),
    Column(
        "statement", JSONB, nullable=False, comment="Reasons for and against, indicators, what is missing."
    ),
    UniqueConstraint("run_id", "kind", "rank"),
    Index("ix_alerts_subject", "kind", "subject"),
    comment="Early warnings as raised, frozen with their reasons.",
)


@dataclass(frozen=True)
class Rights:
    """What the application's role may do with a table besides reading it.

    Rows of an append-only table are changed and deleted by nobody: a trigger refuses it to the owner too.
    """

    table: Table
    insert: bool = False
    update: tuple[str, ...] = ()
    append_only: bool = False


RIGHTS: tuple[Rights, ...] = (
    Rights(
        received_files, insert=True, update=("rows_read", "rows_new", "rows_repeated", "rows_quarantined")
    ),
    Rights(source_rows, insert=True, append_only=True),
    Rights(quarantined_rows, insert=True, update=("settled_at", "settled_how")),
    Rights(audit_entries, append_only=True),
    Rights(detection_runs, insert=True, append_only=True),
    Rights(identities, insert=True, append_only=True),
    Rights(alerts, insert=True, append_only=True),
)
"""The rights on each table; migrations grant them, ``records.drift`` compares."""
