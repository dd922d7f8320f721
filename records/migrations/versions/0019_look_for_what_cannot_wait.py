"""How far each look for what cannot wait has come; another model on the same day is another run."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

PROGRAM = "suluh_program()"


def upgrade() -> None:
    """Remember how far each look has come; let a promoted model answer for the same day."""
    op.drop_constraint("uq_detection_runs_as_of", "detection_runs")
    op.create_unique_constraint(
        "uq_detection_runs_as_of",
        "detection_runs",
        ["as_of", "capacity", "data_sequence", "seed", "model_version"],
    )
    op.create_table(
        "urgent_looks",
        sa.Column("occasion", sa.Text(), nullable=False, comment="ingest or night."),
        sa.Column(
            "last_sequence",
            sa.BigInteger(),
            nullable=False,
            comment="Last row of source_rows that it has seen.",
        ),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False, comment="When it last looked."),
        sa.CheckConstraint("occasion IN ('ingest', 'night')", name=op.f("ck_urgent_looks_known")),
        sa.PrimaryKeyConstraint("occasion", name=op.f("pk_urgent_looks")),
        comment="How far each look for what cannot wait has come: the next begins there.",
    )
    op.execute("GRANT SELECT, INSERT, UPDATE (last_sequence, looked_at) ON urgent_looks TO suluh_app")
    op.execute("ALTER TABLE urgent_looks ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE urgent_looks FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY program ON urgent_looks AS PERMISSIVE FOR ALL TO PUBLIC "
        f"USING ({PROGRAM}) WITH CHECK ({PROGRAM})"
    )


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
