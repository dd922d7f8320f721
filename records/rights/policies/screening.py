"""Answers given at the desk: who asks writes them and cannot read them back."""

from __future__ import annotations

from records.rights.policies.policy import PROGRAM, Policy

CONTROL = "suluh_is('auditor', 'data_protection_officer', 'satgas_lead')"
PLANTERS = "suluh_is('data_protection_officer', 'satgas_lead')"

POLICIES: tuple[Policy, ...] = tuple(
    Policy(*policy)
    for policy in (
        ("screenings", "program", "ALL", PROGRAM, PROGRAM),
        (
            "screenings",
            "desks_answer",
            "INSERT",
            None,
            "suluh_is('ltsa', 'placement_officer') AND who = suluh_who()",
        ),
        ("screenings", "control_reads", "SELECT", CONTROL, None),
        ("screenings", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
        ("honey_recruiters", "program", "ALL", PROGRAM, PROGRAM),
        ("honey_recruiters", "planters", "ALL", PLANTERS, f"{PLANTERS} AND planted_by = suluh_who()"),
    )
)
