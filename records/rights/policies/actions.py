"""Actions follow their alert's areas; a counsellor sees the safe calls alone."""

from __future__ import annotations

from records.rights.policies.policy import GUARDIANS, OFFICERS, PROGRAM, Policy

_OFFICERS = (
    f"suluh_is({OFFICERS}) AND suluh_reaches_one(areas) "
    "AND (about <> 'network' OR NOT suluh_is('placement_officer'))"
)
_CALLERS = "suluh_is('mrc') AND kind = 'safe_call' AND suluh_reaches_one(areas)"
_OF_ACTION = "EXISTS (SELECT FROM actions AS a WHERE a.action_id = action_events.action_id)"

POLICIES: tuple[Policy, ...] = tuple(
    Policy(*policy)
    for policy in (
        ("actions", "program", "ALL", PROGRAM, PROGRAM),
        ("actions", "officers_read", "SELECT", _OFFICERS, None),
        ("actions", "officers_plan", "INSERT", None, f"{_OFFICERS} AND planned_by = suluh_who()"),
        ("actions", "officers_report", "UPDATE", _OFFICERS, _OFFICERS),
        ("actions", "callers_read", "SELECT", _CALLERS, None),
        ("actions", "callers_report", "UPDATE", _CALLERS, _CALLERS),
        (
            "actions",
            "protected!",
            "ALL",
            f"about <> 'person' OR {GUARDIANS} OR NOT suluh_protected(refs || ('person:' || subject))",
            f"about <> 'person' OR {GUARDIANS} OR NOT suluh_protected(refs || ('person:' || subject))",
        ),
        ("actions", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
        ("action_events", "program", "ALL", PROGRAM, PROGRAM),
        ("action_events", "with_its_action", "SELECT", _OF_ACTION, None),
        ("action_events", "whoever_acts", "INSERT", None, f"who = suluh_who() AND {_OF_ACTION}"),
    )
)
