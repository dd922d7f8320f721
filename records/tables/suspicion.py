"""Never a suspect: what nothing is said of, presumptions assessed, the path of protection, and who was cleared."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from records.tables.declare import Rights, metadata

silenced = Table(
    "silenced",
    metadata,
    Column("kind", Text, primary_key=True, comment="recruiter, phone, account, row or person."),
    Column("key", Text, primary_key=True, comment="Recruiter id, token, feed:entity_key or person id."),
    Column("since", DateTime(timezone=True), nullable=False, comment="When it was found."),
    CheckConstraint("kind IN ('recruiter', 'phone', 'account', 'row', 'person')", name="kind_is_declared"),
    comment="What would lead to somebody who is never a suspect: nothing is said of it as a recruiter's.",
)

assessments = Table(
    "assessments",
    metadata,
    Column("assessment_id", BigInteger, Identity(always=True), primary_key=True, comment="Number."),
    Column("person_id", Text, nullable=False, comment="Person, as in identities then."),
    Column("refs", ARRAY(Text), nullable=False, comment="feed:entity_key of the person's rows."),
    Column("result", Text, nullable=False, comment="victim or no_victim."),
    Column("who", Text, nullable=False, comment="Account that assessed."),
    Column("at", DateTime(timezone=True), nullable=False, comment="When."),
    Column("sealed", LargeBinary, nullable=False, comment="Why, in words, sealed."),
    CheckConstraint("result IN ('victim', 'no_victim')", name="result_is_declared"),
    CheckConstraint("cardinality(refs) > 0", name="names_rows"),
    comment="Whether who was forced to commit crimes is a victim: presumed so until it was assessed.",
)

protection_matters = Table(
    "protection_matters",
    metadata,
    Column("matter_id", BigInteger, Identity(always=True), primary_key=True, comment="Number."),
    Column("kind", Text, nullable=False, comment="danger or evidence."),
    Column("person_id", Text, nullable=False, comment="Person, as in identities then."),
    Column("refs", ARRAY(Text), nullable=False, comment="feed:entity_key of the rows that show it."),
    Column("areas", ARRAY(Text), nullable=False, comment="Regencies of the person, four digits."),
    Column("signs", ARRAY(Text), nullable=False, comment="Signs of the danger, or kinds of the evidence."),
    Column("raised_at", DateTime(timezone=True), nullable=False, comment="When it was raised."),
    Column("state", Text, nullable=False, comment="open, taken, closed or handed_over."),
    Column("taken_by", Text, comment="Who took it on."),
    Column("taken_at", DateTime(timezone=True), comment="When."),
    Column("ended_by", Text, comment="Who closed it or handed it over."),
    Column("ended_at", DateTime(timezone=True), comment="When."),
    Column("ended_as", Text, comment="What became of it, of protection.guarding.matters."),
    Column("sealed", LargeBinary, comment="What was done, in words, sealed; it may name people."),
    CheckConstraint("kind IN ('danger', 'evidence')", name="kind_is_declared"),
    CheckConstraint("state IN ('open', 'taken', 'closed', 'handed_over')", name="state_is_declared"),
    CheckConstraint("state <> 'handed_over' OR kind = 'evidence'", name="danger_is_not_handed_over"),
    CheckConstraint("(state IN ('closed', 'handed_over')) = (ended_at IS NOT NULL)", name="ends"),
    Index("ix_protection_matters_person_id", "kind", "person_id"),
    comment="About people who are never suspects: renewed danger, and evidence that LPSK alone receives.",
)

clearings = Table(
    "clearings",
    metadata,
    Column("clearing_id", BigInteger, Identity(always=True), primary_key=True, comment="Number."),
    Column("kind", Text, nullable=False, comment="recruiter, phone, account or agency."),
    Column("key", Text, nullable=False, comment="Recruiter id, token or licence number."),
    Column("refs", ARRAY(Text), nullable=False, comment="feed:entity_key of rows that show it; ids change."),
    Column("cleared_at", DateTime(timezone=True), nullable=False, comment="When; what comes later is new."),
    Column("decided_by", Text, nullable=False, comment="Account that decided."),
    Column(
        "request_id",
        BigInteger,
        ForeignKey("subject_requests.request_id"),
        comment="Objection that led to it; empty where nobody had objected.",
    ),
    Column("sealed", LargeBinary, nullable=False, comment="Why, in words, sealed."),
    Column("ended_at", DateTime(timezone=True), comment="When it was taken back; empty while it stands."),
    Column("ended_by", Text, comment="Who took it back."),
    CheckConstraint("kind IN ('recruiter', 'phone', 'account', 'agency')", name="kind_is_declared"),
    CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_by_someone"),
    Index("ix_clearings_key", "kind", "key"),
    comment="Whom a person cleared of an unfounded suspicion: raised again by new evidence alone.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(silenced, insert=True, delete=True),
    Rights(assessments, insert=True),
    Rights(
        protection_matters,
        insert=True,
        update=(
            "refs",
            "areas",
            "signs",
            "state",
            "taken_by",
            "taken_at",
            "ended_by",
            "ended_at",
            "ended_as",
            "sealed",
        ),
    ),
    Rights(clearings, insert=True, update=("ended_at", "ended_by")),
)
