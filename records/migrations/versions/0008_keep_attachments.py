"""Keep scans, statements and photographs sealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

APPEND_ONLY = ("attachments", "attachment_tombstones")

# Evidence does not vanish: a box goes only after it has been written down that, why and by whom.
ONLY_AFTER_A_TOMBSTONE = """
    CREATE FUNCTION refuse_without_tombstone() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
        IF NOT EXISTS (SELECT FROM public.attachment_tombstones AS t WHERE t.attachment_id = OLD.attachment_id) THEN
            RAISE EXCEPTION 'attachment_boxes: a box is deleted only after its tombstone'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END
    $$
"""


def upgrade() -> None:
    """Keep scans, statements and photographs sealed."""
    op.create_table(
        "attachments",
        sa.Column("attachment_id", sa.Text(), nullable=False, comment="Opaque id: l- and 128 random bits."),
        sa.Column("about_kind", sa.Text(), nullable=False, comment="alert, person or request."),
        sa.Column(
            "about_ref", sa.Text(), nullable=False, comment="Its number or id there; never a name or NIK."
        ),
        sa.Column(
            "refs",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="feed:entity_key of the rows of whom it is about, when it was handed in; holds go by them.",
        ),
        sa.Column(
            "areas",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="Regencies of whom it is about, four digits; who works elsewhere does not see it.",
        ),
        sa.Column("kind", sa.Text(), nullable=False, comment="scan, statement or photograph."),
        sa.Column(
            "media_type", sa.Text(), nullable=False, comment="Type of the original as found by its content."
        ),
        sa.Column(
            "pages", sa.Integer(), nullable=False, comment="Pages of the original; 1 for a picture or a text."
        ),
        sa.Column("size", sa.Integer(), nullable=False, comment="Bytes of the original."),
        sa.Column(
            "sha256",
            sa.Text(),
            nullable=False,
            comment="SHA-256 of the original, hexadecimal: evidence of what it was.",
        ),
        sa.Column("uploaded_by", sa.Text(), nullable=False, comment="Who handed it in."),
        sa.Column(
            "uploaded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When it was taken in.",
        ),
        sa.Column(
            "retained_until",
            sa.Date(),
            nullable=False,
            comment="From this day on it is due to be destroyed (records/retention.toml).",
        ),
        sa.CheckConstraint(
            "about_kind IN ('alert', 'person', 'request')", name=op.f("ck_attachments_about_kind_is_declared")
        ),
        sa.CheckConstraint("attachment_id ~ '^l-[0-9a-f]{32}$'", name=op.f("ck_attachments_id_is_opaque")),
        sa.CheckConstraint(
            "kind IN ('scan', 'statement', 'photograph')", name=op.f("ck_attachments_kind_is_declared")
        ),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_attachments_sha256_is_one")),
        sa.CheckConstraint("size > 0 AND pages > 0", name=op.f("ck_attachments_holds_something")),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_attachments")),
        comment="What is known of each attachment. Stays as a tombstone when the attachment is destroyed.",
    )
    op.create_index("ix_attachments_about", "attachments", ["about_kind", "about_ref"], unique=False)
    op.create_index("ix_attachments_retained_until", "attachments", ["retained_until"], unique=False)
    op.create_table(
        "attachment_boxes",
        sa.Column(
            "box_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the box, as in row_keys.",
        ),
        sa.Column("attachment_id", sa.Text(), nullable=False, comment="Attachment that it is a part of."),
        sa.Column("part", sa.Text(), nullable=False, comment="name, original, cleaned or preview."),
        sa.Column("sealed", sa.LargeBinary(), nullable=False, comment="The part, sealed under its own key."),
        sa.CheckConstraint(
            "part IN ('name', 'original', 'cleaned', 'preview')",
            name=op.f("ck_attachment_boxes_part_is_declared"),
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.attachment_id"], name=op.f("fk_attachment_boxes_attachment_id")
        ),
        sa.PrimaryKeyConstraint("box_id", name=op.f("pk_attachment_boxes")),
        sa.UniqueConstraint("attachment_id", "part", name=op.f("uq_attachment_boxes_attachment_id")),
        comment="The parts of attachments, each under a key of its own; deleted with their keys.",
    )
    op.create_table(
        "attachment_tombstones",
        sa.Column("attachment_id", sa.Text(), nullable=False, comment="Attachment that was destroyed."),
        sa.Column(
            "destroyed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When its keys were destroyed.",
        ),
        sa.Column("destroyed_by", sa.Text(), nullable=False, comment="Who destroyed it."),
        sa.Column("reason", sa.Text(), nullable=False, comment="retention, request, order or mistake."),
        sa.CheckConstraint(
            "reason IN ('retention', 'request', 'order', 'mistake')",
            name=op.f("ck_attachment_tombstones_reason_is_declared"),
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachments.attachment_id"],
            name=op.f("fk_attachment_tombstones_attachment_id"),
        ),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_attachment_tombstones")),
        comment="Attachments whose keys were destroyed: that they were there, and why they no longer are.",
    )
    # What is sealed cannot be compressed; trying costs time at every write.
    op.execute("ALTER TABLE attachment_boxes ALTER COLUMN sealed SET STORAGE EXTERNAL")
    op.execute(ONLY_AFTER_A_TOMBSTONE)
    op.execute(
        "CREATE TRIGGER only_after_a_tombstone BEFORE DELETE ON attachment_boxes "
        "FOR EACH ROW EXECUTE FUNCTION refuse_without_tombstone()"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")
        op.execute(f"GRANT SELECT, INSERT ON {table} TO suluh_app")
    op.execute("GRANT SELECT, INSERT, DELETE ON attachment_boxes TO suluh_app")


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
