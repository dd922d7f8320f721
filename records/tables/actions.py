"""What is done about an alert (tindakan): each action as it stands, and every step of it."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from records.tables.declare import Rights, metadata

OUTCOMES = "('indikasi_menguat', 'perlu_pendalaman', 'bukan_indikasi', 'data_kurang')"
UNTOUCHING = "('file_check', 'agency_letter', 'referral')"

actions = Table(
    "actions",
    metadata,
    Column("action_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the action."),
    Column(
        "alert_id", BigInteger, ForeignKey("alerts.alert_id"), nullable=False, comment="Alert it answers."
    ),
    Column("work_id", BigInteger, ForeignKey("alert_work.work_id"), comment="Work on that alert's subject."),
    Column("kind", Text, nullable=False, comment="Kind of action, of protection.actions.kinds."),
    Column("about", Text, nullable=False, comment="person, recruiter, network or agency, as the alert."),
    Column(
        "subject",
        Text,
        nullable=False,
        comment="Person id, recruiter id, network id or licence, as the alert.",
    ),
    Column("refs", ARRAY(Text), nullable=False, comment="feed:entity_key of the alert's rows."),
    Column(
        "areas",
        ARRAY(Text),
        nullable=False,
        comment="Regencies of the alert, four digits; who works elsewhere does not see it.",
    ),
    Column("owner", Text, nullable=False, comment="Account that is to do it."),
    Column("due_on", Date, nullable=False, comment="Day by which it is to be done."),
    Column("ground", Text, nullable=False, comment="Code of the legal ground, of records/law.toml."),
    Column("letter_no", Text, comment="Number of the assignment letter (surat tugas)."),
    Column("state", Text, nullable=False, comment="planned, doing, done, not_possible or cancelled."),
    Column("outcome", Text, comment="What it showed; as the outcomes of a review."),
    Column("hours_cost", Integer, comment="Hours of delay that it cost the person."),
    Column("planned_by", Text, nullable=False, comment="Who planned it."),
    Column("planned_at", DateTime(timezone=True), nullable=False, comment="When."),
    Column("ended_at", DateTime(timezone=True), comment="When it was done, given up or cancelled."),
    Column("version", Integer, nullable=False, server_default="1", comment="Grows with every step."),
    CheckConstraint(
        "kind IN ('file_check', 'safe_call', 'p3mi_check', 'agency_letter', 'joint_visit', 'referral')",
        name="kind_is_declared",
    ),
    CheckConstraint("state IN ('planned', 'doing', 'done', 'not_possible', 'cancelled')", name="in_a_state"),
    CheckConstraint(
        f"coalesce(letter_no, '') <> '' OR kind IN {UNTOUCHING} OR state IN ('planned', 'not_possible', 'cancelled')",
        name="assigned_before_it_touches",
    ),
    CheckConstraint(f"outcome IN {OUTCOMES}", name="of_an_outcome"),
    CheckConstraint("(state = 'done') = (outcome IS NOT NULL)", name="done_shows_something"),
    CheckConstraint("(state = 'done') = (hours_cost IS NOT NULL)", name="done_tells_its_cost"),
    CheckConstraint("hours_cost BETWEEN 0 AND 8784", name="hours_of_a_year"),
    CheckConstraint("(state IN ('planned', 'doing')) = (ended_at IS NULL)", name="ends"),
    Index("ix_actions_alert_id", "alert_id"),
    Index("ix_actions_subject", "about", "subject"),
    Index("ix_actions_due_on", "state", "due_on"),
    comment="What is done about alerts: by whom, by when, on which ground, and what it came to.",
)

action_events = Table(
    "action_events",
    metadata,
    Column("event_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the step."),
    Column("action_id", BigInteger, ForeignKey("actions.action_id"), nullable=False, comment="Action."),
    Column("version", Integer, nullable=False, comment="Version of the action from then on."),
    Column("step", Text, nullable=False, comment="What was done, of protection.actions.states."),
    Column("came_from", Text, comment="State that the step leaves; empty for the first."),
    Column("state", Text, nullable=False, comment="State that it leads to."),
    Column("who", Text, nullable=False, comment="Account that did it."),
    Column("at", DateTime(timezone=True), nullable=False, comment="When."),
    Column(
        "sealed", LargeBinary, comment="Report (berita acara), cause or note, sealed; it may name people."
    ),
    UniqueConstraint("action_id", "version"),
    comment="Every step of every action, in order; nothing of it is ever changed.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(
        actions,
        insert=True,
        update=("owner", "due_on", "letter_no", "state", "outcome", "hours_cost", "ended_at", "version"),
    ),
    Rights(action_events, insert=True, append_only=True),
)
