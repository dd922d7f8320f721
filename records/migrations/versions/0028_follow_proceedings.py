"""Follow proceedings and restitution, and bring outcomes back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

GRANTS = (
    ("proceedings", "SELECT, INSERT, UPDATE (stage, law, articles, ruling, final_on, ended_at, version)"),
    ("proceeding_persons", "SELECT, INSERT"),
    ("proceeding_events", "SELECT, INSERT"),
    ("label_records", "SELECT, INSERT, UPDATE (released_at, file, left_out)"),
    (
        "restitution_claims",
        "SELECT, INSERT, UPDATE (court, stage, handed_on, applied_on, known_on, ruled_on, final_on, pay_by, version)",
    ),
    ("restitution_items", "SELECT, INSERT"),
    ("restitution_events", "SELECT, INSERT"),
    ("restitution_grants", "SELECT, INSERT"),
    ("restitution_entries", "SELECT, INSERT"),
    ("restitution_postings", "SELECT, INSERT"),
    ("lpsk_outcomes", "SELECT, INSERT, UPDATE (released_at)"),
)

APPEND_ONLY = (
    "proceeding_events",
    "restitution_items",
    "restitution_events",
    "restitution_grants",
    "restitution_entries",
    "restitution_postings",
)

# table, name, command, using, check; a name that ends in '!' restricts what the others allow
POLICIES: tuple[tuple[str, str, str, str | None, str | None], ...] = (
    ("proceedings", "program", "ALL", "suluh_program()", "suluh_program()"),
    (
        "proceedings",
        "theirs",
        "SELECT",
        "suluh_is('investigator', 'satgas_lead') AND suluh_reaches_one(areas)",
        None,
    ),
    (
        "proceedings",
        "they_open",
        "INSERT",
        None,
        "suluh_is('investigator', 'satgas_lead') AND suluh_reaches_one(areas) AND opened_by = suluh_who()",
    ),
    (
        "proceedings",
        "they_go_on",
        "UPDATE",
        "suluh_is('investigator', 'satgas_lead') AND suluh_reaches_one(areas)",
        "suluh_is('investigator', 'satgas_lead') AND suluh_reaches_one(areas)",
    ),
    ("proceedings", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("proceeding_persons", "program", "ALL", "suluh_program()", "suluh_program()"),
    (
        "proceeding_persons",
        "with_it",
        "SELECT",
        "EXISTS (SELECT FROM proceedings AS p WHERE p.proceeding_id = proceeding_persons.proceeding_id)",
        None,
    ),
    (
        "proceeding_persons",
        "they_add",
        "INSERT",
        None,
        "added_by = suluh_who() "
        "AND EXISTS (SELECT FROM proceedings AS p WHERE p.proceeding_id = proceeding_persons.proceeding_id)",
    ),
    ("proceeding_persons", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("proceeding_events", "program", "ALL", "suluh_program()", "suluh_program()"),
    (
        "proceeding_events",
        "with_it",
        "SELECT",
        "EXISTS (SELECT FROM proceedings AS p WHERE p.proceeding_id = proceeding_events.proceeding_id)",
        None,
    ),
    (
        "proceeding_events",
        "they_tell",
        "INSERT",
        None,
        "who = suluh_who() "
        "AND EXISTS (SELECT FROM proceedings AS p WHERE p.proceeding_id = proceeding_events.proceeding_id)",
    ),
    ("proceeding_events", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("label_records", "program", "ALL", "suluh_program()", "suluh_program()"),
    ("label_records", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("restitution_claims", "program", "ALL", "suluh_program()", "suluh_program()"),
    (
        "restitution_claims",
        "handlers_read",
        "SELECT",
        "suluh_is('lpsk') "
        "AND EXISTS (SELECT FROM lpsk_cases AS c WHERE c.case_id = restitution_claims.case_id)",
        None,
    ),
    (
        "restitution_claims",
        "handlers_open",
        "INSERT",
        None,
        "suluh_is('lpsk') "
        "AND EXISTS (SELECT FROM lpsk_cases AS c WHERE c.case_id = restitution_claims.case_id) "
        "AND opened_by = suluh_who()",
    ),
    (
        "restitution_claims",
        "handlers_go_on",
        "UPDATE",
        "suluh_is('lpsk') "
        "AND EXISTS (SELECT FROM lpsk_cases AS c WHERE c.case_id = restitution_claims.case_id)",
        "suluh_is('lpsk') "
        "AND EXISTS (SELECT FROM lpsk_cases AS c WHERE c.case_id = restitution_claims.case_id)",
    ),
    ("restitution_claims", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("restitution_items", "program", "ALL", "suluh_program()", "suluh_program()"),
    (
        "restitution_items",
        "with_its_claim",
        "SELECT",
        "EXISTS (SELECT FROM restitution_claims AS c WHERE c.claim_id = restitution_items.claim_id)",
        None,
    ),
    (
        "restitution_items",
        "handlers_write",
        "INSERT",
        None,
        "who = suluh_who() "
        "AND EXISTS (SELECT FROM restitution_claims AS c WHERE c.claim_id = restitution_items.claim_id)",
    ),
    ("restitution_items", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("restitution_events", "program", "ALL", "suluh_program()", "suluh_program()"),
    (
        "restitution_events",
        "with_its_claim",
        "SELECT",
        "EXISTS (SELECT FROM restitution_claims AS c WHERE c.claim_id = restitution_events.claim_id)",
        None,
    ),
    (
        "restitution_events",
        "handlers_write",
        "INSERT",
        None,
        "who = suluh_who() "
        "AND EXISTS (SELECT FROM restitution_claims AS c WHERE c.claim_id = restitution_events.claim_id)",
    ),
    ("restitution_events", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("restitution_entries", "program", "ALL", "suluh_program()", "suluh_program()"),
    (
        "restitution_entries",
        "with_its_claim",
        "SELECT",
        "EXISTS (SELECT FROM restitution_claims AS c WHERE c.claim_id = restitution_entries.claim_id)",
        None,
    ),
    (
        "restitution_entries",
        "handlers_write",
        "INSERT",
        None,
        "who = suluh_who() "
        "AND EXISTS (SELECT FROM restitution_claims AS c WHERE c.claim_id = restitution_entries.claim_id)",
    ),
    ("restitution_entries", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("restitution_grants", "program", "ALL", "suluh_program()", "suluh_program()"),
    (
        "restitution_grants",
        "with_its_claim",
        "SELECT",
        "EXISTS (SELECT FROM restitution_events AS o WHERE o.event_id = restitution_grants.event_id)",
        None,
    ),
    (
        "restitution_grants",
        "handlers_write",
        "INSERT",
        None,
        "EXISTS (SELECT FROM restitution_events AS o WHERE o.event_id = restitution_grants.event_id)",
    ),
    ("restitution_grants", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("restitution_postings", "program", "ALL", "suluh_program()", "suluh_program()"),
    (
        "restitution_postings",
        "with_its_claim",
        "SELECT",
        "EXISTS (SELECT FROM restitution_entries AS o WHERE o.entry_id = restitution_postings.entry_id)",
        None,
    ),
    (
        "restitution_postings",
        "handlers_write",
        "INSERT",
        None,
        "EXISTS (SELECT FROM restitution_entries AS o WHERE o.entry_id = restitution_postings.entry_id)",
    ),
    ("restitution_postings", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("lpsk_outcomes", "program", "ALL", "suluh_program()", "suluh_program()"),
    (
        "lpsk_outcomes",
        "handlers_read",
        "SELECT",
        "suluh_is('lpsk') AND EXISTS (SELECT FROM lpsk_cases AS c WHERE c.case_id = lpsk_outcomes.case_id)",
        None,
    ),
    (
        "lpsk_outcomes",
        "handlers_confirm",
        "INSERT",
        None,
        "suluh_is('lpsk') "
        "AND EXISTS (SELECT FROM lpsk_cases AS c WHERE c.case_id = lpsk_outcomes.case_id) "
        "AND confirmed_by = suluh_who()",
    ),
    ("lpsk_outcomes", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
)

# What an erasure takes from proceedings and labels: the person, the particulars, the words of the steps.
STRIKE = """
    CREATE FUNCTION strike_proceedings() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        gone text[];
        persons text[];
        members bigint[];
        mark text;
    BEGIN
        SELECT array_agg(DISTINCT r.feed || ':' || r.entity_key), 'erased:' || min(t.erasure_id)
        INTO gone, mark
        FROM arrived AS t JOIN public.source_rows AS r ON r.sequence = t.id WHERE t.holder = 'source_rows';
        IF gone IS NULL THEN
            RETURN NULL;
        END IF;
        SELECT coalesce(array_agg(DISTINCT i.person_id), '{}') INTO persons
        FROM public.identities AS i WHERE i.feed || ':' || i.entity_key = ANY (gone);
        SELECT coalesce(array_agg(m.member_id), '{}') INTO members
        FROM public.proceeding_persons AS m WHERE m.refs && gone OR m.person_id = ANY (persons);
        DELETE FROM public.row_keys AS k WHERE k.holder = 'proceeding_persons' AND k.id = ANY (members);
        DELETE FROM public.row_keys AS k WHERE k.holder = 'proceeding_events' AND k.id IN (
            SELECT e.event_id FROM public.proceeding_events AS e
            JOIN public.proceeding_persons AS m USING (proceeding_id) WHERE m.member_id = ANY (members)
        );
        UPDATE public.proceeding_persons SET person_id = mark, refs = '{}' WHERE member_id = ANY (members);
        UPDATE public.label_records AS l
        SET refs = '{}', left_out = CASE WHEN l.released_at IS NULL THEN coalesce(l.left_out, 'erased') END
        WHERE l.refs && gone OR l.member_id = ANY (members)
            OR 'case_outcomes:' || l.case_id || '/' || l.person_seq = ANY (gone);
        RETURN NULL;
    END
    $$
"""
# No entry of the ledger is kept that does not add up to nothing, whoever writes it.
BALANCED = """
    CREATE FUNCTION restitution_balances() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        lines bigint;
        total numeric;
    BEGIN
        SELECT count(*), sum(amount) INTO lines, total
        FROM public.restitution_postings WHERE entry_id = NEW.entry_id;
        IF lines < 2 OR total IS DISTINCT FROM 0 THEN
            RAISE EXCEPTION 'entry % does not balance', NEW.entry_id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    END
    $$
"""


def upgrade() -> None:
    """Eleven tables, who may see them, what an erasure takes from them, and a ledger that balances."""
    op.create_table(
        "proceedings",
        sa.Column(
            "proceeding_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number."
        ),
        sa.Column(
            "code", sa.Text(), nullable=False, comment="Code of the case, drawn at random: PK-2026-7F3KQ2."
        ),
        sa.Column(
            "areas",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="Regencies, four digits; who works elsewhere does not see it.",
        ),
        sa.Column("alert_id", sa.BigInteger(), nullable=True, comment="Alert that it came from, if any."),
        sa.Column(
            "stage", sa.Text(), nullable=False, comment="Where it stands, of protection.proceedings.stages."
        ),
        sa.Column(
            "law", sa.Text(), nullable=False, comment="Code of the law that is applied, of records/law.toml."
        ),
        sa.Column(
            "articles",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="Articles that are applied, of records/law.toml.",
        ),
        sa.Column(
            "ruling",
            sa.Text(),
            nullable=True,
            comment="Newest ruling: guilty, acquitted (bebas) or released (lepas).",
        ),
        sa.Column(
            "final_on", sa.Date(), nullable=True, comment="Day on which the ruling became final (inkracht)."
        ),
        sa.Column("opened_by", sa.Text(), nullable=False, comment="Account that opened it."),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was stopped or became final.",
        ),
        sa.Column(
            "version", sa.Integer(), server_default="1", nullable=False, comment="Grows with every step."
        ),
        sa.CheckConstraint(
            "ruling IN ('guilty', 'acquitted', 'released')", name=op.f("ck_proceedings_a_ruling")
        ),
        sa.CheckConstraint("cardinality(areas) > 0", name=op.f("ck_proceedings_somewhere")),
        sa.CheckConstraint(
            "final_on IS NULL OR ruling IS NOT NULL", name=op.f("ck_proceedings_final_by_a_ruling")
        ),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.alert_id"], name=op.f("fk_proceedings_alert_id")),
        sa.PrimaryKeyConstraint("proceeding_id", name=op.f("pk_proceedings")),
        sa.UniqueConstraint("code", name=op.f("uq_proceedings_code")),
        comment="Proceedings as they stand: no name, no free word; their persons and steps stand beside them.",
    )
    op.create_index("ix_proceedings_stage", "proceedings", ["stage", "proceeding_id"], unique=False)
    op.create_table(
        "proceeding_persons",
        sa.Column("member_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number."),
        sa.Column("proceeding_id", sa.BigInteger(), nullable=False, comment="Proceeding."),
        sa.Column("person_seq", sa.Integer(), nullable=False, comment="1, 2 … within the proceeding."),
        sa.Column("role", sa.Text(), nullable=False, comment="victim, witness or suspect."),
        sa.Column(
            "person_id",
            sa.Text(),
            nullable=True,
            comment="Person whom records are held to be about; empty for who is in none.",
        ),
        sa.Column(
            "refs",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="feed:entity_key of the person's rows when added.",
        ),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="Particulars of who stands in no record, sealed.",
        ),
        sa.Column("added_by", sa.Text(), nullable=False, comment="Account that added them."),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.CheckConstraint(
            "role IN ('victim', 'witness', 'suspect')", name=op.f("ck_proceeding_persons_in_a_role")
        ),
        sa.CheckConstraint(
            "person_id IS NOT NULL OR sealed IS NOT NULL", name=op.f("ck_proceeding_persons_is_someone")
        ),
        sa.ForeignKeyConstraint(
            ["proceeding_id"], ["proceedings.proceeding_id"], name=op.f("fk_proceeding_persons_proceeding_id")
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_proceeding_persons")),
        sa.UniqueConstraint("proceeding_id", "person_seq", name=op.f("uq_proceeding_persons_proceeding_id")),
        comment="Whom a proceeding is about, each in one role; nobody is shown by name.",
    )
    op.create_index("ix_proceeding_persons_person_id", "proceeding_persons", ["person_id"], unique=False)
    op.create_index(
        "ix_proceeding_persons_refs", "proceeding_persons", ["refs"], unique=False, postgresql_using="gin"
    )
    op.create_table(
        "proceeding_events",
        sa.Column(
            "event_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the step.",
        ),
        sa.Column("proceeding_id", sa.BigInteger(), nullable=False, comment="Proceeding."),
        sa.Column("version", sa.Integer(), nullable=False, comment="Version of the proceeding from then on."),
        sa.Column(
            "step", sa.Text(), nullable=False, comment="What was done, of protection.proceedings.stages."
        ),
        sa.Column("came_from", sa.Text(), nullable=True, comment="Stage that it left; empty for the first."),
        sa.Column("stage", sa.Text(), nullable=False, comment="Stage that it led to."),
        sa.Column("happened_on", sa.Date(), nullable=False, comment="Day that the document bears."),
        sa.Column(
            "document_no",
            sa.Text(),
            nullable=True,
            comment="Number of the document (LP, SPDP, P-21, putusan …).",
        ),
        sa.Column(
            "institution",
            sa.Text(),
            nullable=True,
            comment="Office that acted: police, prosecutor or court; no person.",
        ),
        sa.Column("law", sa.Text(), nullable=False, comment="Law that was applied from then on."),
        sa.Column(
            "articles",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="Articles that were applied from then on.",
        ),
        sa.Column("ruling", sa.Text(), nullable=True, comment="What was ruled, where this is a ruling."),
        sa.Column("who", sa.Text(), nullable=False, comment="Account that wrote it down."),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it was written down."),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="Officer in charge and words, sealed; they may name people.",
        ),
        sa.CheckConstraint(
            "ruling IN ('guilty', 'acquitted', 'released')", name=op.f("ck_proceeding_events_a_ruling")
        ),
        sa.ForeignKeyConstraint(
            ["proceeding_id"], ["proceedings.proceeding_id"], name=op.f("fk_proceeding_events_proceeding_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_proceeding_events")),
        sa.UniqueConstraint("proceeding_id", "version", name=op.f("uq_proceeding_events_proceeding_id")),
        comment="Every step of every proceeding, in order; nothing of it is ever changed.",
    )
    op.create_table(
        "label_records",
        sa.Column("label_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number."),
        sa.Column(
            "origin", sa.Text(), nullable=False, comment="Where it came from: proceedings, decision or lpsk."
        ),
        sa.Column(
            "case_id", sa.Text(), nullable=False, comment="case_id of the row in case_outcomes; opaque."
        ),
        sa.Column("person_seq", sa.Integer(), nullable=False, comment="person_seq of that row."),
        sa.Column(
            "finding", sa.Text(), nullable=False, comment="tppo_victim, tppo_suspect, cleared or withdrawn."
        ),
        sa.Column("source", sa.Text(), nullable=False, comment="Body that found it: police, satgas or lpsk."),
        sa.Column("member_id", sa.BigInteger(), nullable=True, comment="Whom, if so known."),
        sa.Column("work_id", sa.BigInteger(), nullable=True, comment="Decided work that it came from."),
        sa.Column(
            "token", sa.Text(), nullable=True, comment="Keyed token of the referral that LPSK answers about."
        ),
        sa.Column(
            "number", sa.Integer(), nullable=True, comment="LPSK's number among its answers about this token."
        ),
        sa.Column(
            "refs",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="feed:entity_key of the rows that tell who it is.",
        ),
        sa.Column(
            "confirmed_by", sa.Text(), nullable=False, comment="Account or institution that confirmed it."
        ),
        sa.Column(
            "confirmed_at", sa.DateTime(timezone=True), nullable=False, comment="When it was confirmed."
        ),
        sa.Column(
            "due_at", sa.DateTime(timezone=True), nullable=False, comment="From when on it may become a row."
        ),
        sa.Column(
            "released_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="recorded_at of its row; empty while it waits.",
        ),
        sa.Column(
            "file", sa.Text(), nullable=True, comment="File of the ordinary ingest that brought its row."
        ),
        sa.Column(
            "left_out",
            sa.Text(),
            nullable=True,
            comment="Why it became no row: superseded, unknown or erased.",
        ),
        sa.CheckConstraint(
            "finding IN ('tppo_victim', 'tppo_suspect', 'cleared', 'withdrawn')",
            name=op.f("ck_label_records_a_finding"),
        ),
        sa.CheckConstraint(
            "left_out IN ('superseded', 'unknown', 'erased')",
            name=op.f("ck_label_records_left_out_for_a_reason"),
        ),
        sa.CheckConstraint(
            "origin IN ('proceedings', 'decision', 'lpsk')", name=op.f("ck_label_records_an_origin")
        ),
        sa.CheckConstraint("source IN ('police', 'satgas', 'lpsk')", name=op.f("ck_label_records_a_source")),
        sa.CheckConstraint(
            "released_at IS NULL OR left_out IS NULL", name=op.f("ck_label_records_released_or_left_out")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["proceeding_persons.member_id"], name=op.f("fk_label_records_member_id")
        ),
        sa.ForeignKeyConstraint(["work_id"], ["alert_work.work_id"], name=op.f("fk_label_records_work_id")),
        sa.PrimaryKeyConstraint("label_id", name=op.f("pk_label_records")),
        sa.UniqueConstraint("token", "number", name=op.f("uq_label_records_token")),
        comment="Findings, rulings and cleared people on their way into the feed case_outcomes: who confirmed them.",
    )
    op.create_index(
        "ix_label_records_key", "label_records", ["case_id", "person_seq", "label_id"], unique=False
    )
    op.create_index("ix_label_records_member_id", "label_records", ["member_id"], unique=False)
    op.create_index("ix_label_records_refs", "label_records", ["refs"], unique=False, postgresql_using="gin")
    op.create_index("ix_label_records_work_id", "label_records", ["work_id"], unique=False)
    op.create_table(
        "restitution_claims",
        sa.Column("claim_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number."),
        sa.Column("case_id", sa.BigInteger(), nullable=False, comment="Case at LPSK."),
        sa.Column(
            "applicant",
            sa.Text(),
            nullable=False,
            comment="Who claims: self, family, guardian, heir or lpsk.",
        ),
        sa.Column(
            "child",
            sa.Boolean(),
            nullable=False,
            comment="The victim is under 18: claimed through a guardian.",
        ),
        sa.Column("court", sa.Text(), nullable=True, comment="Court that decides, by its code; no person."),
        sa.Column(
            "stage", sa.Text(), nullable=False, comment="Where it stands, of protection.restitution.stages."
        ),
        sa.Column(
            "handed_on",
            sa.Date(),
            nullable=True,
            comment="Day on which the prosecutor got LPSK's computation.",
        ),
        sa.Column(
            "applied_on",
            sa.Date(),
            nullable=True,
            comment="Day of the application to the court after a final judgment.",
        ),
        sa.Column(
            "known_on",
            sa.Date(),
            nullable=True,
            comment="Day on which the victim knew of the final judgment.",
        ),
        sa.Column("ruled_on", sa.Date(), nullable=True, comment="Day of the newest ruling."),
        sa.Column("final_on", sa.Date(), nullable=True, comment="Day on which it became final."),
        sa.Column("pay_by", sa.Date(), nullable=True, comment="Last day of payment."),
        sa.Column("opened_by", sa.Text(), nullable=False, comment="Account that opened it."),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column(
            "version", sa.Integer(), server_default="1", nullable=False, comment="Grows with every step."
        ),
        sa.CheckConstraint(
            "NOT child OR applicant IN ('family', 'guardian', 'lpsk')",
            name=op.f("ck_restitution_claims_child_through_a_guardian"),
        ),
        sa.CheckConstraint(
            "applicant IN ('self', 'family', 'guardian', 'heir', 'lpsk')",
            name=op.f("ck_restitution_claims_an_applicant"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["lpsk_cases.case_id"], name=op.f("fk_restitution_claims_case_id")
        ),
        sa.PrimaryKeyConstraint("claim_id", name=op.f("pk_restitution_claims")),
        comment="Claims of restitution by case at LPSK: where each stands, and its days.",
    )
    op.create_index("ix_restitution_claims_case_id", "restitution_claims", ["case_id"], unique=False)
    op.create_index("ix_restitution_claims_stage", "restitution_claims", ["stage", "claim_id"], unique=False)
    op.create_table(
        "restitution_items",
        sa.Column("item_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number."),
        sa.Column("claim_id", sa.BigInteger(), nullable=False, comment="Claim."),
        sa.Column(
            "head", sa.Text(), nullable=False, comment="Head of loss, of protection.restitution.heads."
        ),
        sa.Column(
            "amount", sa.BigInteger(), nullable=False, comment="Rupiah; 0 strikes the item that it replaces."
        ),
        sa.Column("proofs", sa.ARRAY(sa.Text()), nullable=False, comment="Ids of attachments that prove it."),
        sa.Column("replaces", sa.BigInteger(), nullable=True, comment="Item that it corrects."),
        sa.Column("who", sa.Text(), nullable=False, comment="Account that wrote it."),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column("sealed", sa.LargeBinary(), nullable=True, comment="What was lost, in words, sealed."),
        sa.CheckConstraint(
            "head IN ('wealth_income', 'harm', 'care', 'transport', 'lawyer', 'other')",
            name=op.f("ck_restitution_items_a_head"),
        ),
        sa.CheckConstraint(
            "amount >= 0 AND (amount > 0 OR replaces IS NOT NULL)",
            name=op.f("ck_restitution_items_an_amount"),
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["restitution_claims.claim_id"], name=op.f("fk_restitution_items_claim_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaces"], ["restitution_items.item_id"], name=op.f("fk_restitution_items_replaces")
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_restitution_items")),
        sa.UniqueConstraint("replaces", name=op.f("uq_restitution_items_replaces")),
        comment="Losses of a claim by head (Perma 1/2022 article 4); corrected by another item, never changed.",
    )
    op.create_index("ix_restitution_items_claim_id", "restitution_items", ["claim_id"], unique=False)
    op.create_table(
        "restitution_events",
        sa.Column(
            "event_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the step.",
        ),
        sa.Column("claim_id", sa.BigInteger(), nullable=False, comment="Claim."),
        sa.Column("version", sa.Integer(), nullable=False, comment="Version of the claim from then on."),
        sa.Column("came_from", sa.Text(), nullable=True, comment="Stage that it left; empty for the first."),
        sa.Column("stage", sa.Text(), nullable=False, comment="Stage that it led to."),
        sa.Column("happened_on", sa.Date(), nullable=False, comment="Day that the document bears."),
        sa.Column("document_no", sa.Text(), nullable=True, comment="Number of the letter or ruling."),
        sa.Column(
            "computed", sa.BigInteger(), nullable=True, comment="Rupiah that the claim came to at this step."
        ),
        sa.Column("who", sa.Text(), nullable=False, comment="Account that wrote it down."),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column("sealed", sa.LargeBinary(), nullable=True, comment="Words, sealed."),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["restitution_claims.claim_id"], name=op.f("fk_restitution_events_claim_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_restitution_events")),
        sa.UniqueConstraint("claim_id", "version", name=op.f("uq_restitution_events_claim_id")),
        comment="Every step of every claim, in order; nothing of it is ever changed.",
    )
    op.create_table(
        "restitution_grants",
        sa.Column("event_id", sa.BigInteger(), nullable=False, comment="Ruling."),
        sa.Column("head", sa.Text(), nullable=False, comment="Head of loss."),
        sa.Column(
            "amount",
            sa.BigInteger(),
            nullable=False,
            comment="Rupiah that the court granted; 0 where it refused.",
        ),
        sa.CheckConstraint(
            "head IN ('wealth_income', 'harm', 'care', 'transport', 'lawyer', 'other')",
            name=op.f("ck_restitution_grants_a_head"),
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_restitution_grants_an_amount")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["restitution_events.event_id"], name=op.f("fk_restitution_grants_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", "head", name=op.f("pk_restitution_grants")),
        comment="What each ruling granted, by head of loss.",
    )
    op.create_table(
        "restitution_entries",
        sa.Column("entry_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number."),
        sa.Column("claim_id", sa.BigInteger(), nullable=False, comment="Claim."),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="award, received, delivered, direct or counter."
        ),
        sa.Column("happened_on", sa.Date(), nullable=False, comment="Day of the ruling or of the money."),
        sa.Column("document_no", sa.Text(), nullable=True, comment="Number of the receipt or ruling."),
        sa.Column("corrects", sa.BigInteger(), nullable=True, comment="Entry that it takes back."),
        sa.Column("who", sa.Text(), nullable=False, comment="Account that booked it."),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.CheckConstraint(
            "(kind = 'counter') = (corrects IS NOT NULL)",
            name=op.f("ck_restitution_entries_counters_something"),
        ),
        sa.CheckConstraint(
            "kind IN ('award', 'received', 'delivered', 'direct', 'counter')",
            name=op.f("ck_restitution_entries_of_a_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["restitution_claims.claim_id"], name=op.f("fk_restitution_entries_claim_id")
        ),
        sa.ForeignKeyConstraint(
            ["corrects"], ["restitution_entries.entry_id"], name=op.f("fk_restitution_entries_corrects")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_restitution_entries")),
        sa.UniqueConstraint("corrects", name=op.f("uq_restitution_entries_corrects")),
        comment="Entries of the ledger; a wrong one is taken back by a counter-entry, never changed.",
    )
    op.create_index("ix_restitution_entries_claim_id", "restitution_entries", ["claim_id"], unique=False)
    op.create_table(
        "restitution_postings",
        sa.Column("entry_id", sa.BigInteger(), nullable=False, comment="Entry."),
        sa.Column(
            "line", sa.Integer(), autoincrement=False, nullable=False, comment="1, 2 … within the entry."
        ),
        sa.Column("account", sa.Text(), nullable=False, comment="receivable, owed or held."),
        sa.Column("head", sa.Text(), nullable=True, comment="Head of loss, where the line is about one."),
        sa.Column(
            "amount", sa.BigInteger(), nullable=False, comment="Rupiah; debit above zero, credit below."
        ),
        sa.CheckConstraint(
            "account IN ('receivable', 'owed', 'held')", name=op.f("ck_restitution_postings_an_account")
        ),
        sa.CheckConstraint(
            "head IN ('wealth_income', 'harm', 'care', 'transport', 'lawyer', 'other')",
            name=op.f("ck_restitution_postings_a_head"),
        ),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_restitution_postings_an_amount")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["restitution_entries.entry_id"], name=op.f("fk_restitution_postings_entry_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", "line", name=op.f("pk_restitution_postings")),
        comment="Lines of the ledger: those of one entry add up to nothing, or the transaction does not commit.",
    )
    op.create_table(
        "lpsk_outcomes",
        sa.Column("outcome_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number."),
        sa.Column("case_id", sa.BigInteger(), nullable=False, comment="Case at LPSK."),
        sa.Column(
            "token",
            sa.Text(),
            nullable=False,
            comment="The referral's keyed token: the only name that leaves.",
        ),
        sa.Column("number", sa.Integer(), nullable=False, comment="1, 2 … among the outcomes of the token."),
        sa.Column("outcome", sa.Text(), nullable=False, comment="victim, cleared or withdrawn."),
        sa.Column("peer", sa.Text(), nullable=False, comment="Node that referred, and is answered."),
        sa.Column("confirmed_by", sa.Text(), nullable=False, comment="Account that confirmed it."),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column(
            "released_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it left, in a batch; empty while it waits.",
        ),
        sa.CheckConstraint(
            "outcome IN ('victim', 'cleared', 'withdrawn')", name=op.f("ck_lpsk_outcomes_an_outcome")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["lpsk_cases.case_id"], name=op.f("fk_lpsk_outcomes_case_id")),
        sa.PrimaryKeyConstraint("outcome_id", name=op.f("pk_lpsk_outcomes")),
        sa.UniqueConstraint("token", "number", name=op.f("uq_lpsk_outcomes_token")),
        comment="Outcomes that LPSK releases, delayed and in batches: a token and an outcome, nothing else.",
    )
    op.create_index("ix_lpsk_outcomes_waiting", "lpsk_outcomes", ["peer", "released_at"], unique=False)
    for table, rights in GRANTS:
        op.execute(f"GRANT {rights} ON {table} TO suluh_app")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")
    for table, name, command, using, check in POLICIES:
        op.execute(
            f"CREATE POLICY {name.rstrip('!')} ON {table} "
            f"AS {'RESTRICTIVE' if name.endswith('!') else 'PERMISSIVE'} FOR {command} TO PUBLIC"
            + (f" USING ({using})" if using else "")
            + (f" WITH CHECK ({check})" if check else "")
        )
    op.execute(STRIKE)
    op.execute("REVOKE ALL ON FUNCTION strike_proceedings FROM PUBLIC")
    op.execute(
        "CREATE TRIGGER strike_proceedings AFTER INSERT ON tombstones REFERENCING NEW TABLE AS arrived "
        "FOR EACH STATEMENT EXECUTE FUNCTION strike_proceedings()"
    )
    op.execute(BALANCED)
    for table in ("restitution_entries", "restitution_postings"):
        op.execute(
            f"CREATE CONSTRAINT TRIGGER balances AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION restitution_balances()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER balances")


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
