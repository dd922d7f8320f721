"""Referrals (rujukan): each as it stands, what it holds, who agreed to what, every step, and its paper."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
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

referrals = Table(
    "referrals",
    metadata,
    Column("referral_id", BigInteger, Identity(always=True), primary_key=True, comment="Number."),
    Column("code", Text, nullable=False, unique=True, comment="RJ-XXXXXX, drawn at random; says nothing."),
    Column(
        "token",
        Text,
        nullable=False,
        unique=True,
        comment="The only name under which outcomes come back, drawn at random.",
    ),
    Column("receiver", Text, nullable=False, comment="To whom: a referral_receiver of records/law.toml."),
    Column("to_body", Text, comment="One institution of that kind; empty: any that reaches the area."),
    Column(
        "service_id",
        BigInteger,
        ForeignKey("services.service_id"),
        comment="Office of the directory that is meant; empty: any of that kind.",
    ),
    Column("mandate", Text, nullable=False, comment="Why it fits: a referral_mandate of records/law.toml."),
    Column("areas", ARRAY(Text), nullable=False, comment="Areas where it lies, beginnings of codes."),
    Column(
        "alert_id", BigInteger, ForeignKey("alerts.alert_id"), comment="Alert that it began from, if any."
    ),
    Column("action_id", BigInteger, ForeignKey("actions.action_id"), comment="Action that it carries out."),
    Column(
        "counsel_id",
        BigInteger,
        ForeignKey("counsel_referrals.referral_id"),
        comment="Counsellor's talk that it began from, if any.",
    ),
    Column("person_id", Text, comment="Whose it was held to be; empty for who stands in no record."),
    Column("refs", ARRAY(Text), nullable=False, comment="feed:entity_key of the person's rows."),
    Column("child", Boolean, nullable=False, comment="Under 18: goes the children's path."),
    Column("threatened", Boolean, nullable=False, comment="There is a threat now."),
    Column("state", Text, nullable=False, comment="Where it stands, of protection.referrals.states."),
    Column("version", Integer, nullable=False, server_default="1", comment="Grows with every change."),
    Column(
        "answered_version",
        Integer,
        nullable=False,
        server_default="0",
        comment="Newest answer that came back, by its own count.",
    ),
    Column(
        "shared",
        ARRAY(Text),
        nullable=False,
        comment="Sections that the receiver may read; none while a draft.",
    ),
    Column(
        "overridden",
        Boolean,
        nullable=False,
        server_default="false",
        comment="Something went without consent; stays for ever.",
    ),
    Column("made_by", Text, nullable=False, comment="Account that refers."),
    Column("made_body", Text, comment="Institution of that account."),
    Column("made_at", DateTime(timezone=True), nullable=False, comment="When it was begun."),
    Column("sent_at", DateTime(timezone=True), comment="When it was first sent."),
    Column("ended_at", DateTime(timezone=True), comment="When it was rejected, revoked or done."),
    CheckConstraint(
        "state IN ('draft', 'sent', 'received', 'accepted', 'rejected', 'revoked', 'done')", name="in_a_state"
    ),
    CheckConstraint("state <> 'draft' OR cardinality(shared) = 0", name="a_draft_is_nobodys"),
    CheckConstraint("(state IN ('rejected', 'revoked', 'done')) = (ended_at IS NOT NULL)", name="ends"),
    Index("ix_referrals_made_by", "made_by", "referral_id"),
    Index("ix_referrals_receiver", "receiver", "state"),
    Index("ix_referrals_person_id", "person_id"),
    Index("ix_referrals_alert_id", "alert_id"),
    Index("ix_referrals_refs", "refs", postgresql_using="gin"),
    comment="Referrals to the bodies whose mandate it is; whom they are about stands in sealed sections.",
)

referral_sections = Table(
    "referral_sections",
    metadata,
    Column("content_id", BigInteger, Identity(always=True), primary_key=True, comment="Number."),
    Column(
        "referral_id", BigInteger, ForeignKey("referrals.referral_id"), nullable=False, comment="Of which."
    ),
    Column(
        "section",
        Text,
        nullable=False,
        comment="Section, of protection.referrals.sections; unshared is never sent.",
    ),
    Column("written_at", DateTime(timezone=True), nullable=False, comment="When."),
    Column("sealed", LargeBinary, nullable=False, comment="Content, under a key of its own in row_keys."),
    Index("ix_referral_sections_referral_id", "referral_id", "section"),
    comment="What referrals hold, a section a row, the newest counts; a receiver reads what is shared alone.",
)

referral_consents = Table(
    "referral_consents",
    metadata,
    Column("consent_id", BigInteger, Identity(always=True), primary_key=True, comment="Number."),
    Column(
        "referral_id", BigInteger, ForeignKey("referrals.referral_id"), nullable=False, comment="To which."
    ),
    Column(
        "by_whom",
        Text,
        nullable=False,
        comment="self, parent, guardian, court; override: nobody, two decided.",
    ),
    Column("given_at", DateTime(timezone=True), nullable=False, comment="When it was given."),
    Column("sections", ARRAY(Text), nullable=False, comment="What may be shared."),
    Column(
        "approval_id", BigInteger, ForeignKey("approvals.approval_id"), comment="Second person's decision."
    ),
    Column("recorded_by", Text, nullable=False, comment="Account that wrote it down."),
    Column("recorded_at", DateTime(timezone=True), nullable=False, comment="When."),
    Column("withdrawn_at", DateTime(timezone=True), comment="When it was withdrawn; empty while it stands."),
    Column("withdrawn_by", Text, comment="Account that wrote the withdrawal down."),
    CheckConstraint(
        "by_whom IN ('self', 'parent', 'guardian', 'court', 'override')", name="known_to_consent"
    ),
    CheckConstraint("(by_whom = 'override') = (approval_id IS NOT NULL)", name="overridden_by_two"),
    CheckConstraint("cardinality(sections) > 0", name="for_something"),
    CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn_by_someone"),
    Index("ix_referral_consents_referral_id", "referral_id"),
    comment="By whom, when and for which sections it was agreed to; and what two people decided without.",
)

referral_events = Table(
    "referral_events",
    metadata,
    Column("event_id", BigInteger, Identity(always=True), primary_key=True, comment="Number."),
    Column(
        "referral_id", BigInteger, ForeignKey("referrals.referral_id"), nullable=False, comment="Of which."
    ),
    Column("version", Integer, nullable=False, comment="Version that it made."),
    Column("step", Text, nullable=False, comment="What was done, of protection.referrals.states."),
    Column("state", Text, nullable=False, comment="Where it stood afterwards."),
    Column("answered_version", Integer, comment="Of an answer from elsewhere: its own count."),
    Column("reason", Text, comment="Code of the reason, of protection.referrals.states."),
    Column("who", Text, nullable=False, comment="Account, or the answering body."),
    Column("at", DateTime(timezone=True), nullable=False, comment="When; of an answer, when it was given."),
    Column("sealed", LargeBinary, comment="Words, under a key of their own in row_keys; for the sender."),
    UniqueConstraint("referral_id", "version"),
    comment="Every step of a referral, each with its version.",
)

referral_papers = Table(
    "referral_papers",
    metadata,
    Column("paper_id", BigInteger, Identity(always=True), primary_key=True, comment="Number."),
    Column(
        "referral_id", BigInteger, ForeignKey("referrals.referral_id"), nullable=False, comment="Of which."
    ),
    Column("version", Integer, nullable=False, comment="Version of the packet on it."),
    Column("sha256", Text, nullable=False, comment="Digest of the encrypted file."),
    Column("made_by", Text, nullable=False, comment="Who made it."),
    Column("made_at", DateTime(timezone=True), nullable=False, comment="When."),
    Column("sealed", LargeBinary, nullable=False, comment="Its code, until it was shown once."),
    Column("shown_at", DateTime(timezone=True), comment="When the code was shown; its key is gone since."),
    Index("ix_referral_papers_referral_id", "referral_id"),
    comment="Encrypted files for receivers without an account; the code is shown once and given apart.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(
        referrals,
        insert=True,
        update=(
            "state",
            "version",
            "answered_version",
            "shared",
            "overridden",
            "child",
            "threatened",
            "receiver",
            "to_body",
            "mandate",
            "sent_at",
            "ended_at",
        ),
    ),
    Rights(referral_sections, insert=True),
    Rights(referral_consents, insert=True, update=("withdrawn_at", "withdrawn_by")),
    Rights(referral_events, insert=True, append_only=True),
    Rights(referral_papers, insert=True, update=("shown_at",)),
)
