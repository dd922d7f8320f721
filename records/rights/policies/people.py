"""Received rows, whose each is, and what detection says of them."""

from __future__ import annotations

from records.rights.policies.policy import GUARDIANS, HELPERS, OFFICERS, PROGRAM, Policy

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
    )
)
