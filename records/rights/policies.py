"""The row policies: who sees which rows of which table, and who may add or change them.

PostgreSQL enforces them under everything that the application checks, on every table, for its owner too. The
words (``suluh_is``, ``suluh_reaches`` …) are functions over the transaction's context; the migration defines
them. ``records.drift`` compares a database with this list.
"""

from __future__ import annotations

from typing import NamedTuple


class Policy(NamedTuple):
    """One policy. ``restrictive`` ones take away from what the others allow."""

    table: str
    name: str
    command: str
    using: str | None
    check: str | None
    roles: str = "PUBLIC"

    @property
    def restrictive(self) -> bool:
        """Whether it takes away; its declared name ends in '!'."""
        return self.name.endswith("!")

    def create(self, name: str | None = None) -> str:
        """The statement that makes it, under another name if one is given."""
        kind = "RESTRICTIVE" if self.restrictive else "PERMISSIVE"
        using = f" USING ({self.using})" if self.using else ""
        check = f" WITH CHECK ({self.check})" if self.check else ""
        return (
            f"CREATE POLICY {name or self.name.rstrip('!')} ON {self.table} AS {kind} FOR {self.command} "
            f"TO {self.roles}{using}{check}"
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
_OF_BOX = "EXISTS (SELECT FROM attachments AS a WHERE a.attachment_id = attachment_boxes.attachment_id)"
_OF_TOMBSTONE = _OF_BOX.replace("attachment_boxes", "attachment_tombstones")
HOLDERS = "suluh_is('investigator', 'lpsk', 'data_protection_officer')"

WITHOUT = frozenset({"alembic_version"})
"""Tables without row-level security: which migration the database stands at is nobody's secret."""

POLICIES: tuple[Policy, ...] = tuple(
    Policy(*policy)
    for policy in (
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
)
"""Every table has at least one; where none lets a row through, nobody sees it."""
