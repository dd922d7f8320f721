"""Criminal proceedings about cases, every step of them, and the labels that findings and rulings become."""

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
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from records.tables.declare import Rights, metadata

RULINGS = "('guilty', 'acquitted', 'released')"
FINDINGS = "('tppo_victim', 'tppo_suspect', 'cleared', 'withdrawn')"

proceedings = Table(
    "proceedings",
    metadata,
    Column("proceeding_id", BigInteger, Identity(always=True), primary_key=True, comment="Number."),
    Column("code", Text, nullable=False, comment="Code of the case, drawn at random: PK-2026-7F3KQ2."),
    Column(
        "areas",
        ARRAY(Text),
        nullable=False,
        comment="Regencies, four digits; who works elsewhere does not see it.",
    ),
    Column("alert_id", BigInteger, ForeignKey("alerts.alert_id"), comment="Alert that it came from, if any."),
    Column("stage", Text, nullable=False, comment="Where it stands, of protection.proceedings.stages."),
    Column("law", Text, nullable=False, comment="Code of the law that is applied, of records/law.toml."),
    Column(
        "articles", ARRAY(Text), nullable=False, comment="Articles that are applied, of records/law.toml."
    ),
    Column("ruling", Text, comment="Newest ruling: guilty, acquitted (bebas) or released (lepas)."),
    Column("final_on", Date, comment="Day on which the ruling became final (inkracht)."),
    Column("opened_by", Text, nullable=False, comment="Account that opened it."),
    Column("opened_at", DateTime(timezone=True), nullable=False, comment="When."),
    Column("ended_at", DateTime(timezone=True), comment="When it was stopped or became final."),
    Column("version", Integer, nullable=False, server_default="1", comment="Grows with every step."),
    UniqueConstraint("code"),
    CheckConstraint(f"ruling IN {RULINGS}", name="a_ruling"),
    CheckConstraint("final_on IS NULL OR ruling IS NOT NULL", name="final_by_a_ruling"),
    CheckConstraint("cardinality(areas) > 0", name="somewhere"),
    Index("ix_proceedings_stage", "stage", "proceeding_id"),
    comment="Proceedings as they stand: no name, no free word; their persons and steps stand beside them.",
)

proceeding_persons = Table(
    "proceeding_persons",
    metadata,
    Column("member_id", BigInteger, Identity(always=True), primary_key=True, comment="Number."),
    Column(
        "proceeding_id",
        BigInteger,
        ForeignKey("proceedings.proceeding_id"),
        nullable=False,
        comment="Proceeding.",
    ),
    Column("person_seq", Integer, nullable=False, comment="1, 2 … within the proceeding."),
    Column("role", Text, nullable=False, comment="victim, witness or suspect."),
    Column("person_id", Text, comment="Person whom records are held to be about; empty for who is in none."),
    Column("refs", ARRAY(Text), nullable=False, comment="feed:entity_key of the person's rows when added."),
    Column("sealed", LargeBinary, comment="Particulars of who stands in no record, sealed."),
    Column("added_by", Text, nullable=False, comment="Account that added them."),
    Column("added_at", DateTime(timezone=True), nullable=False, comment="When."),
    UniqueConstraint("proceeding_id", "person_seq"),
    CheckConstraint("role IN ('victim', 'witness', 'suspect')", name="in_a_role"),
    CheckConstraint("person_id IS NOT NULL OR sealed IS NOT NULL", name="is_someone"),
    Index("ix_proceeding_persons_person_id", "person_id"),
    Index("ix_proceeding_persons_refs", "refs", postgresql_using="gin"),
    comment="Whom a proceeding is about, each in one role; nobody is shown by name.",
)

proceeding_events = Table(
    "proceeding_events",
    metadata,
    Column("event_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the step."),
    Column(
        "proceeding_id",
        BigInteger,
        ForeignKey("proceedings.proceeding_id"),
        nullable=False,
        comment="Proceeding.",
    ),
    Column("version", Integer, nullable=False, comment="Version of the proceeding from then on."),
    Column("step", Text, nullable=False, comment="What was done, of protection.proceedings.stages."),
    Column("came_from", Text, comment="Stage that it left; empty for the first."),
    Column("stage", Text, nullable=False, comment="Stage that it led to."),
    Column("happened_on", Date, nullable=False, comment="Day that the document bears."),
    Column("document_no", Text, comment="Number of the document (LP, SPDP, P-21, putusan …)."),
    Column("institution", Text, comment="Office that acted: police, prosecutor or court; no person."),
    Column("law", Text, nullable=False, comment="Law that was applied from then on."),
    Column("articles", ARRAY(Text), nullable=False, comment="Articles that were applied from then on."),
    Column("ruling", Text, comment="What was ruled, where this is a ruling."),
    Column("who", Text, nullable=False, comment="Account that wrote it down."),
    Column("at", DateTime(timezone=True), nullable=False, comment="When it was written down."),
    Column("sealed", LargeBinary, comment="Officer in charge and words, sealed; they may name people."),
    UniqueConstraint("proceeding_id", "version"),
    CheckConstraint(f"ruling IN {RULINGS}", name="a_ruling"),
    comment="Every step of every proceeding, in order; nothing of it is ever changed.",
)

label_records = Table(
    "label_records",
    metadata,
    Column("label_id", BigInteger, Identity(always=True), primary_key=True, comment="Number."),
    Column("origin", Text, nullable=False, comment="Where it came from: proceedings, decision or lpsk."),
    Column("case_id", Text, nullable=False, comment="case_id of the row in case_outcomes; opaque."),
    Column("person_seq", Integer, nullable=False, comment="person_seq of that row."),
    Column("finding", Text, nullable=False, comment="tppo_victim, tppo_suspect, cleared or withdrawn."),
    Column("source", Text, nullable=False, comment="Body that found it: police, satgas or lpsk."),
    Column("member_id", BigInteger, ForeignKey("proceeding_persons.member_id"), comment="Whom, if so known."),
    Column(
        "work_id", BigInteger, ForeignKey("alert_work.work_id"), comment="Decided work that it came from."
    ),
    Column("token", Text, comment="Keyed token of the referral that LPSK answers about."),
    Column("number", Integer, comment="LPSK's number among its answers about this token."),
    Column("refs", ARRAY(Text), nullable=False, comment="feed:entity_key of the rows that tell who it is."),
    Column("confirmed_by", Text, nullable=False, comment="Account or institution that confirmed it."),
    Column("confirmed_at", DateTime(timezone=True), nullable=False, comment="When it was confirmed."),
    Column("due_at", DateTime(timezone=True), nullable=False, comment="From when on it may become a row."),
    Column("released_at", DateTime(timezone=True), comment="recorded_at of its row; empty while it waits."),
    Column("file", Text, comment="File of the ordinary ingest that brought its row."),
    Column("left_out", Text, comment="Why it became no row: superseded, unknown or erased."),
    CheckConstraint("origin IN ('proceedings', 'decision', 'lpsk')", name="an_origin"),
    CheckConstraint(f"finding IN {FINDINGS}", name="a_finding"),
    CheckConstraint("source IN ('police', 'satgas', 'lpsk')", name="a_source"),
    CheckConstraint("left_out IN ('superseded', 'unknown', 'erased')", name="left_out_for_a_reason"),
    CheckConstraint("released_at IS NULL OR left_out IS NULL", name="released_or_left_out"),
    UniqueConstraint("token", "number"),
    Index("ix_label_records_key", "case_id", "person_seq", "label_id"),
    Index("ix_label_records_member_id", "member_id"),
    Index("ix_label_records_work_id", "work_id"),
    Index("ix_label_records_refs", "refs", postgresql_using="gin"),
    comment="Findings, rulings and cleared people on their way into the feed case_outcomes: who confirmed them.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(
        proceedings,
        insert=True,
        update=("stage", "law", "articles", "ruling", "final_on", "ended_at", "version"),
    ),
    Rights(proceeding_persons, insert=True),
    Rights(proceeding_events, insert=True, append_only=True),
    Rights(label_records, insert=True, update=("released_at", "file", "left_out")),
)
