"""Write the audit in the name of the transaction's context."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Who acted, in which role and what for is not an argument: it is what the transaction was entered with. The
# transaction also counts its entries, so that whoever opened it can tell an act that was not audited.
AUDIT_WRITE = """
    CREATE FUNCTION audit_write(act text, object_kind text, object_count bigint, object_refs text[], fields text[])
    RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        entry bigint;
    BEGIN
        IF EXISTS (
            SELECT FROM unnest(object_refs) AS ref
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
        PERFORM set_config(
            'suluh.entries',
            (coalesce(nullif(current_setting('suluh.entries', true), ''), '0')::int + 1)::text,
            true
        );
        RETURN entry;
    END
    $$
"""


def upgrade() -> None:
    """Write the audit in the name of the transaction's context."""
    op.execute("DROP FUNCTION audit_write(text, text, text, text, text, bigint, text[], text[])")
    op.execute(AUDIT_WRITE)
    op.execute("REVOKE ALL ON FUNCTION audit_write FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION audit_write TO suluh_app")


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
