"""Requests of the people whom records are about; holds and tombstones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from records.migrations.lawful_erasure import FUNCTIONS, INTERNAL

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

RIGHTS = (
    "GRANT SELECT, INSERT ON protected_parties, holds, subject_requests, contested_marks TO suluh_app",
    "GRANT UPDATE (until, ended_by) ON protected_parties TO suluh_app",
    "GRANT UPDATE (lifted_by, lifted_at) ON holds TO suluh_app",
    "GRANT UPDATE (state, refs, proof, identified_by, identified_at, decision, ground, decided_by, decided_at, "
    "answered_at) ON subject_requests TO suluh_app",
    "GRANT UPDATE (settled_at, settled_how) ON contested_marks TO suluh_app",
    "GRANT SELECT ON erasures, tombstones, erased_run_data TO suluh_app",
    "REVOKE ALL ON FUNCTION erase_rows FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION erase_rows TO suluh_app",
)


def upgrade() -> None:
    """Requests of the people whom records are about; holds and tombstones."""
    op.create_table(
        "erasures",
        sa.Column(
            "erasure_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the erasure.",
        ),
        sa.Column(
            "ground",
            sa.Text(),
            nullable=False,
            comment="penghapusan (asked), retensi (its time was over), pemulihan (repeated).",
        ),
        sa.Column(
            "approval_id",
            sa.BigInteger(),
            nullable=True,
            comment="Approved request of two people; empty for a repetition.",
        ),
        sa.Column(
            "erased_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When it was done.",
        ),
        sa.Column(
            "transaction",
            sa.BigInteger(),
            nullable=False,
            comment="Transaction that erased: in no other may frozen rows change.",
        ),
        sa.Column("things", sa.Integer(), nullable=False, comment="How many things it removed."),
        sa.CheckConstraint(
            "ground IN ('penghapusan', 'retensi', 'pemulihan')", name=op.f("ck_erasures_ground_is_declared")
        ),
        sa.PrimaryKeyConstraint("erasure_id", name=op.f("pk_erasures")),
        comment="Lawful erasures. Written only through erase_rows().",
    )
    op.create_table(
        "holds",
        sa.Column(
            "hold_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the hold.",
        ),
        sa.Column(
            "refs", sa.ARRAY(sa.Text()), nullable=False, comment="feed:entity_key of the person's rows."
        ),
        sa.Column(
            "reason", sa.Text(), nullable=False, comment="Code of the reason; never told to the one who asks."
        ),
        sa.Column(
            "case_ref", sa.Text(), nullable=False, comment="Number of the case that it serves, without names."
        ),
        sa.Column("placed_by", sa.Text(), nullable=False, comment="Who placed it."),
        sa.Column(
            "placed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When it was placed.",
        ),
        sa.Column("lifted_by", sa.Text(), nullable=True, comment="Who lifted it."),
        sa.Column(
            "lifted_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was lifted; empty while it stands.",
        ),
        sa.CheckConstraint(
            "reason IN ('investigation', 'prosecution', 'protection', 'restitution', 'dispute')",
            name=op.f("ck_holds_reason_is_declared"),
        ),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by IS NULL)", name=op.f("ck_holds_lifted_by_someone")
        ),
        sa.CheckConstraint("cardinality(refs) > 0", name=op.f("ck_holds_names_rows")),
        sa.PrimaryKeyConstraint("hold_id", name=op.f("pk_holds")),
        comment="Rows that a case needs: they are not erased while a hold stands.",
    )
    op.create_index("ix_holds_refs", "holds", ["refs"], unique=False, postgresql_using="gin")
    op.create_table(
        "protected_parties",
        sa.Column(
            "party_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the entry.",
        ),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="victim, witness, informant, volunteer or child."
        ),
        sa.Column(
            "person_id",
            sa.Text(),
            nullable=True,
            comment="Person when it was set; the references hold when this changes.",
        ),
        sa.Column(
            "refs", sa.ARRAY(sa.Text()), nullable=False, comment="feed:entity_key of the person's rows."
        ),
        sa.Column(
            "since",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="From when on the identity is protected.",
        ),
        sa.Column(
            "until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the protection ended; empty while it stands.",
        ),
        sa.Column("set_by", sa.Text(), nullable=False, comment="Who set it."),
        sa.Column("ended_by", sa.Text(), nullable=True, comment="Who ended it."),
        sa.CheckConstraint(
            "kind IN ('victim', 'witness', 'informant', 'volunteer', 'child')",
            name=op.f("ck_protected_parties_kind_is_declared"),
        ),
        sa.CheckConstraint(
            "(until IS NULL) = (ended_by IS NULL)", name=op.f("ck_protected_parties_ended_by_someone")
        ),
        sa.CheckConstraint(
            "cardinality(refs) > 0 OR person_id IS NOT NULL", name=op.f("ck_protected_parties_names_someone")
        ),
        sa.PrimaryKeyConstraint("party_id", name=op.f("pk_protected_parties")),
        comment="People whose identity is shown only with a second person's approval, and never exported.",
    )
    op.create_index(
        "ix_protected_parties_refs", "protected_parties", ["refs"], unique=False, postgresql_using="gin"
    )
    op.create_table(
        "subject_requests",
        sa.Column(
            "request_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the request.",
        ),
        sa.Column("kind", sa.Text(), nullable=False, comment="akses, perbaikan, keberatan or penghapusan."),
        sa.Column("state", sa.Text(), nullable=False, comment="received, identified, decided or answered."),
        sa.Column(
            "refs",
            sa.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
            comment="feed:entity_key of the asker's rows, once the identity is proven.",
        ),
        sa.Column(
            "received_at", sa.DateTime(timezone=True), nullable=False, comment="When it reached an office."
        ),
        sa.Column("received_by", sa.Text(), nullable=False, comment="Who took it in."),
        sa.Column(
            "due_at", sa.DateTime(timezone=True), nullable=False, comment="When the answer is due by law."
        ),
        sa.Column("channel", sa.Text(), nullable=False, comment="counter, letter, email or representative."),
        sa.Column(
            "proof",
            sa.Text(),
            nullable=True,
            comment="Kind of proof of identity that was seen; never its number.",
        ),
        sa.Column("identified_by", sa.Text(), nullable=True, comment="Who saw the proof."),
        sa.Column(
            "identified_at", sa.DateTime(timezone=True), nullable=True, comment="When the proof was seen."
        ),
        sa.Column("decision", sa.Text(), nullable=True, comment="granted, partly or refused."),
        sa.Column(
            "ground",
            sa.Text(),
            nullable=True,
            comment="Code of the legal ground of the decision (records/retention.toml).",
        ),
        sa.Column("decided_by", sa.Text(), nullable=True, comment="Who decided."),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True, comment="When it was decided."),
        sa.Column(
            "answered_at", sa.DateTime(timezone=True), nullable=True, comment="When the asker had the answer."
        ),
        sa.CheckConstraint(
            "(state = 'answered') = (answered_at IS NOT NULL)",
            name=op.f("ck_subject_requests_answered_at_a_time"),
        ),
        sa.CheckConstraint(
            "kind IN ('akses', 'perbaikan', 'keberatan', 'penghapusan')",
            name=op.f("ck_subject_requests_kind_is_declared"),
        ),
        sa.CheckConstraint(
            "state = 'received' OR (proof IS NOT NULL AND identified_by IS NOT NULL AND identified_at IS NOT NULL)",
            name=op.f("ck_subject_requests_identified_by_proof"),
        ),
        sa.CheckConstraint(
            "state IN ('received', 'identified', 'decided', 'answered')",
            name=op.f("ck_subject_requests_state_is_declared"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('decided', 'answered') OR (decision IN ('granted', 'partly', 'refused') "
            "AND ground IS NOT NULL AND decided_by IS NOT NULL AND decided_at IS NOT NULL)",
            name=op.f("ck_subject_requests_decided_on_a_ground"),
        ),
        sa.CheckConstraint("due_at > received_at", name=op.f("ck_subject_requests_due_after_it_came")),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_subject_requests")),
        comment="Requests of people about their own data (UU 27/2022 articles 5 to 13), with their clocks.",
    )
    op.create_index("ix_subject_requests_due_at", "subject_requests", ["due_at"], unique=False)
    op.create_table(
        "contested_marks",
        sa.Column(
            "mark_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the mark.",
        ),
        sa.Column("request_id", sa.BigInteger(), nullable=False, comment="Request that contests it."),
        sa.Column("kind", sa.Text(), nullable=False, comment="row or alert."),
        sa.Column(
            "ref", sa.Text(), nullable=False, comment="feed:entity_key of the row, or number of the alert."
        ),
        sa.Column(
            "fields",
            sa.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
            comment="Fields said to be wrong.",
        ),
        sa.Column(
            "asked_of",
            sa.Text(),
            nullable=True,
            comment="Agreement of the source that was asked to correct its row.",
        ),
        sa.Column(
            "since",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="From when on it is contested.",
        ),
        sa.Column(
            "settled_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was settled; empty while contested.",
        ),
        sa.Column(
            "settled_how", sa.Text(), nullable=True, comment="corrected, upheld, withdrawn or reviewed."
        ),
        sa.CheckConstraint("kind IN ('row', 'alert')", name=op.f("ck_contested_marks_kind_is_declared")),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_how IS NULL)", name=op.f("ck_contested_marks_settled_with_a_how")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["subject_requests.request_id"], name=op.f("fk_contested_marks_request_id")
        ),
        sa.PrimaryKeyConstraint("mark_id", name=op.f("pk_contested_marks")),
        comment="Rows and alerts whose subject disputes them. Received rows are never changed by us.",
    )
    op.create_index("ix_contested_marks_ref", "contested_marks", ["kind", "ref"], unique=False)
    op.create_table(
        "erased_run_data",
        sa.Column("run_id", sa.BigInteger(), nullable=False, comment="Run that had seen the rows."),
        sa.Column("erasure_id", sa.BigInteger(), nullable=False, comment="Erasure that removed them since."),
        sa.Column("rows", sa.Integer(), nullable=False, comment="How many of the run's rows were erased."),
        sa.ForeignKeyConstraint(
            ["erasure_id"], ["erasures.erasure_id"], name=op.f("fk_erased_run_data_erasure_id")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["detection_runs.run_id"], name=op.f("fk_erased_run_data_run_id")
        ),
        sa.PrimaryKeyConstraint("run_id", "erasure_id", name=op.f("pk_erased_run_data")),
        comment="Runs whose data have since been erased in part: their digest cannot be computed again.",
    )
    op.create_table(
        "tombstones",
        sa.Column(
            "holder", sa.Text(), nullable=False, comment="Kind of thing: source_rows, quarantined_rows …"
        ),
        sa.Column("id", sa.BigInteger(), nullable=False, comment="Number of the thing."),
        sa.Column(
            "mark",
            sa.LargeBinary(),
            nullable=False,
            comment="Tells it from another of the same number: the row's keyed digest, or its wrapped key's.",
        ),
        sa.Column("erasure_id", sa.BigInteger(), nullable=False, comment="Erasure that removed it."),
        sa.ForeignKeyConstraint(
            ["erasure_id"], ["erasures.erasure_id"], name=op.f("fk_tombstones_erasure_id")
        ),
        sa.PrimaryKeyConstraint("holder", "id", name=op.f("pk_tombstones")),
        comment="What was erased, so that neither a restored backup nor a repeated file brings it back.",
    )
    op.create_index("ix_tombstones_mark", "tombstones", ["mark"], unique=False)
    for table in ("erasures", "tombstones", "erased_run_data"):
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")
    for statement in (*FUNCTIONS, *RIGHTS):
        op.execute(statement)
    for function in INTERNAL:
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
