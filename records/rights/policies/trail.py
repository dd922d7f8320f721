"""The audit: written through its function alone, by whoever acts."""

from __future__ import annotations

from records.rights.policies.policy import CONTROL, PROGRAM, Policy

OWN_ENTRY = "who = coalesce(current_setting('suluh.who', true), '')"

POLICIES: tuple[Policy, ...] = tuple(
    Policy(*policy)
    for policy in (
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
    )
)
