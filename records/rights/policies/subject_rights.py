"""Requests of the people whom records are about, holds, tombstones, protected parties."""

from __future__ import annotations

from records.rights.policies.policy import DPO, GUARDIANS, PROGRAM, SOMEONE, Policy

HOLDERS = "suluh_is('investigator', 'lpsk', 'data_protection_officer')"

POLICIES: tuple[Policy, ...] = tuple(
    Policy(*policy)
    for policy in (
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
        ("retention_changes", "program", "ALL", PROGRAM, PROGRAM),
        ("retention_changes", "officer", "INSERT", None, f"{DPO} AND changed_by = suluh_who()"),
        ("retention_changes", "everyone_reads", "SELECT", SOMEONE, None),
        ("retention_changes", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
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
