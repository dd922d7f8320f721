"""LPSK's own cases: whom it protects, what is known, who opened a name, what was decided, done and is to be done.

Handlers work by the case's code. What names a person stands in ``case_identities`` alone, and the database shows
a row of it only to whoever holds an opening that has not run out.
"""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
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
    text,
)

from records.tables.declare import Rights, metadata

STATES = (
    "('outreach', 'received', 'complete', 'assessed', 'granted', 'refused', 'protected', 'handed_over', "
    "'reintegration', 'withdrawn', 'ended')"
)
ROLES = "('victim', 'witness', 'reporter', 'expert', 'family', 'in_need')"
LEVELS = "('low', 'medium', 'high', 'critical')"
IDENTITY = "('identity', 'safe_contact', 'family')"


def of_case() -> Column[int]:
    """The column that names the case."""
    return Column(
        "case_id", BigInteger, ForeignKey("lpsk_cases.case_id"), nullable=False, comment="Case it belongs to."
    )


lpsk_cases = Table(
    "lpsk_cases",
    metadata,
    Column("case_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the case."),
    Column(
        "case_code", Text, nullable=False, comment="LPSK-YYYY-XXXXXX, drawn at random; the only name used."
    ),
    Column("origin", Text, nullable=False, comment="referral, application or outreach."),
    Column("referral", Text, comment="Code of the referral that it came by; empty where none did."),
    Column("token", Text, comment="Opaque name under which outcomes return to the sender."),
    Column("sender", Text, comment="Body that referred, by its code."),
    Column("packet_version", Integer, nullable=False, server_default="0", comment="Newest packet received."),
    Column("role", Text, nullable=False, comment="Whom it is about, of protection.cases.rules."),
    Column("child", Boolean, nullable=False, server_default="false", comment="Under 18: the child path."),
    Column(
        "follows",
        BigInteger,
        ForeignKey("lpsk_cases.case_id"),
        comment="Case of the person whose family it is.",
    ),
    Column("state", Text, nullable=False, comment="State, of protection.cases.states."),
    Column("handler", Text, comment="Account that works on it; empty while nobody does."),
    Column("threat", Text, comment="Level of the newest threat assessment."),
    Column(
        "urgent", Boolean, nullable=False, server_default="false", comment="The referral says: danger now."
    ),
    Column("made_at", DateTime(timezone=True), comment="When the referral was made (t_rujuk)."),
    Column(
        "received_at", DateTime(timezone=True), comment="When it was received (t_terima); starts the clock."
    ),
    Column("complete_at", DateTime(timezone=True), comment="When it was found complete (t_lengkap)."),
    Column("decided_at", DateTime(timezone=True), comment="When it was decided (t_putus)."),
    Column("decide_by", Date, comment="Last day for the decision, by the law of the day of receipt."),
    Column("decision_no", Text, comment="Number of the decision of the leaders' session (SMPL)."),
    Column("consent_by", Text, comment="Who agreed: self, parent, guardian or court."),
    Column("ppa_told_at", DateTime(timezone=True), comment="When UPTD PPA was told of a child."),
    Column("protected_from", Date, comment="Day of the protection agreement."),
    Column("protected_until", Date, comment="Last day of protection as agreed or extended."),
    Column("review_on", Date, comment="Day of the next review of the threat."),
    Column("reintegration_from", Date, comment="Day on which return and reintegration began."),
    Column("ended_at", DateTime(timezone=True), comment="When the case ended or was withdrawn."),
    Column("revoked_at", DateTime(timezone=True), comment="When the sender revoked the referral."),
    Column(
        "erased_at", DateTime(timezone=True), comment="When it was told that its sender erased the person."
    ),
    Column("version", Integer, nullable=False, server_default="1", comment="Grows with every step."),
    UniqueConstraint("case_code"),
    UniqueConstraint("sender", "referral"),
    CheckConstraint("case_code ~ '^LPSK-[0-9]{4}-[2-9A-Z]{6}$'", name="code_is_opaque"),
    CheckConstraint("origin IN ('referral', 'application', 'outreach')", name="of_an_origin"),
    CheckConstraint("(origin = 'referral') = (referral IS NOT NULL)", name="names_its_referral"),
    CheckConstraint(f"role IN {ROLES}", name="of_a_role"),
    CheckConstraint(f"state IN {STATES}", name="in_a_state"),
    CheckConstraint(f"threat IN {LEVELS}", name="of_a_level"),
    CheckConstraint("consent_by IN ('self', 'parent', 'guardian', 'court')", name="consent_of_somebody"),
    CheckConstraint(
        "(state = 'outreach') OR received_at IS NOT NULL OR ended_at IS NOT NULL", name="received_in_time"
    ),
    CheckConstraint(
        "NOT child OR consent_by IN ('parent', 'guardian', 'court') OR state NOT IN ('protected', 'handed_over')",
        name="a_child_has_consent",
    ),
    CheckConstraint("(state IN ('ended', 'withdrawn')) = (ended_at IS NOT NULL)", name="ends"),
    Index("ix_lpsk_cases_state", "state", "decide_by"),
    Index("ix_lpsk_cases_handler", "handler"),
    comment="Cases of the witness and victim protection agency, as they stand; no value of a person.",
)

case_packets = Table(
    "case_packets",
    metadata,
    Column(
        "packet_id", BigInteger, Identity(always=True), primary_key=True, comment="Number, as in row_keys."
    ),
    of_case(),
    Column("version", Integer, nullable=False, comment="Version of the packet that brought it."),
    Column("section", Text, nullable=False, comment="Section, of protection.referrals.sections."),
    Column("sealed", LargeBinary, nullable=False, comment="The section as JSON, under a key of its own."),
    Column("at", DateTime(timezone=True), nullable=False, comment="When it was received."),
    UniqueConstraint("case_id", "version", "section"),
    CheckConstraint(f"section NOT IN {IDENTITY}", name="names_nobody"),
    comment="What was sent with a case, section by section, but for what names a person.",
)

case_identities = Table(
    "case_identities",
    metadata,
    Column(
        "identity_id", BigInteger, Identity(always=True), primary_key=True, comment="Number, as in row_keys."
    ),
    of_case(),
    Column("version", Integer, nullable=False, comment="Version of the packet that brought it."),
    Column("section", Text, nullable=False, comment="identity, safe_contact or family."),
    Column("sealed", LargeBinary, nullable=False, comment="The section as JSON, under a key of its own."),
    Column("at", DateTime(timezone=True), nullable=False, comment="When it was received."),
    UniqueConstraint("case_id", "version", "section"),
    CheckConstraint(f"section IN {IDENTITY}", name="of_a_section"),
    comment="Names, contacts and families of protected people; shown only behind an opening that stands.",
)

case_openings = Table(
    "case_openings",
    metadata,
    Column(
        "opening_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the opening."
    ),
    of_case(),
    Column("who", Text, nullable=False, comment="Account that opened it."),
    Column("sections", ARRAY(Text), nullable=False, comment="Sections that it opened."),
    Column(
        "approval_id",
        BigInteger,
        ForeignKey("approvals.approval_id"),
        nullable=False,
        comment="Approval that it used up in the same transaction.",
    ),
    Column(
        "opened_at",
        DateTime(timezone=True),
        nullable=False,
        server_default=text("clock_timestamp()"),
        comment="When, by the database's clock.",
    ),
    Column("until", DateTime(timezone=True), nullable=False, comment="From then on nothing is shown."),
    UniqueConstraint("approval_id"),
    CheckConstraint("until > opened_at AND until <= opened_at + interval '1 hour'", name="for_a_time"),
    Index("ix_case_openings_case_id", "case_id", "who", "until"),
    comment="Who opened the names of a case, when and until when; kept for ever.",
)

case_events = Table(
    "case_events",
    metadata,
    Column(
        "event_id", BigInteger, Identity(always=True), primary_key=True, comment="Number, as in row_keys."
    ),
    of_case(),
    Column("version", Integer, nullable=False, comment="Version of the case from then on."),
    Column("step", Text, nullable=False, comment="What was done, of protection.cases.states."),
    Column("came_from", Text, comment="State that the step leaves; empty for the first."),
    Column("state", Text, nullable=False, comment="State that it leads to."),
    Column("who", Text, nullable=False, comment="Account that did it."),
    Column("at", DateTime(timezone=True), nullable=False, comment="When."),
    Column("sealed", LargeBinary, comment="Why, or what was said, under a key of its own."),
    UniqueConstraint("case_id", "version"),
    comment="Every step of every case, in order; nothing of it is ever changed.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(
        lpsk_cases,
        insert=True,
        update=(
            "child",
            "complete_at",
            "consent_by",
            "decide_by",
            "decided_at",
            "decision_no",
            "ended_at",
            "follows",
            "handler",
            "made_at",
            "erased_at",
            "packet_version",
            "ppa_told_at",
            "protected_from",
            "protected_until",
            "received_at",
            "reintegration_from",
            "review_on",
            "revoked_at",
            "role",
            "sender",
            "state",
            "threat",
            "token",
            "urgent",
            "version",
        ),
    ),
    Rights(case_packets, insert=True, append_only=True),
    Rights(case_identities, insert=True, append_only=True),
    Rights(case_openings, insert=True, append_only=True),
    Rights(case_events, insert=True, append_only=True),
)
