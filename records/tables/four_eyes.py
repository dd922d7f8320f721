"""Acts that need a second person, the notices of broken glass, and the exports that were made."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    Interval,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from records.tables.declare import Rights, metadata

approvals = Table(
    "approvals",
    metadata,
    Column(
        "approval_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the request."
    ),
    Column("act", Text, nullable=False, comment="Guarded act, of records.four_eyes.acts."),
    Column("refs", ARRAY(Text), nullable=False, comment="What it is about, by number or token; in order."),
    Column(
        "digest",
        LargeBinary,
        nullable=False,
        comment="SHA-256 of act, purpose and references: what is agreed to.",
    ),
    Column("ground", Text, nullable=False, comment="Legal ground, one of those that the act names."),
    Column("reason", LargeBinary, nullable=False, comment="Why, in the asker's words, sealed."),
    Column("asker", Text, nullable=False, comment="Account that asked; taken from the context."),
    Column("asker_role", Text, nullable=False, comment="Role in which it asked."),
    Column("purpose", Text, nullable=False, comment="Purpose for which it asked."),
    Column("asked_at", DateTime(timezone=True), nullable=False, comment="When, by the database's clock."),
    Column("asks", ARRAY(Text), nullable=False, comment="Roles that might ask, as declared on the day."),
    Column(
        "approves", ARRAY(Text), nullable=False, comment="Roles that might agree, as declared on the day."
    ),
    Column("breaks", ARRAY(Text), nullable=False, comment="Roles that might break the glass on the day."),
    Column("reviews", ARRAY(Text), nullable=False, comment="Roles that judge broken glass, on the day."),
    Column("waits", Interval, nullable=False, comment="How long the request waits for a decision."),
    Column("lasts", Interval, nullable=False, comment="How long an approval may be used."),
    Column(
        "apart", Interval, nullable=False, comment="For how long one who made the other is no second person."
    ),
    UniqueConstraint("approval_id", "digest"),
    CheckConstraint("'' NOT IN (act, ground, asker, asker_role, purpose)", name="nothing_left_blank"),
    CheckConstraint("cardinality(refs) > 0", name="names_something"),
    CheckConstraint(
        "lasts <= interval '72 hours' AND waits <= interval '7 days' AND apart >= interval '30 days'",
        name="within_bounds",
    ),
    Index("ix_approvals_digest", "digest"),
    comment="Requests for acts that no person does alone, each with the rule as it was declared on its day.",
)

STEPS = (
    "(came_from IS NULL AND state IN ('asked', 'broken'))"
    " OR (came_from = 'asked' AND state IN ('approved', 'rejected', 'withdrawn'))"
    " OR (came_from = 'approved' AND state IN ('used', 'withdrawn'))"
    " OR (came_from = 'broken' AND state IN ('forced', 'justified', 'unjustified'))"
    " OR (came_from = 'forced' AND state IN ('justified', 'unjustified'))"
)

approval_steps = Table(
    "approval_steps",
    metadata,
    Column("step_id", BigInteger, Identity(always=True), primary_key=True, comment="Order of the steps."),
    Column("approval_id", BigInteger, nullable=False, comment="Request."),
    Column("digest", LargeBinary, nullable=False, comment="What was meant; must be what was asked for."),
    Column("came_from", Text, comment="State that the step leaves; empty for the first."),
    Column("state", Text, nullable=False, comment="State that it leads to, of records.four_eyes.machine."),
    Column("who", Text, nullable=False, comment="Account that took it; taken from the context."),
    Column("role", Text, nullable=False, comment="Role in which it was taken."),
    Column("at", DateTime(timezone=True), nullable=False, comment="When, by the database's clock."),
    Column(
        "transaction", BigInteger, nullable=False, comment="Transaction of the step, and of the act with it."
    ),
    ForeignKeyConstraint(["approval_id", "digest"], ["approvals.approval_id", "approvals.digest"]),
    ForeignKeyConstraint(
        ["approval_id", "came_from"],
        ["approval_steps.approval_id", "approval_steps.state"],
        name="fk_approval_steps_came_from",
    ),
    UniqueConstraint("approval_id", "state", name="uq_approval_steps_state"),
    # A state is left once: a decision does not change, and nothing is used twice.
    UniqueConstraint(
        "approval_id", "came_from", name="uq_approval_steps_came_from", postgresql_nulls_not_distinct=True
    ),
    CheckConstraint(STEPS, name="is_an_edge"),
    comment="What became of each request, step by step; the last step is where it stands.",
)

notices = Table(
    "notices",
    metadata,
    Column("notice_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the notice."),
    Column("for_role", Text, nullable=False, comment="Role that is to know."),
    Column(
        "for_who",
        Text,
        nullable=False,
        server_default="",
        comment="The one account of that role that it is for; empty: all of them.",
    ),
    Column("kind", Text, nullable=False, comment="What happened, as a code."),
    Column("ref", Text, nullable=False, comment="What it is about, by number."),
    Column(
        "made_at",
        DateTime(timezone=True),
        nullable=False,
        server_default=text("clock_timestamp()"),
        comment="When it happened.",
    ),
    Column("read_at", DateTime(timezone=True), comment="When somebody of that role read it."),
    Column("read_by", Text, comment="Who did."),
    CheckConstraint("(read_at IS NULL) = (read_by IS NULL)", name="read_by_someone"),
    UniqueConstraint("for_role", "kind", "ref", "for_who"),
    comment="What somebody must be told at once: broken glass.",
)

exports = Table(
    "exports",
    metadata,
    Column(
        "number",
        BigInteger,
        primary_key=True,
        autoincrement=False,
        comment="Number on every row of the file; without gaps.",
    ),
    Column(
        "kind",
        Text,
        nullable=False,
        comment="What was exported, of protection.exports.kinds; or a dossier, or cases by the standard.",
    ),
    Column("format", Text, nullable=False, comment="csv, xlsx, graphml, pdf or htcds."),
    Column("who", Text, nullable=False, comment="Account that made it."),
    Column("role", Text, nullable=False, comment="Role in which it did."),
    Column("purpose", Text, nullable=False, comment="Purpose for which it did."),
    Column("made_at", DateTime(timezone=True), nullable=False, comment="The moment on the watermark."),
    Column("destination", Text, nullable=False, comment="Institution that it is for."),
    Column("filters", ARRAY(Text), nullable=False, comment="What was chosen, by number or code."),
    Column("rows", Integer, nullable=False, comment="Rows in the file."),
    Column("people", Integer, nullable=False, comment="People in the file."),
    Column(
        "left_out", Integer, nullable=False, comment="People that the rules left out; not told in the file."
    ),
    Column("sha256", Text, nullable=False, comment="SHA-256 of the file's bytes, hexadecimal."),
    Column(
        "approval_id",
        BigInteger,
        ForeignKey("approvals.approval_id"),
        comment="Approval that it used, where it needed one.",
    ),
    Index("ix_exports_who", "who", "made_at"),
    comment="Every file that left the house. The file itself is not kept.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(approvals, insert=True, append_only=True),
    Rights(approval_steps, insert=True, append_only=True),
    Rights(notices, insert=True, update=("read_at", "read_by")),
    Rights(exports, insert=True, append_only=True),
)
