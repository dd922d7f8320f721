"""Referrals: whoever made one, and its receiver as far as the person agreed; the head sees that there is one."""

from __future__ import annotations

from records.rights.policies.policy import PROGRAM, Policy

MAKERS = "suluh_is('satgas', 'satgas_lead', 'investigator', 'placement_officer', 'mrc', 'upt_ppa')"
OWN = f"{MAKERS} AND made_by = suluh_who()"
RECEIVES = (
    "(receiver = 'bp3mi' AND suluh_is('placement_officer') OR receiver = 'mrc' AND suluh_is('mrc') "
    "OR receiver = 'upt_ppa' AND suluh_is('upt_ppa') OR receiver = 'police' AND suluh_is('investigator'))"
)
_HERE = (
    f"{RECEIVES} AND state NOT IN ('draft', 'revoked') AND suluh_reaches_one(areas) "
    "AND (to_body IS NULL OR to_body = current_setting('suluh.body', true))"
)
_LEADS = "suluh_is('satgas_lead', 'data_protection_officer') AND suluh_reaches_one(areas)"


def _of(table: str, which: str = "true") -> str:
    return f"EXISTS (SELECT FROM referrals AS r WHERE r.referral_id = {table}.referral_id AND {which})"


_MINE = f"{MAKERS} AND r.made_by = suluh_who()"

POLICIES: tuple[Policy, ...] = tuple(
    Policy(*policy)
    for policy in (
        ("referrals", "program", "ALL", PROGRAM, PROGRAM),
        ("referrals", "makers_see_their_own", "SELECT", OWN, None),
        ("referrals", "makers_begin", "INSERT", None, f"{OWN} AND state = 'draft'"),
        ("referrals", "makers_go_on", "UPDATE", OWN, OWN),
        ("referrals", "receivers_read", "SELECT", _HERE, None),
        ("referrals", "receivers_answer", "UPDATE", _HERE, _HERE),
        ("referrals", "leads_see_that_it_is", "SELECT", _LEADS, None),
        ("referrals", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
        ("referral_sections", "program", "ALL", PROGRAM, PROGRAM),
        ("referral_sections", "makers_read", "SELECT", _of("referral_sections", _MINE), None),
        ("referral_sections", "makers_write", "INSERT", None, _of("referral_sections", _MINE)),
        (
            "referral_sections",
            "receivers_read_what_is_shared",
            "SELECT",
            _of("referral_sections", f"{RECEIVES} AND section = ANY (r.shared)"),
            None,
        ),
        ("referral_sections", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
        ("referral_consents", "program", "ALL", PROGRAM, PROGRAM),
        ("referral_consents", "with_its_referral", "SELECT", _of("referral_consents"), None),
        (
            "referral_consents",
            "makers_record",
            "INSERT",
            None,
            f"recorded_by = suluh_who() AND {_of('referral_consents', _MINE)}",
        ),
        (
            "referral_consents",
            "makers_withdraw",
            "UPDATE",
            _of("referral_consents", _MINE),
            _of("referral_consents", _MINE),
        ),
        ("referral_consents", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
        ("referral_events", "program", "ALL", PROGRAM, PROGRAM),
        ("referral_events", "with_its_referral", "SELECT", _of("referral_events"), None),
        (
            "referral_events",
            "whoever_acts",
            "INSERT",
            None,
            f"who = suluh_who() AND {_of('referral_events')}",
        ),
        ("referral_events", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
        ("referral_papers", "program", "ALL", PROGRAM, PROGRAM),
        ("referral_papers", "makers_read", "SELECT", _of("referral_papers", _MINE), None),
        (
            "referral_papers",
            "makers_make",
            "INSERT",
            None,
            f"made_by = suluh_who() AND {_of('referral_papers', _MINE)}",
        ),
        (
            "referral_papers",
            "makers_show",
            "UPDATE",
            _of("referral_papers", _MINE),
            _of("referral_papers", _MINE),
        ),
        ("referral_papers", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    )
)
