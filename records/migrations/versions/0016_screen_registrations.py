"""Answers given at the desk, planted recruiters, and rows found by the registration that they are about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SUBJECT = "coalesce(known ->> 'registration_id'::text, known ->> 'subject_ref'::text)"
PROGRAM = "suluh_program()"
TURNED_AWAY = "NOT suluh_turned_away()"
CONTROL = "suluh_is('auditor', 'data_protection_officer', 'satgas_lead')"
PLANTERS = "suluh_is('data_protection_officer', 'satgas_lead')"

# table, name, command, using, check; a name that ends in '!' restricts what the others allow
POLICIES: tuple[tuple[str, str, str, str | None, str | None], ...] = (
    ("screenings", "program", "ALL", PROGRAM, PROGRAM),
    (
        "screenings",
        "desks_answer",
        "INSERT",
        None,
        "suluh_is('ltsa', 'placement_officer') AND who = suluh_who()",
    ),
    ("screenings", "control_reads", "SELECT", CONTROL, None),
    ("screenings", "turned_away!", "ALL", TURNED_AWAY, TURNED_AWAY),
    ("honey_recruiters", "program", "ALL", PROGRAM, PROGRAM),
    ("honey_recruiters", "planters", "ALL", PLANTERS, f"{PLANTERS} AND planted_by = suluh_who()"),
)


def upgrade() -> None:
    """Keep answers; find documents, visits and links by the registration or passport that they are about."""
    op.add_column(
        "source_rows",
        sa.Column(
            "subject_ref",
            sa.Text(),
            sa.Computed(SUBJECT, persisted=True),
            comment="Registration or other subject that the row is about, by key or token.",
        ),
    )
    op.create_index("ix_source_rows_subject_ref", "source_rows", ["subject_ref"])
    op.create_table(
        "screenings",
        sa.Column("screening_id", sa.Text(), nullable=False, comment="Opaque name of the answer."),
        sa.Column(
            "registration", sa.Text(), nullable=False, comment="Key of the registration that was asked about."
        ),
        sa.Column("person_id", sa.Text(), nullable=False, comment="Whose it was held to be."),
        sa.Column("area", sa.Text(), comment="Regency that the registration names, four digits."),
        sa.Column("office", sa.Text(), comment="Office where it was made."),
        sa.Column("who", sa.Text(), nullable=False, comment="Account that asked; taken from the context."),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column("asked_on", sa.Date(), nullable=False, comment="Day in Jakarta."),
        sa.Column(
            "outcome", sa.Text(), nullable=False, comment="lanjut, lengkapi or rujuk: all that was answered."
        ),
        sa.Column(
            "referred",
            sa.Boolean(),
            nullable=False,
            comment="Whether the answer was rujuk; holds for the day.",
        ),
        sa.Column(
            "drawn", sa.Boolean(), nullable=False, comment="Whether the draw alone would have led to it."
        ),
        sa.Column("chance", sa.Float(), nullable=False, comment="Chance of being drawn on that day."),
        sa.Column("raw", sa.Float(), comment="Raw log-odds; empty where no model was at hand."),
        sa.Column("threshold", sa.Float(), comment="Raw log-odds from which on the day's answer was rujuk."),
        sa.Column("model_version", sa.Text(), comment="Model that gave them."),
        sa.Column("as_of", sa.Date(), comment="Day of the desk's book."),
        sa.Column(
            "data_sequence", sa.BigInteger(), comment="Last row of source_rows that the book could see."
        ),
        sa.Column("vector_digest", sa.Text(), comment="SHA-256 of the features, hexadecimal."),
        sa.Column(
            "missing",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="Documents that public rules still asked for.",
        ),
        sa.Column(
            "particulars",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="Tokens of phone, NIK, referrer's phone and name as they stood; '' where empty.",
        ),
        sa.CheckConstraint(
            "outcome IN ('lanjut', 'lengkapi', 'rujuk')", name=op.f("ck_screenings_known_outcome")
        ),
        sa.CheckConstraint("referred = (outcome = 'rujuk')", name=op.f("ck_screenings_referred_as_answered")),
        sa.PrimaryKeyConstraint("screening_id", name=op.f("pk_screenings")),
        comment="Every answer given at a desk, with what stood behind it. Who asked sees the outcome alone.",
    )
    op.create_index("ix_screenings_registration", "screenings", ["registration"])
    op.create_index("ix_screenings_person_id", "screenings", ["person_id"])
    op.create_index("ix_screenings_who", "screenings", ["who", "asked_on"])
    op.create_table(
        "honey_recruiters",
        sa.Column("honey_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number."),
        sa.Column(
            "token",
            sa.Text(),
            nullable=False,
            comment="Token of a phone or name that no real recruiter has.",
        ),
        sa.Column("planted_at", sa.DateTime(timezone=True), nullable=False, comment="When it was planted."),
        sa.Column("planted_by", sa.Text(), nullable=False, comment="Account that planted it."),
        sa.PrimaryKeyConstraint("honey_id", name=op.f("pk_honey_recruiters")),
        sa.UniqueConstraint("token", name=op.f("uq_honey_recruiters_token")),
        comment="Recruiters who do not exist: a registration that names one was made to try the desk.",
    )
    for table in ("screenings", "honey_recruiters"):
        op.execute(f"GRANT SELECT, INSERT ON {table} TO suluh_app")
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
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
