"""Give a piece of work to nobody whose role does not see it: an inspector sees agencies alone."""

from __future__ import annotations

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

MAY_TAKE = """
    CREATE FUNCTION suluh_may_take(account text, of_kind text, of_areas text[]) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN EXISTS (
        SELECT FROM public.account_roles AS r JOIN public.accounts AS a USING (account_id)
        WHERE r.account_id = account AND a.disabled_at IS NULL
            AND (
                r.role IN ('satgas', 'satgas_lead', 'investigator')
                OR (r.role = 'placement_officer' AND of_kind <> 'network')
                OR (r.role = 'labour_inspector' AND of_kind = 'agency')
            )
            AND r.valid_from <= clock_timestamp() AND (r.valid_to IS NULL OR r.valid_to > clock_timestamp())
            AND EXISTS (
                SELECT FROM unnest(r.areas) AS beginning
                WHERE beginning = '' OR EXISTS (SELECT FROM unnest(of_areas) AS area WHERE starts_with(area, beginning))
            )
    )
"""


def upgrade() -> None:
    """The same question, with the kind of the work."""
    op.execute("DROP FUNCTION suluh_may_take(text, text[])")
    op.execute(MAY_TAKE)
    op.execute("REVOKE ALL ON FUNCTION suluh_may_take FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION suluh_may_take TO suluh_app")


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
