"""Objections (keberatan) of workers, agencies and people who were named: what they say, and how they are reached."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from records.tables.declare import Rights, metadata

contests = Table(
    "contests",
    metadata,
    Column("contest_id", BigInteger, Identity(always=True), primary_key=True, comment="Number."),
    Column(
        "request_id",
        BigInteger,
        ForeignKey("subject_requests.request_id"),
        nullable=False,
        comment="Request that keeps its clock.",
    ),
    Column("code", LargeBinary, nullable=False, comment="Keyed digest of the code that was handed out."),
    Column("party", Text, nullable=False, comment="worker, agency or named."),
    Column("asks", Text, nullable=False, comment="ask, answer, object or correct."),
    Column("hub_kind", Text, comment="recruiter, phone, account or agency that it is about."),
    Column("hub_key", Text, comment="Recruiter id, token or licence number."),
    Column("area", Text, comment="Regency of who asks, four digits."),
    Column("received_by", Text, nullable=False, comment="Account that took it in."),
    Column("sealed", LargeBinary, nullable=False, comment="Safe contact, its hours, and the words; sealed."),
    Column("answer", LargeBinary, comment="What was answered, sealed; it goes by the safe contact alone."),
    Column("answered_by", Text, comment="Who answered."),
    UniqueConstraint("request_id"),
    UniqueConstraint("code"),
    CheckConstraint("party IN ('worker', 'agency', 'named')", name="party_is_declared"),
    CheckConstraint("asks IN ('ask', 'answer', 'object', 'correct')", name="asks_something"),
    CheckConstraint("(hub_kind IS NULL) = (hub_key IS NULL)", name="hub_is_whole"),
    CheckConstraint("(answer IS NULL) = (answered_by IS NULL)", name="answered_by_someone"),
    comment="Objections with their safe contact. The code proves that one was received, and nothing else.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(contests, insert=True, update=("hub_kind", "hub_key", "answer", "answered_by")),
)
