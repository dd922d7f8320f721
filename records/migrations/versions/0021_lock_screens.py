"""A session's screen can be locked: it opens nothing until its person gives the password again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Remember that a screen is locked, and how often the password was wrong."""
    op.add_column(
        "sessions",
        sa.Column(
            "locked_at",
            sa.DateTime(timezone=True),
            comment="When the screen was locked; empty while it is open.",
        ),
    )
    op.add_column(
        "sessions",
        sa.Column(
            "unlock_failures",
            sa.Integer(),
            nullable=False,
            server_default="0",
            comment="Wrong passwords since it was locked.",
        ),
    )
    op.alter_column(
        "sessions",
        "ended_because",
        comment="Why: sign_out, switch, password, rights, disabled, killed, locked.",
        existing_type=sa.Text(),
    )
    op.execute("GRANT UPDATE (locked_at, unlock_failures) ON sessions TO suluh_app")


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
