"""Work on alerts follows the alerts' areas; who judges second does not see what was judged first; notes for some."""

from __future__ import annotations

from records.rights.policies.policy import GUARDIANS, OFFICERS, PROGRAM, Policy

_OFFICERS_WORK = (
    f"suluh_is({OFFICERS}) AND suluh_reaches_one(areas) "
    "AND (kind <> 'network' OR NOT suluh_is('placement_officer'))"
)
_INSPECTORS_WORK = "suluh_is('labour_inspector') AND kind = 'agency' AND suluh_reaches_one(areas)"
_OF_WORK = "EXISTS (SELECT FROM alert_work AS w WHERE w.work_id = alert_events.work_id)"
_AWAITS_SECOND = (
    "EXISTS (SELECT FROM alert_work AS w WHERE w.work_id = alert_events.work_id AND w.awaiting = 'second')"
)
_FOR_SOME = (
    "seen_by IS NULL OR seen_by = 'all' OR suluh_program() OR who = suluh_who() "
    "OR (seen_by IN ('force', 'lead') AND suluh_is('satgas_lead')) "
    "OR (seen_by = 'force' AND suluh_is('satgas')) "
    "OR (seen_by = 'lead' AND EXISTS (SELECT FROM alert_work AS w "
    "WHERE w.work_id = alert_events.work_id AND w.owner = suluh_who()))"
)
_LOOKED_AT = "EXISTS (SELECT FROM alert_work AS w WHERE w.work_id = work_looks.work_id)"

POLICIES: tuple[Policy, ...] = tuple(
    Policy(*policy)
    for policy in (
        ("alert_work", "program", "ALL", PROGRAM, PROGRAM),
        ("alert_work", "officers_read", "SELECT", _OFFICERS_WORK, None),
        ("alert_work", "officers_work", "UPDATE", _OFFICERS_WORK, _OFFICERS_WORK),
        (
            "alert_work",
            "protection_officer_reads",
            "SELECT",
            "suluh_is('data_protection_officer') AND suluh_reaches_one(areas)",
            None,
        ),
        ("alert_work", "inspectors_read", "SELECT", _INSPECTORS_WORK, None),
        ("alert_work", "inspectors_work", "UPDATE", _INSPECTORS_WORK, _INSPECTORS_WORK),
        (
            "alert_work",
            "protected!",
            "SELECT",
            f"kind <> 'person' OR {GUARDIANS} OR NOT suluh_protected(refs || ('person:' || subject))",
            None,
        ),
        ("alert_work", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
        ("alert_events", "program", "ALL", PROGRAM, PROGRAM),
        ("alert_events", "with_its_work", "SELECT", _OF_WORK, None),
        (
            "alert_events",
            "whoever_works",
            "INSERT",
            None,
            f"who = suluh_who() AND suluh_is({OFFICERS}, 'labour_inspector') AND {_OF_WORK}",
        ),
        (
            "alert_events",
            "blind!",
            "SELECT",
            f"{PROGRAM} OR who = suluh_who() OR outcome IS NULL OR NOT {_AWAITS_SECOND}",
            None,
        ),
        ("alert_events", "for_some!", "SELECT", _FOR_SOME, None),
        ("work_looks", "program", "ALL", PROGRAM, PROGRAM),
        ("work_looks", "with_its_work", "SELECT", _LOOKED_AT, None),
        ("work_looks", "own", "INSERT", None, f"who = suluh_who() AND {_LOOKED_AT}"),
        ("work_looks", "own_again", "UPDATE", "who = suluh_who()", f"who = suluh_who() AND {_LOOKED_AT}"),
        ("work_looks", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    )
)
