"""The desk's paper and the counsellors' work: desks send and cannot read back, counsellors see those of their area."""

from __future__ import annotations

from records.rights.policies.policy import GUARDIANS, PROGRAM, SOMEONE, Policy

_DESKS = "suluh_is('ltsa', 'placement_officer')"
_COUNSELLORS = "suluh_is('mrc', 'placement_officer')"
_REACHED = f"{_COUNSELLORS} AND suluh_reaches(area)"
_OF_REFERRAL = "EXISTS (SELECT FROM counsel_referrals AS r WHERE r.referral_id = counsel_talks.referral_id)"

POLICIES: tuple[Policy, ...] = tuple(
    Policy(*policy)
    for policy in (
        ("paper_notes", "program", "ALL", PROGRAM, PROGRAM),
        ("paper_notes", "desks_enter", "INSERT", None, f"{_DESKS} AND who = suluh_who()"),
        ("paper_notes", "own", "SELECT", f"{_DESKS} AND who = suluh_who()", None),
        ("paper_notes", "control_reads", "SELECT", "suluh_is('auditor', 'data_protection_officer')", None),
        ("paper_notes", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
        ("counsel_referrals", "program", "ALL", PROGRAM, PROGRAM),
        (
            "counsel_referrals",
            "desks_send",
            "INSERT",
            None,
            "suluh_is('ltsa', 'placement_officer', 'mrc') AND sent_by = suluh_who()",
        ),
        ("counsel_referrals", "counsellors_read", "SELECT", _REACHED, None),
        ("counsel_referrals", "counsellors_wish", "UPDATE", _REACHED, _REACHED),
        (
            "counsel_referrals",
            "protected!",
            "SELECT",
            f"{GUARDIANS} OR NOT suluh_protected(ARRAY['registrations:' || registration, 'person:' || person_id])",
            None,
        ),
        ("counsel_referrals", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
        ("counsel_talks", "program", "ALL", PROGRAM, PROGRAM),
        ("counsel_talks", "counsellors_read", "SELECT", f"{_COUNSELLORS} AND {_OF_REFERRAL}", None),
        (
            "counsel_talks",
            "counsellors_write",
            "INSERT",
            None,
            f"{_COUNSELLORS} AND who = suluh_who() AND {_OF_REFERRAL}",
        ),
        ("counsel_talks", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
        ("sheet_texts", "program", "ALL", PROGRAM, PROGRAM),
        ("sheet_texts", "everyone_reads", "SELECT", SOMEONE, None),
        ("sheet_texts", "counsellors_write", "INSERT", None, f"{_COUNSELLORS} AND author = suluh_who()"),
        ("sheet_texts", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    )
)
