"""Name the office that a referral goes to, and the institution whose accounts answer for a service."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column each; a referral names a service of the directory."""
    op.add_column(
        "services",
        sa.Column(
            "body",
            sa.Text(),
            comment="Institution of its accounts here; a referral to it reaches them alone.",
        ),
    )
    op.add_column(
        "referrals",
        sa.Column(
            "service_id",
            sa.BigInteger(),
            sa.ForeignKey("services.service_id"),
            comment="Office of the directory that is meant; empty: any of that kind.",
        ),
    )
    op.execute("GRANT UPDATE (body) ON services TO suluh_app")


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
