"""Row-level security on every table: a transaction sees what its context may see, and nothing without one.

The words of a policy are short functions over the context that the transaction was entered with
(``records.rights.context``). A list of areas holds beginnings of Kemendagri codes; ``*`` is the nation.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

AREA = (
    "left(coalesce(known ->> 'village_code'::text, known ->> 'regency_code'::text, "
    "known ->> 'issuing_regency_code'::text, known ->> 'issuer_regency_code'::text, "
    "known ->> 'district_code'::text), 4)"
)

# A policy is asked before any condition that might tell of a row; equality of text tells nothing, so only plain
# columns of text can be looked up by an index. These hold the tokens that a person is searched by.
SEARCHED = (
    ("nik_token", "coalesce(known ->> 'nik'::text, known ->> 'worker_nik'::text)", "NIK"),
    (
        "passport_token",
        "coalesce(known ->> 'passport_no'::text, known ->> 'worker_passport_no'::text)",
        "passport",
    ),
    ("phone_token", "coalesce(known ->> 'phone'::text, known ->> 'applicant_phone'::text)", "phone"),
    ("name_token", "coalesce(known ->> 'full_name'::text, known ->> 'worker_name'::text)", "name"),
)

WORDS = (
    """
    CREATE FUNCTION suluh_is(VARIADIC roles text[]) RETURNS boolean LANGUAGE sql STABLE
    RETURN coalesce(current_setting('suluh.role', true) = ANY (roles), false)
    """,
    """
    CREATE FUNCTION suluh_program() RETURNS boolean LANGUAGE sql STABLE
    RETURN suluh_is('system', 'operator')
    """,
    """
    CREATE FUNCTION suluh_who() RETURNS text LANGUAGE sql STABLE
    RETURN nullif(current_setting('suluh.who', true), '')
    """,
    """
    CREATE FUNCTION suluh_reaches(area text) RETURNS boolean LANGUAGE sql STABLE
    RETURN EXISTS (
        SELECT FROM unnest(string_to_array(nullif(current_setting('suluh.areas', true), ''), ',')) AS beginning
        WHERE beginning = '*' OR starts_with(area, beginning)
    )
    """,
    """
    CREATE FUNCTION suluh_reaches_one(areas text[]) RETURNS boolean LANGUAGE sql STABLE
    RETURN suluh_reaches('') OR EXISTS (SELECT FROM unnest(areas) AS area WHERE suluh_reaches(area))
    """,
    # An officer of a passport counter or a checkpoint is told of no one, whatever role an account may hold.
    """
    CREATE FUNCTION suluh_turned_away() RETURNS boolean LANGUAGE sql STABLE
    RETURN coalesce(current_setting('suluh.body', true), '') ~ '^(checkpoint|passport)'
    """,
    # Whom protected_parties names is a secret; that a row is hidden for it is not told apart from absence.
    """
    CREATE FUNCTION suluh_protected(asked text[]) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN EXISTS (
        SELECT FROM public.protected_parties
        WHERE until IS NULL AND (refs && asked OR 'person:' || person_id = ANY (asked))
    )
    """,
    """
    CREATE FUNCTION suluh_sees_row(of_feed text, of_key text, of_area text) RETURNS boolean LANGUAGE sql STABLE
    RETURN suluh_reaches(of_area) OR EXISTS (
        SELECT FROM identities AS i WHERE i.feed = of_feed AND i.entity_key = of_key
    )
    """,
)

OFFICERS = "'satgas', 'satgas_lead', 'investigator', 'placement_officer'"
HELPERS = "'mrc', 'upt_ppa', 'lpsk', 'lpsk_custodian'"
GUARDIANS = (
    "suluh_program() OR suluh_is('lpsk', 'lpsk_custodian', 'upt_ppa', 'investigator', 'satgas_lead', "
    "'data_protection_officer')"
)
PROGRAM = "suluh_program()"
SOMEONE = "suluh_who() IS NOT NULL"
OWN_ENTRY = "who = coalesce(current_setting('suluh.who', true), '')"
CONTROL = "suluh_is('auditor', 'data_protection_officer', 'lpsk_custodian')"
ADMIN = "suluh_is('admin')"
DPO = "suluh_is('data_protection_officer')"
REQUEST = "EXISTS (SELECT FROM approvals AS a WHERE a.approval_id = approval_steps.approval_id)"
HOLDERS = "suluh_is('investigator', 'lpsk', 'data_protection_officer')"
_OF_BOX = "EXISTS (SELECT FROM attachments AS a WHERE a.attachment_id = attachment_boxes.attachment_id)"
_OF_TOMBSTONE = _OF_BOX.replace("attachment_boxes", "attachment_tombstones")


# table, name, command, using, check; a name that ends in '!' restricts what the others allow
POLICIES: tuple[tuple[str | None, ...], ...] = (
    ("received_files", "program", "ALL", PROGRAM, PROGRAM),
    (
        "received_files",
        "control_reads",
        "SELECT",
        "suluh_is('analyst', 'auditor', 'data_protection_officer')",
        None,
    ),
    ("source_rows", "program", "ALL", PROGRAM, PROGRAM),
    (
        "source_rows",
        "officers_read",
        "SELECT",
        f"suluh_is({OFFICERS}, {HELPERS}, 'data_protection_officer') AND suluh_sees_row(feed, entity_key, area)",
        None,
    ),
    (
        "source_rows",
        "inspectors_read",
        "SELECT",
        "suluh_is('labour_inspector') AND feed IN ('agencies', 'job_orders') "
        "AND (area IS NULL OR suluh_reaches(area))",
        None,
    ),
    (
        "source_rows",
        "desks_read",
        "SELECT",
        "suluh_is('ltsa') AND feed IN ('registrations', 'desk_visits') "
        "AND known ->> 'office_code' = nullif(current_setting('suluh.office', true), '')",
        None,
    ),
    (
        "source_rows",
        "protected!",
        "SELECT",
        f"{GUARDIANS} OR NOT suluh_protected(ARRAY[feed || ':' || entity_key])",
        None,
    ),
    ("source_rows", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("quarantined_rows", "program", "ALL", PROGRAM, PROGRAM),
    ("identities", "program", "ALL", PROGRAM, PROGRAM),
    (
        "identities",
        "officers_read",
        "SELECT",
        f"suluh_is({OFFICERS}, {HELPERS}, 'data_protection_officer') AND EXISTS "
        "(SELECT FROM person_areas AS a WHERE a.person_id = identities.person_id)",
        None,
    ),
    (
        "identities",
        "desks_read",
        "SELECT",
        "suluh_is('ltsa') AND feed = 'registrations' AND EXISTS "
        "(SELECT FROM source_rows AS r WHERE r.feed = identities.feed AND r.entity_key = identities.entity_key)",
        None,
    ),
    (
        "identities",
        "protected!",
        "SELECT",
        f"{GUARDIANS} OR NOT suluh_protected(ARRAY[feed || ':' || entity_key, 'person:' || person_id])",
        None,
    ),
    ("identities", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("person_areas", "program", "ALL", PROGRAM, PROGRAM),
    (
        "person_areas",
        "officers_read",
        "SELECT",
        f"suluh_is({OFFICERS}, {HELPERS}, 'data_protection_officer') AND suluh_reaches(area)",
        None,
    ),
    ("reveals", "program", "ALL", PROGRAM, PROGRAM),
    ("reveals", "own", "ALL", "who = suluh_who()", "who = suluh_who()"),
    (
        "reveals",
        "control_reads",
        "SELECT",
        "suluh_is('auditor', 'data_protection_officer', 'lpsk_custodian')",
        None,
    ),
    ("detection_runs", "program", "ALL", PROGRAM, PROGRAM),
    (
        "detection_runs",
        "staff_read",
        "SELECT",
        f"suluh_is({OFFICERS}, {HELPERS}, 'labour_inspector', 'analyst', 'auditor', 'data_protection_officer')",
        None,
    ),
    ("alerts", "program", "ALL", PROGRAM, PROGRAM),
    (
        "alerts",
        "officers_read",
        "SELECT",
        f"suluh_is({OFFICERS}, 'data_protection_officer') AND suluh_reaches_one(areas)",
        None,
    ),
    (
        "alerts",
        "inspectors_read",
        "SELECT",
        "suluh_is('labour_inspector') AND kind = 'agency' AND suluh_reaches_one(areas)",
        None,
    ),
    (
        "alerts",
        "protected!",
        "SELECT",
        f"kind <> 'person' OR {GUARDIANS} OR NOT suluh_protected(refs || ('person:' || subject))",
        None,
    ),
    ("alerts", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    # what is sealed: the keys are wrapped, and useless without the master key
    ("data_keys", "program", "ALL", PROGRAM, PROGRAM),
    ("row_keys", "program", "ALL", PROGRAM, PROGRAM),
    ("row_keys", "everyone_reads", "SELECT", SOMEONE, None),
    ("row_keys", "everyone_seals", "INSERT", None, SOMEONE),
    ("row_keys", "officer_erases", "DELETE", "suluh_is('data_protection_officer')", None),
    (
        "row_keys",
        "rows_by_law!",  # the key of a received row goes in a lawful erasure alone
        "DELETE",
        "holder <> 'source_rows' OR EXISTS (SELECT FROM erasures AS e "
        "WHERE e.transaction = pg_current_xact_id()::text::bigint AND e.erased_at = transaction_timestamp())",
        None,
    ),
    # the audit: written through its function alone, by whoever acts
    ("audit_entries", "whoever_acts", "INSERT", None, OWN_ENTRY),
    ("audit_entries", "own", "SELECT", OWN_ENTRY, None),
    ("audit_entries", "control_reads", "SELECT", f"{PROGRAM} OR {CONTROL}", None),
    ("audit_unsealed", "whoever_acts", "INSERT", None, "true"),
    ("audit_unsealed", "program", "ALL", PROGRAM, PROGRAM),
    ("audit_unsealed", "control_reads", "SELECT", CONTROL, None),
    *(
        policy
        for table in ("audit_seals", "audit_heads", "audit_countersignatures", "audit_installation")
        for policy in (
            (table, "program", "ALL", PROGRAM, PROGRAM),
            (table, "control_reads", "SELECT", CONTROL, None),
        )
    ),
    # who may come in
    *(
        policy
        for table in ("accounts", "account_roles")
        for policy in (
            (table, "program", "ALL", PROGRAM, PROGRAM),
            (table, "admins", "ALL", ADMIN, ADMIN),
            (table, "auditors_read", "SELECT", "suluh_is('auditor')", None),
            (table, "own", "SELECT", "account_id = suluh_who()", None),
        )
    ),
    *(
        policy
        for table in ("credentials", "sessions")
        for policy in (
            (table, "program", "ALL", PROGRAM, PROGRAM),
            (table, "admins", "ALL", ADMIN, ADMIN),
            (table, "own", "ALL", "account_id = suluh_who()", "account_id = suluh_who()"),
        )
    ),
    ("api_clients", "program", "ALL", PROGRAM, PROGRAM),
    ("api_clients", "admins", "ALL", ADMIN, ADMIN),
    ("api_clients", "auditors_read", "SELECT", "suluh_is('auditor')", None),
    ("sign_in_attempts", "program", "ALL", PROGRAM, PROGRAM),
    # attachments
    ("attachments", "program", "ALL", PROGRAM, PROGRAM),
    (
        "attachments",
        "officers_read",
        "SELECT",
        f"suluh_is({OFFICERS}, {HELPERS}, 'data_protection_officer') AND suluh_reaches_one(areas)",
        None,
    ),
    (
        "attachments",
        "officers_add",
        "INSERT",
        None,
        f"suluh_is({OFFICERS}, {HELPERS}) AND uploaded_by = suluh_who() AND suluh_reaches_one(areas)",
    ),
    ("attachments", "protected!", "SELECT", f"{GUARDIANS} OR NOT suluh_protected(refs)", None),
    ("attachments", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    ("attachment_boxes", "program", "ALL", PROGRAM, PROGRAM),
    ("attachment_boxes", "with_its_attachment", "SELECT", _OF_BOX, None),
    (
        "attachment_boxes",
        "uploader_seals",
        "INSERT",
        None,
        f"{_OF_BOX} AND suluh_is({OFFICERS}, {HELPERS})",
    ),
    ("attachment_boxes", "officer_destroys", "DELETE", DPO, None),
    ("attachment_tombstones", "program", "ALL", PROGRAM, PROGRAM),
    ("attachment_tombstones", "with_its_attachment", "SELECT", _OF_TOMBSTONE, None),
    ("attachment_tombstones", "officer_destroys", "INSERT", None, f"{_OF_TOMBSTONE} AND {DPO}"),
    # a second person
    ("approvals", "program", "SELECT", PROGRAM, None),
    ("approvals", "own", "ALL", "asker = suluh_who()", "asker = suluh_who()"),
    (
        "approvals",
        "second_people_read",
        "SELECT",
        "current_setting('suluh.role', true) = ANY (approves || reviews)",
        None,
    ),
    ("approvals", "control_reads", "SELECT", CONTROL, None),
    ("approval_steps", "with_its_request", "SELECT", REQUEST, None),
    ("approval_steps", "whoever_acts", "INSERT", None, f"who = suluh_who() AND {REQUEST}"),
    ("notices", "program", "SELECT", PROGRAM, None),
    ("notices", "for_role", "SELECT", "suluh_is(for_role)", None),
    ("notices", "read", "UPDATE", "suluh_is(for_role)", "suluh_is(for_role) AND read_by = suluh_who()"),
    ("notices", "everyone_tells", "INSERT", None, SOMEONE),
    ("notices", "auditors_read", "SELECT", "suluh_is('auditor')", None),
    ("exports", "program", "SELECT", PROGRAM, None),
    ("exports", "own", "ALL", "who = suluh_who()", "who = suluh_who()"),
    ("exports", "control_reads", "SELECT", f"{CONTROL} OR suluh_is('satgas_lead')", None),
    # suluh_holds, suluh_tied and suluh_export_number run with the owner's rights
    ("accounts", "owner", "SELECT", "true", None, "CURRENT_USER"),
    ("account_roles", "owner", "SELECT", "true", None, "CURRENT_USER"),
    ("exports", "owner", "SELECT", "true", None, "CURRENT_USER"),
    # rights of the people whom records are about
    ("protected_parties", "program", "ALL", PROGRAM, PROGRAM),
    ("protected_parties", "guardians", "ALL", GUARDIANS, GUARDIANS),
    # suluh_protected runs with the owner's rights
    ("protected_parties", "owner", "SELECT", "true", None, "CURRENT_USER"),
    ("holds", "program", "ALL", PROGRAM, PROGRAM),
    ("holds", "holders", "ALL", HOLDERS, HOLDERS),
    ("subject_requests", "program", "ALL", PROGRAM, PROGRAM),
    ("subject_requests", "officer", "ALL", DPO, DPO),
    (
        "subject_requests",
        "receivers",
        "ALL",
        "suluh_is('mrc', 'placement_officer') AND received_by = suluh_who()",
        "suluh_is('mrc', 'placement_officer') AND received_by = suluh_who()",
    ),
    ("contested_marks", "program", "ALL", PROGRAM, PROGRAM),
    ("contested_marks", "officer", "ALL", DPO, DPO),
    ("contested_marks", "everyone_reads", "SELECT", SOMEONE, None),
    *(
        policy
        for table in ("erasures", "tombstones", "erased_run_data")
        for policy in (
            (table, "program", "ALL", PROGRAM, PROGRAM),
            (table, "officer", "ALL", DPO, DPO),
            (table, "everyone_reads", "SELECT", SOMEONE, None),
        )
    ),
)


def upgrade() -> None:
    """Say where rows lie, then hide them from whom they do not concern."""
    op.add_column(
        "source_rows",
        sa.Column(
            "area",
            sa.Text(),
            sa.Computed(AREA, persisted=True),
            comment="Regency that the row names, four digits; who works elsewhere does not see it.",
        ),
    )
    for column, expression, what in SEARCHED:
        op.add_column(
            "source_rows",
            sa.Column(
                column,
                sa.Text(),
                sa.Computed(expression, persisted=True),
                comment=f"Token of the {what} of whom the row is about; exact search goes by it.",
            ),
        )
        op.create_index(f"ix_source_rows_{column}", "source_rows", [column])
    op.add_column(
        "alerts",
        sa.Column(
            "areas",
            sa.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
            comment="Regencies that these rows name, four digits; who works elsewhere does not see the alert.",
        ),
    )
    op.create_index("ix_identities_person_id", "identities", ["person_id"])
    op.create_table(
        "person_areas",
        sa.Column("person_id", sa.Text(), nullable=False, comment="Person, as in identities."),
        sa.Column(
            "area", sa.Text(), nullable=False, comment="Regency of a registration or passport of theirs."
        ),
        sa.Column("run_id", sa.BigInteger(), nullable=False, comment="Run that first held it so."),
        sa.ForeignKeyConstraint(["run_id"], ["detection_runs.run_id"], name=op.f("fk_person_areas_run_id")),
        sa.PrimaryKeyConstraint("person_id", "area", name=op.f("pk_person_areas")),
        comment="Where a person's records lie: who works elsewhere does not see the person.",
    )
    op.execute("GRANT SELECT, INSERT ON person_areas TO suluh_app")
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON person_areas "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute("ALTER TABLE person_areas ENABLE ALWAYS TRIGGER append_only")
    op.create_table(
        "reveals",
        sa.Column(
            "reveal_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the showing.",
        ),
        sa.Column("who", sa.Text(), nullable=False, comment="Account that was shown the values."),
        sa.Column("person_id", sa.Text(), nullable=False, comment="Person, as in identities."),
        sa.Column(
            "fields", sa.ARRAY(sa.Text()), nullable=False, comment="Names of the fields; never their values."
        ),
        sa.Column("reason", sa.LargeBinary(), nullable=False, comment="Why, sealed; it may name people."),
        sa.Column("revealed_at", sa.DateTime(timezone=True), nullable=False, comment="When it was shown."),
        sa.Column(
            "until", sa.DateTime(timezone=True), nullable=False, comment="When it had to be hidden again."
        ),
        sa.CheckConstraint("until > revealed_at", name=op.f("ck_reveals_for_a_time")),
        sa.CheckConstraint("cardinality(fields) > 0", name=op.f("ck_reveals_names_fields")),
        sa.PrimaryKeyConstraint("reveal_id", name=op.f("pk_reveals")),
        comment="Every showing of masked values. The audit has the entry; this has the reason.",
    )
    op.create_index("ix_reveals_person_id", "reveals", ["person_id"])
    op.execute("GRANT SELECT, INSERT ON reveals TO suluh_app")
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reveals "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute("ALTER TABLE reveals ENABLE ALWAYS TRIGGER append_only")
    for word in WORDS:
        op.execute(word)
    op.execute("REVOKE ALL ON FUNCTION suluh_protected FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION suluh_protected TO suluh_app")
    for table in dict.fromkeys(policy[0] for policy in POLICIES):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for table, name, command, using, check, *roles in POLICIES:
        op.execute(
            f"CREATE POLICY {str(name).rstrip('!')} ON {table} "
            f"AS {'RESTRICTIVE' if str(name).endswith('!') else 'PERMISSIVE'} FOR {command} "
            f"TO {roles[0] if roles else 'PUBLIC'}"
            + (f" USING ({using})" if using else "")
            + (f" WITH CHECK ({check})" if check else "")
        )


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
