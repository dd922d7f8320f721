"""Register dossiers by their verification code, and keep the protected figures that were released."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

PROGRAM = "suluh_program()"
SOMEONE = "suluh_who() IS NOT NULL"
CONTROL = "suluh_is('auditor', 'data_protection_officer', 'lpsk_custodian')"
MAKERS = "suluh_is('investigator', 'satgas_lead')"
OWN = "EXISTS (SELECT FROM exports AS e WHERE e.number = dossiers.number AND e.who = suluh_who())"
AWAY = "NOT suluh_turned_away()"
RELEASERS = "suluh_is('lpsk', 'analyst', 'satgas_lead') AND who = suluh_who()"

# table, name, command, using, check; a name that ends in '!' restricts what the others allow
POLICIES: tuple[tuple[str, str, str, str | None, str | None], ...] = (
    ("dossiers", "program", "SELECT", PROGRAM, None),
    ("dossiers", "makers_register", "INSERT", None, f"{MAKERS} AND {OWN}"),
    ("dossiers", "own", "SELECT", OWN, None),
    ("dossiers", "control_reads", "SELECT", CONTROL, None),
    ("dossiers", "turned_away!", "ALL", AWAY, AWAY),
    ("cube_releases", "program", "ALL", PROGRAM, PROGRAM),
    ("cube_releases", "everyone_reads", "SELECT", SOMEONE, None),
    ("cube_releases", "releasers_release", "INSERT", None, RELEASERS),
    ("cube_releases", "turned_away!", "ALL", AWAY, AWAY),
)


def upgrade() -> None:
    """Two tables that only grow, and who may read them."""
    op.create_table(
        "dossiers",
        sa.Column(
            "number",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Number of the export that it is; its SHA-256 stands there.",
        ),
        sa.Column("code", sa.Text(), nullable=False, comment="Verification code printed on every page."),
        sa.Column("alert_id", sa.BigInteger(), nullable=False, comment="Alert told of."),
        sa.Column("pages", sa.Integer(), nullable=False, comment="Pages that it has."),
        sa.Column(
            "removed",
            sa.Integer(),
            nullable=False,
            comment="How many parts were removed before it was made.",
        ),
        sa.CheckConstraint(
            "code ~ '^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){3}$'", name=op.f("ck_dossiers_a_code")
        ),
        sa.CheckConstraint("pages > 0 AND removed >= 0", name=op.f("ck_dossiers_counted")),
        sa.ForeignKeyConstraint(["number"], ["exports.number"], name=op.f("fk_dossiers_number")),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.alert_id"], name=op.f("fk_dossiers_alert_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_dossiers")),
        sa.UniqueConstraint("code", name=op.f("uq_dossiers_code")),
        comment="Dossiers (berkas informasi) that were made; the file itself is not kept.",
    )
    op.create_table(
        "cube_releases",
        sa.Column("release_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number."),
        sa.Column(
            "year", sa.Integer(), nullable=False, comment="Year that the figures are about; it has ended."
        ),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="1 for the first release of a year, then 2 …"
        ),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column("who", sa.Text(), nullable=False, comment="Account that released it."),
        sa.Column(
            "figures",
            postgresql.JSONB(),
            nullable=False,
            comment="Protected figures alone: what is small is not in it.",
        ),
        sa.Column(
            "sha256",
            sa.Text(),
            nullable=False,
            comment="SHA-256 of the figures' canonical JSON, hexadecimal.",
        ),
        sa.CheckConstraint(
            "year BETWEEN 2007 AND 2999 AND version > 0", name=op.f("ck_cube_releases_of_a_year")
        ),
        sa.PrimaryKeyConstraint("release_id", name=op.f("pk_cube_releases")),
        sa.UniqueConstraint("year", "version", name=op.f("uq_cube_releases_year")),
        comment="Protected statistics as released, frozen: pages and downloads tell nothing else.",
    )
    op.alter_column("exports", "format", comment="csv, xlsx, graphml, pdf or htcds.")
    op.alter_column(
        "exports",
        "kind",
        comment="What was exported, of protection.exports.kinds; or a dossier, or cases by the standard.",
    )
    for table in ("dossiers", "cube_releases"):
        op.execute(f"GRANT SELECT, INSERT ON {table} TO suluh_app")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
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


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
