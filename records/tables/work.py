"""Work on alerts: one piece for each person, recruiter, agency or network, and all that happened to it."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from records.tables.declare import Rights, metadata

OUTCOMES = "('indikasi_menguat', 'perlu_pendalaman', 'bukan_indikasi', 'data_kurang')"

alert_work = Table(
    "alert_work",
    metadata,
    Column(
        "work_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the piece of work."
    ),
    Column("kind", Text, nullable=False, comment="person, recruiter, agency or network."),
    Column("subject", Text, nullable=False, comment="Whom it is about, as the newest run names them."),
    Column("refs", ARRAY(Text), nullable=False, comment="feed:entity_key of the subject's own rows."),
    Column(
        "areas",
        ARRAY(Text),
        nullable=False,
        comment="Regencies that these rows name, four digits; who works elsewhere does not see it.",
    ),
    Column("run_id", BigInteger, ForeignKey("detection_runs.run_id"), comment="Run that opened it."),
    Column(
        "alert_id",
        BigInteger,
        ForeignKey("alerts.alert_id"),
        comment="Newest frozen alert; none for a random look and for what a single event raised.",
    ),
    Column(
        "selection", Text, nullable=False, comment="ranked, random or urgent: how it came to be looked at."
    ),
    Column("chance", Float, comment="Chance with which a random look was drawn, 0 to 1."),
    Column("probability", Float, comment="Calibrated chance at the newest alert; never shown alone."),
    Column(
        "hidden_score",
        Boolean,
        nullable=False,
        comment="Whether a reviewer judges before the score is shown: a random tenth, and all random looks.",
    ),
    Column(
        "need", Float, nullable=False, comment="Need, above 0 to 1: severity of the indicators and chance."
    ),
    Column("departs_on", Date, comment="Day of the departure, planned or recorded."),
    Column(
        "look_by",
        Float,
        nullable=False,
        comment="Days after 1 January 2000 by which to look: departure put off by lesser need; smallest first.",
    ),
    Column(
        "evidence_at",
        DateTime(timezone=True),
        nullable=False,
        comment="Rows recorded from then on are new evidence.",
    ),
    Column(
        "evidence_sequence",
        BigInteger,
        nullable=False,
        comment="Rows of source_rows beyond this number are new evidence.",
    ),
    Column(
        "part_of", BigInteger, ForeignKey("alert_work.work_id"), comment="The network that it is worked with."
    ),
    Column("merged_into", BigInteger, ForeignKey("alert_work.work_id"), comment="Work on the same subject."),
    Column("state", Text, nullable=False, server_default="baru", comment="baru, ditinjau, dirujuk, ditutup."),
    Column("outcome", Text, comment="What was decided; none while open, and for what lapsed or was merged."),
    Column("owner", Text, comment="Account that works on it."),
    Column("claimed_until", DateTime(timezone=True), comment="When it becomes free again."),
    Column("snoozed_until", DateTime(timezone=True), comment="Put off until then, or until new evidence."),
    Column("awaiting", Text, comment="second or tie_break: a further person has to judge."),
    Column(
        "judged_by",
        ARRAY(Text),
        nullable=False,
        server_default="{}",
        comment="Accounts that judged, in order.",
    ),
    Column("opened_at", DateTime(timezone=True), nullable=False, comment="When it was opened."),
    Column("decided_at", DateTime(timezone=True), comment="When it was referred or closed."),
    Column("lapsed", Boolean, nullable=False, server_default=text("false"), comment="Nobody looked in time."),
    Column(
        "moved_at",
        DateTime(timezone=True),
        comment="When it left for the path of protection, by no decision; nobody opens it again.",
    ),
    Column("version", Integer, nullable=False, server_default="1", comment="Grows with every change."),
    CheckConstraint("moved_at IS NULL OR state = 'ditutup'", name="moved_stays_closed"),
    CheckConstraint("kind IN ('person', 'recruiter', 'agency', 'network')", name="of_a_kind"),
    CheckConstraint("state IN ('baru', 'ditinjau', 'dirujuk', 'ditutup')", name="in_a_state"),
    CheckConstraint(f"outcome IN {OUTCOMES}", name="of_an_outcome"),
    CheckConstraint("outcome IS NULL OR state IN ('dirujuk', 'ditutup')", name="decided_when_closed"),
    CheckConstraint(
        "state <> 'dirujuk' OR coalesce(outcome = 'indikasi_menguat', false)", name="referred_for_a_reason"
    ),
    CheckConstraint(
        "(selection = 'random') = (chance IS NOT NULL) AND selection IN ('ranked', 'random', 'urgent')",
        name="selected_somehow",
    ),
    CheckConstraint("chance > 0 AND chance <= 1", name="a_chance"),
    CheckConstraint("need > 0 AND need <= 1", name="a_need"),
    CheckConstraint("snoozed_until IS NULL OR owner IS NOT NULL", name="somebody_put_it_off"),
    CheckConstraint("merged_into IS NULL OR state = 'ditutup'", name="merged_is_closed"),
    CheckConstraint("awaiting IN ('second', 'tie_break')", name="awaits_someone"),
    Index(
        "uq_alert_work_open",
        "kind",
        "subject",
        unique=True,
        postgresql_where=text("state <> 'ditutup'"),
    ),
    Index("ix_alert_work_order", "state", "look_by", "work_id"),
    Index("ix_alert_work_refs", "refs", postgresql_using="gin"),
    comment="One piece of work a subject while it is open: who works on it, where it stands, what wakes it.",
)

alert_events = Table(
    "alert_events",
    metadata,
    Column("event_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the event."),
    Column(
        "work_id",
        BigInteger,
        ForeignKey("alert_work.work_id"),
        nullable=False,
        comment="Piece of work that it happened to.",
    ),
    Column("kind", Text, nullable=False, comment="What happened (detection.alerts.states.Event)."),
    Column("who", Text, nullable=False, comment="Account that did it; suluh for the program."),
    Column("at", DateTime(timezone=True), nullable=False, comment="When."),
    Column("version", Integer, nullable=False, comment="Version of the work from then on."),
    Column("outcome", Text, comment="What was judged."),
    Column("ground", Text, comment="The ground of it, from the list of detection.alerts.states."),
    Column("assignee", Text, comment="To whom it was assigned."),
    Column("until", DateTime(timezone=True), comment="End of a claim, an assignment or a snooze."),
    Column("alert_id", BigInteger, ForeignKey("alerts.alert_id"), comment="Frozen alert that raised it."),
    Column(
        "evidence",
        ARRAY(Text),
        nullable=False,
        server_default="{}",
        comment="feed:entity_key of the rows that were new.",
    ),
    Column(
        "before", JSONB, nullable=False, server_default="{}", comment="The columns it changed, as they were."
    ),
    Column(
        "sealed", LargeBinary, comment="Reason, what speaks against, note: sealed, for it may name people."
    ),
    Column(
        "seen_by",
        Text,
        comment="Who reads a note besides its writer: force, lead, own or all; empty for whatever is no note.",
    ),
    CheckConstraint(f"outcome IN {OUTCOMES}", name="of_an_outcome"),
    CheckConstraint(
        "kind = 'noted' AND seen_by IN ('force', 'lead', 'own', 'all') OR seen_by IS NULL",
        name="a_note_for_some",
    ),
    UniqueConstraint("work_id", "version"),
    Index("ix_alert_events_alert_id", "alert_id"),
    comment="All that happened to each piece of work, in order; nothing of it is ever changed.",
)

work_looks = Table(
    "work_looks",
    metadata,
    Column(
        "work_id",
        BigInteger,
        ForeignKey("alert_work.work_id"),
        primary_key=True,
        comment="Piece of work that is looked at.",
    ),
    Column("who", Text, primary_key=True, comment="Account that looks at it."),
    Column("at", DateTime(timezone=True), nullable=False, comment="When it was last seen doing so."),
    comment="Who has a piece of work before them, the last time alone; the audit trail keeps every reading.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(
        alert_work,
        insert=True,
        update=(
            *("subject", "refs", "areas", "alert_id", "probability", "need", "departs_on", "look_by"),
            *("evidence_at", "evidence_sequence", "part_of", "merged_into", "state", "outcome", "owner"),
            *("claimed_until", "snoozed_until", "awaiting", "judged_by", "decided_at", "lapsed", "moved_at"),
            "version",
        ),
    ),
    Rights(alert_events, insert=True, append_only=True),
    Rights(work_looks, insert=True, update=("at",)),
)
