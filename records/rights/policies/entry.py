"""Accounts, sessions and keys of programs."""

from __future__ import annotations

from records.rights.policies.policy import PROGRAM, Policy

ADMIN = "suluh_is('admin')"

POLICIES: tuple[Policy, ...] = tuple(
    Policy(*policy)
    for policy in (
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
    )
)
