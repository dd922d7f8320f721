"""Judgements about who is the same: pairs near the border as questions, and what people say of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

PROGRAM = "suluh_program()"
GUARDIANS = (
    "suluh_program() OR suluh_is('lpsk', 'lpsk_custodian', 'upt_ppa', 'investigator', 'satgas_lead', "
    "'data_protection_officer')"
)
JUDGES = "suluh_is('satgas', 'satgas_lead', 'investigator')"
OF_QUESTION = (
    "EXISTS (SELECT FROM identity_questions AS q WHERE q.question_id = identity_judgements.question_id)"
)

POLICIES: tuple[tuple[str | None, ...], ...] = (
    ("identity_questions", "program", "ALL", PROGRAM, PROGRAM),
    ("identity_questions", "judges_read", "SELECT", f"{JUDGES} AND suluh_reaches_one(areas)", None),
    (
        "identity_questions",
        "protected!",
        "SELECT",
        f"{GUARDIANS} OR NOT suluh_protected(ARRAY[ref_a, ref_b])",
        None,
    ),
    ("identity_questions", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("identity_judgements", "program", "ALL", PROGRAM, PROGRAM),
    ("identity_judgements", "with_their_question", "SELECT", OF_QUESTION, None),
    (
        "identity_judgements",
        "judges_judge",
        "INSERT",
        None,
        f"{JUDGES} AND judged_by = suluh_who() AND {OF_QUESTION}",
    ),
)

# A row that is lawfully erased takes its questions' references with it, and opens the reasons no more. The
# tombstone is written before the row loses its key; the context is the program's while a row is blanked.
STRIKE = """
    CREATE FUNCTION strike_identity_questions() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        struck bigint[];
    BEGIN
        WITH gone AS (
            SELECT t.erasure_id, r.feed || ':' || r.entity_key AS ref
            FROM arrived AS t JOIN public.source_rows AS r ON r.sequence = t.id
            WHERE t.holder = 'source_rows'
        ), meant AS (
            SELECT q.question_id, min(g.erasure_id) AS erasure_id
            FROM public.identity_questions AS q JOIN gone AS g ON g.ref IN (q.ref_a, q.ref_b)
            GROUP BY q.question_id
        ), changed AS (
            UPDATE public.identity_questions AS q
            SET ref_a = 'erased:' || m.erasure_id || '/' || q.question_id,
                ref_b = 'erased:' || m.erasure_id || '/' || q.question_id, agreement = '{}', areas = '{}'
            FROM meant AS m WHERE m.question_id = q.question_id
            RETURNING q.question_id
        )
        SELECT array_agg(question_id) INTO struck FROM changed;
        DELETE FROM public.row_keys AS k WHERE k.holder = 'identity_judgements' AND k.id IN (
            SELECT j.judgement_id FROM public.identity_judgements AS j WHERE j.question_id = ANY (struck)
        );
        RETURN NULL;
    END
    $$
"""


def upgrade() -> None:
    """Two tables: the questions, and the judgements that nothing changes."""
    op.create_table(
        "identity_questions",
        sa.Column(
            "question_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the question.",
        ),
        sa.Column(
            "run_id",
            sa.BigInteger(),
            nullable=False,
            comment="Run that first met the pair near the border.",
        ),
        sa.Column("ref_a", sa.Text(), nullable=False, comment="feed:entity_key of one row."),
        sa.Column("ref_b", sa.Text(), nullable=False, comment="feed:entity_key of the other row."),
        sa.Column("weight", sa.Float(), nullable=False, comment="log2 of the odds that both are one person."),
        sa.Column(
            "held_same",
            sa.Text(),
            nullable=False,
            comment="yes where the run held both for one person, else no.",
        ),
        sa.Column(
            "agreement",
            JSONB(),
            nullable=False,
            comment="How each comparison came out, by its level; -1 is unknown. No value of either row.",
        ),
        sa.Column(
            "areas",
            sa.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
            comment="Regencies that the rows name, four digits; who works elsewhere does not see the question.",
        ),
        sa.CheckConstraint(
            "held_same IN ('yes', 'no')", name=op.f("ck_identity_questions_held_same_is_declared")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["detection_runs.run_id"], name=op.f("fk_identity_questions_run_id")
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_identity_questions")),
        sa.UniqueConstraint("ref_a", "ref_b", name=op.f("uq_identity_questions_ref_a")),
        comment="Pairs of rows of which people are asked whether they are about one person; each is asked once.",
    )
    op.create_table(
        "identity_judgements",
        sa.Column(
            "judgement_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the judgement.",
        ),
        sa.Column("question_id", sa.BigInteger(), nullable=False, comment="Question that it answers."),
        sa.Column("verdict", sa.Text(), nullable=False, comment="same, different, unsure, or withdrawn."),
        sa.Column("withdraws", sa.BigInteger(), nullable=True, comment="Judgement that this row takes back."),
        sa.Column("judged_by", sa.Text(), nullable=False, comment="Who judged."),
        sa.Column(
            "judged_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When; a run of a day is bound by what was judged before it.",
        ),
        sa.Column("reason", sa.LargeBinary(), nullable=False, comment="Why, sealed; it may name people."),
        sa.CheckConstraint(
            "verdict IN ('same', 'different', 'unsure', 'withdrawn')",
            name=op.f("ck_identity_judgements_verdict_is_declared"),
        ),
        sa.CheckConstraint(
            "(verdict = 'withdrawn') = (withdraws IS NOT NULL)",
            name=op.f("ck_identity_judgements_withdraws_something"),
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["identity_questions.question_id"],
            name=op.f("fk_identity_judgements_question_id"),
        ),
        sa.ForeignKeyConstraint(
            ["withdraws"],
            ["identity_judgements.judgement_id"],
            name=op.f("fk_identity_judgements_withdraws"),
        ),
        sa.PrimaryKeyConstraint("judgement_id", name=op.f("pk_identity_judgements")),
        sa.UniqueConstraint("withdraws", name=op.f("uq_identity_judgements_withdraws")),
        comment="Judgements about who is the same. They bind later runs until they are withdrawn by another row.",
    )
    op.create_index("ix_identity_judgements_question_id", "identity_judgements", ["question_id"])
    op.execute("GRANT SELECT, INSERT ON identity_questions, identity_judgements TO suluh_app")
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON identity_judgements "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute("ALTER TABLE identity_judgements ENABLE ALWAYS TRIGGER append_only")
    op.execute(STRIKE)
    op.execute("REVOKE ALL ON FUNCTION strike_identity_questions FROM PUBLIC")
    op.execute(
        "CREATE TRIGGER strike_identity_questions AFTER INSERT ON tombstones "
        "REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT EXECUTE FUNCTION strike_identity_questions()"
    )
    for table in ("identity_questions", "identity_judgements"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for of, name, command, using, check in POLICIES:
        op.execute(
            f"CREATE POLICY {str(name).rstrip('!')} ON {of} "
            f"AS {'RESTRICTIVE' if str(name).endswith('!') else 'PERMISSIVE'} FOR {command} TO PUBLIC"
            + (f" USING ({using})" if using else "")
            + (f" WITH CHECK ({check})" if check else "")
        )


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
