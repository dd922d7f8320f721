"""Acts that need a second person, and exports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from records.migrations.second_person import AGREED, ASK, AUDITED, EXPORT_NUMBER, HOLDS, STEP, TELL, TIED

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = ("approvals", "approval_steps", "exports")

TRIGGERS = (
    "CREATE TRIGGER asked BEFORE INSERT ON approvals FOR EACH ROW EXECUTE FUNCTION approval_asked()",
    "CREATE TRIGGER step BEFORE INSERT ON approval_steps FOR EACH ROW EXECUTE FUNCTION approval_step()",
    "CREATE TRIGGER told AFTER INSERT ON approval_steps FOR EACH ROW WHEN (NEW.state = 'broken') "
    "EXECUTE FUNCTION approval_told()",
    "CREATE CONSTRAINT TRIGGER audited AFTER INSERT ON approval_steps DEFERRABLE INITIALLY DEFERRED "
    "FOR EACH ROW EXECUTE FUNCTION approval_audited()",
    "ALTER TABLE approvals ENABLE ALWAYS TRIGGER asked",
    "ALTER TABLE approval_steps ENABLE ALWAYS TRIGGER step",
    "ALTER TABLE approval_steps ENABLE ALWAYS TRIGGER told",
    "ALTER TABLE approval_steps ENABLE ALWAYS TRIGGER audited",
)
RIGHTS = (
    "GRANT SELECT, INSERT ON approvals, approval_steps, notices, exports TO suluh_app",
    "GRANT UPDATE (read_at, read_by) ON notices TO suluh_app",
    "REVOKE ALL ON FUNCTION suluh_holds, suluh_tied, suluh_export_number FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION suluh_holds, suluh_tied, suluh_export_number TO suluh_app",
)


def upgrade() -> None:
    """Acts that need a second person, and exports."""
    op.create_table(
        "approvals",
        sa.Column(
            "approval_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the request.",
        ),
        sa.Column("act", sa.Text(), nullable=False, comment="Guarded act, of records.four_eyes.acts."),
        sa.Column(
            "refs",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="What it is about, by number or token; in order.",
        ),
        sa.Column(
            "digest",
            sa.LargeBinary(),
            nullable=False,
            comment="SHA-256 of act, purpose and references: what is agreed to.",
        ),
        sa.Column(
            "ground", sa.Text(), nullable=False, comment="Legal ground, one of those that the act names."
        ),
        sa.Column("reason", sa.LargeBinary(), nullable=False, comment="Why, in the asker's words, sealed."),
        sa.Column("asker", sa.Text(), nullable=False, comment="Account that asked; taken from the context."),
        sa.Column("asker_role", sa.Text(), nullable=False, comment="Role in which it asked."),
        sa.Column("purpose", sa.Text(), nullable=False, comment="Purpose for which it asked."),
        sa.Column(
            "asked_at", sa.DateTime(timezone=True), nullable=False, comment="When, by the database's clock."
        ),
        sa.Column(
            "asks",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="Roles that might ask, as declared on the day.",
        ),
        sa.Column(
            "approves",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="Roles that might agree, as declared on the day.",
        ),
        sa.Column(
            "breaks",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="Roles that might break the glass on the day.",
        ),
        sa.Column(
            "reviews",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="Roles that judge broken glass, on the day.",
        ),
        sa.Column(
            "waits", sa.Interval(), nullable=False, comment="How long the request waits for a decision."
        ),
        sa.Column("lasts", sa.Interval(), nullable=False, comment="How long an approval may be used."),
        sa.Column(
            "apart",
            sa.Interval(),
            nullable=False,
            comment="For how long one who made the other is no second person.",
        ),
        sa.CheckConstraint(
            "'' NOT IN (act, ground, asker, asker_role, purpose)",
            name=op.f("ck_approvals_nothing_left_blank"),
        ),
        sa.CheckConstraint(
            "lasts <= interval '72 hours' AND waits <= interval '7 days' AND apart >= interval '30 days'",
            name=op.f("ck_approvals_within_bounds"),
        ),
        sa.CheckConstraint("cardinality(refs) > 0", name=op.f("ck_approvals_names_something")),
        sa.PrimaryKeyConstraint("approval_id", name=op.f("pk_approvals")),
        sa.UniqueConstraint("approval_id", "digest", name=op.f("uq_approvals_approval_id")),
        comment="Requests for acts that no person does alone, each with the rule as it was declared on its day.",
    )
    op.create_index("ix_approvals_digest", "approvals", ["digest"], unique=False)
    op.create_table(
        "approval_steps",
        sa.Column(
            "step_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Order of the steps.",
        ),
        sa.Column("approval_id", sa.BigInteger(), nullable=False, comment="Request."),
        sa.Column(
            "digest", sa.LargeBinary(), nullable=False, comment="What was meant; must be what was asked for."
        ),
        sa.Column(
            "came_from", sa.Text(), nullable=True, comment="State that the step leaves; empty for the first."
        ),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="State that it leads to, of records.four_eyes.machine.",
        ),
        sa.Column("who", sa.Text(), nullable=False, comment="Account that took it; taken from the context."),
        sa.Column("role", sa.Text(), nullable=False, comment="Role in which it was taken."),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When, by the database's clock."),
        sa.Column(
            "transaction",
            sa.BigInteger(),
            nullable=False,
            comment="Transaction of the step, and of the act with it.",
        ),
        sa.CheckConstraint(
            "(came_from IS NULL AND state IN ('asked', 'broken'))"
            " OR (came_from = 'asked' AND state IN ('approved', 'rejected', 'withdrawn'))"
            " OR (came_from = 'approved' AND state IN ('used', 'withdrawn'))"
            " OR (came_from = 'broken' AND state IN ('forced', 'justified', 'unjustified'))"
            " OR (came_from = 'forced' AND state IN ('justified', 'unjustified'))",
            name=op.f("ck_approval_steps_is_an_edge"),
        ),
        sa.ForeignKeyConstraint(
            ["approval_id", "came_from"],
            ["approval_steps.approval_id", "approval_steps.state"],
            name="fk_approval_steps_came_from",
        ),
        sa.ForeignKeyConstraint(
            ["approval_id", "digest"],
            ["approvals.approval_id", "approvals.digest"],
            name=op.f("fk_approval_steps_approval_id"),
        ),
        sa.PrimaryKeyConstraint("step_id", name=op.f("pk_approval_steps")),
        sa.UniqueConstraint(
            "approval_id", "came_from", name="uq_approval_steps_came_from", postgresql_nulls_not_distinct=True
        ),
        sa.UniqueConstraint("approval_id", "state", name="uq_approval_steps_state"),
        comment="What became of each request, step by step; the last step is where it stands.",
    )
    op.create_table(
        "notices",
        sa.Column(
            "notice_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the notice.",
        ),
        sa.Column("for_role", sa.Text(), nullable=False, comment="Role that is to know."),
        sa.Column("kind", sa.Text(), nullable=False, comment="What happened, as a code."),
        sa.Column("ref", sa.Text(), nullable=False, comment="What it is about, by number."),
        sa.Column(
            "made_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
            comment="When it happened.",
        ),
        sa.Column(
            "read_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When somebody of that role read it.",
        ),
        sa.Column("read_by", sa.Text(), nullable=True, comment="Who did."),
        sa.CheckConstraint("(read_at IS NULL) = (read_by IS NULL)", name=op.f("ck_notices_read_by_someone")),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_notices")),
        sa.UniqueConstraint("for_role", "kind", "ref", name=op.f("uq_notices_for_role")),
        comment="What somebody must be told at once: broken glass.",
    )
    op.create_table(
        "exports",
        sa.Column(
            "number",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Number on every row of the file; without gaps.",
        ),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="What was exported, of protection.exports.kinds."
        ),
        sa.Column("format", sa.Text(), nullable=False, comment="csv or xlsx."),
        sa.Column("who", sa.Text(), nullable=False, comment="Account that made it."),
        sa.Column("role", sa.Text(), nullable=False, comment="Role in which it did."),
        sa.Column("purpose", sa.Text(), nullable=False, comment="Purpose for which it did."),
        sa.Column(
            "made_at", sa.DateTime(timezone=True), nullable=False, comment="The moment on the watermark."
        ),
        sa.Column("destination", sa.Text(), nullable=False, comment="Institution that it is for."),
        sa.Column(
            "filters", sa.ARRAY(sa.Text()), nullable=False, comment="What was chosen, by number or code."
        ),
        sa.Column("rows", sa.Integer(), nullable=False, comment="Rows in the file."),
        sa.Column("people", sa.Integer(), nullable=False, comment="People in the file."),
        sa.Column(
            "left_out",
            sa.Integer(),
            nullable=False,
            comment="People that the rules left out; not told in the file.",
        ),
        sa.Column("sha256", sa.Text(), nullable=False, comment="SHA-256 of the file's bytes, hexadecimal."),
        sa.Column(
            "approval_id",
            sa.BigInteger(),
            nullable=True,
            comment="Approval that it used, where it needed one.",
        ),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["approvals.approval_id"], name=op.f("fk_exports_approval_id")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_exports")),
        comment="Every file that left the house. The file itself is not kept.",
    )
    op.create_index("ix_exports_who", "exports", ["who", "made_at"], unique=False)
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")
    for statement in (HOLDS, TIED, AGREED, EXPORT_NUMBER, ASK, STEP, TELL, AUDITED, *TRIGGERS, *RIGHTS):
        op.execute(statement)


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
