"""Requests to a second person, notices and exports."""

from __future__ import annotations

from records.rights.policies.policy import CONTROL, PROGRAM, SOMEONE, Policy

REQUEST = "EXISTS (SELECT FROM approvals AS a WHERE a.approval_id = approval_steps.approval_id)"

_FOR_THEM = "suluh_is(for_role) AND for_who IN ('', suluh_who())"

POLICIES: tuple[Policy, ...] = tuple(
    Policy(*policy)
    for policy in (
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
        ("notices", "for_role", "SELECT", _FOR_THEM, None),
        ("notices", "read", "UPDATE", _FOR_THEM, f"{_FOR_THEM} AND read_by = suluh_who()"),
        ("notices", "everyone_tells", "INSERT", None, SOMEONE),
        ("notices", "auditors_read", "SELECT", "suluh_is('auditor')", None),
        ("exports", "program", "SELECT", PROGRAM, None),
        ("exports", "own", "ALL", "who = suluh_who()", "who = suluh_who()"),
        ("exports", "control_reads", "SELECT", f"{CONTROL} OR suluh_is('satgas_lead')", None),
        # suluh_holds, suluh_tied and suluh_export_number run with the owner's rights
        ("accounts", "owner", "SELECT", "true", None, "CURRENT_USER"),
        ("account_roles", "owner", "SELECT", "true", None, "CURRENT_USER"),
        ("exports", "owner", "SELECT", "true", None, "CURRENT_USER"),
    )
)
