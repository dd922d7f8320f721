"""Other nodes and the bundles between them: the program carries; those who run and control a node see what stands."""

from __future__ import annotations

from records.rights.policies.policy import PROGRAM, Policy

_KEEPERS = "suluh_is('admin', 'auditor', 'satgas_lead', 'data_protection_officer', 'lpsk_custodian')"
_NOT_TURNED_AWAY = "NOT suluh_turned_away()"

POLICIES: tuple[Policy, ...] = tuple(
    Policy(*policy)
    for table, admins in (
        ("exchange_peers", True),
        ("exchange_out", False),
        ("exchange_in", False),
        ("erasures_told", False),
    )
    for policy in (
        (table, "program", "ALL", PROGRAM, PROGRAM),
        (table, "keepers_read", "SELECT", _KEEPERS, None),
        *(
            (
                (
                    table,
                    "admins_introduce",
                    "INSERT",
                    None,
                    "suluh_is('admin') AND introduced_by = suluh_who()",
                ),
                (table, "admins_change", "UPDATE", "suluh_is('admin')", "suluh_is('admin')"),
            )
            if admins
            else ()
        ),
        (table, "turned_away!", "ALL", _NOT_TURNED_AWAY, _NOT_TURNED_AWAY),
    )
)
