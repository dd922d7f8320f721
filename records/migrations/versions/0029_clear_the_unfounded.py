"""Never a suspect, cleared until new evidence, objections with their clocks, and a directory of services."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

DANGER = (
    "kind = 'danger' AND suluh_is('satgas_lead', 'lpsk', 'upt_ppa') "
    "AND (areas = '{}'::text[] OR suluh_reaches_one(areas))"
)
SILENCED = """
    CREATE FUNCTION suluh_silenced(of_kind text, of_key text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN EXISTS (SELECT FROM public.silenced WHERE kind = of_kind AND key = of_key)
"""

# table, name, command, using, check, roles; a name that ends in '!' restricts what the others allow
POLICIES: tuple[tuple[str, str, str, str | None, str | None, str], ...] = (
    ("silenced", "program", "ALL", "suluh_program()", "suluh_program()", "PUBLIC"),
    ("silenced", "owner", "SELECT", "true", None, "CURRENT_USER"),
    (
        "alerts",
        "never_a_suspect!",
        "SELECT",
        "kind <> 'recruiter' OR suluh_program() OR NOT suluh_silenced('recruiter', subject)",
        None,
        "PUBLIC",
    ),
    (
        "alert_work",
        "never_a_suspect!",
        "SELECT",
        "kind <> 'recruiter' OR suluh_program() OR NOT suluh_silenced('recruiter', subject)",
        None,
        "PUBLIC",
    ),
    (
        "actions",
        "never_a_suspect!",
        "SELECT",
        "about <> 'recruiter' OR suluh_program() OR NOT suluh_silenced('recruiter', subject)",
        None,
        "PUBLIC",
    ),
    ("assessments", "program", "ALL", "suluh_program()", "suluh_program()", "PUBLIC"),
    ("assessments", "assessors_read", "SELECT", "suluh_is('lpsk', 'upt_ppa')", None, "PUBLIC"),
    (
        "assessments",
        "assessors_write",
        "INSERT",
        None,
        "suluh_is('lpsk', 'upt_ppa') AND who = suluh_who()",
        "PUBLIC",
    ),
    ("assessments", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()", "PUBLIC"),
    ("protection_matters", "program", "ALL", "suluh_program()", "suluh_program()", "PUBLIC"),
    ("protection_matters", "guardians_read", "SELECT", DANGER, None, "PUBLIC"),
    ("protection_matters", "guardians_act", "UPDATE", DANGER, DANGER, "PUBLIC"),
    (
        "protection_matters",
        "second_people_read",
        "SELECT",
        "kind = 'evidence' AND suluh_is('satgas_lead', 'lpsk_custodian')",
        None,
        "PUBLIC",
    ),
    (
        "protection_matters",
        "leads_hand_over",
        "UPDATE",
        "kind = 'evidence' AND suluh_is('satgas_lead', 'lpsk_custodian')",
        "kind = 'evidence' AND suluh_is('satgas_lead', 'lpsk_custodian')",
        "PUBLIC",
    ),
    (
        "protection_matters",
        "turned_away!",
        "ALL",
        "NOT suluh_turned_away()",
        "NOT suluh_turned_away()",
        "PUBLIC",
    ),
    ("clearings", "program", "ALL", "suluh_program()", "suluh_program()", "PUBLIC"),
    (
        "clearings",
        "deciders_read",
        "SELECT",
        "suluh_is('satgas_lead', 'data_protection_officer')",
        None,
        "PUBLIC",
    ),
    (
        "clearings",
        "deciders_clear",
        "INSERT",
        None,
        "suluh_is('satgas_lead', 'data_protection_officer') AND decided_by = suluh_who()",
        "PUBLIC",
    ),
    (
        "clearings",
        "deciders_end",
        "UPDATE",
        "suluh_is('satgas_lead', 'data_protection_officer')",
        "suluh_is('satgas_lead', 'data_protection_officer') AND ended_by = suluh_who()",
        "PUBLIC",
    ),
    ("clearings", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()", "PUBLIC"),
    (
        "urgent_items",
        "guardians_alone!",
        "ALL",
        "NOT guarded OR suluh_program() OR suluh_is('satgas_lead')",
        "NOT guarded OR suluh_program() OR suluh_is('satgas_lead')",
        "PUBLIC",
    ),
    ("contests", "program", "ALL", "suluh_program()", "suluh_program()", "PUBLIC"),
    (
        "contests",
        "answerers_read",
        "SELECT",
        "suluh_is('data_protection_officer', 'satgas_lead')",
        None,
        "PUBLIC",
    ),
    (
        "contests",
        "answerers_answer",
        "UPDATE",
        "suluh_is('data_protection_officer', 'satgas_lead')",
        "suluh_is('data_protection_officer', 'satgas_lead')",
        "PUBLIC",
    ),
    (
        "contests",
        "receivers",
        "SELECT",
        "suluh_is('mrc', 'placement_officer', 'data_protection_officer') AND received_by = suluh_who()",
        None,
        "PUBLIC",
    ),
    (
        "contests",
        "receivers_enter",
        "INSERT",
        None,
        "suluh_is('mrc', 'placement_officer', 'data_protection_officer') AND received_by = suluh_who()",
        "PUBLIC",
    ),
    ("contests", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()", "PUBLIC"),
    ("services", "program", "ALL", "suluh_program()", "suluh_program()", "PUBLIC"),
    ("services", "everyone_reads", "SELECT", "suluh_who() IS NOT NULL", None, "PUBLIC"),
    (
        "services",
        "keepers_add",
        "INSERT",
        None,
        "suluh_is('satgas_lead', 'upt_ppa', 'mrc', 'placement_officer') AND changed_by = suluh_who()",
        "PUBLIC",
    ),
    (
        "services",
        "keepers_change",
        "UPDATE",
        "suluh_is('satgas_lead', 'upt_ppa', 'mrc', 'placement_officer')",
        "suluh_is('satgas_lead', 'upt_ppa', 'mrc', 'placement_officer') AND changed_by = suluh_who()",
        "PUBLIC",
    ),
    ("services", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()", "PUBLIC"),
    ("follow_ups", "program", "ALL", "suluh_program()", "suluh_program()", "PUBLIC"),
    (
        "follow_ups",
        "callers_read",
        "SELECT",
        "suluh_is('mrc', 'placement_officer') AND suluh_reaches(area)",
        None,
        "PUBLIC",
    ),
    (
        "follow_ups",
        "callers_write",
        "INSERT",
        None,
        "suluh_is('mrc', 'placement_officer') AND suluh_reaches(area) AND who = suluh_who()",
        "PUBLIC",
    ),
    ("follow_ups", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()", "PUBLIC"),
)
RIGHTS: tuple[tuple[str, str], ...] = (
    ("silenced", "SELECT, INSERT, DELETE"),
    ("assessments", "SELECT, INSERT"),
    (
        "protection_matters",
        "SELECT, INSERT, UPDATE (refs, areas, signs, state, taken_by, taken_at, ended_by, ended_at, ended_as, sealed)",
    ),
    ("clearings", "SELECT, INSERT, UPDATE (ended_at, ended_by)"),
    ("contests", "SELECT, INSERT, UPDATE (hub_kind, hub_key, answer, answered_by)"),
    (
        "services",
        "SELECT, INSERT, UPDATE (kind, needs, address, phone, hours, round_the_clock, languages, women, children, "
        "changed_by, changed_at, ended_at)",
    ),
    ("follow_ups", "SELECT, INSERT"),
)

# Of what is about the erased alone nothing is left to open; of what is about many, their rows are struck.
STRIKE = """
    CREATE FUNCTION strike_suspicion() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        gone text[];
        persons text[];
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
        DELETE FROM public.silenced AS s
        WHERE (s.kind = 'row' AND s.key = ANY (gone)) OR (s.kind = 'person' AND s.key = ANY (persons));
        DELETE FROM public.row_keys AS k WHERE k.holder = 'assessments' AND k.id IN (
            SELECT a.assessment_id FROM public.assessments AS a WHERE a.refs && gone OR a.person_id = ANY (persons)
        );
        UPDATE public.assessments AS a SET person_id = mark, refs = ARRAY[mark]
        WHERE a.refs && gone OR a.person_id = ANY (persons);
        DELETE FROM public.row_keys AS k WHERE k.holder = 'protection_matters' AND k.id IN (
            SELECT m.matter_id FROM public.protection_matters AS m WHERE m.person_id = ANY (persons)
        );
        UPDATE public.protection_matters AS m
        SET person_id = mark, refs = ARRAY[mark], areas = '{}',
            state = CASE WHEN m.state IN ('open', 'taken') THEN 'closed' ELSE m.state END,
            ended_at = coalesce(m.ended_at, transaction_timestamp())
        WHERE m.person_id = ANY (persons);
        UPDATE public.protection_matters AS m SET refs = strike_refs(m.refs, gone, mark) WHERE m.refs && gone;
        UPDATE public.clearings AS c SET refs = strike_refs(c.refs, gone, mark) WHERE c.refs && gone;
        DELETE FROM public.row_keys AS k WHERE k.holder IN ('contests', 'contest_answers') AND k.id IN (
            SELECT c.contest_id FROM public.contests AS c JOIN public.subject_requests AS s USING (request_id)
            WHERE c.party = 'worker' AND s.refs && gone
        );
        DELETE FROM public.row_keys AS k WHERE k.holder = 'follow_ups' AND k.id IN (
            SELECT f.follow_up_id FROM public.follow_ups AS f WHERE f.ref = ANY (gone)
        );
        UPDATE public.follow_ups AS f SET ref = mark, area = NULL WHERE f.ref = ANY (gone);
        RETURN NULL;
    END
    $$
"""


def upgrade() -> None:
    """Seven tables, one column, who may see them, and what an erasure takes from them."""
    op.create_table(
        "silenced",
        sa.Column("kind", sa.Text(), nullable=False, comment="recruiter, phone, account, row or person."),
        sa.Column(
            "key", sa.Text(), nullable=False, comment="Recruiter id, token, feed:entity_key or person id."
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False, comment="When it was found."),
        sa.CheckConstraint(
            "kind IN ('recruiter', 'phone', 'account', 'row', 'person')",
            name=op.f("ck_silenced_kind_is_declared"),
        ),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_silenced")),
        comment="What would lead to somebody who is never a suspect: nothing is said of it as a recruiter's.",
    )
    op.create_table(
        "assessments",
        sa.Column(
            "assessment_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number."
        ),
        sa.Column("person_id", sa.Text(), nullable=False, comment="Person, as in identities then."),
        sa.Column(
            "refs", sa.ARRAY(sa.Text()), nullable=False, comment="feed:entity_key of the person's rows."
        ),
        sa.Column("result", sa.Text(), nullable=False, comment="victim or no_victim."),
        sa.Column("who", sa.Text(), nullable=False, comment="Account that assessed."),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column("sealed", sa.LargeBinary(), nullable=False, comment="Why, in words, sealed."),
        sa.CheckConstraint(
            "result IN ('victim', 'no_victim')", name=op.f("ck_assessments_result_is_declared")
        ),
        sa.CheckConstraint("cardinality(refs) > 0", name=op.f("ck_assessments_names_rows")),
        sa.PrimaryKeyConstraint("assessment_id", name=op.f("pk_assessments")),
        comment="Whether who was forced to commit crimes is a victim: presumed so until it was assessed.",
    )
    op.create_table(
        "protection_matters",
        sa.Column("matter_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number."),
        sa.Column("kind", sa.Text(), nullable=False, comment="danger or evidence."),
        sa.Column("person_id", sa.Text(), nullable=False, comment="Person, as in identities then."),
        sa.Column(
            "refs", sa.ARRAY(sa.Text()), nullable=False, comment="feed:entity_key of the rows that show it."
        ),
        sa.Column(
            "areas", sa.ARRAY(sa.Text()), nullable=False, comment="Regencies of the person, four digits."
        ),
        sa.Column(
            "signs",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="Signs of the danger, or kinds of the evidence.",
        ),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False, comment="When it was raised."),
        sa.Column("state", sa.Text(), nullable=False, comment="open, taken, closed or handed_over."),
        sa.Column("taken_by", sa.Text(), nullable=True, comment="Who took it on."),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True, comment="When."),
        sa.Column("ended_by", sa.Text(), nullable=True, comment="Who closed it or handed it over."),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="When."),
        sa.Column(
            "ended_as", sa.Text(), nullable=True, comment="What became of it, of protection.guarding.matters."
        ),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="What was done, in words, sealed; it may name people.",
        ),
        sa.CheckConstraint(
            "(state IN ('closed', 'handed_over')) = (ended_at IS NOT NULL)",
            name=op.f("ck_protection_matters_ends"),
        ),
        sa.CheckConstraint(
            "kind IN ('danger', 'evidence')", name=op.f("ck_protection_matters_kind_is_declared")
        ),
        sa.CheckConstraint(
            "state <> 'handed_over' OR kind = 'evidence'",
            name=op.f("ck_protection_matters_danger_is_not_handed_over"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'taken', 'closed', 'handed_over')",
            name=op.f("ck_protection_matters_state_is_declared"),
        ),
        sa.PrimaryKeyConstraint("matter_id", name=op.f("pk_protection_matters")),
        comment="About people who are never suspects: renewed danger, and evidence that LPSK alone receives.",
    )
    op.create_index(
        "ix_protection_matters_person_id", "protection_matters", ["kind", "person_id"], unique=False
    )
    op.create_table(
        "clearings",
        sa.Column(
            "clearing_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number."
        ),
        sa.Column("kind", sa.Text(), nullable=False, comment="recruiter, phone, account or agency."),
        sa.Column("key", sa.Text(), nullable=False, comment="Recruiter id, token or licence number."),
        sa.Column(
            "refs",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="feed:entity_key of rows that show it; ids change.",
        ),
        sa.Column(
            "cleared_at", sa.DateTime(timezone=True), nullable=False, comment="When; what comes later is new."
        ),
        sa.Column("decided_by", sa.Text(), nullable=False, comment="Account that decided."),
        sa.Column(
            "request_id",
            sa.BigInteger(),
            nullable=True,
            comment="Objection that led to it; empty where nobody had objected.",
        ),
        sa.Column("sealed", sa.LargeBinary(), nullable=False, comment="Why, in words, sealed."),
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was taken back; empty while it stands.",
        ),
        sa.Column("ended_by", sa.Text(), nullable=True, comment="Who took it back."),
        sa.CheckConstraint(
            "kind IN ('recruiter', 'phone', 'account', 'agency')", name=op.f("ck_clearings_kind_is_declared")
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_clearings_ended_by_someone")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["subject_requests.request_id"], name=op.f("fk_clearings_request_id")
        ),
        sa.PrimaryKeyConstraint("clearing_id", name=op.f("pk_clearings")),
        comment="Whom a person cleared of an unfounded suspicion: raised again by new evidence alone.",
    )
    op.create_index("ix_clearings_key", "clearings", ["kind", "key"], unique=False)
    op.create_table(
        "contests",
        sa.Column("contest_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number."),
        sa.Column("request_id", sa.BigInteger(), nullable=False, comment="Request that keeps its clock."),
        sa.Column(
            "code", sa.LargeBinary(), nullable=False, comment="Keyed digest of the code that was handed out."
        ),
        sa.Column("party", sa.Text(), nullable=False, comment="worker, agency or named."),
        sa.Column("asks", sa.Text(), nullable=False, comment="ask, answer, object or correct."),
        sa.Column(
            "hub_kind",
            sa.Text(),
            nullable=True,
            comment="recruiter, phone, account or agency that it is about.",
        ),
        sa.Column("hub_key", sa.Text(), nullable=True, comment="Recruiter id, token or licence number."),
        sa.Column("area", sa.Text(), nullable=True, comment="Regency of who asks, four digits."),
        sa.Column("received_by", sa.Text(), nullable=False, comment="Account that took it in."),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="Safe contact, its hours, and the words; sealed.",
        ),
        sa.Column(
            "answer",
            sa.LargeBinary(),
            nullable=True,
            comment="What was answered, sealed; it goes by the safe contact alone.",
        ),
        sa.Column("answered_by", sa.Text(), nullable=True, comment="Who answered."),
        sa.CheckConstraint(
            "asks IN ('ask', 'answer', 'object', 'correct')", name=op.f("ck_contests_asks_something")
        ),
        sa.CheckConstraint(
            "party IN ('worker', 'agency', 'named')", name=op.f("ck_contests_party_is_declared")
        ),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_by IS NULL)", name=op.f("ck_contests_answered_by_someone")
        ),
        sa.CheckConstraint("(hub_kind IS NULL) = (hub_key IS NULL)", name=op.f("ck_contests_hub_is_whole")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["subject_requests.request_id"], name=op.f("fk_contests_request_id")
        ),
        sa.PrimaryKeyConstraint("contest_id", name=op.f("pk_contests")),
        sa.UniqueConstraint("code", name=op.f("uq_contests_code")),
        sa.UniqueConstraint("request_id", name=op.f("uq_contests_request_id")),
        comment="Objections with their safe contact. The code proves that one was received, and nothing else.",
    )
    op.create_table(
        "services",
        sa.Column("service_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number."),
        sa.Column(
            "regency",
            sa.Text(),
            nullable=False,
            comment="Regency it serves, four digits; two for a province.",
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="Name of the office or organisation; nobody's."),
        sa.Column("kind", sa.Text(), nullable=False, comment="Kind of body, of protection.directory.kinds."),
        sa.Column(
            "needs", sa.ARRAY(sa.Text()), nullable=False, comment="What for, of protection.directory.kinds."
        ),
        sa.Column(
            "address",
            sa.Text(),
            nullable=True,
            comment="Address; empty where it is kept secret, as of a safe house.",
        ),
        sa.Column("phone", sa.Text(), nullable=True, comment="Public number of the office."),
        sa.Column("hours", sa.Text(), nullable=False, comment="When somebody is there."),
        sa.Column("round_the_clock", sa.Boolean(), nullable=False, comment="Whether somebody always is."),
        sa.Column(
            "languages", sa.ARRAY(sa.Text()), nullable=False, comment="Languages spoken there, ISO 639."
        ),
        sa.Column("women", sa.Boolean(), nullable=False, comment="Whether a woman can be spoken with."),
        sa.Column("children", sa.Boolean(), nullable=False, comment="Whether it is made for children."),
        sa.Column("changed_by", sa.Text(), nullable=False, comment="Account that wrote it last."),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was taken from the directory.",
        ),
        sa.CheckConstraint("regency ~ '^[0-9]{2}([0-9]{2})?$'", name=op.f("ck_services_names_an_area")),
        sa.CheckConstraint("cardinality(needs) > 0", name=op.f("ck_services_helps_with_something")),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_services")),
        sa.UniqueConstraint("regency", "name", name=op.f("uq_services_regency")),
        comment="Directory of services by regency; it tells of offices, of nobody.",
    )
    op.create_table(
        "follow_ups",
        sa.Column(
            "follow_up_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number."
        ),
        sa.Column("ref", sa.Text(), nullable=False, comment="feed:entity_key of the row of the return."),
        sa.Column("step", sa.Text(), nullable=False, comment="Which call it was, of records/law.toml."),
        sa.Column("area", sa.Text(), nullable=True, comment="Regency of the person, four digits."),
        sa.Column("called_on", sa.Date(), nullable=False, comment="Day of the call."),
        sa.Column(
            "outcome",
            sa.Text(),
            nullable=False,
            comment="What came of it, of protection.directory.follow_ups.",
        ),
        sa.Column("who", sa.Text(), nullable=False, comment="Account that called."),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it was written down."),
        sa.Column(
            "agreed_to_note", sa.Boolean(), nullable=False, comment="The person agreed that a note is kept."
        ),
        sa.Column("sealed", sa.LargeBinary(), nullable=True, comment="Note, sealed; empty without consent."),
        sa.CheckConstraint("sealed IS NULL OR agreed_to_note", name=op.f("ck_follow_ups_noted_by_consent")),
        sa.PrimaryKeyConstraint("follow_up_id", name=op.f("pk_follow_ups")),
        comment="Calls to people who came back: whether they are safe, and what they need.",
    )
    op.create_index("ix_follow_ups_ref", "follow_ups", ["ref"], unique=False)
    op.add_column(
        "urgent_items",
        sa.Column(
            "guarded",
            sa.Boolean(),
            nullable=False,
            server_default="false",
            comment="About somebody who is never a suspect: the heads alone are called.",
        ),
    )
    op.execute("GRANT UPDATE (guarded) ON urgent_items TO suluh_app")
    op.execute(SILENCED)
    op.execute("REVOKE ALL ON FUNCTION suluh_silenced FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION suluh_silenced TO suluh_app")
    for table, rights in RIGHTS:
        op.execute(f"GRANT {rights} ON {table} TO suluh_app")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for table, name, command, using, check, roles in POLICIES:
        op.execute(
            f"CREATE POLICY {name.rstrip('!')} ON {table} "
            f"AS {'RESTRICTIVE' if name.endswith('!') else 'PERMISSIVE'} FOR {command} TO {roles}"
            + (f" USING ({using})" if using else "")
            + (f" WITH CHECK ({check})" if check else "")
        )
    op.execute(STRIKE)
    op.execute("REVOKE ALL ON FUNCTION strike_suspicion FROM PUBLIC")
    op.execute(
        "CREATE TRIGGER strike_suspicion AFTER INSERT ON tombstones REFERENCING NEW TABLE AS arrived "
        "FOR EACH STATEMENT EXECUTE FUNCTION strike_suspicion()"
    )


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
