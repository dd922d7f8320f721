"""The directory is everybody's; the calls to people who came back are their callers'."""

from __future__ import annotations

from records.rights.policies.policy import PROGRAM, SOMEONE, Policy

_KEEPERS = "suluh_is('satgas_lead', 'upt_ppa', 'mrc', 'placement_officer')"
_CALLERS = "suluh_is('mrc', 'placement_officer') AND suluh_reaches(area)"

POLICIES: tuple[Policy, ...] = (
    Policy("services", "program", "ALL", PROGRAM, PROGRAM),
    Policy("services", "everyone_reads", "SELECT", SOMEONE, None),
    Policy("services", "keepers_add", "INSERT", None, f"{_KEEPERS} AND changed_by = suluh_who()"),
    Policy("services", "keepers_change", "UPDATE", _KEEPERS, f"{_KEEPERS} AND changed_by = suluh_who()"),
    Policy("services", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    Policy("follow_ups", "program", "ALL", PROGRAM, PROGRAM),
    Policy("follow_ups", "callers_read", "SELECT", _CALLERS, None),
    Policy("follow_ups", "callers_write", "INSERT", None, f"{_CALLERS} AND who = suluh_who()"),
    Policy("follow_ups", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
)
