"""Tell other nodes of an erasure, strike all that waits to go; how long rows are kept; work moved to protection."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_KEEPERS = "suluh_is('admin', 'auditor', 'satgas_lead', 'data_protection_officer', 'lpsk_custodian')"
_STAYS = "NOT suluh_turned_away()"
POLICIES = (
    ("erasures_told", "program", "ALL", "suluh_program()", "suluh_program()"),
    ("erasures_told", "keepers_read", "SELECT", _KEEPERS, None),
    ("erasures_told", "turned_away!", "ALL", _STAYS, _STAYS),
    ("retention_changes", "program", "ALL", "suluh_program()", "suluh_program()"),
    (
        "retention_changes",
        "officer",
        "INSERT",
        None,
        "suluh_is('data_protection_officer') AND changed_by = suluh_who()",
    ),
    ("retention_changes", "everyone_reads", "SELECT", "suluh_who() IS NOT NULL", None),
    ("retention_changes", "turned_away!", "ALL", _STAYS, _STAYS),
)

# What waits to go about someone who is erased goes no more, and who holds what had left is to be told. Evidence about
# somebody else, in which the erased are named, waits to be handed over anew without them. By its name this comes
# before what takes the references away.
STRIKE = """
    CREATE OR REPLACE FUNCTION strike_exchange() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        gone text[];
        persons text[];
        codes text[];
        matters bigint[];
        erasure bigint;
    BEGIN
        SELECT array_agg(DISTINCT r.feed || ':' || r.entity_key), min(t.erasure_id) INTO gone, erasure
        FROM arrived AS t JOIN public.source_rows AS r ON r.sequence = t.id WHERE t.holder = 'source_rows';
        IF gone IS NULL THEN
            RETURN NULL;
        END IF;
        SELECT coalesce(array_agg(DISTINCT i.person_id), '{}') INTO persons
        FROM public.identities AS i WHERE i.feed || ':' || i.entity_key = ANY (gone);
        SELECT coalesce(array_agg(f.code), '{}') INTO codes
        FROM public.referrals AS f WHERE f.refs && gone OR f.person_id = ANY (persons);
        SELECT coalesce(array_agg(m.matter_id), '{}') INTO matters
        FROM public.protection_matters AS m
        WHERE m.kind = 'evidence' AND (m.refs && gone OR m.person_id = ANY (persons));
        INSERT INTO public.erasures_told (referral, token, version, peer, erasure_id, made_at)
        SELECT DISTINCT ON (f.code) f.code, f.token, f.version + 1, o.peer, erasure, transaction_timestamp()
        FROM public.referrals AS f JOIN public.exchange_out AS o ON o.about = f.code AND o.kind = 'referral'
        WHERE f.code = ANY (codes) AND o.attempts > 0
        ORDER BY f.code, o.number DESC
        ON CONFLICT DO NOTHING;
        UPDATE public.protection_matters AS m
        SET state = 'open', ended_by = NULL, ended_at = NULL, ended_as = NULL
        WHERE m.matter_id = ANY (matters) AND m.person_id <> ALL (persons) AND NOT m.refs <@ gone
            AND m.state = 'handed_over' AND EXISTS (
                SELECT FROM public.exchange_out AS o
                WHERE o.about = 'matter:' || m.matter_id AND o.kind = 'evidence' AND o.state = 'waiting'
            );
        DELETE FROM public.row_keys AS k WHERE k.holder = 'exchange_out' AND k.id IN (
            SELECT o.number FROM public.exchange_out AS o
            WHERE o.kind = 'referral' AND o.about = ANY (codes)
                OR o.kind = 'evidence' AND o.about IN (SELECT 'matter:' || each FROM unnest(matters) AS each)
        );
        RETURN NULL;
    END
    $$
"""


def _told() -> None:
    op.create_table(
        "erasures_told",
        sa.Column(
            "referral", sa.Text(), nullable=False, comment="Opaque code of the referral that had left."
        ),
        sa.Column("token", sa.Text(), nullable=False, comment="Its token, under which outcomes come back."),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="Beyond every version of it that had left."
        ),
        sa.Column("peer", sa.Text(), nullable=False, comment="Who holds it."),
        sa.Column("erasure_id", sa.BigInteger(), nullable=False, comment="Erasure it fell under."),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When it was erased here."),
        sa.Column(
            "told_at", sa.DateTime(timezone=True), comment="When the bundle was queued; empty until then."
        ),
        sa.Column("answer", sa.Text(), comment="kept or erased, as the other node decided by its own law."),
        sa.Column("ground", sa.Text(), comment="Code of the law by which it is kept."),
        sa.Column("answered_at", sa.DateTime(timezone=True), comment="When it decided."),
        sa.CheckConstraint("answer IN ('kept', 'erased')", name=op.f("ck_erasures_told_known_answer")),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_erasures_told_answered_at_some_time")
        ),
        sa.CheckConstraint(
            "ground IS NULL OR answer = 'kept'", name=op.f("ck_erasures_told_kept_for_a_reason")
        ),
        sa.ForeignKeyConstraint(["peer"], ["exchange_peers.name"], name=op.f("fk_erasures_told_peer")),
        sa.ForeignKeyConstraint(
            ["erasure_id"], ["erasures.erasure_id"], name=op.f("fk_erasures_told_erasure_id")
        ),
        sa.PrimaryKeyConstraint("referral", name=op.f("pk_erasures_told")),
        comment="Erasures that other nodes are to hear of, for they hold what was referred: no name, no row.",
    )
    op.create_index(
        "ix_erasures_told_untold", "erasures_told", ["made_at"], postgresql_where=sa.text("told_at IS NULL")
    )
    op.execute(
        "GRANT SELECT, INSERT, UPDATE (told_at, answer, ground, answered_at) ON erasures_told TO suluh_app"
    )


def _retention() -> None:
    op.create_table(
        "retention_changes",
        sa.Column(
            "change_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the change.",
        ),
        sa.Column("rows", sa.Text(), nullable=False, comment="Kind of rows, of records/retention.toml."),
        sa.Column("days", sa.Integer(), nullable=False, comment="Days that they are kept from then on."),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="First day on which the change holds."),
        sa.Column("source", sa.Text(), nullable=False, comment="Rule or decision that it rests on."),
        sa.Column("approval_id", sa.BigInteger(), nullable=False, comment="Agreement of the second person."),
        sa.Column("changed_by", sa.Text(), nullable=False, comment="Account that carried it out."),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.CheckConstraint("days BETWEEN 1 AND 36525", name=op.f("ck_retention_changes_a_time")),
        sa.CheckConstraint("length(source) BETWEEN 5 AND 200", name=op.f("ck_retention_changes_a_source")),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["approvals.approval_id"], name=op.f("fk_retention_changes_approval_id")
        ),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_retention_changes")),
        comment="How long rows are kept where two people have changed it; the newest in force goes before the file.",
    )
    op.create_index("ix_retention_changes_rows", "retention_changes", ["rows", "valid_from"])
    op.execute("GRANT SELECT, INSERT ON retention_changes TO suluh_app")
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON retention_changes "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute("ALTER TABLE retention_changes ENABLE ALWAYS TRIGGER append_only")


def upgrade() -> None:
    """Two tables, two columns, and what an erasure strikes from the outbox."""
    _told()
    _retention()
    for table in ("erasures_told", "retention_changes"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for table, name, command, using, check in POLICIES:
        op.execute(
            f"CREATE POLICY {name.rstrip('!')} ON {table} "
            f"AS {'RESTRICTIVE' if name.endswith('!') else 'PERMISSIVE'} FOR {command} TO PUBLIC"
            + (f" USING ({using})" if using else "")
            + (f" WITH CHECK ({check})" if check else "")
        )
    op.add_column(
        "alert_work",
        sa.Column(
            "moved_at",
            sa.DateTime(timezone=True),
            comment="When it left for the path of protection, by no decision; nobody opens it again.",
        ),
    )
    op.create_check_constraint(
        op.f("ck_alert_work_moved_stays_closed"), "alert_work", "moved_at IS NULL OR state = 'ditutup'"
    )
    op.execute("GRANT UPDATE (moved_at) ON alert_work TO suluh_app")
    op.add_column(
        "lpsk_cases",
        sa.Column(
            "erased_at",
            sa.DateTime(timezone=True),
            comment="When it was told that its sender erased the person.",
        ),
    )
    op.execute("GRANT UPDATE (erased_at) ON lpsk_cases TO suluh_app")
    _notices()
    op.execute(STRIKE)


def _notices() -> None:
    op.add_column(
        "notices",
        sa.Column(
            "for_who",
            sa.Text(),
            nullable=False,
            server_default="",
            comment="The one account of that role that it is for; empty: all of them.",
        ),
    )
    op.drop_constraint(op.f("uq_notices_for_role"), "notices")
    op.create_unique_constraint(
        op.f("uq_notices_for_role"), "notices", ["for_role", "kind", "ref", "for_who"]
    )
    them = "suluh_is(for_role) AND for_who IN ('', suluh_who())"
    op.execute("DROP POLICY for_role ON notices")
    op.execute("DROP POLICY read ON notices")
    op.execute(f"CREATE POLICY for_role ON notices AS PERMISSIVE FOR SELECT TO PUBLIC USING ({them})")
    op.execute(
        f"CREATE POLICY read ON notices AS PERMISSIVE FOR UPDATE TO PUBLIC USING ({them}) "
        f"WITH CHECK ({them} AND read_by = suluh_who())"
    )


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
