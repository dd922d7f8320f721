"""Tell what a file holds and until when; say what row numbers and digests are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ROW_NUMBER = "Row as the file shows it; a header is row 1."
ROW_NUMBER_BEFORE = "Row within that file, the first row of data is 1."
DIGEST = "Keyed digest (BLAKE2b) of the row's values."
DIGEST_BEFORE = "SHA-256 of the row's content in normal form."


def upgrade() -> None:
    """Tell what a file holds and until when; say what row numbers and digests are."""
    op.add_column(
        "received_files",
        sa.Column(
            "filled",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
            comment="For each field, how many rows that passed the checks hold a value there.",
        ),
    )
    op.add_column(
        "received_files",
        sa.Column(
            "last_recorded_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Latest recorded_at of the rows that passed the checks; empty where none did.",
        ),
    )
    for table in ("source_rows", "quarantined_rows"):
        op.alter_column(table, "row_number", comment=ROW_NUMBER, existing_comment=ROW_NUMBER_BEFORE)
    op.alter_column("source_rows", "digest", comment=DIGEST, existing_comment=DIGEST_BEFORE)


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
