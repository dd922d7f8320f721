"""Let a note be seen by some, whoever opens a case see who else has it open, and a past week be computed anew."""

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

TURNED_AWAY = (
    "turned_away",
    "RESTRICTIVE",
    "ALL",
    "USING (NOT suluh_turned_away()) WITH CHECK (NOT suluh_turned_away())",
)


def upgrade() -> None:
    """A column of the history, two small tables, and who may see them."""
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
    _protect(
        "work_looks",
        ("program", "PERMISSIVE", "ALL", "USING (suluh_program()) WITH CHECK (suluh_program())"),
        ("with_its_work", "PERMISSIVE", "SELECT", f"USING ({LOOKED_AT})"),
        ("own", "PERMISSIVE", "INSERT", f"WITH CHECK (who = suluh_who() AND {LOOKED_AT})"),
        (
            "own_again",
            "PERMISSIVE",
            "UPDATE",
            f"USING (who = suluh_who()) WITH CHECK (who = suluh_who() AND {LOOKED_AT})",
        ),
        TURNED_AWAY,
    )
    _past_weeks()


def _past_weeks() -> None:
    op.create_table(
        "past_weeks",
        sa.Column(
            "week_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the wish.",
        ),
        sa.Column("asked_by", sa.Text(), nullable=False, comment="Account that asked."),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column("as_of", sa.Date(), nullable=False, comment="Day with whose eyes to look."),
        sa.Column("capacity", sa.Integer(), nullable=False, comment="People to put forward."),
        sa.Column("started_at", sa.DateTime(timezone=True), comment="When a worker took it up."),
        sa.Column("ended_at", sa.DateTime(timezone=True), comment="When it was done, or given up."),
        sa.Column("model_version", sa.Text(), comment="Model that was trained on what was known then."),
        sa.Column("learned", sa.Boolean(), comment="Whether it learnt from outcomes."),
        sa.Column("people", sa.Integer(), comment="People who would have been put forward."),
        sa.Column("networks", sa.Integer(), comment="Networks that would have been."),
        sa.Column(
            "found", sa.Integer(), comment="Of these people, how many a competent body has found since."
        ),
        sa.Column("failure", sa.Text(), comment="Code of the refusal, where nothing came of it."),
        sa.PrimaryKeyConstraint("week_id", name=op.f("pk_past_weeks")),
        comment="Past weeks computed anew for whoever studies them; they raise nothing and name nobody.",
    )
    op.create_index("ix_past_weeks_asked_by", "past_weeks", ["asked_by"])
    op.execute(
        "GRANT SELECT, INSERT, UPDATE (started_at, ended_at, model_version, learned, people, networks, found, "
        "failure) ON past_weeks TO suluh_app"
    )
    _protect(
        "past_weeks",
        ("program", "PERMISSIVE", "ALL", "USING (suluh_program()) WITH CHECK (suluh_program())"),
        ("readers", "PERMISSIVE", "SELECT", "USING (suluh_is('analyst', 'satgas_lead', 'auditor'))"),
        (
            "analysts",
            "PERMISSIVE",
            "INSERT",
            "WITH CHECK (suluh_is('analyst') AND asked_by = suluh_who())",
        ),
        TURNED_AWAY,
    )


def _protect(table: str, *policies: tuple[str, str, str, str]) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for name, kind, command, clause in policies:
        op.execute(f"CREATE POLICY {name} ON {table} AS {kind} FOR {command} TO PUBLIC {clause}")


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
