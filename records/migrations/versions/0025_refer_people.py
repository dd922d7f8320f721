"""Refer people to those whose mandate it is, with their consent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

PROGRAM = "suluh_program()"
MAKERS = "suluh_is('satgas', 'satgas_lead', 'investigator', 'placement_officer', 'mrc', 'upt_ppa')"
OWN = f"{MAKERS} AND made_by = suluh_who()"
RECEIVES = (
    "(receiver = 'bp3mi' AND suluh_is('placement_officer') OR receiver = 'mrc' AND suluh_is('mrc') "
    "OR receiver = 'upt_ppa' AND suluh_is('upt_ppa') OR receiver = 'police' AND suluh_is('investigator'))"
)
_HERE = (
    f"{RECEIVES} AND state NOT IN ('draft', 'revoked') AND suluh_reaches_one(areas) "
    "AND (to_body IS NULL OR to_body = current_setting('suluh.body', true))"
)
_LEADS = "suluh_is('satgas_lead', 'data_protection_officer') AND suluh_reaches_one(areas)"


def _of(table: str, which: str = "true") -> str:
    return f"EXISTS (SELECT FROM referrals AS r WHERE r.referral_id = {table}.referral_id AND {which})"


_MINE = f"{MAKERS} AND r.made_by = suluh_who()"


# table, name, command, using, check; a name that ends in '!' restricts what the others allow
POLICIES: tuple[tuple[str, str, str, str | None, str | None], ...] = (
    ("referrals", "program", "ALL", PROGRAM, PROGRAM),
    ("referrals", "makers_see_their_own", "SELECT", OWN, None),
    ("referrals", "makers_begin", "INSERT", None, f"{OWN} AND state = 'draft'"),
    ("referrals", "makers_go_on", "UPDATE", OWN, OWN),
    ("referrals", "receivers_read", "SELECT", _HERE, None),
    ("referrals", "receivers_answer", "UPDATE", _HERE, _HERE),
    ("referrals", "leads_see_that_it_is", "SELECT", _LEADS, None),
    ("referrals", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("referral_sections", "program", "ALL", PROGRAM, PROGRAM),
    ("referral_sections", "makers_read", "SELECT", _of("referral_sections", _MINE), None),
    ("referral_sections", "makers_write", "INSERT", None, _of("referral_sections", _MINE)),
    (
        "referral_sections",
        "receivers_read_what_is_shared",
        "SELECT",
        _of("referral_sections", f"{RECEIVES} AND section = ANY (r.shared)"),
        None,
    ),
    ("referral_sections", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("referral_consents", "program", "ALL", PROGRAM, PROGRAM),
    ("referral_consents", "with_its_referral", "SELECT", _of("referral_consents"), None),
    (
        "referral_consents",
        "makers_record",
        "INSERT",
        None,
        f"recorded_by = suluh_who() AND {_of('referral_consents', _MINE)}",
    ),
    (
        "referral_consents",
        "makers_withdraw",
        "UPDATE",
        _of("referral_consents", _MINE),
        _of("referral_consents", _MINE),
    ),
    ("referral_consents", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("referral_events", "program", "ALL", PROGRAM, PROGRAM),
    ("referral_events", "with_its_referral", "SELECT", _of("referral_events"), None),
    (
        "referral_events",
        "whoever_acts",
        "INSERT",
        None,
        f"who = suluh_who() AND {_of('referral_events')}",
    ),
    ("referral_events", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("referral_papers", "program", "ALL", PROGRAM, PROGRAM),
    ("referral_papers", "makers_read", "SELECT", _of("referral_papers", _MINE), None),
    (
        "referral_papers",
        "makers_make",
        "INSERT",
        None,
        f"made_by = suluh_who() AND {_of('referral_papers', _MINE)}",
    ),
    (
        "referral_papers",
        "makers_show",
        "UPDATE",
        _of("referral_papers", _MINE),
        _of("referral_papers", _MINE),
    ),
    ("referral_papers", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
)
# What is shared was agreed to, whatever a program believes; that something went without consent is never forgotten.
GUARD = """
    CREATE FUNCTION guard_referral() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
        IF OLD.overridden AND NOT NEW.overridden THEN
            RAISE EXCEPTION 'that something went without consent stays';
        END IF;
        IF NEW.version < OLD.version THEN
            RAISE EXCEPTION 'a version only grows';
        END IF;
        IF NOT NEW.shared <@ OLD.shared AND EXISTS (
            SELECT FROM unnest(NEW.shared) AS section WHERE NOT EXISTS (
                SELECT FROM public.referral_consents AS c WHERE c.referral_id = NEW.referral_id
                AND c.withdrawn_at IS NULL AND section = ANY (c.sections)
            )
        ) THEN
            RAISE EXCEPTION 'nothing is shared without consent';
        END IF;
        RETURN NEW;
    END
    $$
"""
STRIKE = """
    CREATE FUNCTION strike_referrals() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        gone text[];
        persons text[];
        struck bigint[];
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
        SELECT coalesce(array_agg(f.referral_id), '{}') INTO struck
        FROM public.referrals AS f WHERE f.refs && gone OR f.person_id = ANY (persons);
        DELETE FROM public.row_keys AS k
        WHERE k.holder = 'referral_sections' AND k.id IN (
            SELECT s.content_id FROM public.referral_sections AS s WHERE s.referral_id = ANY (struck)
        ) OR k.holder = 'referral_events' AND k.id IN (
            SELECT e.event_id FROM public.referral_events AS e WHERE e.referral_id = ANY (struck)
        ) OR k.holder = 'referral_papers' AND k.id IN (
            SELECT p.paper_id FROM public.referral_papers AS p WHERE p.referral_id = ANY (struck)
        );
        UPDATE public.referrals AS f
        SET person_id = mark, refs = ARRAY[mark], areas = '{}', shared = '{}', threatened = false,
            ended_at = coalesce(f.ended_at, transaction_timestamp()),
            state = CASE WHEN f.state IN ('rejected', 'revoked', 'done') THEN f.state ELSE 'revoked' END
        WHERE f.referral_id = ANY (struck);
        RETURN NULL;
    END
    $$
"""


def upgrade() -> None:
    """Five tables, who may see them, what no program may do, and what an erasure takes from them."""
    op.create_table(
        "referrals",
        sa.Column(
            "referral_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number."
        ),
        sa.Column("code", sa.Text(), nullable=False, comment="RJ-XXXXXX, drawn at random; says nothing."),
        sa.Column(
            "token",
            sa.Text(),
            nullable=False,
            comment="The only name under which outcomes come back, drawn at random.",
        ),
        sa.Column(
            "receiver", sa.Text(), nullable=False, comment="To whom: a referral_receiver of records/law.toml."
        ),
        sa.Column(
            "to_body",
            sa.Text(),
            nullable=True,
            comment="One institution of that kind; empty: any that reaches the area.",
        ),
        sa.Column(
            "mandate",
            sa.Text(),
            nullable=False,
            comment="Why it fits: a referral_mandate of records/law.toml.",
        ),
        sa.Column(
            "areas", sa.ARRAY(sa.Text()), nullable=False, comment="Areas where it lies, beginnings of codes."
        ),
        sa.Column("alert_id", sa.BigInteger(), nullable=True, comment="Alert that it began from, if any."),
        sa.Column("action_id", sa.BigInteger(), nullable=True, comment="Action that it carries out."),
        sa.Column(
            "counsel_id",
            sa.BigInteger(),
            nullable=True,
            comment="Counsellor's talk that it began from, if any.",
        ),
        sa.Column(
            "person_id",
            sa.Text(),
            nullable=True,
            comment="Whose it was held to be; empty for who stands in no record.",
        ),
        sa.Column(
            "refs", sa.ARRAY(sa.Text()), nullable=False, comment="feed:entity_key of the person's rows."
        ),
        sa.Column("child", sa.Boolean(), nullable=False, comment="Under 18: goes the children's path."),
        sa.Column("threatened", sa.Boolean(), nullable=False, comment="There is a threat now."),
        sa.Column(
            "state", sa.Text(), nullable=False, comment="Where it stands, of protection.referrals.states."
        ),
        sa.Column(
            "version", sa.Integer(), server_default="1", nullable=False, comment="Grows with every change."
        ),
        sa.Column(
            "answered_version",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="Newest answer that came back, by its own count.",
        ),
        sa.Column(
            "shared",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="Sections that the receiver may read; none while a draft.",
        ),
        sa.Column(
            "overridden",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="Something went without consent; stays for ever.",
        ),
        sa.Column("made_by", sa.Text(), nullable=False, comment="Account that refers."),
        sa.Column("made_body", sa.Text(), nullable=True, comment="Institution of that account."),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When it was begun."),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True, comment="When it was first sent."),
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was rejected, revoked or done.",
        ),
        sa.CheckConstraint(
            "(state IN ('rejected', 'revoked', 'done')) = (ended_at IS NOT NULL)",
            name=op.f("ck_referrals_ends"),
        ),
        sa.CheckConstraint(
            "state <> 'draft' OR cardinality(shared) = 0", name=op.f("ck_referrals_a_draft_is_nobodys")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'sent', 'received', 'accepted', 'rejected', 'revoked', 'done')",
            name=op.f("ck_referrals_in_a_state"),
        ),
        sa.ForeignKeyConstraint(["action_id"], ["actions.action_id"], name=op.f("fk_referrals_action_id")),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.alert_id"], name=op.f("fk_referrals_alert_id")),
        sa.ForeignKeyConstraint(
            ["counsel_id"], ["counsel_referrals.referral_id"], name=op.f("fk_referrals_counsel_id")
        ),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("pk_referrals")),
        sa.UniqueConstraint("code", name=op.f("uq_referrals_code")),
        sa.UniqueConstraint("token", name=op.f("uq_referrals_token")),
        comment="Referrals to the bodies whose mandate it is; whom they are about stands in sealed sections.",
    )
    op.create_index("ix_referrals_alert_id", "referrals", ["alert_id"], unique=False)
    op.create_index("ix_referrals_made_by", "referrals", ["made_by", "referral_id"], unique=False)
    op.create_index("ix_referrals_person_id", "referrals", ["person_id"], unique=False)
    op.create_index("ix_referrals_receiver", "referrals", ["receiver", "state"], unique=False)
    op.create_index("ix_referrals_refs", "referrals", ["refs"], unique=False, postgresql_using="gin")
    op.create_table(
        "referral_sections",
        sa.Column("content_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number."),
        sa.Column("referral_id", sa.BigInteger(), nullable=False, comment="Of which."),
        sa.Column(
            "section",
            sa.Text(),
            nullable=False,
            comment="Section, of protection.referrals.sections; unshared is never sent.",
        ),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column(
            "sealed", sa.LargeBinary(), nullable=False, comment="Content, under a key of its own in row_keys."
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.referral_id"], name=op.f("fk_referral_sections_referral_id")
        ),
        sa.PrimaryKeyConstraint("content_id", name=op.f("pk_referral_sections")),
        comment="What referrals hold, a section a row, the newest counts; a receiver reads what is shared alone.",
    )
    op.create_index(
        "ix_referral_sections_referral_id", "referral_sections", ["referral_id", "section"], unique=False
    )
    op.create_table(
        "referral_consents",
        sa.Column("consent_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number."),
        sa.Column("referral_id", sa.BigInteger(), nullable=False, comment="To which."),
        sa.Column(
            "by_whom",
            sa.Text(),
            nullable=False,
            comment="self, parent, guardian, court; override: nobody, two decided.",
        ),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False, comment="When it was given."),
        sa.Column("sections", sa.ARRAY(sa.Text()), nullable=False, comment="What may be shared."),
        sa.Column("approval_id", sa.BigInteger(), nullable=True, comment="Second person's decision."),
        sa.Column("recorded_by", sa.Text(), nullable=False, comment="Account that wrote it down."),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column(
            "withdrawn_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was withdrawn; empty while it stands.",
        ),
        sa.Column(
            "withdrawn_by", sa.Text(), nullable=True, comment="Account that wrote the withdrawal down."
        ),
        sa.CheckConstraint(
            "(by_whom = 'override') = (approval_id IS NOT NULL)",
            name=op.f("ck_referral_consents_overridden_by_two"),
        ),
        sa.CheckConstraint(
            "by_whom IN ('self', 'parent', 'guardian', 'court', 'override')",
            name=op.f("ck_referral_consents_known_to_consent"),
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)",
            name=op.f("ck_referral_consents_withdrawn_by_someone"),
        ),
        sa.CheckConstraint("cardinality(sections) > 0", name=op.f("ck_referral_consents_for_something")),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["approvals.approval_id"], name=op.f("fk_referral_consents_approval_id")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.referral_id"], name=op.f("fk_referral_consents_referral_id")
        ),
        sa.PrimaryKeyConstraint("consent_id", name=op.f("pk_referral_consents")),
        comment="By whom, when and for which sections it was agreed to; and what two people decided without.",
    )
    op.create_index("ix_referral_consents_referral_id", "referral_consents", ["referral_id"], unique=False)
    op.create_table(
        "referral_events",
        sa.Column("event_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number."),
        sa.Column("referral_id", sa.BigInteger(), nullable=False, comment="Of which."),
        sa.Column("version", sa.Integer(), nullable=False, comment="Version that it made."),
        sa.Column(
            "step", sa.Text(), nullable=False, comment="What was done, of protection.referrals.states."
        ),
        sa.Column("state", sa.Text(), nullable=False, comment="Where it stood afterwards."),
        sa.Column(
            "answered_version",
            sa.Integer(),
            nullable=True,
            comment="Of an answer from elsewhere: its own count.",
        ),
        sa.Column(
            "reason", sa.Text(), nullable=True, comment="Code of the reason, of protection.referrals.states."
        ),
        sa.Column("who", sa.Text(), nullable=False, comment="Account, or the answering body."),
        sa.Column(
            "at", sa.DateTime(timezone=True), nullable=False, comment="When; of an answer, when it was given."
        ),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="Words, under a key of their own in row_keys; for the sender.",
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.referral_id"], name=op.f("fk_referral_events_referral_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_referral_events")),
        sa.UniqueConstraint("referral_id", "version", name=op.f("uq_referral_events_referral_id")),
        comment="Every step of a referral, each with its version.",
    )
    op.create_table(
        "referral_papers",
        sa.Column("paper_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number."),
        sa.Column("referral_id", sa.BigInteger(), nullable=False, comment="Of which."),
        sa.Column("version", sa.Integer(), nullable=False, comment="Version of the packet on it."),
        sa.Column("sha256", sa.Text(), nullable=False, comment="Digest of the encrypted file."),
        sa.Column("made_by", sa.Text(), nullable=False, comment="Who made it."),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column("sealed", sa.LargeBinary(), nullable=False, comment="Its code, until it was shown once."),
        sa.Column(
            "shown_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the code was shown; its key is gone since.",
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.referral_id"], name=op.f("fk_referral_papers_referral_id")
        ),
        sa.PrimaryKeyConstraint("paper_id", name=op.f("pk_referral_papers")),
        comment="Encrypted files for receivers without an account; the code is shown once and given apart.",
    )
    op.create_index("ix_referral_papers_referral_id", "referral_papers", ["referral_id"], unique=False)
    for table, rights in (
        (
            "referrals",
            "SELECT, INSERT, UPDATE (state, version, answered_version, shared, overridden, child, threatened, "
            "receiver, to_body, mandate, sent_at, ended_at)",
        ),
        ("referral_sections", "SELECT, INSERT"),
        ("referral_consents", "SELECT, INSERT, UPDATE (withdrawn_at, withdrawn_by)"),
        ("referral_events", "SELECT, INSERT"),
        ("referral_papers", "SELECT, INSERT, UPDATE (shown_at)"),
    ):
        op.execute(f"GRANT {rights} ON {table} TO suluh_app")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON referral_events "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute("ALTER TABLE referral_events ENABLE ALWAYS TRIGGER append_only")
    for table, name, command, using, check in POLICIES:
        op.execute(
            f"CREATE POLICY {name.rstrip('!')} ON {table} "
            f"AS {'RESTRICTIVE' if name.endswith('!') else 'PERMISSIVE'} FOR {command} TO PUBLIC"
            + (f" USING ({using})" if using else "")
            + (f" WITH CHECK ({check})" if check else "")
        )
    op.execute(GUARD)
    op.execute(
        "CREATE TRIGGER guarded BEFORE UPDATE ON referrals FOR EACH ROW EXECUTE FUNCTION guard_referral()"
    )
    op.execute(STRIKE)
    op.execute("REVOKE ALL ON FUNCTION guard_referral, strike_referrals FROM PUBLIC")
    op.execute(
        "CREATE TRIGGER strike_referrals AFTER INSERT ON tombstones REFERENCING NEW TABLE AS arrived "
        "FOR EACH STATEMENT EXECUTE FUNCTION strike_referrals()"
    )


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
