"""What cannot wait, who is on duty, and the messages without content that call them."""

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
    text,
)

from records.tables.declare import Rights, metadata

duty_shifts = Table(
    "duty_shifts",
    metadata,
    Column("shift_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the shift."),
    Column("account_id", Text, nullable=False, comment="Who is on duty."),
    Column("role", Text, nullable=False, comment="Role in which they answer."),
    Column("place", Integer, nullable=False, comment="Place in the line; 1 is called first."),
    Column("starts_at", DateTime(timezone=True), nullable=False, comment="First moment of the shift."),
    Column("ends_at", DateTime(timezone=True), nullable=False, comment="First moment after it."),
    Column("channels", ARRAY(Text), nullable=False, comment="Ways to reach them: email, gateway."),
    Column("sealed", LargeBinary, nullable=False, comment="Their address in each channel, sealed."),
    Column("made_by", Text, nullable=False, comment="Who put it on the roster."),
    Column("made_at", DateTime(timezone=True), nullable=False, comment="When."),
    Column("cancelled_at", DateTime(timezone=True), comment="When it was taken off the roster."),
    Column("cancelled_by", Text, comment="Who took it off."),
    CheckConstraint("ends_at > starts_at", name="lasts"),
    CheckConstraint("place >= 1", name="has_a_place"),
    CheckConstraint("role IN ('satgas', 'satgas_lead', 'placement_officer')", name="answers"),
    CheckConstraint("cardinality(channels) > 0", name="can_be_reached"),
    CheckConstraint("(cancelled_at IS NULL) = (cancelled_by IS NULL)", name="cancelled_by_someone"),
    Index("ix_duty_shifts_ends_at", "ends_at"),
    comment="The duty roster (piket), weekends and holidays included.",
)

urgent_items = Table(
    "urgent_items",
    metadata,
    Column("item_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the matter."),
    Column("kind", Text, nullable=False, comment="person, or row where nobody is known yet."),
    Column("subject", Text, nullable=False, comment="Person id, or feed:entity_key of the row."),
    Column("refs", ARRAY(Text), nullable=False, comment="feed:entity_key of the person's rows, or the row."),
    Column(
        "areas",
        ARRAY(Text),
        nullable=False,
        comment="Regencies of whom it is about, four digits; who works elsewhere does not see it.",
    ),
    Column("signs", ARRAY(Text), nullable=False, comment="Severe signs, of detection.urgent.signs."),
    Column("work_id", BigInteger, ForeignKey("alert_work.work_id"), comment="Open work on the same person."),
    Column("raised_at", DateTime(timezone=True), nullable=False, comment="When it was raised."),
    Column("round", Integer, nullable=False, server_default="1", comment="Grows when new evidence comes."),
    Column("round_at", DateTime(timezone=True), nullable=False, comment="When this round began."),
    Column(
        "rung", Integer, nullable=False, server_default="0", comment="How far it was escalated; 0 nobody."
    ),
    Column("next_at", DateTime(timezone=True), nullable=False, comment="When the next are called."),
    Column("seen_at", DateTime(timezone=True), comment="When somebody opened it, in this round."),
    Column("seen_by", Text, comment="Who did."),
    Column(
        "guarded",
        Boolean,
        nullable=False,
        server_default="false",
        comment="About somebody who is never a suspect: the heads alone are called.",
    ),
    Column("closed_at", DateTime(timezone=True), comment="When it was closed."),
    Column("closed_by", Text, comment="Who closed it."),
    Column("closed_as", Text, comment="What became of it, of detection.urgent.items."),
    Column("sealed", LargeBinary, comment="What was done, in words, sealed; it may name people."),
    CheckConstraint("kind IN ('person', 'row')", name="of_a_kind"),
    CheckConstraint("cardinality(signs) > 0", name="has_a_sign"),
    CheckConstraint("(seen_at IS NULL) = (seen_by IS NULL)", name="seen_by_someone"),
    CheckConstraint(
        "(closed_at IS NULL) = (closed_by IS NULL) AND (closed_at IS NULL) = (closed_as IS NULL)",
        name="closed_by_someone",
    ),
    CheckConstraint("closed_at IS NULL OR seen_at IS NOT NULL", name="seen_before_closed"),
    Index("uq_urgent_items_open", "subject", unique=True, postgresql_where=text("closed_at IS NULL")),
    Index("ix_urgent_items_next_at", "next_at"),
    comment="What cannot wait for the week's list: one open matter a person, whatever the score.",
)

urgent_evidence = Table(
    "urgent_evidence",
    metadata,
    Column("subject", Text, primary_key=True, comment="Of whom: person id, or feed:entity_key."),
    Column("sign", Text, primary_key=True, comment="Severe sign, or leaving."),
    Column("ref", Text, primary_key=True, comment="feed:entity_key that shows it; @day for a departure."),
    Column(
        "item_id", BigInteger, ForeignKey("urgent_items.item_id"), nullable=False, comment="Matter it raised."
    ),
    Column("found_at", DateTime(timezone=True), nullable=False, comment="When it was found."),
    Index("ix_urgent_evidence_item_id", "item_id"),
    Index("ix_urgent_evidence_ref", "ref"),
    comment="What each matter rests on. A piece of evidence calls people once.",
)

duty_notices = Table(
    "duty_notices",
    metadata,
    Column("notice_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the notice."),
    Column("number", Text, nullable=False, unique=True, comment="What the message says; equal in repeats."),
    Column(
        "item_id", BigInteger, ForeignKey("urgent_items.item_id"), nullable=False, comment="What it is about."
    ),
    Column("round", Integer, nullable=False, comment="Round of the matter."),
    Column("rung", Integer, nullable=False, comment="Rung of the ladder that called them."),
    Column("call", Integer, nullable=False, comment="How often that rung was called, from 1."),
    Column(
        "shift_id", BigInteger, ForeignKey("duty_shifts.shift_id"), nullable=False, comment="Who is called."
    ),
    Column("channel", Text, nullable=False, comment="email or gateway."),
    Column("made_at", DateTime(timezone=True), nullable=False, comment="When it was made."),
    Column("attempts", Integer, nullable=False, server_default="0", comment="How often sending was tried."),
    Column("try_at", DateTime(timezone=True), nullable=False, comment="When it is tried next."),
    Column("sent_at", DateTime(timezone=True), comment="When the channel took it."),
    UniqueConstraint("item_id", "round", "rung", "call", "shift_id", "channel"),
    Index("ix_duty_notices_try_at", "try_at", postgresql_where=text("sent_at IS NULL")),
    comment="Messages without content, sent at least once; nothing in them tells of anyone.",
)

urgent_looks = Table(
    "urgent_looks",
    metadata,
    Column("occasion", Text, primary_key=True, comment="ingest or night."),
    Column("last_sequence", BigInteger, nullable=False, comment="Last row of source_rows that it has seen."),
    Column("looked_at", DateTime(timezone=True), nullable=False, comment="When it last looked."),
    CheckConstraint("occasion IN ('ingest', 'night')", name="known"),
    comment="How far each look for what cannot wait has come: the next begins there.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(duty_shifts, insert=True, update=("cancelled_at", "cancelled_by")),
    Rights(
        urgent_items,
        insert=True,
        update=(
            *("guarded", "refs", "areas", "signs", "work_id", "round", "round_at", "rung", "next_at"),
            *("seen_at", "seen_by", "closed_at", "closed_by", "closed_as", "sealed"),
        ),
    ),
    Rights(urgent_evidence, insert=True, append_only=True),
    Rights(duty_notices, insert=True, update=("attempts", "try_at", "sent_at")),
    Rights(urgent_looks, insert=True, update=("last_sequence", "looked_at")),
)
