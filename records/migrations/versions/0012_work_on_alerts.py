"""Alerts with a life: who works on each, what was decided, what wakes it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# What changes of a piece of work; the rest stands as it was opened.
CHANGES = (
    "subject, refs, areas, alert_id, probability, need, departs_on, look_by, evidence_at, evidence_sequence, part_of, "
    "merged_into, state, outcome, owner, claimed_until, snoozed_until, awaiting, judged_by, decided_at, lapsed, version"
)

# Whoever assigns sees no other accounts; that somebody cannot be given a piece of work is told, not why.
MAY_TAKE = """
    CREATE FUNCTION suluh_may_take(account text, of_areas text[]) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN EXISTS (
        SELECT FROM public.account_roles AS r JOIN public.accounts AS a USING (account_id)
        WHERE r.account_id = account AND a.disabled_at IS NULL
            AND r.role IN ('satgas', 'satgas_lead', 'investigator', 'placement_officer', 'labour_inspector')
            AND r.valid_from <= clock_timestamp() AND (r.valid_to IS NULL OR r.valid_to > clock_timestamp())
            AND EXISTS (
                SELECT FROM unnest(r.areas) AS beginning
                WHERE beginning = '' OR EXISTS (SELECT FROM unnest(of_areas) AS area WHERE starts_with(area, beginning))
            )
    )
"""

OFFICERS = "'satgas', 'satgas_lead', 'investigator', 'placement_officer'"
GUARDIANS = (
    "suluh_program() OR suluh_is('lpsk', 'lpsk_custodian', 'upt_ppa', 'investigator', 'satgas_lead', "
    "'data_protection_officer')"
)
PROGRAM = "suluh_program()"
OFFICERS_WORK = (
    f"suluh_is({OFFICERS}) AND suluh_reaches_one(areas) "
    "AND (kind <> 'network' OR NOT suluh_is('placement_officer'))"
)
INSPECTORS_WORK = "suluh_is('labour_inspector') AND kind = 'agency' AND suluh_reaches_one(areas)"
OF_WORK = "EXISTS (SELECT FROM alert_work AS w WHERE w.work_id = alert_events.work_id)"
AWAITS_SECOND = (
    "EXISTS (SELECT FROM alert_work AS w WHERE w.work_id = alert_events.work_id AND w.awaiting = 'second')"
)

# table, name, command, using, check; a name that ends in '!' restricts what the others allow
POLICIES: tuple[tuple[str | None, ...], ...] = (
    ("alert_work", "program", "ALL", PROGRAM, PROGRAM),
    ("alert_work", "officers_read", "SELECT", OFFICERS_WORK, None),
    ("alert_work", "officers_work", "UPDATE", OFFICERS_WORK, OFFICERS_WORK),
    (
        "alert_work",
        "protection_officer_reads",
        "SELECT",
        "suluh_is('data_protection_officer') AND suluh_reaches_one(areas)",
        None,
    ),
    ("alert_work", "inspectors_read", "SELECT", INSPECTORS_WORK, None),
    ("alert_work", "inspectors_work", "UPDATE", INSPECTORS_WORK, INSPECTORS_WORK),
    (
        "alert_work",
        "protected!",
        "SELECT",
        f"kind <> 'person' OR {GUARDIANS} OR NOT suluh_protected(refs || ('person:' || subject))",
        None,
    ),
    ("alert_work", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("alert_events", "program", "ALL", PROGRAM, PROGRAM),
    ("alert_events", "with_its_work", "SELECT", OF_WORK, None),
    (
        "alert_events",
        "whoever_works",
        "INSERT",
        None,
        f"who = suluh_who() AND suluh_is({OFFICERS}, 'labour_inspector') AND {OF_WORK}",
    ),
    (
        "alert_events",
        "blind!",
        "SELECT",
        f"{PROGRAM} OR who = suluh_who() OR outcome IS NULL OR NOT {AWAITS_SECOND}",
        None,
    ),
)


def upgrade() -> None:
    """Open a book of the work on alerts; nothing is in it yet."""
    op.create_table(
        "alert_work",
        sa.Column(
            "work_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the piece of work.",
        ),
        sa.Column("kind", sa.Text(), nullable=False, comment="person, recruiter, agency or network."),
        sa.Column(
            "subject", sa.Text(), nullable=False, comment="Whom it is about, as the newest run names them."
        ),
        sa.Column(
            "refs", sa.ARRAY(sa.Text()), nullable=False, comment="feed:entity_key of the subject's own rows."
        ),
        sa.Column(
            "areas",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="Regencies that these rows name, four digits; who works elsewhere does not see it.",
        ),
        sa.Column("run_id", sa.BigInteger(), nullable=True, comment="Run that opened it."),
        sa.Column(
            "alert_id",
            sa.BigInteger(),
            nullable=True,
            comment="Newest frozen alert; none for a random look and for what a single event raised.",
        ),
        sa.Column(
            "selection",
            sa.Text(),
            nullable=False,
            comment="ranked, random or urgent: how it came to be looked at.",
        ),
        sa.Column(
            "chance", sa.Float(), nullable=True, comment="Chance with which a random look was drawn, 0 to 1."
        ),
        sa.Column(
            "probability",
            sa.Float(),
            nullable=True,
            comment="Calibrated chance at the newest alert; never shown alone.",
        ),
        sa.Column(
            "hidden_score",
            sa.Boolean(),
            nullable=False,
            comment="Whether a reviewer judges before the score is shown: a random tenth, and all random looks.",
        ),
        sa.Column(
            "need",
            sa.Float(),
            nullable=False,
            comment="Need, above 0 to 1: severity of the indicators and chance.",
        ),
        sa.Column(
            "departs_on", sa.Date(), nullable=True, comment="Day of the departure, planned or recorded."
        ),
        sa.Column(
            "look_by",
            sa.Float(),
            nullable=False,
            comment="Days after 1 January 2000 by which to look: departure put off by lesser need; smallest first.",
        ),
        sa.Column(
            "evidence_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="Rows recorded from then on are new evidence.",
        ),
        sa.Column(
            "evidence_sequence",
            sa.BigInteger(),
            nullable=False,
            comment="Rows of source_rows beyond this number are new evidence.",
        ),
        sa.Column("part_of", sa.BigInteger(), nullable=True, comment="The network that it is worked with."),
        sa.Column("merged_into", sa.BigInteger(), nullable=True, comment="Work on the same subject."),
        sa.Column(
            "state",
            sa.Text(),
            server_default="baru",
            nullable=False,
            comment="baru, ditinjau, dirujuk, ditutup.",
        ),
        sa.Column(
            "outcome",
            sa.Text(),
            nullable=True,
            comment="What was decided; none while open, and for what lapsed or was merged.",
        ),
        sa.Column("owner", sa.Text(), nullable=True, comment="Account that works on it."),
        sa.Column(
            "claimed_until", sa.DateTime(timezone=True), nullable=True, comment="When it becomes free again."
        ),
        sa.Column(
            "snoozed_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Put off until then, or until new evidence.",
        ),
        sa.Column(
            "awaiting",
            sa.Text(),
            nullable=True,
            comment="second or tie_break: a further person has to judge.",
        ),
        sa.Column(
            "judged_by",
            sa.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
            comment="Accounts that judged, in order.",
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False, comment="When it was opened."),
        sa.Column(
            "decided_at", sa.DateTime(timezone=True), nullable=True, comment="When it was referred or closed."
        ),
        sa.Column(
            "lapsed",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Nobody looked in time.",
        ),
        sa.Column(
            "version", sa.Integer(), server_default="1", nullable=False, comment="Grows with every change."
        ),
        sa.CheckConstraint(
            "(selection = 'random') = (chance IS NOT NULL) AND selection IN ('ranked', 'random', 'urgent')",
            name=op.f("ck_alert_work_selected_somehow"),
        ),
        sa.CheckConstraint("awaiting IN ('second', 'tie_break')", name=op.f("ck_alert_work_awaits_someone")),
        sa.CheckConstraint(
            "kind IN ('person', 'recruiter', 'agency', 'network')", name=op.f("ck_alert_work_of_a_kind")
        ),
        sa.CheckConstraint(
            "merged_into IS NULL OR state = 'ditutup'", name=op.f("ck_alert_work_merged_is_closed")
        ),
        sa.CheckConstraint(
            "outcome IN ('indikasi_menguat', 'perlu_pendalaman', 'bukan_indikasi', 'data_kurang')",
            name=op.f("ck_alert_work_of_an_outcome"),
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR state IN ('dirujuk', 'ditutup')",
            name=op.f("ck_alert_work_decided_when_closed"),
        ),
        sa.CheckConstraint(
            "state <> 'dirujuk' OR coalesce(outcome = 'indikasi_menguat', false)",
            name=op.f("ck_alert_work_referred_for_a_reason"),
        ),
        sa.CheckConstraint(
            "state IN ('baru', 'ditinjau', 'dirujuk', 'ditutup')", name=op.f("ck_alert_work_in_a_state")
        ),
        sa.CheckConstraint("chance > 0 AND chance <= 1", name=op.f("ck_alert_work_a_chance")),
        sa.CheckConstraint("need > 0 AND need <= 1", name=op.f("ck_alert_work_a_need")),
        sa.CheckConstraint(
            "snoozed_until IS NULL OR owner IS NOT NULL", name=op.f("ck_alert_work_somebody_put_it_off")
        ),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.alert_id"], name=op.f("fk_alert_work_alert_id")),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["alert_work.work_id"], name=op.f("fk_alert_work_merged_into")
        ),
        sa.ForeignKeyConstraint(["part_of"], ["alert_work.work_id"], name=op.f("fk_alert_work_part_of")),
        sa.ForeignKeyConstraint(["run_id"], ["detection_runs.run_id"], name=op.f("fk_alert_work_run_id")),
        sa.PrimaryKeyConstraint("work_id", name=op.f("pk_alert_work")),
        comment="One piece of work a subject while it is open: who works on it, where it stands, what wakes it.",
    )
    op.create_index("ix_alert_work_order", "alert_work", ["state", "look_by", "work_id"], unique=False)
    op.create_index("ix_alert_work_refs", "alert_work", ["refs"], unique=False, postgresql_using="gin")
    op.create_index(
        "uq_alert_work_open",
        "alert_work",
        ["kind", "subject"],
        unique=True,
        postgresql_where=sa.text("state <> 'ditutup'"),
    )
    op.create_table(
        "alert_events",
        sa.Column(
            "event_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the event.",
        ),
        sa.Column("work_id", sa.BigInteger(), nullable=False, comment="Piece of work that it happened to."),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="What happened (detection.alerts.states.Event)."
        ),
        sa.Column("who", sa.Text(), nullable=False, comment="Account that did it; suluh for the program."),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column("version", sa.Integer(), nullable=False, comment="Version of the work from then on."),
        sa.Column("outcome", sa.Text(), nullable=True, comment="What was judged."),
        sa.Column(
            "ground",
            sa.Text(),
            nullable=True,
            comment="The ground of it, from the list of detection.alerts.states.",
        ),
        sa.Column("assignee", sa.Text(), nullable=True, comment="To whom it was assigned."),
        sa.Column(
            "until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="End of a claim, an assignment or a snooze.",
        ),
        sa.Column("alert_id", sa.BigInteger(), nullable=True, comment="Frozen alert that raised it."),
        sa.Column(
            "evidence",
            sa.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
            comment="feed:entity_key of the rows that were new.",
        ),
        sa.Column(
            "before",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
            comment="The columns it changed, as they were.",
        ),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="Reason, what speaks against, note: sealed, for it may name people.",
        ),
        sa.CheckConstraint(
            "outcome IN ('indikasi_menguat', 'perlu_pendalaman', 'bukan_indikasi', 'data_kurang')",
            name=op.f("ck_alert_events_of_an_outcome"),
        ),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.alert_id"], name=op.f("fk_alert_events_alert_id")),
        sa.ForeignKeyConstraint(["work_id"], ["alert_work.work_id"], name=op.f("fk_alert_events_work_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_alert_events")),
        sa.UniqueConstraint("work_id", "version", name=op.f("uq_alert_events_work_id")),
        comment="All that happened to each piece of work, in order; nothing of it is ever changed.",
    )
    op.create_index("ix_alert_events_alert_id", "alert_events", ["alert_id"], unique=False)
    # ### end Alembic commands ###
    for book, rights in (
        ("alert_work", f"SELECT, INSERT, UPDATE ({CHANGES})"),
        ("alert_events", "SELECT, INSERT"),
    ):
        op.execute(f"GRANT {rights} ON {book} TO suluh_app")
        op.execute(f"ALTER TABLE {book} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {book} FORCE ROW LEVEL SECURITY")
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON alert_events "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute("ALTER TABLE alert_events ENABLE ALWAYS TRIGGER append_only")
    op.execute(MAY_TAKE)
    op.execute("REVOKE ALL ON FUNCTION suluh_may_take FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION suluh_may_take TO suluh_app")
    for table, name, command, using, check in POLICIES:
        op.execute(
            f"CREATE POLICY {str(name).rstrip('!')} ON {table} "
            f"AS {'RESTRICTIVE' if str(name).endswith('!') else 'PERMISSIVE'} FOR {command} TO PUBLIC"
            + (f" USING ({using})" if using else "")
            + (f" WITH CHECK ({check})" if check else "")
        )


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
