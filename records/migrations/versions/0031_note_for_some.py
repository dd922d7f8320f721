"""Let a note be seen by some, and whoever opens a case see who else has it open."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

FOR_SOME = (
    "seen_by IS NULL OR seen_by = 'all' OR suluh_program() OR who = suluh_who() "
    "OR (seen_by IN ('force', 'lead') AND suluh_is('satgas_lead')) "
    "OR (seen_by = 'force' AND suluh_is('satgas')) "
    "OR (seen_by = 'lead' AND EXISTS (SELECT FROM alert_work AS w "
    "WHERE w.work_id = alert_events.work_id AND w.owner = suluh_who()))"
)
LOOKED_AT = "EXISTS (SELECT FROM alert_work AS w WHERE w.work_id = work_looks.work_id)"


def upgrade() -> None:
    """A column of the history, a small table, and who may see either."""
    op.add_column(
        "alert_events",
        sa.Column(
            "seen_by",
            sa.Text(),
            comment="Who reads a note besides its writer: force, lead, own or all; empty for whatever is no note.",
        ),
    )
    op.create_check_constraint(
        op.f("ck_alert_events_a_note_for_some"),
        "alert_events",
        "kind = 'noted' AND seen_by IN ('force', 'lead', 'own', 'all') OR seen_by IS NULL",
    )
    op.execute(
        f"CREATE POLICY for_some ON alert_events AS RESTRICTIVE FOR SELECT TO PUBLIC USING ({FOR_SOME})"
    )
    op.create_table(
        "work_looks",
        sa.Column("work_id", sa.BigInteger(), nullable=False, comment="Piece of work that is looked at."),
        sa.Column("who", sa.Text(), nullable=False, comment="Account that looks at it."),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it was last seen doing so.",
        ),
        sa.ForeignKeyConstraint(["work_id"], ["alert_work.work_id"], name=op.f("fk_work_looks_work_id")),
        sa.PrimaryKeyConstraint("work_id", "who", name=op.f("pk_work_looks")),
        comment="Who has a piece of work before them, the last time alone; the audit trail keeps every reading.",
    )
    op.execute("GRANT SELECT, INSERT, UPDATE (at) ON work_looks TO suluh_app")
    op.execute("ALTER TABLE work_looks ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE work_looks FORCE ROW LEVEL SECURITY")
    for name, kind, command, clause in (
        ("program", "PERMISSIVE", "ALL", "USING (suluh_program()) WITH CHECK (suluh_program())"),
        ("with_its_work", "PERMISSIVE", "SELECT", f"USING ({LOOKED_AT})"),
        ("own", "PERMISSIVE", "INSERT", f"WITH CHECK (who = suluh_who() AND {LOOKED_AT})"),
        (
            "own_again",
            "PERMISSIVE",
            "UPDATE",
            f"USING (who = suluh_who()) WITH CHECK (who = suluh_who() AND {LOOKED_AT})",
        ),
        (
            "turned_away",
            "RESTRICTIVE",
            "ALL",
            "USING (NOT suluh_turned_away()) WITH CHECK (NOT suluh_turned_away())",
        ),
    ):
        op.execute(f"CREATE POLICY {name} ON work_looks AS {kind} FOR {command} TO PUBLIC {clause}")


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
