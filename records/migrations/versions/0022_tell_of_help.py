"""Signs that somebody needs help first, kept apart from alerts and hidden from all who do not help."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

PROGRAM = "suluh_program()"
GUARDIANS = (
    "suluh_program() OR suluh_is('lpsk', 'lpsk_custodian', 'upt_ppa', 'investigator', 'satgas_lead', "
    "'data_protection_officer')"
)
POLICIES: tuple[tuple[str, str, str, str, str | None], ...] = (
    ("program", "PERMISSIVE", "ALL", PROGRAM, PROGRAM),
    (
        "helpers_read",
        "PERMISSIVE",
        "SELECT",
        "(suluh_is('upt_ppa', 'lpsk', 'lpsk_custodian') OR (suluh_is('mrc', 'satgas_lead') AND sign <> 'V04')) "
        "AND EXISTS (SELECT FROM person_areas AS a WHERE a.person_id = support_signs.person_id)",
        None,
    ),
    (
        "protected",
        "RESTRICTIVE",
        "SELECT",
        f"{GUARDIANS} OR NOT suluh_protected(refs || ('person:' || person_id))",
        None,
    ),
    ("turned_away", "RESTRICTIVE", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
)
STRIKE = """
    CREATE FUNCTION strike_support_signs() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
        DELETE FROM public.support_signs AS s
        USING arrived AS t JOIN public.source_rows AS r ON r.sequence = t.id
            LEFT JOIN public.identities AS i ON i.feed = r.feed AND i.entity_key = r.entity_key
        WHERE t.holder = 'source_rows'
            AND ((s.feed = r.feed AND s.entity_key = r.entity_key) OR s.person_id = i.person_id);
        RETURN NULL;
    END
    $$
"""


def upgrade() -> None:
    """One table, replaced by every run."""
    op.create_table(
        "support_signs",
        sa.Column("person_id", sa.Text(), nullable=False, comment="Person, as in identities."),
        sa.Column(
            "sign",
            sa.Text(),
            nullable=False,
            comment="Indicator of support, of detection.indicators.support.",
        ),
        sa.Column("feed", sa.Text(), nullable=False, comment="Feed of the row that shows it."),
        sa.Column("entity_key", sa.Text(), nullable=False, comment="Key of that row."),
        sa.Column(
            "detail", sa.Text(), nullable=False, comment="Counts and dates for its sentence; no identifier."
        ),
        sa.Column(
            "refs",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="feed:entity_key of all of the person's rows: whoever is guarded by one is guarded here.",
        ),
        sa.Column("run_id", sa.BigInteger(), nullable=False, comment="Newest run, which found it."),
        sa.ForeignKeyConstraint(["run_id"], ["detection_runs.run_id"], name=op.f("fk_support_signs_run_id")),
        sa.PrimaryKeyConstraint(
            "person_id", "sign", "feed", "entity_key", "detail", name=op.f("pk_support_signs")
        ),
        comment="Signs of the newest run that somebody needs help first. In no score, list or frozen statement.",
    )
    op.execute("GRANT SELECT, INSERT, DELETE ON support_signs TO suluh_app")
    op.execute("ALTER TABLE support_signs ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE support_signs FORCE ROW LEVEL SECURITY")
    for name, kind, command, using, check in POLICIES:
        checked = f" WITH CHECK ({check})" if check else ""
        op.execute(
            f"CREATE POLICY {name} ON support_signs AS {kind} FOR {command} TO PUBLIC USING ({using}){checked}"
        )
    op.execute(STRIKE)
    op.execute("REVOKE ALL ON FUNCTION strike_support_signs FROM PUBLIC")
    op.execute(
        "CREATE TRIGGER strike_support_signs AFTER INSERT ON tombstones REFERENCING NEW TABLE AS arrived "
        "FOR EACH STATEMENT EXECUTE FUNCTION strike_support_signs()"
    )


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
