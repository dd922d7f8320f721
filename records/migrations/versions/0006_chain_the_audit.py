"""Chain and sign what the audit holds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

APPEND_ONLY = ("audit_installation", "audit_seals", "audit_heads", "audit_countersignatures")

# As before, and: what is written waits to be sealed from the same moment on; names of fields are looked at too.
AUDIT_WRITE = """
    CREATE OR REPLACE FUNCTION audit_write(
        act text, object_kind text, object_count bigint, object_refs text[], fields text[]
    ) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        entry bigint;
    BEGIN
        IF EXISTS (
            SELECT FROM unnest(object_refs || fields) AS ref
            WHERE ref IS NULL OR ref ~ '\\s' OR ref ~ '^[+]?[0-9]{10,}$'
        ) THEN
            RAISE EXCEPTION 'an audit entry names its objects by number or token, never by value'
                USING ERRCODE = 'check_violation';
        END IF;
        INSERT INTO public.audit_entries AS e
            (who, role, purpose, act, object_kind, object_count, object_refs, fields)
        VALUES (
            coalesce(current_setting('suluh.who', true), ''),
            coalesce(current_setting('suluh.role', true), ''),
            coalesce(current_setting('suluh.purpose', true), ''),
            $1, $2, $3, $4, $5
        )
        RETURNING e.entry_id INTO STRICT entry;
        INSERT INTO public.audit_unsealed (entry_id) VALUES (entry);
        -- The transaction counts its entries, so that whoever opened it can tell an act that was not audited.
        PERFORM set_config(
            'suluh.entries',
            (coalesce(nullif(current_setting('suluh.entries', true), ''), '0')::int + 1)::text,
            true
        );
        RETURN entry;
    END
    $$
"""

# The canonical form of docs/audit-format.md; records.audit.canonical makes the same of the same columns.
AUDIT_CANONICAL = """
    CREATE FUNCTION audit_canonical(entry audit_entries) RETURNS text
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT '{"act":' || to_json(entry.act)
            || ',"at":"' || to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
            || '","entry_id":' || entry.entry_id
            || ',"fields":' || array_to_json(entry.fields)
            || ',"format":"suluh-audit-entry/1","login":' || to_json(entry.login)
            || ',"object_count":' || entry.object_count
            || ',"object_kind":' || to_json(entry.object_kind)
            || ',"object_refs":' || array_to_json(entry.object_refs)
            || ',"purpose":' || to_json(entry.purpose)
            || ',"role":' || to_json(entry.role)
            || ',"who":' || to_json(entry.who) || '}'
    $$
"""

# Only sealers wait for one another: who writes an entry takes no lock that this takes. What waits is what is
# committed, in whatever order it was; so nothing is passed over when a lower number becomes visible late.
AUDIT_SEAL = """
    CREATE FUNCTION audit_seal(at_most integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        entry public.audit_entries;
        place bigint;
        last bytea;
        content bytea;
        link bytea;
        sealed bigint := 0;
        moment timestamptz;
    BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended('audit.seal', 0));
        SELECT s.position, s.hash INTO place, last FROM public.audit_seals AS s ORDER BY s.position DESC LIMIT 1;
        IF NOT FOUND THEN
            place := 0;
            SELECT sha256(convert_to(
                '{"format":"suluh-audit-genesis/1","installation":' || to_json(i.installation) || '}', 'UTF8'
            )) INTO STRICT last FROM public.audit_installation AS i;
        END IF;
        moment := clock_timestamp();
        FOR entry IN
            SELECT e.* FROM public.audit_unsealed AS u JOIN public.audit_entries AS e USING (entry_id)
            ORDER BY entry_id LIMIT at_most
        LOOP
            place := place + 1;
            content := sha256(convert_to(public.audit_canonical(entry), 'UTF8'));
            link := sha256(convert_to(format(
                '{"content":"%s","entry_id":%s,"format":"suluh-audit-link/1","position":%s,"previous":"%s",'
                '"sealed_at":"%s"}',
                encode(content, 'hex'), entry.entry_id, place, encode(last, 'hex'),
                to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
            ), 'UTF8'));
            INSERT INTO public.audit_seals (position, entry_id, sealed_at, content, previous, hash)
            VALUES (place, entry.entry_id, moment, content, last, link);
            DELETE FROM public.audit_unsealed AS u WHERE u.entry_id = entry.entry_id;
            last := link;
            sealed := sealed + 1;
        END LOOP;
        RETURN sealed;
    END
    $$
"""

RIGHTS = (
    "GRANT SELECT ON audit_installation, audit_unsealed, audit_seals TO suluh_app",
    "GRANT SELECT ON audit_heads, audit_countersignatures TO suluh_app",
    "GRANT INSERT ON audit_heads, audit_countersignatures TO suluh_app",
    "REVOKE ALL ON FUNCTION audit_canonical, audit_seal FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION audit_seal TO suluh_app",
)

BEGIN = (
    "INSERT INTO audit_installation (installation) VALUES (gen_random_uuid())",
    "INSERT INTO audit_unsealed (entry_id) SELECT entry_id FROM audit_entries",
)


def upgrade() -> None:
    """Chain and sign what the audit holds."""
    op.create_table(
        "audit_installation",
        sa.Column(
            "installation",
            sa.Text(),
            nullable=False,
            comment="Name of this installation, drawn at random; the chain begins with its hash.",
        ),
        sa.Column(
            "since",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
            comment="When the installation was made.",
        ),
        sa.PrimaryKeyConstraint("installation", name=op.f("pk_audit_installation")),
        comment="The one installation whose audit this is.",
    )
    op.create_table(
        "audit_unsealed",
        sa.Column(
            "entry_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Entry that waits to be sealed.",
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["audit_entries.entry_id"], name=op.f("fk_audit_unsealed_entry_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_audit_unsealed")),
        comment="Entries that are committed and not sealed yet. "
        "Written by audit_write(), emptied by audit_seal().",
    )
    op.create_table(
        "audit_seals",
        sa.Column(
            "position",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Place in the chain: 1, 2, 3 … without a gap.",
        ),
        sa.Column("entry_id", sa.BigInteger(), nullable=False, comment="Entry that this link seals."),
        sa.Column(
            "sealed_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it was sealed, by the database's clock.",
        ),
        sa.Column(
            "content",
            sa.LargeBinary(),
            nullable=False,
            comment="SHA-256 of the entry in its canonical form.",
        ),
        sa.Column("previous", sa.LargeBinary(), nullable=False, comment="Hash of the link before."),
        sa.Column(
            "hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of this link in its canonical form."
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["audit_entries.entry_id"], name=op.f("fk_audit_seals_entry_id")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_seals")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_audit_seals_entry_id")),
        comment="The chain over the entries, one link each. Written only through audit_seal().",
    )
    op.create_table(
        "audit_heads",
        sa.Column(
            "number",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Number of the head: 1, 2, 3 … without a gap.",
        ),
        sa.Column("position", sa.BigInteger(), nullable=False, comment="Link up to which it vouches."),
        sa.Column("hash", sa.LargeBinary(), nullable=False, comment="Hash of that link."),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it was signed."),
        sa.Column("previous", sa.LargeBinary(), nullable=False, comment="Digest of the head before."),
        sa.Column(
            "key",
            sa.LargeBinary(),
            nullable=False,
            comment="Public Ed25519 key that it is signed with.",
        ),
        sa.Column(
            "signature", sa.LargeBinary(), nullable=False, comment="Signature over its canonical form."
        ),
        sa.ForeignKeyConstraint(["position"], ["audit_seals.position"], name=op.f("fk_audit_heads_position")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_heads")),
        sa.UniqueConstraint("position", name=op.f("uq_audit_heads_position")),
        comment="What the installation signed of its chain, for others to keep.",
    )
    op.create_table(
        "audit_countersignatures",
        sa.Column(
            "number",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Head that was countersigned.",
        ),
        sa.Column("key", sa.LargeBinary(), nullable=False, comment="Public Ed25519 key of the other agency."),
        sa.Column("witness", sa.Text(), nullable=False, comment="Name that the other agency gave itself."),
        sa.Column(
            "head",
            sa.LargeBinary(),
            nullable=False,
            comment="Digest of the head that the other agency saw.",
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it was countersigned."),
        sa.Column(
            "signature", sa.LargeBinary(), nullable=False, comment="Signature over its canonical form."
        ),
        sa.ForeignKeyConstraint(
            ["number"], ["audit_heads.number"], name=op.f("fk_audit_countersignatures_number")
        ),
        sa.PrimaryKeyConstraint("number", "key", name=op.f("pk_audit_countersignatures")),
        comment="What other agencies countersigned of the heads.",
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")
    for statement in (*BEGIN[:1], AUDIT_WRITE, AUDIT_CANONICAL, AUDIT_SEAL, *RIGHTS, *BEGIN[1:]):
        op.execute(statement)


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
