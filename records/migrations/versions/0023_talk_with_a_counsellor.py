"""Paper that desks noted, referrals to counsellors and their talks, information sheets in regional languages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

PROGRAM = "suluh_program()"
SOMEONE = "suluh_who() IS NOT NULL"
GUARDIANS = (
    "suluh_program() OR suluh_is('lpsk', 'lpsk_custodian', 'upt_ppa', 'investigator', 'satgas_lead', "
    "'data_protection_officer')"
)
DESKS = "suluh_is('ltsa', 'placement_officer')"
COUNSELLORS = "suluh_is('mrc', 'placement_officer')"
REACHED = f"{COUNSELLORS} AND suluh_reaches(area)"
OF_REFERRAL = "EXISTS (SELECT FROM counsel_referrals AS r WHERE r.referral_id = counsel_talks.referral_id)"


# table, name, command, using, check; a name that ends in '!' restricts what the others allow
POLICIES: tuple[tuple[str, str, str, str | None, str | None], ...] = (
    ("paper_notes", "program", "ALL", PROGRAM, PROGRAM),
    ("paper_notes", "desks_enter", "INSERT", None, f"{DESKS} AND who = suluh_who()"),
    ("paper_notes", "own", "SELECT", f"{DESKS} AND who = suluh_who()", None),
    ("paper_notes", "control_reads", "SELECT", "suluh_is('auditor', 'data_protection_officer')", None),
    ("paper_notes", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("counsel_referrals", "program", "ALL", PROGRAM, PROGRAM),
    (
        "counsel_referrals",
        "desks_send",
        "INSERT",
        None,
        "suluh_is('ltsa', 'placement_officer', 'mrc') AND sent_by = suluh_who()",
    ),
    ("counsel_referrals", "counsellors_read", "SELECT", REACHED, None),
    ("counsel_referrals", "counsellors_wish", "UPDATE", REACHED, REACHED),
    (
        "counsel_referrals",
        "protected!",
        "SELECT",
        f"{GUARDIANS} OR NOT suluh_protected(ARRAY['registrations:' || registration, 'person:' || person_id])",
        None,
    ),
    ("counsel_referrals", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("counsel_talks", "program", "ALL", PROGRAM, PROGRAM),
    ("counsel_talks", "counsellors_read", "SELECT", f"{COUNSELLORS} AND {OF_REFERRAL}", None),
    (
        "counsel_talks",
        "counsellors_write",
        "INSERT",
        None,
        f"{COUNSELLORS} AND who = suluh_who() AND {OF_REFERRAL}",
    ),
    ("counsel_talks", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("sheet_texts", "program", "ALL", PROGRAM, PROGRAM),
    ("sheet_texts", "everyone_reads", "SELECT", SOMEONE, None),
    ("sheet_texts", "counsellors_write", "INSERT", None, f"{COUNSELLORS} AND author = suluh_who()"),
    ("sheet_texts", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
)
STRIKE = """
    CREATE FUNCTION strike_counsel() RETURNS trigger LANGUAGE plpgsql
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
        DELETE FROM public.row_keys AS k WHERE k.holder = 'counsel_talks' AND k.id IN (
            SELECT t.talk_id FROM public.counsel_talks AS t JOIN public.counsel_referrals AS f USING (referral_id)
            WHERE 'registrations:' || f.registration = ANY (gone) OR f.person_id = ANY (persons)
        );
        UPDATE public.counsel_referrals AS f
        SET registration = mark || '~' || f.referral_id, person_id = mark, area = NULL, language = NULL
        WHERE 'registrations:' || f.registration = ANY (gone) OR f.person_id = ANY (persons);
        UPDATE public.paper_notes AS n SET registration = mark
        WHERE 'registrations:' || n.registration = ANY (gone);
        RETURN NULL;
    END
    $$
"""


def upgrade() -> None:
    """Four tables, who may see them, and what an erasure takes from them."""
    op.create_table(
        "paper_notes",
        sa.Column("note_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number."),
        sa.Column(
            "registration",
            sa.Text(),
            comment="Key of the registration; empty where the person had no number.",
        ),
        sa.Column("office", sa.Text(), comment="Office of the desk."),
        sa.Column("who", sa.Text(), nullable=False, comment="Account that entered it."),
        sa.Column(
            "happened_at", sa.DateTime(timezone=True), nullable=False, comment="True time, as noted on paper."
        ),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False, comment="When it was entered."),
        sa.Column(
            "done",
            sa.Text(),
            nullable=False,
            comment="What the box said: served, documents, counsel or back.",
        ),
        sa.CheckConstraint("happened_at <= entered_at", name=op.f("ck_paper_notes_entered_afterwards")),
        sa.CheckConstraint(
            "done IN ('served', 'documents', 'counsel', 'back')", name=op.f("ck_paper_notes_known_box")
        ),
        sa.PrimaryKeyConstraint("note_id", name=op.f("pk_paper_notes")),
        comment="What desks noted on paper while the line was down, with its true time.",
    )
    op.create_index("ix_paper_notes_registration", "paper_notes", ["registration"])
    op.create_index("ix_paper_notes_who", "paper_notes", ["who", "entered_at"])
    op.create_table(
        "counsel_referrals",
        sa.Column(
            "referral_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number."
        ),
        sa.Column(
            "registration", sa.Text(), comment="Key of the registration; empty for who came without one."
        ),
        sa.Column("person_id", sa.Text(), comment="Whose it was held to be."),
        sa.Column(
            "area", sa.Text(), comment="Regency that the registration names, or area of the counsellor."
        ),
        sa.Column("office", sa.Text(), comment="Office that sent; empty for who came by themselves."),
        sa.Column("sent_on", sa.Date(), nullable=False, comment="Day in Jakarta."),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column("sent_by", sa.Text(), nullable=False, comment="Account that sent or received them."),
        sa.Column(
            "woman",
            sa.Boolean(),
            nullable=False,
            server_default="false",
            comment="A woman officer is wished.",
        ),
        sa.Column(
            "private_room",
            sa.Boolean(),
            nullable=False,
            server_default="false",
            comment="A private room is wished.",
        ),
        sa.Column(
            "language", sa.Text(), comment="Language that is wished, by its code; empty where none was named."
        ),
        sa.Column("wished_by", sa.Text(), comment="Account that wrote the wishes down."),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("pk_counsel_referrals")),
        sa.UniqueConstraint("registration", "sent_on", name=op.f("uq_counsel_referrals_registration")),
        comment="Who was sent to a counsellor, or asked for one: never why, no score, no list stands behind it.",
    )
    op.create_index("ix_counsel_referrals_person_id", "counsel_referrals", ["person_id"])
    op.create_index("ix_counsel_referrals_sent_on", "counsel_referrals", ["sent_on"])
    op.create_table(
        "counsel_talks",
        sa.Column("talk_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number."),
        sa.Column("referral_id", sa.BigInteger(), nullable=False, comment="About whom."),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False, comment="When they talked."),
        sa.Column(
            "recorded_at", sa.DateTime(timezone=True), nullable=False, comment="When it was written down."
        ),
        sa.Column("who", sa.Text(), nullable=False, comment="Counsellor."),
        sa.Column(
            "outcome",
            sa.Text(),
            nullable=False,
            comment="What happened next, a code of protection.counsel.talks.",
        ),
        sa.Column(
            "agreed_to_note", sa.Boolean(), nullable=False, comment="The person agreed that a note is kept."
        ),
        sa.Column(
            "agreed_to_pass_on",
            sa.Boolean(),
            nullable=False,
            comment="They agreed that others who help are told.",
        ),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            comment="Note, under a key of its own in row_keys; empty without consent.",
        ),
        sa.CheckConstraint(
            "sealed IS NULL OR agreed_to_note", name=op.f("ck_counsel_talks_noted_by_consent")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["counsel_referrals.referral_id"], name=op.f("fk_counsel_talks_referral_id")
        ),
        sa.PrimaryKeyConstraint("talk_id", name=op.f("pk_counsel_talks")),
        comment="Talks with a counsellor: what came of them; the note is opened for its writer alone.",
    )
    op.create_index("ix_counsel_talks_referral_id", "counsel_talks", ["referral_id"])
    op.create_table(
        "sheet_texts",
        sa.Column(
            "sheet",
            sa.Text(),
            nullable=False,
            comment="Information sheet, of protection/counsel/counsel.toml.",
        ),
        sa.Column("language", sa.Text(), nullable=False, comment="Language of the text (ISO 639)."),
        sa.Column(
            "version",
            sa.Integer(),
            nullable=False,
            autoincrement=False,
            comment="1, 2 …; the highest is shown.",
        ),
        sa.Column("body", sa.Text(), nullable=False, comment="Text; about nobody."),
        sa.Column("author", sa.Text(), nullable=False, comment="Account that wrote it."),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.PrimaryKeyConstraint("sheet", "language", "version", name=op.f("pk_sheet_texts")),
        comment="Information sheets in regional languages, every version with its author.",
    )
    for table, rights in (
        ("paper_notes", "SELECT, INSERT"),
        ("counsel_referrals", "SELECT, INSERT, UPDATE (woman, private_room, language, wished_by)"),
        ("counsel_talks", "SELECT, INSERT"),
        ("sheet_texts", "SELECT, INSERT"),
    ):
        op.execute(f"GRANT {rights} ON {table} TO suluh_app")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sheet_texts "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute("ALTER TABLE sheet_texts ENABLE ALWAYS TRIGGER append_only")
    for table, name, command, using, check in POLICIES:
        op.execute(
            f"CREATE POLICY {name.rstrip('!')} ON {table} "
            f"AS {'RESTRICTIVE' if name.endswith('!') else 'PERMISSIVE'} FOR {command} TO PUBLIC"
            + (f" USING ({using})" if using else "")
            + (f" WITH CHECK ({check})" if check else "")
        )
    op.execute(STRIKE)
    op.execute("REVOKE ALL ON FUNCTION strike_counsel FROM PUBLIC")
    op.execute(
        "CREATE TRIGGER strike_counsel AFTER INSERT ON tombstones REFERENCING NEW TABLE AS arrived "
        "FOR EACH STATEMENT EXECUTE FUNCTION strike_counsel()"
    )


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
