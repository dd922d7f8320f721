"""What LPSK does for the people of its cases: findings, completeness, services, tasks, emergency protection."""

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
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from records.tables.cases import LEVELS, of_case
from records.tables.declare import Rights, metadata

case_findings = Table(
    "case_findings",
    metadata,
    Column(
        "finding_id", BigInteger, Identity(always=True), primary_key=True, comment="Number, as in row_keys."
    ),
    of_case(),
    Column("kind", Text, nullable=False, comment="threat, telaah, recommendation, review or handover."),
    Column("level", Text, comment="Threat level; only of a threat assessment or a review."),
    Column("proposes", Text, comment="grant or refuse; only of a recommendation."),
    Column("who", Text, nullable=False, comment="Account that found it."),
    Column("at", DateTime(timezone=True), nullable=False, comment="When."),
    Column("sealed", LargeBinary, nullable=False, comment="What was found, as JSON, under a key of its own."),
    CheckConstraint("kind IN ('threat', 'telaah', 'recommendation', 'review', 'handover')", name="of_a_kind"),
    CheckConstraint(f"level IN {LEVELS}", name="of_a_level"),
    CheckConstraint("(kind IN ('threat', 'review')) = (level IS NOT NULL)", name="threats_have_a_level"),
    CheckConstraint("(kind = 'recommendation') = (proposes IS NOT NULL)", name="recommendations_propose"),
    CheckConstraint("proposes IN ('grant', 'refuse')", name="proposes_something"),
    Index("ix_case_findings_case_id", "case_id", "kind"),
    comment="Threat assessments, telaah, recommendations, reviews, handovers; a newer one stands beside the old.",
)

case_items = Table(
    "case_items",
    metadata,
    Column(
        "case_id",
        BigInteger,
        ForeignKey("lpsk_cases.case_id"),
        primary_key=True,
        autoincrement=False,
        comment="Case it belongs to.",
    ),
    Column("item", Text, primary_key=True, comment="Item of completeness, of protection.cases.completeness."),
    Column("standing", Text, nullable=False, comment="present, missing or not_needed."),
    Column("attachment_id", Text, ForeignKey("attachments.attachment_id"), comment="File that shows it."),
    Column("who", Text, nullable=False, comment="Account that noted it last."),
    Column("at", DateTime(timezone=True), nullable=False, comment="When."),
    CheckConstraint("standing IN ('present', 'missing', 'not_needed')", name="stands_somehow"),
    comment="What a case's file must hold, and what it holds.",
)
case_services = Table(
    "case_services",
    metadata,
    Column(
        "service_id", BigInteger, Identity(always=True), primary_key=True, comment="Number, as in row_keys."
    ),
    of_case(),
    Column("kind", Text, nullable=False, comment="Service, of protection.cases.services."),
    Column("state", Text, nullable=False, comment="planned, running, done or not_possible."),
    Column("provider", Text, comment="Body that gives it, by its code or office; never a person's name."),
    Column("from_day", Date, comment="Day from which it is given."),
    Column("until_day", Date, comment="Last day."),
    Column("cause", Text, comment="Why it is not possible, a code of protection.cases.tasks."),
    Column("who", Text, nullable=False, comment="Account that noted it last."),
    Column("at", DateTime(timezone=True), nullable=False, comment="When."),
    Column("sealed", LargeBinary, comment="What was agreed, under a key of its own."),
    CheckConstraint("state IN ('planned', 'running', 'done', 'not_possible')", name="in_a_state"),
    CheckConstraint("(state = 'not_possible') = (cause IS NOT NULL)", name="says_why_not"),
    CheckConstraint("until_day >= from_day", name="ends_afterwards"),
    Index("ix_case_services_case_id", "case_id"),
    comment="Services that protected people are given.",
)

case_tasks = Table(
    "case_tasks",
    metadata,
    Column("task_id", BigInteger, Identity(always=True), primary_key=True, comment="Number, as in row_keys."),
    of_case(),
    Column("kind", Text, nullable=False, comment="Task, of protection.cases.tasks."),
    Column("owner", Text, comment="Account that is to do it; empty: whoever handles the case."),
    Column("due_on", Date, nullable=False, comment="Day by which it is to be done."),
    Column("state", Text, nullable=False, comment="open, done or not_possible."),
    Column("cause", Text, comment="Why it could not be done, a code of protection.cases.tasks."),
    Column("made_at", DateTime(timezone=True), nullable=False, comment="When it was set."),
    Column("made_by", Text, nullable=False, comment="Account that set it."),
    Column("ended_at", DateTime(timezone=True), comment="When it was done or given up."),
    Column("ended_by", Text, comment="Account that ended it."),
    Column("sealed", LargeBinary, comment="Note on it, under a key of its own."),
    CheckConstraint("state IN ('open', 'done', 'not_possible')", name="in_a_state"),
    CheckConstraint("(state = 'not_possible') = (cause IS NOT NULL)", name="says_why_not"),
    CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ends"),
    Index("ix_case_tasks_due_on", "state", "due_on"),
    Index("ix_case_tasks_case_id", "case_id"),
    comment="What is to be done on cases, by whom and by when.",
)

case_measures = Table(
    "case_measures",
    metadata,
    Column(
        "measure_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the measure."
    ),
    of_case(),
    Column(
        "approval_id",
        BigInteger,
        ForeignKey("approvals.approval_id"),
        nullable=False,
        comment="Approval, or broken glass, that it used up in the same transaction.",
    ),
    Column("services", ARRAY(Text), nullable=False, comment="Services that it gives at once."),
    Column("who", Text, nullable=False, comment="Account that began it."),
    Column("began_at", DateTime(timezone=True), nullable=False, comment="When it began."),
    Column("report_by", Date, nullable=False, comment="Last day for the report to the session of leaders."),
    Column("reported_at", DateTime(timezone=True), comment="When it was reported."),
    Column("reported_by", Text, comment="Account that reported it."),
    Column("report_no", Text, comment="Number of the report."),
    Column("ended_at", DateTime(timezone=True), comment="When it ended."),
    UniqueConstraint("approval_id"),
    CheckConstraint("cardinality(services) > 0", name="gives_something"),
    CheckConstraint("(reported_at IS NULL) = (reported_by IS NULL)", name="reported_by_someone"),
    Index("ix_case_measures_report_by", "report_by"),
    Index("ix_case_measures_case_id", "case_id"),
    comment="Emergency protection, which goes before the decision and is reported afterwards.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(case_findings, insert=True, append_only=True),
    Rights(case_items, insert=True, update=("standing", "attachment_id", "who", "at")),
    Rights(
        case_services,
        insert=True,
        update=("state", "provider", "from_day", "until_day", "cause", "who", "at"),
    ),
    Rights(case_tasks, insert=True, update=("owner", "due_on", "state", "cause", "ended_at", "ended_by")),
    Rights(case_measures, insert=True, update=("reported_at", "reported_by", "report_no", "ended_at")),
)
