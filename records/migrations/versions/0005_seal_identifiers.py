"""Seal identifiers under keys of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from records.errors import DatabaseUnavailable

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


# Sealing the rows in place would leave what was clear in old pages, in the log and in backups. Files can be
# taken in again, disks cannot be unwritten, so a database with clear rows is refused.
CLEAR = "SELECT EXISTS (SELECT FROM source_rows) OR EXISTS (SELECT FROM quarantined_rows)"


def upgrade() -> None:
    """Seal identifiers under keys of their own."""
    if op.get_bind().scalar(sa.text(CLEAR)):
        raise DatabaseUnavailable(
            "Basis data ini dibuat oleh rilis yang menyimpan pengenal secara terbuka. Mulailah dengan folder "
            "data atau basis data baru, terima ulang berkasnya, lalu musnahkan yang lama (docs/operators.md).",
            "This database was made by a release that kept identifiers in clear. Start with a new data folder "
            "or database, take the files in again, then destroy the old one (docs/operators.md).",
        )
    op.drop_column("source_rows", "clear")
    op.add_column(
        "source_rows",
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            comment="The identifier fields as received, sealed under the row's own key; empty where it has none.",
        ),
    )
    op.drop_column("quarantined_rows", "raw")
    op.add_column(
        "quarantined_rows",
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="The row as received, for the person who settles it; sealed under its own key.",
        ),
    )
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
