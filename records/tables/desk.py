"""The desk's paper, who was sent to a counsellor, what came of the talk, and texts of information sheets."""

from __future__ import annotations

from sqlalchemy import (
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
)

from records.tables.declare import Rights, metadata

paper_notes = Table(
    "paper_notes",
    metadata,
    Column("note_id", BigInteger, Identity(always=True), primary_key=True, comment="Number."),
    Column("registration", Text, comment="Key of the registration; empty where the person had no number."),
    Column("office", Text, comment="Office of the desk."),
    Column("who", Text, nullable=False, comment="Account that entered it."),
    Column("happened_at", DateTime(timezone=True), nullable=False, comment="True time, as noted on paper."),
    Column("entered_at", DateTime(timezone=True), nullable=False, comment="When it was entered."),
    Column("done", Text, nullable=False, comment="What the box said: served, documents, counsel or back."),
    CheckConstraint("done IN ('served', 'documents', 'counsel', 'back')", name="known_box"),
    CheckConstraint("happened_at <= entered_at", name="entered_afterwards"),
    Index("ix_paper_notes_registration", "registration"),
    Index("ix_paper_notes_who", "who", "entered_at"),
    comment="What desks noted on paper while the line was down, with its true time.",
)

counsel_referrals = Table(
    "counsel_referrals",
    metadata,
    Column("referral_id", BigInteger, Identity(always=True), primary_key=True, comment="Number."),
    Column("registration", Text, comment="Key of the registration; empty for who came without one."),
    Column("person_id", Text, comment="Whose it was held to be."),
    Column("area", Text, comment="Regency that the registration names, or area of the counsellor."),
    Column("office", Text, comment="Office that sent; empty for who came by themselves."),
    Column("sent_on", Date, nullable=False, comment="Day in Jakarta."),
    Column("sent_at", DateTime(timezone=True), nullable=False, comment="When."),
    Column("sent_by", Text, nullable=False, comment="Account that sent or received them."),
    Column("woman", Boolean, nullable=False, server_default="false", comment="A woman officer is wished."),
    Column(
        "private_room", Boolean, nullable=False, server_default="false", comment="A private room is wished."
    ),
    Column("language", Text, comment="Language that is wished, by its code; empty where none was named."),
    Column("wished_by", Text, comment="Account that wrote the wishes down."),
    UniqueConstraint("registration", "sent_on"),
    Index("ix_counsel_referrals_sent_on", "sent_on"),
    Index("ix_counsel_referrals_person_id", "person_id"),
    comment="Who was sent to a counsellor, or asked for one: never why, no score, no list stands behind it.",
)

counsel_talks = Table(
    "counsel_talks",
    metadata,
    Column("talk_id", BigInteger, Identity(always=True), primary_key=True, comment="Number."),
    Column(
        "referral_id",
        BigInteger,
        ForeignKey("counsel_referrals.referral_id"),
        nullable=False,
        comment="About whom.",
    ),
    Column("happened_at", DateTime(timezone=True), nullable=False, comment="When they talked."),
    Column("recorded_at", DateTime(timezone=True), nullable=False, comment="When it was written down."),
    Column("who", Text, nullable=False, comment="Counsellor."),
    Column(
        "outcome", Text, nullable=False, comment="What happened next, a code of protection.counsel.talks."
    ),
    Column("agreed_to_note", Boolean, nullable=False, comment="The person agreed that a note is kept."),
    Column(
        "agreed_to_pass_on", Boolean, nullable=False, comment="They agreed that others who help are told."
    ),
    Column("sealed", LargeBinary, comment="Note, under a key of its own in row_keys; empty without consent."),
    CheckConstraint("sealed IS NULL OR agreed_to_note", name="noted_by_consent"),
    Index("ix_counsel_talks_referral_id", "referral_id"),
    comment="Talks with a counsellor: what came of them; the note is opened for its writer alone.",
)

sheet_texts = Table(
    "sheet_texts",
    metadata,
    Column("sheet", Text, primary_key=True, comment="Information sheet, of protection/counsel/counsel.toml."),
    Column("language", Text, primary_key=True, comment="Language of the text (ISO 639)."),
    Column(
        "version", Integer, primary_key=True, autoincrement=False, comment="1, 2 …; the highest is shown."
    ),
    Column("body", Text, nullable=False, comment="Text; about nobody."),
    Column("author", Text, nullable=False, comment="Account that wrote it."),
    Column("written_at", DateTime(timezone=True), nullable=False, comment="When."),
    comment="Information sheets in regional languages, every version with its author.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(paper_notes, insert=True),
    Rights(counsel_referrals, insert=True, update=("woman", "private_room", "language", "wished_by")),
    Rights(counsel_talks, insert=True),
    Rights(sheet_texts, insert=True, append_only=True),
)
