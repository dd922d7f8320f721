"""Receive files and rows, keep faulty ones apart, write the audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Before each statement, not each row: even a statement that would touch no row is refused.
APPEND_ONLY = (
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'restrict_violation';
    END
    $$
    """,
    """
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON source_rows
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    "ALTER TABLE source_rows ENABLE ALWAYS TRIGGER append_only",
    """
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    "ALTER TABLE audit_entries ENABLE ALWAYS TRIGGER append_only",
)

# Runs with its owner's rights: the application's role cannot insert by any other way. A reference is a number
# of ours or a token: what looks like a name (spaces) or like a NIK, a phone or an account (long bare numbers)
# is refused.
AUDIT_WRITE = """
    CREATE FUNCTION audit_write(
        who text, role text, purpose text, act text,
        object_kind text, object_count bigint, object_refs text[], fields text[]
    ) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        entry bigint;
    BEGIN
        IF EXISTS (
            SELECT FROM unnest(object_refs) AS ref
            WHERE ref IS NULL OR ref ~ '\\s' OR ref ~ '^[+]?[0-9]{10,}$'
        ) THEN
            RAISE EXCEPTION 'an audit entry names its objects by number or token, never by value'
                USING ERRCODE = 'check_violation';
        END IF;
        INSERT INTO public.audit_entries AS e
            (who, role, purpose, act, object_kind, object_count, object_refs, fields)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        RETURNING e.entry_id INTO STRICT entry;
        RETURN entry;
    END
    $$
"""

RIGHTS = (
    "GRANT SELECT ON alembic_version, received_files, source_rows, quarantined_rows TO suluh_app",
    "GRANT SELECT ON audit_entries TO suluh_app",
    "GRANT INSERT ON received_files, source_rows, quarantined_rows TO suluh_app",
    "GRANT UPDATE (rows_read, rows_new, rows_repeated, rows_quarantined) ON received_files TO suluh_app",
    "GRANT UPDATE (settled_at, settled_how) ON quarantined_rows TO suluh_app",
    "REVOKE ALL ON FUNCTION audit_write FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION audit_write TO suluh_app",
)


def upgrade() -> None:
    """Receive files and rows, keep faulty ones apart, write the audit."""
    op.create_table(
        "audit_entries",
        sa.Column(
            "entry_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Order of the entries.",
        ),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
            comment="When the act was done, by the database's clock.",
        ),
        sa.Column(
            "login",
            sa.Text(),
            server_default=sa.text("SESSION_USER"),
            nullable=False,
            comment="Database login that wrote it.",
        ),
        sa.Column("who", sa.Text(), nullable=False, comment="Person or job that acted."),
        sa.Column("role", sa.Text(), nullable=False, comment="Role in which they acted."),
        sa.Column("purpose", sa.Text(), nullable=False, comment="Declared purpose of the act."),
        sa.Column(
            "act", sa.Text(), nullable=False, comment="What was done, from the closed list in records.audit."
        ),
        sa.Column(
            "object_kind",
            sa.Text(),
            nullable=False,
            comment="Kind of the objects: file, source_row, person, alert …",
        ),
        sa.Column(
            "object_count", sa.BigInteger(), nullable=False, comment="How many objects the act touched."
        ),
        sa.Column(
            "object_refs",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="The objects by number, token or range; never names, NIK, phones or other values.",
        ),
        sa.Column(
            "fields",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="Names of the fields read or changed; never their values.",
        ),
        sa.CheckConstraint(
            "object_count >= cardinality(object_refs)",
            name=op.f("ck_audit_entries_no_more_refs_than_objects"),
        ),
        sa.CheckConstraint(
            "'' NOT IN (who, role, purpose, act, object_kind)",
            name=op.f("ck_audit_entries_nothing_left_blank"),
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_audit_entries")),
        comment="Who did what to which records, for what purpose. Written only through audit_write().",
    )
    op.create_table(
        "received_files",
        sa.Column(
            "file_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the file.",
        ),
        sa.Column("sha256", sa.Text(), nullable=False, comment="SHA-256 of the file's bytes, hexadecimal."),
        sa.Column(
            "feed", sa.Text(), nullable=False, comment="Feed of the contract that the file was read as."
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="File name as received, without its folder."),
        sa.Column("format", sa.Text(), nullable=False, comment="csv, xlsx, parquet or ndjson."),
        sa.Column(
            "received_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When this installation took the file in.",
        ),
        sa.Column(
            "rows_read", sa.Integer(), server_default="0", nullable=False, comment="Rows of data in the file."
        ),
        sa.Column(
            "rows_new", sa.Integer(), server_default="0", nullable=False, comment="Rows recorded from it."
        ),
        sa.Column(
            "rows_repeated",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="Rows that were known already.",
        ),
        sa.Column(
            "rows_quarantined",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="Rows kept apart with a reason.",
        ),
        sa.CheckConstraint(
            "rows_read = rows_new + rows_repeated + rows_quarantined",
            name=op.f("ck_received_files_nothing_lost"),
        ),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_received_files")),
        sa.UniqueConstraint("sha256", "feed", name=op.f("uq_received_files_sha256")),
        comment="Files taken in: one row for each content and feed.",
    )
    op.create_table(
        "quarantined_rows",
        sa.Column(
            "id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number of the finding."
        ),
        sa.Column("file_id", sa.BigInteger(), nullable=False, comment="File that the row came in."),
        sa.Column("feed", sa.Text(), nullable=False, comment="Feed of the contract."),
        sa.Column(
            "row_number",
            sa.Integer(),
            nullable=False,
            comment="Row within that file, the first row of data is 1.",
        ),
        sa.Column("field", sa.Text(), nullable=True, comment="Field at fault; empty when the whole row is."),
        sa.Column(
            "reason", sa.Text(), nullable=False, comment="Code of the reason; its texts are in the program."
        ),
        sa.Column(
            "value_class",
            sa.Text(),
            nullable=False,
            comment="Kind of value that was found ('16 digits', 'empty'); never the value itself.",
        ),
        sa.Column(
            "raw",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="The row as received, for the person who settles it.",
        ),
        sa.Column(
            "received_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was kept apart.",
        ),
        sa.Column(
            "settled_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When someone settled it; empty while it waits.",
        ),
        sa.Column("settled_how", sa.Text(), nullable=True, comment="Code of what was decided."),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_how IS NULL)",
            name=op.f("ck_quarantined_rows_settled_with_a_how"),
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["received_files.file_id"], name=op.f("fk_quarantined_rows_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantined_rows")),
        comment="Rows that did not pass, kept with their reason until someone settles them.",
    )
    op.create_index("ix_quarantined_rows_file_id", "quarantined_rows", ["file_id"], unique=False)
    op.create_table(
        "source_rows",
        sa.Column(
            "sequence",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Order in which rows were recorded; the columnar copy follows it.",
        ),
        sa.Column("feed", sa.Text(), nullable=False, comment="Feed of the contract."),
        sa.Column(
            "entity_key",
            sa.Text(),
            nullable=False,
            comment="Key fields joined by '/', an identifier among them as its token.",
        ),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the agency knew the row: the arrow of time.",
        ),
        sa.Column("file_id", sa.BigInteger(), nullable=False, comment="File that the row came in."),
        sa.Column(
            "row_number",
            sa.Integer(),
            nullable=False,
            comment="Row within that file, the first row of data is 1.",
        ),
        sa.Column(
            "digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the row's content in normal form."
        ),
        sa.Column(
            "known",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="What analysis may hold: plain fields, tokens in place of identifiers, declared facts.",
        ),
        sa.Column(
            "clear",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="The identifier fields as received, and nothing else.",
        ),
        sa.ForeignKeyConstraint(["file_id"], ["received_files.file_id"], name=op.f("fk_source_rows_file_id")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_source_rows")),
        sa.UniqueConstraint("feed", "entity_key", "recorded_at", "digest", name=op.f("uq_source_rows_feed")),
        comment="Every row as received. Append-only: a later row with the same key is a correction.",
    )
    op.create_index("ix_source_rows_file_id", "source_rows", ["file_id"], unique=False)
    for statement in (*APPEND_ONLY, AUDIT_WRITE, *RIGHTS):
        op.execute(statement)


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
