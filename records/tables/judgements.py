"""Questions about who is the same, near the border of linkage, and what people have judged of them."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB

from records.tables.declare import Rights, metadata

identity_questions = Table(
    "identity_questions",
    metadata,
    Column(
        "question_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the question."
    ),
    Column(
        "run_id",
        BigInteger,
        ForeignKey("detection_runs.run_id"),
        nullable=False,
        comment="Run that first met the pair near the border.",
    ),
    Column("ref_a", Text, nullable=False, comment="feed:entity_key of one row."),
    Column("ref_b", Text, nullable=False, comment="feed:entity_key of the other row."),
    Column("weight", Float, nullable=False, comment="log2 of the odds that both are one person."),
    Column("held_same", Text, nullable=False, comment="yes where the run held both for one person, else no."),
    Column(
        "agreement",
        JSONB,
        nullable=False,
        comment="How each comparison came out, by its level; -1 is unknown. No value of either row.",
    ),
    Column(
        "areas",
        ARRAY(Text),
        nullable=False,
        server_default="{}",
        comment="Regencies that the rows name, four digits; who works elsewhere does not see the question.",
    ),
    CheckConstraint("held_same IN ('yes', 'no')", name="held_same_is_declared"),
    UniqueConstraint("ref_a", "ref_b"),
    comment="Pairs of rows of which people are asked whether they are about one person; each is asked once.",
)

identity_judgements = Table(
    "identity_judgements",
    metadata,
    Column(
        "judgement_id",
        BigInteger,
        Identity(always=True),
        primary_key=True,
        comment="Number of the judgement.",
    ),
    Column(
        "question_id",
        BigInteger,
        ForeignKey("identity_questions.question_id"),
        nullable=False,
        comment="Question that it answers.",
    ),
    Column("verdict", Text, nullable=False, comment="same, different, unsure, or withdrawn."),
    Column(
        "withdraws",
        BigInteger,
        ForeignKey("identity_judgements.judgement_id"),
        comment="Judgement that this row takes back.",
    ),
    Column("judged_by", Text, nullable=False, comment="Who judged."),
    Column(
        "judged_at",
        DateTime(timezone=True),
        nullable=False,
        comment="When; a run of a day is bound by what was judged before it.",
    ),
    Column("reason", LargeBinary, nullable=False, comment="Why, sealed; it may name people."),
    CheckConstraint("verdict IN ('same', 'different', 'unsure', 'withdrawn')", name="verdict_is_declared"),
    CheckConstraint("(verdict = 'withdrawn') = (withdraws IS NOT NULL)", name="withdraws_something"),
    UniqueConstraint("withdraws"),
    Index("ix_identity_judgements_question_id", "question_id"),
    comment="Judgements about who is the same. They bind later runs until they are withdrawn by another row.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(identity_questions, insert=True),
    Rights(identity_judgements, insert=True, append_only=True),
)
