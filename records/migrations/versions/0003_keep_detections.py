"""Keep detections: runs, whose each row is, alerts with their reasons."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("detection_runs", "identities", "alerts")


def upgrade() -> None:
    """Keep detections: runs, whose each row is, alerts with their reasons."""
    op.create_table(
        "detection_runs",
        sa.Column(
            "run_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number of the run."
        ),
        sa.Column("as_of", sa.Date(), nullable=False, comment="Day as it was known at 00:00 WIB."),
        sa.Column("capacity", sa.Integer(), nullable=False, comment="New people the task force can take on."),
        sa.Column(
            "data_sequence",
            sa.BigInteger(),
            nullable=False,
            comment="Last row of source_rows that the run could see.",
        ),
        sa.Column(
            "data_digest", sa.Text(), nullable=False, comment="Digest of the features of everyone scored."
        ),
        sa.Column("model_version", sa.Text(), nullable=False, comment="Model that gave the probabilities."),
        sa.Column(
            "learned",
            sa.Boolean(),
            nullable=False,
            comment="False where declared points stood in for a model.",
        ),
        sa.Column("people", sa.Integer(), nullable=False, comment="Open people who were scored."),
        sa.Column(
            "missing",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="Feeds of which nothing had been received.",
        ),
        sa.Column("seed", sa.Integer(), nullable=False, comment="Seed of every random choice of the run."),
        sa.Column(
            "ran_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When it was run.",
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_detection_runs")),
        sa.UniqueConstraint(
            "as_of", "capacity", "data_sequence", "seed", name=op.f("uq_detection_runs_as_of")
        ),
        comment="Each detection, so that an alert can be traced to its data and model.",
    )
    op.create_table(
        "identities",
        sa.Column("run_id", sa.BigInteger(), nullable=False, comment="Run from which on this holds."),
        sa.Column("feed", sa.Text(), nullable=False, comment="Feed of the row."),
        sa.Column("entity_key", sa.Text(), nullable=False, comment="Key of the row."),
        sa.Column("person_id", sa.Text(), nullable=False, comment="Person whom the row is held to be about."),
        sa.ForeignKeyConstraint(["run_id"], ["detection_runs.run_id"], name=op.f("fk_identities_run_id")),
        sa.PrimaryKeyConstraint("run_id", "feed", "entity_key", name=op.f("pk_identities")),
        comment="Whose each row is. A later run's entry replaces an earlier one; only changes are written.",
    )
    op.create_table(
        "alerts",
        sa.Column(
            "alert_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the alert.",
        ),
        sa.Column("run_id", sa.BigInteger(), nullable=False, comment="Run that raised it."),
        sa.Column("kind", sa.Text(), nullable=False, comment="person, network or agency."),
        sa.Column("subject", sa.Text(), nullable=False, comment="Person id, network id or licence number."),
        sa.Column("rank", sa.Integer(), nullable=False, comment="Place in its list, 1 is most urgent."),
        sa.Column(
            "probability", sa.Float(), nullable=False, comment="Calibrated chance, 0 to 1; never shown alone."
        ),
        sa.Column(
            "refs", sa.ARRAY(sa.Text()), nullable=False, comment="feed:entity_key of the subject's own rows."
        ),
        sa.Column(
            "statement",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="Reasons for and against, indicators, what is missing.",
        ),
        sa.ForeignKeyConstraint(["run_id"], ["detection_runs.run_id"], name=op.f("fk_alerts_run_id")),
        sa.PrimaryKeyConstraint("alert_id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("run_id", "kind", "rank", name=op.f("uq_alerts_run_id")),
        comment="Early warnings as raised, frozen with their reasons.",
    )
    op.create_index("ix_alerts_subject", "alerts", ["kind", "subject"], unique=False)

    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")
        op.execute(f"GRANT SELECT, INSERT ON {table} TO suluh_app")


def downgrade() -> None:
    """Give the detections up; they can be computed again from the rows."""
    for table in reversed(TABLES):
        op.drop_table(table)
