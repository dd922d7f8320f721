"""Find the newest rows of a feed without reading all of them: the queue of a desk."""

from __future__ import annotations

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One index; comparing moments tells nothing, so it is used before the row policies are asked."""
    op.create_index("ix_source_rows_recorded_at", "source_rows", ["feed", "recorded_at"])


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
