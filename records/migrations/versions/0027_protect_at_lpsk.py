"""Keep LPSK's own cases: receipt, custody, protection, services."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

# table, name, command, using, check; a name that ends in '!' restricts what the others allow
POLICIES: tuple[tuple[str, str, str, str | None, str | None], ...] = (
    ("lpsk_cases", "program", "ALL", "suluh_program()", "suluh_program()"),
    ("case_packets", "program", "ALL", "suluh_program()", "suluh_program()"),
    ("case_identities", "program", "ALL", "suluh_program()", "suluh_program()"),
    ("case_openings", "program", "ALL", "suluh_program()", "suluh_program()"),
    ("case_events", "program", "ALL", "suluh_program()", "suluh_program()"),
    ("case_findings", "program", "ALL", "suluh_program()", "suluh_program()"),
    ("case_items", "program", "ALL", "suluh_program()", "suluh_program()"),
    ("case_services", "program", "ALL", "suluh_program()", "suluh_program()"),
    ("case_tasks", "program", "ALL", "suluh_program()", "suluh_program()"),
    ("case_measures", "program", "ALL", "suluh_program()", "suluh_program()"),
    ("lpsk_cases", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("case_packets", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("case_identities", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("case_openings", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("case_events", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("case_findings", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("case_items", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("case_services", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("case_tasks", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("case_measures", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("lpsk_cases", "lpsk_reads", "SELECT", "suluh_is('lpsk', 'lpsk_custodian')", None),
    ("lpsk_cases", "handlers_open", "INSERT", None, "suluh_is('lpsk')"),
    ("lpsk_cases", "handlers_work", "UPDATE", "suluh_is('lpsk')", "suluh_is('lpsk')"),
    ("case_packets", "handlers", "ALL", "suluh_is('lpsk')", "suluh_is('lpsk')"),
    ("case_findings", "handlers", "ALL", "suluh_is('lpsk')", "suluh_is('lpsk')"),
    ("case_items", "handlers", "ALL", "suluh_is('lpsk')", "suluh_is('lpsk')"),
    ("case_services", "handlers", "ALL", "suluh_is('lpsk')", "suluh_is('lpsk')"),
    ("case_tasks", "handlers", "ALL", "suluh_is('lpsk')", "suluh_is('lpsk')"),
    ("case_events", "lpsk_reads", "SELECT", "suluh_is('lpsk', 'lpsk_custodian')", None),
    (
        "case_events",
        "lpsk_writes",
        "INSERT",
        None,
        "suluh_is('lpsk', 'lpsk_custodian') AND who = suluh_who()",
    ),
    (
        "case_identities",
        "opened",
        "SELECT",
        "suluh_is('lpsk', 'lpsk_custodian') AND EXISTS (SELECT FROM case_openings AS o WHERE "
        "o.case_id = case_identities.case_id AND o.who = suluh_who() AND case_identities.section "
        "= ANY (o.sections) AND o.until > clock_timestamp())",
        None,
    ),
    ("case_openings", "lpsk_reads", "SELECT", "suluh_is('lpsk', 'lpsk_custodian')", None),
    (
        "case_openings",
        "agreed",
        "INSERT",
        None,
        "suluh_is('lpsk', 'lpsk_custodian') AND who = suluh_who() AND EXISTS (SELECT FROM "
        "approvals AS a JOIN approval_steps AS s USING (approval_id) JOIN lpsk_cases AS c ON "
        "'case:' || c.case_code = ANY (a.refs) WHERE a.approval_id = case_openings.approval_id "
        "AND c.case_id = case_openings.case_id AND a.act = 'reveal_case_identity' AND a.asker = "
        "suluh_who() AND s.state IN ('used', 'forced') AND s.transaction = "
        "pg_current_xact_id()::text::bigint) AND NOT EXISTS (SELECT FROM approvals AS a, "
        "unnest(case_openings.sections) AS named WHERE a.approval_id = case_openings.approval_id "
        "AND 'section:' || named <> ALL (a.refs))",
    ),
    ("case_measures", "lpsk_reads", "SELECT", "suluh_is('lpsk', 'lpsk_custodian')", None),
    (
        "case_measures",
        "agreed",
        "INSERT",
        None,
        "suluh_is('lpsk') AND who = suluh_who() AND EXISTS (SELECT FROM approvals AS a JOIN "
        "approval_steps AS s USING (approval_id) JOIN lpsk_cases AS c ON 'case:' || c.case_code "
        "= ANY (a.refs) WHERE a.approval_id = case_measures.approval_id AND c.case_id = "
        "case_measures.case_id AND a.act = 'protect_urgently' AND a.asker = suluh_who() AND "
        "s.state IN ('used', 'forced') AND s.transaction = pg_current_xact_id()::text::bigint)",
    ),
    ("case_measures", "handlers_report", "UPDATE", "suluh_is('lpsk')", "suluh_is('lpsk')"),
    (
        "attachments",
        "cases!",
        "SELECT",
        "about_kind <> 'case' OR suluh_program() OR suluh_is('lpsk', 'lpsk_custodian')",
        None,
    ),
    (
        "attachment_boxes",
        "cases!",
        "SELECT",
        "suluh_program() OR NOT EXISTS (SELECT FROM case_items AS i WHERE i.attachment_id = "
        "attachment_boxes.attachment_id AND i.item IN ('identity_copy', 'power_of_attorney', "
        "'kinship', 'child_consent')) OR EXISTS (SELECT FROM case_items AS i JOIN case_openings "
        "AS o USING (case_id) WHERE i.attachment_id = attachment_boxes.attachment_id AND o.who = "
        "suluh_who() AND 'identity' = ANY (o.sections) AND o.until > clock_timestamp())",
        None,
    ),
    (
        "row_keys",
        "cases!",
        "SELECT",
        "NOT starts_with(holder, 'case_') OR suluh_program() OR (suluh_is('lpsk', "
        "'lpsk_custodian') AND (holder <> 'case_identities' OR EXISTS (SELECT FROM "
        "case_identities AS i WHERE i.identity_id = row_keys.id)))",
        None,
    ),
)

# table, what the application's role may do, and whether its rows are for ever
RIGHTS: tuple[tuple[str, str, bool], ...] = (
    (
        "lpsk_cases",
        "SELECT, INSERT, UPDATE (child, complete_at, consent_by, decide_by, decided_at, "
        "decision_no, ended_at, follows, handler, made_at, packet_version, ppa_told_at, "
        "protected_from, protected_until, received_at, reintegration_from, review_on, "
        "revoked_at, role, sender, state, threat, token, urgent, version)",
        False,
    ),
    ("case_packets", "SELECT, INSERT", True),
    ("case_identities", "SELECT, INSERT", True),
    ("case_openings", "SELECT, INSERT", True),
    ("case_events", "SELECT, INSERT", True),
    ("case_findings", "SELECT, INSERT", True),
    ("case_items", "SELECT, INSERT, UPDATE (standing, attachment_id, who, at)", False),
    ("case_services", "SELECT, INSERT, UPDATE (state, provider, from_day, until_day, cause, who, at)", False),
    ("case_tasks", "SELECT, INSERT, UPDATE (owner, due_on, state, cause, ended_at, ended_by)", False),
    ("case_measures", "SELECT, INSERT, UPDATE (reported_at, reported_by, report_no, ended_at)", False),
)


def upgrade() -> None:
    """Ten tables and who may see them."""
    op.create_table(
        "lpsk_cases",
        sa.Column(
            "case_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the case.",
        ),
        sa.Column(
            "case_code",
            sa.Text(),
            nullable=False,
            comment="LPSK-YYYY-XXXXXX, drawn at random; the only name used.",
        ),
        sa.Column("origin", sa.Text(), nullable=False, comment="referral, application or outreach."),
        sa.Column(
            "referral",
            sa.Text(),
            nullable=True,
            comment="Code of the referral that it came by; empty where none did.",
        ),
        sa.Column(
            "token",
            sa.Text(),
            nullable=True,
            comment="Opaque name under which outcomes return to the sender.",
        ),
        sa.Column("sender", sa.Text(), nullable=True, comment="Body that referred, by its code."),
        sa.Column(
            "packet_version",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="Newest packet received.",
        ),
        sa.Column("role", sa.Text(), nullable=False, comment="Whom it is about, of protection.cases.rules."),
        sa.Column(
            "child", sa.Boolean(), server_default="false", nullable=False, comment="Under 18: the child path."
        ),
        sa.Column(
            "follows", sa.BigInteger(), nullable=True, comment="Case of the person whose family it is."
        ),
        sa.Column("state", sa.Text(), nullable=False, comment="State, of protection.cases.states."),
        sa.Column(
            "handler", sa.Text(), nullable=True, comment="Account that works on it; empty while nobody does."
        ),
        sa.Column("threat", sa.Text(), nullable=True, comment="Level of the newest threat assessment."),
        sa.Column(
            "urgent",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="The referral says: danger now.",
        ),
        sa.Column(
            "made_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the referral was made (t_rujuk).",
        ),
        sa.Column(
            "received_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was received (t_terima); starts the clock.",
        ),
        sa.Column(
            "complete_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was found complete (t_lengkap).",
        ),
        sa.Column(
            "decided_at", sa.DateTime(timezone=True), nullable=True, comment="When it was decided (t_putus)."
        ),
        sa.Column(
            "decide_by",
            sa.Date(),
            nullable=True,
            comment="Last day for the decision, by the law of the day of receipt.",
        ),
        sa.Column(
            "decision_no",
            sa.Text(),
            nullable=True,
            comment="Number of the decision of the leaders' session (SMPL).",
        ),
        sa.Column(
            "consent_by", sa.Text(), nullable=True, comment="Who agreed: self, parent, guardian or court."
        ),
        sa.Column(
            "ppa_told_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When UPTD PPA was told of a child.",
        ),
        sa.Column("protected_from", sa.Date(), nullable=True, comment="Day of the protection agreement."),
        sa.Column(
            "protected_until",
            sa.Date(),
            nullable=True,
            comment="Last day of protection as agreed or extended.",
        ),
        sa.Column("review_on", sa.Date(), nullable=True, comment="Day of the next review of the threat."),
        sa.Column(
            "reintegration_from",
            sa.Date(),
            nullable=True,
            comment="Day on which return and reintegration began.",
        ),
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the case ended or was withdrawn.",
        ),
        sa.Column(
            "revoked_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the sender revoked the referral.",
        ),
        sa.Column(
            "version", sa.Integer(), server_default="1", nullable=False, comment="Grows with every step."
        ),
        sa.CheckConstraint(
            "(origin = 'referral') = (referral IS NOT NULL)", name=op.f("ck_lpsk_cases_names_its_referral")
        ),
        sa.CheckConstraint(
            "(state = 'outreach') OR received_at IS NOT NULL OR ended_at IS NOT NULL",
            name=op.f("ck_lpsk_cases_received_in_time"),
        ),
        sa.CheckConstraint(
            "(state IN ('ended', 'withdrawn')) = (ended_at IS NOT NULL)", name=op.f("ck_lpsk_cases_ends")
        ),
        sa.CheckConstraint(
            "NOT child OR consent_by IN ('parent', 'guardian', 'court') OR state NOT IN "
            "('protected', 'handed_over')",
            name=op.f("ck_lpsk_cases_a_child_has_consent"),
        ),
        sa.CheckConstraint(
            "case_code ~ '^LPSK-[0-9]{4}-[2-9A-Z]{6}$'", name=op.f("ck_lpsk_cases_code_is_opaque")
        ),
        sa.CheckConstraint(
            "consent_by IN ('self', 'parent', 'guardian', 'court')",
            name=op.f("ck_lpsk_cases_consent_of_somebody"),
        ),
        sa.CheckConstraint(
            "origin IN ('referral', 'application', 'outreach')", name=op.f("ck_lpsk_cases_of_an_origin")
        ),
        sa.CheckConstraint(
            "role IN ('victim', 'witness', 'reporter', 'expert', 'family', 'in_need')",
            name=op.f("ck_lpsk_cases_of_a_role"),
        ),
        sa.CheckConstraint(
            "state IN ('outreach', 'received', 'complete', 'assessed', 'granted', 'refused', "
            "'protected', 'handed_over', 'reintegration', 'withdrawn', 'ended')",
            name=op.f("ck_lpsk_cases_in_a_state"),
        ),
        sa.CheckConstraint(
            "threat IN ('low', 'medium', 'high', 'critical')", name=op.f("ck_lpsk_cases_of_a_level")
        ),
        sa.ForeignKeyConstraint(["follows"], ["lpsk_cases.case_id"], name=op.f("fk_lpsk_cases_follows")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_lpsk_cases")),
        sa.UniqueConstraint("case_code", name=op.f("uq_lpsk_cases_case_code")),
        sa.UniqueConstraint("sender", "referral", name=op.f("uq_lpsk_cases_sender")),
        comment="Cases of the witness and victim protection agency, as they stand; no value of a person.",
    )
    op.create_index("ix_lpsk_cases_handler", "lpsk_cases", ["handler"], unique=False)
    op.create_index("ix_lpsk_cases_state", "lpsk_cases", ["state", "decide_by"], unique=False)
    op.create_table(
        "case_packets",
        sa.Column(
            "packet_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number, as in row_keys.",
        ),
        sa.Column("case_id", sa.BigInteger(), nullable=False, comment="Case it belongs to."),
        sa.Column("version", sa.Integer(), nullable=False, comment="Version of the packet that brought it."),
        sa.Column("section", sa.Text(), nullable=False, comment="Section, of protection.referrals.sections."),
        sa.Column(
            "sealed", sa.LargeBinary(), nullable=False, comment="The section as JSON, under a key of its own."
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it was received."),
        sa.CheckConstraint(
            "section NOT IN ('identity', 'safe_contact', 'family')", name=op.f("ck_case_packets_names_nobody")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["lpsk_cases.case_id"], name=op.f("fk_case_packets_case_id")),
        sa.PrimaryKeyConstraint("packet_id", name=op.f("pk_case_packets")),
        sa.UniqueConstraint("case_id", "version", "section", name=op.f("uq_case_packets_case_id")),
        comment="What was sent with a case, section by section, but for what names a person.",
    )
    op.create_table(
        "case_identities",
        sa.Column(
            "identity_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number, as in row_keys.",
        ),
        sa.Column("case_id", sa.BigInteger(), nullable=False, comment="Case it belongs to."),
        sa.Column("version", sa.Integer(), nullable=False, comment="Version of the packet that brought it."),
        sa.Column("section", sa.Text(), nullable=False, comment="identity, safe_contact or family."),
        sa.Column(
            "sealed", sa.LargeBinary(), nullable=False, comment="The section as JSON, under a key of its own."
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it was received."),
        sa.CheckConstraint(
            "section IN ('identity', 'safe_contact', 'family')", name=op.f("ck_case_identities_of_a_section")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["lpsk_cases.case_id"], name=op.f("fk_case_identities_case_id")),
        sa.PrimaryKeyConstraint("identity_id", name=op.f("pk_case_identities")),
        sa.UniqueConstraint("case_id", "version", "section", name=op.f("uq_case_identities_case_id")),
        comment="Names, contacts and families of protected people; shown only behind an opening that stands.",
    )
    op.create_table(
        "case_openings",
        sa.Column(
            "opening_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the opening.",
        ),
        sa.Column("case_id", sa.BigInteger(), nullable=False, comment="Case it belongs to."),
        sa.Column("who", sa.Text(), nullable=False, comment="Account that opened it."),
        sa.Column("sections", sa.ARRAY(sa.Text()), nullable=False, comment="Sections that it opened."),
        sa.Column(
            "approval_id",
            sa.BigInteger(),
            nullable=False,
            comment="Approval that it used up in the same transaction.",
        ),
        sa.Column(
            "opened_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
            comment="When, by the database's clock.",
        ),
        sa.Column(
            "until", sa.DateTime(timezone=True), nullable=False, comment="From then on nothing is shown."
        ),
        sa.CheckConstraint(
            "until > opened_at AND until <= opened_at + interval '1 hour'",
            name=op.f("ck_case_openings_for_a_time"),
        ),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["approvals.approval_id"], name=op.f("fk_case_openings_approval_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["lpsk_cases.case_id"], name=op.f("fk_case_openings_case_id")),
        sa.PrimaryKeyConstraint("opening_id", name=op.f("pk_case_openings")),
        sa.UniqueConstraint("approval_id", name=op.f("uq_case_openings_approval_id")),
        comment="Who opened the names of a case, when and until when; kept for ever.",
    )
    op.create_index("ix_case_openings_case_id", "case_openings", ["case_id", "who", "until"], unique=False)
    op.create_table(
        "case_events",
        sa.Column(
            "event_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number, as in row_keys.",
        ),
        sa.Column("case_id", sa.BigInteger(), nullable=False, comment="Case it belongs to."),
        sa.Column("version", sa.Integer(), nullable=False, comment="Version of the case from then on."),
        sa.Column("step", sa.Text(), nullable=False, comment="What was done, of protection.cases.states."),
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
            comment="Why, or what was said, under a key of its own.",
        ),
        sa.ForeignKeyConstraint(["case_id"], ["lpsk_cases.case_id"], name=op.f("fk_case_events_case_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_case_events")),
        sa.UniqueConstraint("case_id", "version", name=op.f("uq_case_events_case_id")),
        comment="Every step of every case, in order; nothing of it is ever changed.",
    )
    op.create_table(
        "case_findings",
        sa.Column(
            "finding_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number, as in row_keys.",
        ),
        sa.Column("case_id", sa.BigInteger(), nullable=False, comment="Case it belongs to."),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="threat, telaah, recommendation, review or handover."
        ),
        sa.Column(
            "level",
            sa.Text(),
            nullable=True,
            comment="Threat level; only of a threat assessment or a review.",
        ),
        sa.Column("proposes", sa.Text(), nullable=True, comment="grant or refuse; only of a recommendation."),
        sa.Column("who", sa.Text(), nullable=False, comment="Account that found it."),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="What was found, as JSON, under a key of its own.",
        ),
        sa.CheckConstraint(
            "(kind = 'recommendation') = (proposes IS NOT NULL)",
            name=op.f("ck_case_findings_recommendations_propose"),
        ),
        sa.CheckConstraint(
            "(kind IN ('threat', 'review')) = (level IS NOT NULL)",
            name=op.f("ck_case_findings_threats_have_a_level"),
        ),
        sa.CheckConstraint(
            "kind IN ('threat', 'telaah', 'recommendation', 'review', 'handover')",
            name=op.f("ck_case_findings_of_a_kind"),
        ),
        sa.CheckConstraint(
            "level IN ('low', 'medium', 'high', 'critical')", name=op.f("ck_case_findings_of_a_level")
        ),
        sa.CheckConstraint(
            "proposes IN ('grant', 'refuse')", name=op.f("ck_case_findings_proposes_something")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["lpsk_cases.case_id"], name=op.f("fk_case_findings_case_id")),
        sa.PrimaryKeyConstraint("finding_id", name=op.f("pk_case_findings")),
        comment=(
            "Threat assessments, telaah, recommendations, reviews, handovers; a newer one stands "
            "beside the old."
        ),
    )
    op.create_index("ix_case_findings_case_id", "case_findings", ["case_id", "kind"], unique=False)
    op.create_table(
        "case_items",
        sa.Column(
            "case_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="Case it belongs to."
        ),
        sa.Column(
            "item",
            sa.Text(),
            nullable=False,
            comment="Item of completeness, of protection.cases.completeness.",
        ),
        sa.Column("standing", sa.Text(), nullable=False, comment="present, missing or not_needed."),
        sa.Column("attachment_id", sa.Text(), nullable=True, comment="File that shows it."),
        sa.Column("who", sa.Text(), nullable=False, comment="Account that noted it last."),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.CheckConstraint(
            "standing IN ('present', 'missing', 'not_needed')", name=op.f("ck_case_items_stands_somehow")
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.attachment_id"], name=op.f("fk_case_items_attachment_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["lpsk_cases.case_id"], name=op.f("fk_case_items_case_id")),
        sa.PrimaryKeyConstraint("case_id", "item", name=op.f("pk_case_items")),
        comment="What a case's file must hold, and what it holds.",
    )
    op.create_table(
        "case_services",
        sa.Column(
            "service_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number, as in row_keys.",
        ),
        sa.Column("case_id", sa.BigInteger(), nullable=False, comment="Case it belongs to."),
        sa.Column("kind", sa.Text(), nullable=False, comment="Service, of protection.cases.services."),
        sa.Column("state", sa.Text(), nullable=False, comment="planned, running, done or not_possible."),
        sa.Column(
            "provider",
            sa.Text(),
            nullable=True,
            comment="Body that gives it, by its code or office; never a person's name.",
        ),
        sa.Column("from_day", sa.Date(), nullable=True, comment="Day from which it is given."),
        sa.Column("until_day", sa.Date(), nullable=True, comment="Last day."),
        sa.Column(
            "cause",
            sa.Text(),
            nullable=True,
            comment="Why it is not possible, a code of protection.cases.tasks.",
        ),
        sa.Column("who", sa.Text(), nullable=False, comment="Account that noted it last."),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column(
            "sealed", sa.LargeBinary(), nullable=True, comment="What was agreed, under a key of its own."
        ),
        sa.CheckConstraint(
            "(state = 'not_possible') = (cause IS NOT NULL)", name=op.f("ck_case_services_says_why_not")
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'running', 'done', 'not_possible')",
            name=op.f("ck_case_services_in_a_state"),
        ),
        sa.CheckConstraint("until_day >= from_day", name=op.f("ck_case_services_ends_afterwards")),
        sa.ForeignKeyConstraint(["case_id"], ["lpsk_cases.case_id"], name=op.f("fk_case_services_case_id")),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_case_services")),
        comment="Services that protected people are given.",
    )
    op.create_index("ix_case_services_case_id", "case_services", ["case_id"], unique=False)
    op.create_table(
        "case_tasks",
        sa.Column(
            "task_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number, as in row_keys.",
        ),
        sa.Column("case_id", sa.BigInteger(), nullable=False, comment="Case it belongs to."),
        sa.Column("kind", sa.Text(), nullable=False, comment="Task, of protection.cases.tasks."),
        sa.Column(
            "owner",
            sa.Text(),
            nullable=True,
            comment="Account that is to do it; empty: whoever handles the case.",
        ),
        sa.Column("due_on", sa.Date(), nullable=False, comment="Day by which it is to be done."),
        sa.Column("state", sa.Text(), nullable=False, comment="open, done or not_possible."),
        sa.Column(
            "cause",
            sa.Text(),
            nullable=True,
            comment="Why it could not be done, a code of protection.cases.tasks.",
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When it was set."),
        sa.Column("made_by", sa.Text(), nullable=False, comment="Account that set it."),
        sa.Column(
            "ended_at", sa.DateTime(timezone=True), nullable=True, comment="When it was done or given up."
        ),
        sa.Column("ended_by", sa.Text(), nullable=True, comment="Account that ended it."),
        sa.Column("sealed", sa.LargeBinary(), nullable=True, comment="Note on it, under a key of its own."),
        sa.CheckConstraint(
            "(state = 'not_possible') = (cause IS NOT NULL)", name=op.f("ck_case_tasks_says_why_not")
        ),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name=op.f("ck_case_tasks_ends")),
        sa.CheckConstraint(
            "state IN ('open', 'done', 'not_possible')", name=op.f("ck_case_tasks_in_a_state")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["lpsk_cases.case_id"], name=op.f("fk_case_tasks_case_id")),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_case_tasks")),
        comment="What is to be done on cases, by whom and by when.",
    )
    op.create_index("ix_case_tasks_case_id", "case_tasks", ["case_id"], unique=False)
    op.create_index("ix_case_tasks_due_on", "case_tasks", ["state", "due_on"], unique=False)
    op.create_table(
        "case_measures",
        sa.Column(
            "measure_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the measure.",
        ),
        sa.Column("case_id", sa.BigInteger(), nullable=False, comment="Case it belongs to."),
        sa.Column(
            "approval_id",
            sa.BigInteger(),
            nullable=False,
            comment="Approval, or broken glass, that it used up in the same transaction.",
        ),
        sa.Column("services", sa.ARRAY(sa.Text()), nullable=False, comment="Services that it gives at once."),
        sa.Column("who", sa.Text(), nullable=False, comment="Account that began it."),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False, comment="When it began."),
        sa.Column(
            "report_by",
            sa.Date(),
            nullable=False,
            comment="Last day for the report to the session of leaders.",
        ),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True, comment="When it was reported."),
        sa.Column("reported_by", sa.Text(), nullable=True, comment="Account that reported it."),
        sa.Column("report_no", sa.Text(), nullable=True, comment="Number of the report."),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="When it ended."),
        sa.CheckConstraint(
            "(reported_at IS NULL) = (reported_by IS NULL)", name=op.f("ck_case_measures_reported_by_someone")
        ),
        sa.CheckConstraint("cardinality(services) > 0", name=op.f("ck_case_measures_gives_something")),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["approvals.approval_id"], name=op.f("fk_case_measures_approval_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["lpsk_cases.case_id"], name=op.f("fk_case_measures_case_id")),
        sa.PrimaryKeyConstraint("measure_id", name=op.f("pk_case_measures")),
        sa.UniqueConstraint("approval_id", name=op.f("uq_case_measures_approval_id")),
        comment="Emergency protection, which goes before the decision and is reported afterwards.",
    )
    op.create_index("ix_case_measures_case_id", "case_measures", ["case_id"], unique=False)
    op.create_index("ix_case_measures_report_by", "case_measures", ["report_by"], unique=False)
    # an attachment may be about a case
    op.execute("COMMENT ON COLUMN attachments.about_kind IS 'alert, person, request or case.'")
    op.drop_constraint("ck_attachments_about_kind_is_declared", "attachments")
    op.create_check_constraint(
        op.f("ck_attachments_about_kind_is_declared"),
        "attachments",
        "about_kind IN ('alert', 'person', 'request', 'case')",
    )
    for table, rights, for_ever in RIGHTS:
        op.execute(f"GRANT {rights} ON {table} TO suluh_app")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        if for_ever:
            op.execute(
                f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
            op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")
    for table, name, command, using, check in POLICIES:
        op.execute(
            f"CREATE POLICY {name.rstrip('!')} ON {table} "
            f"AS {'RESTRICTIVE' if name.endswith('!') else 'PERMISSIVE'} FOR {command} TO PUBLIC"
            + (f" USING ({using})" if using else "")
            + (f" WITH CHECK ({check})" if check else "")
        )


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
