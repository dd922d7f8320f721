"""Nobody but the program sees of whom nothing is said; renewed danger and evidence go to guardians alone."""

from __future__ import annotations

from records.rights.policies.policy import PROGRAM, Policy

_ASSESSORS = "suluh_is('lpsk', 'upt_ppa')"
_DANGER = (
    "kind = 'danger' AND suluh_is('satgas_lead', 'lpsk', 'upt_ppa') "
    "AND (areas = '{}'::text[] OR suluh_reaches_one(areas))"
)
_EVIDENCE = "kind = 'evidence' AND suluh_is('satgas_lead', 'lpsk_custodian')"
_DECIDERS = "suluh_is('satgas_lead', 'data_protection_officer')"
_AWAY = "NOT suluh_turned_away()"


def _unsaid(column: str) -> str:
    return f"{column} <> 'recruiter' OR {PROGRAM} OR NOT suluh_silenced('recruiter', subject)"


POLICIES: tuple[Policy, ...] = (
    Policy("silenced", "program", "ALL", PROGRAM, PROGRAM),
    # suluh_silenced runs with the owner's rights
    Policy("silenced", "owner", "SELECT", "true", None, "CURRENT_USER"),
    Policy("alerts", "never_a_suspect!", "SELECT", _unsaid("kind"), None),
    Policy("alert_work", "never_a_suspect!", "SELECT", _unsaid("kind"), None),
    Policy("actions", "never_a_suspect!", "SELECT", _unsaid("about"), None),
    Policy("assessments", "program", "ALL", PROGRAM, PROGRAM),
    Policy("assessments", "assessors_read", "SELECT", _ASSESSORS, None),
    Policy("assessments", "assessors_write", "INSERT", None, f"{_ASSESSORS} AND who = suluh_who()"),
    Policy("assessments", "turned_away!", "ALL", _AWAY, _AWAY),
    Policy("protection_matters", "program", "ALL", PROGRAM, PROGRAM),
    Policy("protection_matters", "guardians_read", "SELECT", _DANGER, None),
    Policy("protection_matters", "guardians_act", "UPDATE", _DANGER, _DANGER),
    Policy("protection_matters", "second_people_read", "SELECT", _EVIDENCE, None),
    Policy("protection_matters", "leads_hand_over", "UPDATE", _EVIDENCE, _EVIDENCE),
    Policy("protection_matters", "turned_away!", "ALL", _AWAY, _AWAY),
    Policy("clearings", "program", "ALL", PROGRAM, PROGRAM),
    Policy("clearings", "deciders_read", "SELECT", _DECIDERS, None),
    Policy("clearings", "deciders_clear", "INSERT", None, f"{_DECIDERS} AND decided_by = suluh_who()"),
    Policy("clearings", "deciders_end", "UPDATE", _DECIDERS, f"{_DECIDERS} AND ended_by = suluh_who()"),
    Policy("clearings", "turned_away!", "ALL", _AWAY, _AWAY),
    Policy(
        "urgent_items",
        "guardians_alone!",
        "ALL",
        f"NOT guarded OR {PROGRAM} OR suluh_is('satgas_lead')",
        f"NOT guarded OR {PROGRAM} OR suluh_is('satgas_lead')",
    ),
)
