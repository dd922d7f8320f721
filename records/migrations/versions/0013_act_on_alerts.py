"""What cannot wait, and what is done about an alert."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# Before any call one asks who else uses the number; only a plain column of text is looked up by an index under
# row-level security.
NAMED_PHONE = (
    "coalesce(known ->> 'referrer_phone'::text, known ->> 'recruiter_phone'::text, "
    "known ->> 'suspected_recruiter_phone'::text, known ->> 'mentioned_phone'::text)"
)

OFFICERS = "'satgas', 'satgas_lead', 'investigator', 'placement_officer'"
GUARDIANS = (
    "suluh_program() OR suluh_is('lpsk', 'lpsk_custodian', 'upt_ppa', 'investigator', 'satgas_lead', "
    "'data_protection_officer')"
)
PROGRAM = "suluh_program()"
ANSWERERS = "suluh_is('satgas', 'satgas_lead', 'placement_officer')"
_REACHED = (
    f"{ANSWERERS} AND (suluh_reaches_one(areas) OR (areas = '{{}}'::text[] AND suluh_is('satgas_lead')))"
)
_OF_ITEM = "EXISTS (SELECT FROM urgent_items AS u WHERE u.item_id = {table}.item_id)"
_LEAD = "suluh_is('satgas_lead')"
OFFICERS_ACT = (
    f"suluh_is({OFFICERS}) AND suluh_reaches_one(areas) "
    "AND (about <> 'network' OR NOT suluh_is('placement_officer'))"
)
_CALLERS = "suluh_is('mrc') AND kind = 'safe_call' AND suluh_reaches_one(areas)"
_OF_ACTION = "EXISTS (SELECT FROM actions AS a WHERE a.action_id = action_events.action_id)"

# table, name, command, using, check; a name that ends in '!' restricts what the others allow
POLICIES: tuple[tuple[str | None, ...], ...] = (
    ("duty_shifts", "program", "ALL", PROGRAM, PROGRAM),
    ("duty_shifts", "answerers_read", "SELECT", ANSWERERS, None),
    ("duty_shifts", "lead_plans", "INSERT", None, f"{_LEAD} AND made_by = suluh_who()"),
    ("duty_shifts", "lead_cancels", "UPDATE", _LEAD, f"{_LEAD} AND cancelled_by = suluh_who()"),
    ("urgent_items", "program", "ALL", PROGRAM, PROGRAM),
    ("urgent_items", "answerers_read", "SELECT", _REACHED, None),
    ("urgent_items", "answerers_answer", "UPDATE", _REACHED, _REACHED),
    (
        "urgent_items",
        "protected!",
        "ALL",
        f"{GUARDIANS} OR NOT suluh_protected(refs || ('person:' || subject))",
        f"{GUARDIANS} OR NOT suluh_protected(refs || ('person:' || subject))",
    ),
    ("urgent_items", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("urgent_evidence", "program", "ALL", PROGRAM, PROGRAM),
    ("urgent_evidence", "with_its_item", "SELECT", _OF_ITEM.format(table="urgent_evidence"), None),
    ("duty_notices", "program", "ALL", PROGRAM, PROGRAM),
    ("duty_notices", "with_its_item", "SELECT", _OF_ITEM.format(table="duty_notices"), None),
    ("actions", "program", "ALL", PROGRAM, PROGRAM),
    ("actions", "officers_read", "SELECT", OFFICERS_ACT, None),
    ("actions", "officers_plan", "INSERT", None, f"{OFFICERS_ACT} AND planned_by = suluh_who()"),
    ("actions", "officers_report", "UPDATE", OFFICERS_ACT, OFFICERS_ACT),
    ("actions", "callers_read", "SELECT", _CALLERS, None),
    ("actions", "callers_report", "UPDATE", _CALLERS, _CALLERS),
    (
        "actions",
        "protected!",
        "ALL",
        f"about <> 'person' OR {GUARDIANS} OR NOT suluh_protected(refs || ('person:' || subject))",
        f"about <> 'person' OR {GUARDIANS} OR NOT suluh_protected(refs || ('person:' || subject))",
    ),
    ("actions", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("action_events", "program", "ALL", PROGRAM, PROGRAM),
    ("action_events", "with_its_action", "SELECT", _OF_ACTION, None),
    ("action_events", "whoever_acts", "INSERT", None, f"who = suluh_who() AND {_OF_ACTION}"),
)

GRANTS = (
    ("duty_shifts", "SELECT, INSERT, UPDATE (cancelled_at, cancelled_by)"),
    (
        "urgent_items",
        (
            "SELECT, INSERT, UPDATE (refs, areas, signs, work_id, round, round_at, rung, next_at, "
            "seen_at, seen_by, closed_at, closed_by, closed_as, sealed)"
        ),
    ),
    ("urgent_evidence", "SELECT, INSERT"),
    ("duty_notices", "SELECT, INSERT, UPDATE (attempts, try_at, sent_at)"),
    (
        "actions",
        ("SELECT, INSERT, UPDATE (owner, due_on, letter_no, state, outcome, hours_cost, ended_at, version)"),
    ),
    ("action_events", "SELECT, INSERT"),
)
APPEND_ONLY = ("urgent_evidence", "action_events")


def upgrade() -> None:
    """Keep what cannot wait, the duty roster, and what is done about alerts."""
    op.add_column(
        "source_rows",
        sa.Column(
            "named_phone_token",
            sa.Text(),
            sa.Computed(NAMED_PHONE, persisted=True),
            comment="Token of the phone of a recruiter or of whoever the row names; asked before any call.",
        ),
    )
    op.create_index("ix_source_rows_named_phone_token", "source_rows", ["named_phone_token"])
    op.create_table(
        "duty_shifts",
        sa.Column(
            "shift_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the shift.",
        ),
        sa.Column("account_id", sa.Text(), nullable=False, comment="Who is on duty."),
        sa.Column("role", sa.Text(), nullable=False, comment="Role in which they answer."),
        sa.Column("place", sa.Integer(), nullable=False, comment="Place in the line; 1 is called first."),
        sa.Column(
            "starts_at", sa.DateTime(timezone=True), nullable=False, comment="First moment of the shift."
        ),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False, comment="First moment after it."),
        sa.Column(
            "channels", sa.ARRAY(sa.Text()), nullable=False, comment="Ways to reach them: email, gateway."
        ),
        sa.Column(
            "sealed", sa.LargeBinary(), nullable=False, comment="Their address in each channel, sealed."
        ),
        sa.Column("made_by", sa.Text(), nullable=False, comment="Who put it on the roster."),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column(
            "cancelled_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was taken off the roster.",
        ),
        sa.Column("cancelled_by", sa.Text(), nullable=True, comment="Who took it off."),
        sa.CheckConstraint(
            "role IN ('satgas', 'satgas_lead', 'placement_officer')", name=op.f("ck_duty_shifts_answers")
        ),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancelled_by IS NULL)",
            name=op.f("ck_duty_shifts_cancelled_by_someone"),
        ),
        sa.CheckConstraint("cardinality(channels) > 0", name=op.f("ck_duty_shifts_can_be_reached")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_duty_shifts_lasts")),
        sa.CheckConstraint("place >= 1", name=op.f("ck_duty_shifts_has_a_place")),
        sa.PrimaryKeyConstraint("shift_id", name=op.f("pk_duty_shifts")),
        comment="The duty roster (piket), weekends and holidays included.",
    )
    op.create_index("ix_duty_shifts_ends_at", "duty_shifts", ["ends_at"], unique=False)
    op.create_table(
        "urgent_items",
        sa.Column(
            "item_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the matter.",
        ),
        sa.Column("kind", sa.Text(), nullable=False, comment="person, or row where nobody is known yet."),
        sa.Column("subject", sa.Text(), nullable=False, comment="Person id, or feed:entity_key of the row."),
        sa.Column(
            "refs",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="feed:entity_key of the person's rows, or the row.",
        ),
        sa.Column(
            "areas",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="Regencies of whom it is about, four digits; who works elsewhere does not see it.",
        ),
        sa.Column(
            "signs", sa.ARRAY(sa.Text()), nullable=False, comment="Severe signs, of detection.urgent.signs."
        ),
        sa.Column("work_id", sa.BigInteger(), nullable=True, comment="Open work on the same person."),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False, comment="When it was raised."),
        sa.Column(
            "round",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Grows when new evidence comes.",
        ),
        sa.Column("round_at", sa.DateTime(timezone=True), nullable=False, comment="When this round began."),
        sa.Column(
            "rung",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="How far it was escalated; 0 nobody.",
        ),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False, comment="When the next are called."),
        sa.Column(
            "seen_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When somebody opened it, in this round.",
        ),
        sa.Column("seen_by", sa.Text(), nullable=True, comment="Who did."),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True, comment="When it was closed."),
        sa.Column("closed_by", sa.Text(), nullable=True, comment="Who closed it."),
        sa.Column(
            "closed_as", sa.Text(), nullable=True, comment="What became of it, of detection.urgent.items."
        ),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="What was done, in words, sealed; it may name people.",
        ),
        sa.CheckConstraint("kind IN ('person', 'row')", name=op.f("ck_urgent_items_of_a_kind")),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by IS NULL) AND (closed_at IS NULL) = (closed_as IS NULL)",
            name=op.f("ck_urgent_items_closed_by_someone"),
        ),
        sa.CheckConstraint(
            "(seen_at IS NULL) = (seen_by IS NULL)", name=op.f("ck_urgent_items_seen_by_someone")
        ),
        sa.CheckConstraint("cardinality(signs) > 0", name=op.f("ck_urgent_items_has_a_sign")),
        sa.CheckConstraint(
            "closed_at IS NULL OR seen_at IS NOT NULL", name=op.f("ck_urgent_items_seen_before_closed")
        ),
        sa.ForeignKeyConstraint(["work_id"], ["alert_work.work_id"], name=op.f("fk_urgent_items_work_id")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_urgent_items")),
        comment="What cannot wait for the week's list: one open matter a person, whatever the score.",
    )
    op.create_index("ix_urgent_items_next_at", "urgent_items", ["next_at"], unique=False)
    op.create_index(
        "uq_urgent_items_open",
        "urgent_items",
        ["subject"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "urgent_evidence",
        sa.Column("subject", sa.Text(), nullable=False, comment="Of whom: person id, or feed:entity_key."),
        sa.Column("sign", sa.Text(), nullable=False, comment="Severe sign, or leaving."),
        sa.Column(
            "ref", sa.Text(), nullable=False, comment="feed:entity_key that shows it; @day for a departure."
        ),
        sa.Column("item_id", sa.BigInteger(), nullable=False, comment="Matter it raised."),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False, comment="When it was found."),
        sa.ForeignKeyConstraint(
            ["item_id"], ["urgent_items.item_id"], name=op.f("fk_urgent_evidence_item_id")
        ),
        sa.PrimaryKeyConstraint("subject", "sign", "ref", name=op.f("pk_urgent_evidence")),
        comment="What each matter rests on. A piece of evidence calls people once.",
    )
    op.create_index("ix_urgent_evidence_item_id", "urgent_evidence", ["item_id"], unique=False)
    op.create_index("ix_urgent_evidence_ref", "urgent_evidence", ["ref"], unique=False)
    op.create_table(
        "duty_notices",
        sa.Column(
            "notice_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the notice.",
        ),
        sa.Column("number", sa.Text(), nullable=False, comment="What the message says; equal in repeats."),
        sa.Column("item_id", sa.BigInteger(), nullable=False, comment="What it is about."),
        sa.Column("round", sa.Integer(), nullable=False, comment="Round of the matter."),
        sa.Column("rung", sa.Integer(), nullable=False, comment="Rung of the ladder that called them."),
        sa.Column("call", sa.Integer(), nullable=False, comment="How often that rung was called, from 1."),
        sa.Column("shift_id", sa.BigInteger(), nullable=False, comment="Who is called."),
        sa.Column("channel", sa.Text(), nullable=False, comment="email or gateway."),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When it was made."),
        sa.Column(
            "attempts",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="How often sending was tried.",
        ),
        sa.Column("try_at", sa.DateTime(timezone=True), nullable=False, comment="When it is tried next."),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True, comment="When the channel took it."),
        sa.ForeignKeyConstraint(["item_id"], ["urgent_items.item_id"], name=op.f("fk_duty_notices_item_id")),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["duty_shifts.shift_id"], name=op.f("fk_duty_notices_shift_id")
        ),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_duty_notices")),
        sa.UniqueConstraint(
            "item_id", "round", "rung", "call", "shift_id", "channel", name=op.f("uq_duty_notices_item_id")
        ),
        sa.UniqueConstraint("number", name=op.f("uq_duty_notices_number")),
        comment="Messages without content, sent at least once; nothing in them tells of anyone.",
    )
    op.create_index(
        "ix_duty_notices_try_at",
        "duty_notices",
        ["try_at"],
        unique=False,
        postgresql_where=sa.text("sent_at IS NULL"),
    )
    op.create_table(
        "actions",
        sa.Column(
            "action_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the action.",
        ),
        sa.Column("alert_id", sa.BigInteger(), nullable=False, comment="Alert it answers."),
        sa.Column("work_id", sa.BigInteger(), nullable=True, comment="Work on that alert's subject."),
        sa.Column("kind", sa.Text(), nullable=False, comment="Kind of action, of protection.actions.kinds."),
        sa.Column("about", sa.Text(), nullable=False, comment="person, network or agency, as the alert."),
        sa.Column(
            "subject", sa.Text(), nullable=False, comment="Person id, network id or licence, as the alert."
        ),
        sa.Column(
            "refs", sa.ARRAY(sa.Text()), nullable=False, comment="feed:entity_key of the alert's rows."
        ),
        sa.Column(
            "areas",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="Regencies of the alert, four digits; who works elsewhere does not see it.",
        ),
        sa.Column("owner", sa.Text(), nullable=False, comment="Account that is to do it."),
        sa.Column("due_on", sa.Date(), nullable=False, comment="Day by which it is to be done."),
        sa.Column(
            "ground", sa.Text(), nullable=False, comment="Code of the legal ground, of records/law.toml."
        ),
        sa.Column(
            "letter_no", sa.Text(), nullable=True, comment="Number of the assignment letter (surat tugas)."
        ),
        sa.Column(
            "state", sa.Text(), nullable=False, comment="planned, doing, done, not_possible or cancelled."
        ),
        sa.Column(
            "outcome", sa.Text(), nullable=True, comment="What it showed; as the outcomes of a review."
        ),
        sa.Column(
            "hours_cost", sa.Integer(), nullable=True, comment="Hours of delay that it cost the person."
        ),
        sa.Column("planned_by", sa.Text(), nullable=False, comment="Who planned it."),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was done, given up or cancelled.",
        ),
        sa.Column(
            "version", sa.Integer(), server_default="1", nullable=False, comment="Grows with every step."
        ),
        sa.CheckConstraint(
            "(state = 'done') = (hours_cost IS NOT NULL)", name=op.f("ck_actions_done_tells_its_cost")
        ),
        sa.CheckConstraint(
            "(state = 'done') = (outcome IS NOT NULL)", name=op.f("ck_actions_done_shows_something")
        ),
        sa.CheckConstraint(
            "(state IN ('planned', 'doing')) = (ended_at IS NULL)", name=op.f("ck_actions_ends")
        ),
        sa.CheckConstraint(
            "coalesce(letter_no, '') <> '' OR kind IN ('file_check', 'agency_letter', 'referral') "
            "OR state IN ('planned', 'not_possible', 'cancelled')",
            name=op.f("ck_actions_assigned_before_it_touches"),
        ),
        sa.CheckConstraint(
            "kind IN ('file_check', 'safe_call', 'p3mi_check', 'agency_letter', 'joint_visit', 'referral')",
            name=op.f("ck_actions_kind_is_declared"),
        ),
        sa.CheckConstraint(
            "outcome IN ('indikasi_menguat', 'perlu_pendalaman', 'bukan_indikasi', 'data_kurang')",
            name=op.f("ck_actions_of_an_outcome"),
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'doing', 'done', 'not_possible', 'cancelled')",
            name=op.f("ck_actions_in_a_state"),
        ),
        sa.CheckConstraint("hours_cost BETWEEN 0 AND 8784", name=op.f("ck_actions_hours_of_a_year")),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.alert_id"], name=op.f("fk_actions_alert_id")),
        sa.ForeignKeyConstraint(["work_id"], ["alert_work.work_id"], name=op.f("fk_actions_work_id")),
        sa.PrimaryKeyConstraint("action_id", name=op.f("pk_actions")),
        comment="What is done about alerts: by whom, by when, on which ground, and what it came to.",
    )
    op.create_index("ix_actions_alert_id", "actions", ["alert_id"], unique=False)
    op.create_index("ix_actions_due_on", "actions", ["state", "due_on"], unique=False)
    op.create_index("ix_actions_subject", "actions", ["about", "subject"], unique=False)
    op.create_table(
        "action_events",
        sa.Column(
            "event_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the step.",
        ),
        sa.Column("action_id", sa.BigInteger(), nullable=False, comment="Action."),
        sa.Column("version", sa.Integer(), nullable=False, comment="Version of the action from then on."),
        sa.Column("step", sa.Text(), nullable=False, comment="What was done, of protection.actions.states."),
        sa.Column(
            "came_from", sa.Text(), nullable=True, comment="State that the step leaves; empty for the first."
        ),
        sa.Column("state", sa.Text(), nullable=False, comment="State that it leads to."),
        sa.Column("who", sa.Text(), nullable=False, comment="Account that did it."),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="Report (berita acara), cause or note, sealed; it may name people.",
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["actions.action_id"], name=op.f("fk_action_events_action_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_action_events")),
        sa.UniqueConstraint("action_id", "version", name=op.f("uq_action_events_action_id")),
        comment="Every step of every action, in order; nothing of it is ever changed.",
    )
    for table, rights in GRANTS:
        op.execute(f"GRANT {rights} ON {table} TO suluh_app")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")
    for of, name, command, using, check in POLICIES:
        op.execute(
            f"CREATE POLICY {str(name).rstrip('!')} ON {of} "
            f"AS {'RESTRICTIVE' if str(name).endswith('!') else 'PERMISSIVE'} FOR {command} TO PUBLIC"
            + (f" USING ({using})" if using else "")
            + (f" WITH CHECK ({check})" if check else "")
        )


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
