"""Signs that somebody needs help: those who help see them; that somebody was a victim before, case handlers alone."""

from __future__ import annotations

from records.rights.policies.policy import GUARDIANS, PROGRAM, Policy

POLICIES: tuple[Policy, ...] = (
    Policy("support_signs", "program", "ALL", PROGRAM, PROGRAM),
    Policy(
        "support_signs",
        "helpers_read",
        "SELECT",
        "(suluh_is('upt_ppa', 'lpsk', 'lpsk_custodian') OR (suluh_is('mrc', 'satgas_lead') AND sign <> 'V04')) "
        "AND EXISTS (SELECT FROM person_areas AS a WHERE a.person_id = support_signs.person_id)",
        None,
    ),
    Policy(
        "support_signs",
        "protected!",
        "SELECT",
        f"{GUARDIANS} OR NOT suluh_protected(refs || ('person:' || person_id))",
        None,
    ),
    Policy("support_signs", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
)
