"""Alerts with a life: who works on each, what was decided, what wakes it."""

from __future__ import annotations

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Alerts with a life: who works on each, what was decided, what wakes it."""


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
