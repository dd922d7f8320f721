"""Requests of the people whom records are about, what protects them, and what was erased.

People are named by references, ``feed:entity_key``, as alerts name them; a person id may change between runs.
"""

from __future__ import annotations

from sqlalchemy import (
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
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY

from records.tables.declare import Rights, metadata


def _refs() -> Column[list[str]]:
    return Column("refs", ARRAY(Text), nullable=False, comment="feed:entity_key of the person's rows.")


protected_parties = Table(
    "protected_parties",
    metadata,
    Column("party_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the entry."),
    Column("kind", Text, nullable=False, comment="victim, witness, informant, volunteer or child."),
    Column("person_id", Text, comment="Person when it was set; the references hold when this changes."),
    _refs(),
    Column(
        "since",
        DateTime(timezone=True),
        nullable=False,
        server_default=func.now(),
        comment="From when on the identity is protected.",
    ),
    Column("until", DateTime(timezone=True), comment="When the protection ended; empty while it stands."),
    Column("set_by", Text, nullable=False, comment="Who set it."),
    Column("ended_by", Text, comment="Who ended it."),
    CheckConstraint(
        "kind IN ('victim', 'witness', 'informant', 'volunteer', 'child')", name="kind_is_declared"
    ),
    CheckConstraint("cardinality(refs) > 0 OR person_id IS NOT NULL", name="names_someone"),
    CheckConstraint("(until IS NULL) = (ended_by IS NULL)", name="ended_by_someone"),
    Index("ix_protected_parties_refs", "refs", postgresql_using="gin"),
    comment="People whose identity is shown only with a second person's approval, and never exported.",
)

holds = Table(
    "holds",
    metadata,
    Column("hold_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the hold."),
    _refs(),
    Column("reason", Text, nullable=False, comment="Code of the reason; never told to the one who asks."),
    Column("case_ref", Text, nullable=False, comment="Number of the case that it serves, without names."),
    Column("placed_by", Text, nullable=False, comment="Who placed it."),
    Column(
        "placed_at",
        DateTime(timezone=True),
        nullable=False,
        server_default=func.now(),
        comment="When it was placed.",
    ),
    Column("lifted_by", Text, comment="Who lifted it."),
    Column("lifted_at", DateTime(timezone=True), comment="When it was lifted; empty while it stands."),
    CheckConstraint(
        "reason IN ('investigation', 'prosecution', 'protection', 'restitution', 'dispute')",
        name="reason_is_declared",
    ),
    CheckConstraint("cardinality(refs) > 0", name="names_rows"),
    CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", name="lifted_by_someone"),
    Index("ix_holds_refs", "refs", postgresql_using="gin"),
    comment="Rows that a case needs: they are not erased while a hold stands.",
)

subject_requests = Table(
    "subject_requests",
    metadata,
    Column(
        "request_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the request."
    ),
    Column("kind", Text, nullable=False, comment="akses, perbaikan, keberatan or penghapusan."),
    Column("state", Text, nullable=False, comment="received, identified, decided or answered."),
    Column(
        "refs",
        ARRAY(Text),
        nullable=False,
        server_default="{}",
        comment="feed:entity_key of the asker's rows, once the identity is proven.",
    ),
    Column("received_at", DateTime(timezone=True), nullable=False, comment="When it reached an office."),
    Column("received_by", Text, nullable=False, comment="Who took it in."),
    Column("due_at", DateTime(timezone=True), nullable=False, comment="When the answer is due by law."),
    Column("channel", Text, nullable=False, comment="counter, letter, email or representative."),
    Column("proof", Text, comment="Kind of proof of identity that was seen; never its number."),
    Column("identified_by", Text, comment="Who saw the proof."),
    Column("identified_at", DateTime(timezone=True), comment="When the proof was seen."),
    Column("decision", Text, comment="granted, partly or refused."),
    Column("ground", Text, comment="Code of the legal ground of the decision (records/retention.toml)."),
    Column("decided_by", Text, comment="Who decided."),
    Column("decided_at", DateTime(timezone=True), comment="When it was decided."),
    Column("answered_at", DateTime(timezone=True), comment="When the asker had the answer."),
    CheckConstraint("kind IN ('akses', 'perbaikan', 'keberatan', 'penghapusan')", name="kind_is_declared"),
    CheckConstraint("state IN ('received', 'identified', 'decided', 'answered')", name="state_is_declared"),
    CheckConstraint("due_at > received_at", name="due_after_it_came"),
    CheckConstraint(
        "state = 'received' OR (proof IS NOT NULL AND identified_by IS NOT NULL "
        "AND identified_at IS NOT NULL)",
        name="identified_by_proof",
    ),
    CheckConstraint(
        "state NOT IN ('decided', 'answered') OR (decision IN ('granted', 'partly', 'refused') "
        "AND ground IS NOT NULL AND decided_by IS NOT NULL AND decided_at IS NOT NULL)",
        name="decided_on_a_ground",
    ),
    CheckConstraint("(state = 'answered') = (answered_at IS NOT NULL)", name="answered_at_a_time"),
    Index("ix_subject_requests_due_at", "due_at"),
    comment="Requests of people about their own data (UU 27/2022 articles 5 to 13), with their clocks.",
)

contested_marks = Table(
    "contested_marks",
    metadata,
    Column("mark_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the mark."),
    Column(
        "request_id",
        BigInteger,
        ForeignKey("subject_requests.request_id"),
        nullable=False,
        comment="Request that contests it.",
    ),
    Column("kind", Text, nullable=False, comment="row or alert."),
    Column("ref", Text, nullable=False, comment="feed:entity_key of the row, or number of the alert."),
    Column("fields", ARRAY(Text), nullable=False, server_default="{}", comment="Fields said to be wrong."),
    Column("asked_of", Text, comment="Agreement of the source that was asked to correct its row."),
    Column(
        "since",
        DateTime(timezone=True),
        nullable=False,
        server_default=func.now(),
        comment="From when on it is contested.",
    ),
    Column("settled_at", DateTime(timezone=True), comment="When it was settled; empty while contested."),
    Column("settled_how", Text, comment="corrected, upheld, withdrawn or reviewed."),
    CheckConstraint("kind IN ('row', 'alert')", name="kind_is_declared"),
    CheckConstraint("(settled_at IS NULL) = (settled_how IS NULL)", name="settled_with_a_how"),
    Index("ix_contested_marks_ref", "kind", "ref"),
    comment="Rows and alerts whose subject disputes them. Received rows are never changed by us.",
)

erasures = Table(
    "erasures",
    metadata,
    Column(
        "erasure_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the erasure."
    ),
    Column(
        "ground",
        Text,
        nullable=False,
        comment="penghapusan (asked), retensi (its time was over), pemulihan (repeated).",
    ),
    Column("approval_id", BigInteger, comment="Approved request of two people; empty for a repetition."),
    Column(
        "erased_at",
        DateTime(timezone=True),
        nullable=False,
        server_default=func.now(),
        comment="When it was done.",
    ),
    Column(
        "transaction",
        BigInteger,
        nullable=False,
        comment="Transaction that erased: in no other may frozen rows change.",
    ),
    Column("things", Integer, nullable=False, comment="How many things it removed."),
    CheckConstraint("ground IN ('penghapusan', 'retensi', 'pemulihan')", name="ground_is_declared"),
    comment="Lawful erasures. Written only through erase_rows().",
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("holder", Text, primary_key=True, comment="Kind of thing: source_rows, quarantined_rows …"),
    Column("id", BigInteger, primary_key=True, comment="Number of the thing."),
    Column(
        "mark",
        LargeBinary,
        nullable=False,
        comment="Tells it from another of the same number: the row's keyed digest, or its wrapped key's.",
    ),
    Column(
        "erasure_id",
        BigInteger,
        ForeignKey("erasures.erasure_id"),
        nullable=False,
        comment="Erasure that removed it.",
    ),
    Index("ix_tombstones_mark", "mark"),
    comment="What was erased, so that neither a restored backup nor a repeated file brings it back.",
)

erased_run_data = Table(
    "erased_run_data",
    metadata,
    Column(
        "run_id",
        BigInteger,
        ForeignKey("detection_runs.run_id"),
        primary_key=True,
        comment="Run that had seen the rows.",
    ),
    Column(
        "erasure_id",
        BigInteger,
        ForeignKey("erasures.erasure_id"),
        primary_key=True,
        comment="Erasure that removed them since.",
    ),
    Column("rows", Integer, nullable=False, comment="How many of the run's rows were erased."),
    comment="Runs whose data have since been erased in part: their digest cannot be computed again.",
)

retention_changes = Table(
    "retention_changes",
    metadata,
    Column("change_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the change."),
    Column("rows", Text, nullable=False, comment="Kind of rows, of records/retention.toml."),
    Column("days", Integer, nullable=False, comment="Days that they are kept from then on."),
    Column("valid_from", Date, nullable=False, comment="First day on which the change holds."),
    Column("source", Text, nullable=False, comment="Rule or decision that it rests on."),
    Column(
        "approval_id",
        ForeignKey("approvals.approval_id"),
        nullable=False,
        comment="Agreement of the second person.",
    ),
    Column("changed_by", Text, nullable=False, comment="Account that carried it out."),
    Column("changed_at", DateTime(timezone=True), nullable=False, comment="When."),
    CheckConstraint("days BETWEEN 1 AND 36525", name="a_time"),
    CheckConstraint("length(source) BETWEEN 5 AND 200", name="a_source"),
    Index("ix_retention_changes_rows", "rows", "valid_from"),
    comment="How long rows are kept where two people have changed it; the newest in force goes before the file.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(retention_changes, insert=True, append_only=True),
    Rights(protected_parties, insert=True, update=("until", "ended_by")),
    Rights(holds, insert=True, update=("lifted_by", "lifted_at")),
    Rights(
        subject_requests,
        insert=True,
        update=(
            "state",
            "refs",
            "proof",
            "identified_by",
            "identified_at",
            "decision",
            "ground",
            "decided_by",
            "decided_at",
            "answered_at",
        ),
    ),
    Rights(contested_marks, insert=True, update=("settled_at", "settled_how")),
    Rights(erasures, append_only=True),
    Rights(tombstones, append_only=True),
    Rights(erased_run_data, append_only=True),
)
