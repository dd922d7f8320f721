"""Dossiers are read by their makers, by control, and through the check of a code; released figures by everyone."""

from __future__ import annotations

from records.rights.policies.policy import CONTROL, PROGRAM, SOMEONE, Policy

_MAKERS = "suluh_is('investigator', 'satgas_lead')"
_OWN = "EXISTS (SELECT FROM exports AS e WHERE e.number = dossiers.number AND e.who = suluh_who())"

POLICIES: tuple[Policy, ...] = tuple(
    Policy(*policy)
    for policy in (
        ("dossiers", "program", "SELECT", PROGRAM, None),
        ("dossiers", "makers_register", "INSERT", None, f"{_MAKERS} AND {_OWN}"),
        ("dossiers", "own", "SELECT", _OWN, None),
        ("dossiers", "control_reads", "SELECT", CONTROL, None),
        ("dossiers", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
        ("cube_releases", "program", "ALL", PROGRAM, PROGRAM),
        ("cube_releases", "everyone_reads", "SELECT", SOMEONE, None),
        (
            "cube_releases",
            "releasers_release",
            "INSERT",
            None,
            "suluh_is('lpsk', 'analyst', 'satgas_lead') AND who = suluh_who()",
        ),
        ("cube_releases", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    )
)
