"""Seal identifiers under keys of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Seal identifiers under keys of their own."""
    op.create_table(
        "data_keys",
        sa.Column(
            "key_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Number of the key; the highest is the one that seals.",
        ),
        sa.Column(
            "wrapped",
            sa.LargeBinary(),
            comment="The key under the master key: nonce, ciphertext, tag; empty once it is destroyed.",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When it was made.",
        ),
        sa.Column(
            "retired_at",
            sa.DateTime(timezone=True),
            comment="When every row key had left it; empty while in use.",
        ),
        sa.CheckConstraint(
            "wrapped IS NOT NULL OR retired_at IS NOT NULL",
            name=op.f("ck_data_keys_destroyed_after_retirement"),
        ),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_data_keys")),
        comment="Keys that row keys are under. The master key that opens them is not in the database.",
    )
    op.create_table(
        "row_keys",
        sa.Column("holder", sa.Text(), nullable=False, comment="Table of the sealed thing."),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False, comment="Its number there."),
        sa.Column("key_id", sa.BigInteger(), nullable=False, comment="Data key that this one is under."),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False, comment="The key: nonce, ciphertext, tag."),
        sa.ForeignKeyConstraint(["key_id"], ["data_keys.key_id"], name=op.f("fk_row_keys_key_id")),
        sa.PrimaryKeyConstraint("holder", "id", name=op.f("pk_row_keys")),
        comment="One key for each sealed thing. Erasure deletes the key, and the thing stays closed for good.",
    )
    op.execute("GRANT SELECT, INSERT, UPDATE (wrapped, retired_at) ON data_keys TO suluh_app")
    op.execute("GRANT SELECT, INSERT, UPDATE (key_id, wrapped), DELETE ON row_keys TO suluh_app")


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
