"""Proceedings follow their areas; labels are written by the program alone, and read by those who answer for them."""

from __future__ import annotations

from records.rights.policies.policy import PROGRAM, Policy

_THEIRS = "suluh_is('investigator', 'satgas_lead') AND suluh_reaches_one(areas)"
_AWAY = "NOT suluh_turned_away()"


def _of(table: str) -> str:
    return f"EXISTS (SELECT FROM proceedings AS p WHERE p.proceeding_id = {table}.proceeding_id)"


POLICIES: tuple[Policy, ...] = tuple(
    Policy(*policy)
    for policy in (
        ("proceedings", "program", "ALL", PROGRAM, PROGRAM),
        ("proceedings", "theirs", "SELECT", _THEIRS, None),
        ("proceedings", "they_open", "INSERT", None, f"{_THEIRS} AND opened_by = suluh_who()"),
        ("proceedings", "they_go_on", "UPDATE", _THEIRS, _THEIRS),
        ("proceedings", "turned_away!", "ALL", _AWAY, _AWAY),
        ("proceeding_persons", "program", "ALL", PROGRAM, PROGRAM),
        ("proceeding_persons", "with_it", "SELECT", _of("proceeding_persons"), None),
        (
            "proceeding_persons",
            "they_add",
            "INSERT",
            None,
            f"added_by = suluh_who() AND {_of('proceeding_persons')}",
        ),
        ("proceeding_persons", "turned_away!", "ALL", _AWAY, _AWAY),
        ("proceeding_events", "program", "ALL", PROGRAM, PROGRAM),
        ("proceeding_events", "with_it", "SELECT", _of("proceeding_events"), None),
        (
            "proceeding_events",
            "they_tell",
            "INSERT",
            None,
            f"who = suluh_who() AND {_of('proceeding_events')}",
        ),
        ("proceeding_events", "turned_away!", "ALL", _AWAY, _AWAY),
        ("label_records", "program", "ALL", PROGRAM, PROGRAM),
        ("label_records", "turned_away!", "ALL", _AWAY, _AWAY),
    )
)
