"""Objections are seen by those who answer them, and by whoever took them in."""

from __future__ import annotations

from records.rights.policies.policy import PROGRAM, Policy

_ANSWERERS = "suluh_is('data_protection_officer', 'satgas_lead')"
_RECEIVERS = "suluh_is('mrc', 'placement_officer', 'data_protection_officer') AND received_by = suluh_who()"

POLICIES: tuple[Policy, ...] = (
    Policy("contests", "program", "ALL", PROGRAM, PROGRAM),
    Policy("contests", "answerers_read", "SELECT", _ANSWERERS, None),
    Policy("contests", "answerers_answer", "UPDATE", _ANSWERERS, _ANSWERERS),
    Policy("contests", "receivers", "SELECT", _RECEIVERS, None),
    Policy("contests", "receivers_enter", "INSERT", None, _RECEIVERS),
    Policy("contests", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
)
