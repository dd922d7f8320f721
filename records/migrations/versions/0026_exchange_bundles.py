"""Exchange sealed bundles with another node."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

PROGRAM = "suluh_program()"
KEEPERS = "suluh_is('admin', 'auditor', 'satgas_lead', 'data_protection_officer', 'lpsk_custodian')"
STAYS = "NOT suluh_turned_away()"
ADMIN = "suluh_is('admin')"

# table, name, command, using, check; a name that ends in '!' restricts what the others allow
POLICIES: tuple[tuple[str, str, str, str | None, str | None], ...] = (
    ("exchange_peers", "program", "ALL", PROGRAM, PROGRAM),
    ("exchange_peers", "keepers_read", "SELECT", KEEPERS, None),
    ("exchange_peers", "admins_introduce", "INSERT", None, f"{ADMIN} AND introduced_by = suluh_who()"),
    ("exchange_peers", "admins_change", "UPDATE", ADMIN, ADMIN),
    ("exchange_peers", "turned_away!", "ALL", STAYS, STAYS),
    ("exchange_out", "program", "ALL", PROGRAM, PROGRAM),
    ("exchange_out", "keepers_read", "SELECT", KEEPERS, None),
    ("exchange_out", "turned_away!", "ALL", STAYS, STAYS),
    ("exchange_in", "program", "ALL", PROGRAM, PROGRAM),
    ("exchange_in", "keepers_read", "SELECT", KEEPERS, None),
    ("exchange_in", "turned_away!", "ALL", STAYS, STAYS),
)
# What waits to go about someone who is erased goes no more. By its name it comes before what takes the referral's
# own references away.
STRIKE = """
    CREATE FUNCTION strike_exchange() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        gone text[];
    BEGIN
        SELECT array_agg(DISTINCT r.feed || ':' || r.entity_key) INTO gone
        FROM arrived AS t JOIN public.source_rows AS r ON r.sequence = t.id WHERE t.holder = 'source_rows';
        IF gone IS NULL THEN
            RETURN NULL;
        END IF;
        DELETE FROM public.row_keys AS k WHERE k.holder = 'exchange_out' AND k.id IN (
            SELECT o.number FROM public.exchange_out AS o JOIN public.referrals AS f ON f.code = o.about
            WHERE o.kind = 'referral' AND (f.refs && gone OR f.person_id IN (
                SELECT i.person_id FROM public.identities AS i WHERE i.feed || ':' || i.entity_key = ANY (gone)
            ))
        );
        RETURN NULL;
    END
    $$
"""


def _peers() -> None:
    op.create_table(
        "exchange_peers",
        sa.Column("name", sa.Text(), nullable=False, comment="Name by which the node is known."),
        sa.Column("kind", sa.Text(), nullable=False, comment="What it is: province or lpsk."),
        sa.Column(
            "keys",
            sa.LargeBinary(),
            nullable=False,
            comment="Its public keys: Ed25519, then X25519, 32 bytes each.",
        ),
        sa.Column("address", sa.Text(), comment="https:// address that bundles are handed in at."),
        sa.Column(
            "folder", sa.Text(), comment="Folder that bundles are laid into, where no line leads there."
        ),
        sa.Column(
            "introduced_by", sa.Text(), nullable=False, comment="Account or server login that entered it."
        ),
        sa.Column("introduced_at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column(
            "confirmed_by",
            sa.Text(),
            comment="Account that compared the fingerprint; empty while nobody has.",
        ),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), comment="Since when bundles go and come."),
        sa.Column("ended_at", sa.DateTime(timezone=True), comment="Since when they no longer do."),
        sa.CheckConstraint("kind IN ('province', 'lpsk')", name=op.f("ck_exchange_peers_known_kind")),
        sa.CheckConstraint("octet_length(keys) = 64", name=op.f("ck_exchange_peers_both_keys")),
        sa.CheckConstraint("address IS NULL OR folder IS NULL", name=op.f("ck_exchange_peers_one_way_there")),
        sa.CheckConstraint(
            "(confirmed_by IS NULL) = (confirmed_at IS NULL)",
            name=op.f("ck_exchange_peers_confirmed_by_someone"),
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_exchange_peers")),
        comment="Nodes that this one knows, each with the keys that two people compared.",
    )


def _out() -> None:
    op.create_table(
        "exchange_out",
        sa.Column(
            "number",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Order of the bundles.",
        ),
        sa.Column("bundle_id", sa.Text(), nullable=False, comment="Opaque id, drawn at random."),
        sa.Column("peer", sa.Text(), nullable=False, comment="To whom."),
        sa.Column("kind", sa.Text(), nullable=False, comment="Kind, of protection.exchange.kinds."),
        sa.Column(
            "about", sa.Text(), comment="Opaque code of what it is about, by which an erasure finds it."
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When it was queued."),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the salted content."),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="Content, under a key of its own in row_keys.",
        ),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            server_default="waiting",
            comment="waiting, sent (an acknowledgement), applied, refused or withdrawn.",
        ),
        sa.Column("reason", sa.Text(), comment="Code of why the other node refused it."),
        sa.Column(
            "attempts", sa.Integer(), nullable=False, server_default="0", comment="How often it was sent."
        ),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False, comment="Not before."),
        sa.Column("last_at", sa.DateTime(timezone=True), comment="When it was last sent."),
        sa.Column("last_result", sa.Text(), comment="HTTP status, or a code of what went wrong."),
        sa.Column("answered_at", sa.DateTime(timezone=True), comment="When the other node acknowledged it."),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'applied', 'refused', 'withdrawn')",
            name=op.f("ck_exchange_out_known_state"),
        ),
        sa.CheckConstraint("octet_length(digest) = 32", name=op.f("ck_exchange_out_sha256")),
        sa.CheckConstraint("about ~ '^[A-Za-z0-9_:/.-]{1,64}$'", name=op.f("ck_exchange_out_opaque")),
        sa.ForeignKeyConstraint(["peer"], ["exchange_peers.name"], name=op.f("fk_exchange_out_peer")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_exchange_out")),
        sa.UniqueConstraint("bundle_id", name=op.f("uq_exchange_out_bundle_id")),
        comment="Bundles for other nodes, sent until they are acknowledged; the content goes when they are.",
    )
    op.create_index("ix_exchange_out_peer", "exchange_out", ["peer"])
    op.create_index("ix_exchange_out_about", "exchange_out", ["about"])
    op.create_index(
        "ix_exchange_out_due", "exchange_out", ["next_at"], postgresql_where=sa.text("state = 'waiting'")
    )


def _in() -> None:
    op.create_table(
        "exchange_in",
        sa.Column("bundle_id", sa.Text(), nullable=False, comment="Id that its sender gave it."),
        sa.Column("peer", sa.Text(), nullable=False, comment="From whom."),
        sa.Column("kind", sa.Text(), nullable=False, comment="Kind, of protection.exchange.kinds."),
        sa.Column(
            "made_at", sa.DateTime(timezone=True), nullable=False, comment="When its sender queued it."
        ),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False, comment="When it first came."),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of its salted content."),
        sa.Column("state", sa.Text(), nullable=False, comment="applied or refused; it never changes."),
        sa.Column("reason", sa.Text(), comment="Code of why it was refused."),
        sa.CheckConstraint("state IN ('applied', 'refused')", name=op.f("ck_exchange_in_known_state")),
        sa.CheckConstraint(
            "(state = 'refused') = (reason IS NOT NULL)", name=op.f("ck_exchange_in_refused_for_a_reason")
        ),
        sa.CheckConstraint("octet_length(digest) = 32", name=op.f("ck_exchange_in_sha256")),
        sa.ForeignKeyConstraint(["peer"], ["exchange_peers.name"], name=op.f("fk_exchange_in_peer")),
        sa.PrimaryKeyConstraint("bundle_id", "peer", name=op.f("pk_exchange_in")),
        comment="Bundles that came from other nodes and what became of them; the second of an id changes nothing.",
    )


def upgrade() -> None:
    """Three tables and who may see them."""
    _peers()
    _out()
    _in()
    for table, rights in (
        (
            "exchange_peers",
            "SELECT, INSERT, UPDATE (kind, keys, address, folder, introduced_by, introduced_at, confirmed_by, "
            "confirmed_at, ended_at)",
        ),
        (
            "exchange_out",
            "SELECT, INSERT, UPDATE (state, reason, attempts, next_at, last_at, last_result, answered_at)",
        ),
        ("exchange_in", "SELECT, INSERT"),
    ):
        op.execute(f"GRANT {rights} ON {table} TO suluh_app")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON exchange_in "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute("ALTER TABLE exchange_in ENABLE ALWAYS TRIGGER append_only")
    for table, name, command, using, check in POLICIES:
        op.execute(
            f"CREATE POLICY {name.rstrip('!')} ON {table} "
            f"AS {'RESTRICTIVE' if name.endswith('!') else 'PERMISSIVE'} FOR {command} TO PUBLIC"
            + (f" USING ({using})" if using else "")
            + (f" WITH CHECK ({check})" if check else "")
        )
    op.execute(STRIKE)
    op.execute("REVOKE ALL ON FUNCTION strike_exchange FROM PUBLIC")
    op.execute(
        "CREATE TRIGGER strike_exchange AFTER INSERT ON tombstones REFERENCING NEW TABLE AS arrived "
        "FOR EACH STATEMENT EXECUTE FUNCTION strike_exchange()"
    )


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
