"""Restitution belongs to LPSK: its handlers, with the case that they see; the custodian releases outcomes."""

from __future__ import annotations

from records.rights.policies.policy import PROGRAM, Policy

_AWAY = "NOT suluh_turned_away()"
_HANDLERS = "suluh_is('lpsk')"


def _case(table: str) -> str:
    return f"{_HANDLERS} AND EXISTS (SELECT FROM lpsk_cases AS c WHERE c.case_id = {table}.case_id)"


def _claim(table: str) -> str:
    return f"EXISTS (SELECT FROM restitution_claims AS c WHERE c.claim_id = {table}.claim_id)"


def _within(table: str, of: str, key: str) -> str:
    return f"EXISTS (SELECT FROM {of} AS o WHERE o.{key} = {table}.{key})"


_CLAIMS = _case("restitution_claims")
_PROOF = "attachment_boxes.attachment_id = ANY (i.proofs)"
_NO_PROOF = f"NOT EXISTS (SELECT FROM restitution_items AS i WHERE {_PROOF})"
_PROOF_OPENED = (
    "EXISTS (SELECT FROM restitution_items AS i JOIN restitution_claims AS c USING (claim_id) "
    f"JOIN case_openings AS o USING (case_id) WHERE {_PROOF} "
    "AND o.who = suluh_who() AND 'identity' = ANY (o.sections) AND o.until > clock_timestamp())"
)
"""A receipt bears the name of who paid: it opens with the identity (``protection.restitution.proofs``)."""
_PARTS = (
    ("restitution_items", _claim("restitution_items"), "who = suluh_who() AND "),
    ("restitution_events", _claim("restitution_events"), "who = suluh_who() AND "),
    ("restitution_entries", _claim("restitution_entries"), "who = suluh_who() AND "),
    ("restitution_grants", _within("restitution_grants", "restitution_events", "event_id"), ""),
    ("restitution_postings", _within("restitution_postings", "restitution_entries", "entry_id"), ""),
)

POLICIES: tuple[Policy, ...] = tuple(
    Policy(*policy)
    for policy in (
        ("restitution_claims", "program", "ALL", PROGRAM, PROGRAM),
        ("restitution_claims", "handlers_read", "SELECT", _CLAIMS, None),
        ("restitution_claims", "handlers_open", "INSERT", None, f"{_CLAIMS} AND opened_by = suluh_who()"),
        ("restitution_claims", "handlers_go_on", "UPDATE", _CLAIMS, _CLAIMS),
        ("restitution_claims", "turned_away!", "ALL", _AWAY, _AWAY),
        *(
            policy
            for table, seen, own in _PARTS
            for policy in (
                (table, "program", "ALL", PROGRAM, PROGRAM),
                (table, "with_its_claim", "SELECT", seen, None),
                (table, "handlers_write", "INSERT", None, f"{own}{seen}"),
                (table, "turned_away!", "ALL", _AWAY, _AWAY),
            )
        ),
        ("lpsk_outcomes", "program", "ALL", PROGRAM, PROGRAM),
        ("lpsk_outcomes", "handlers_read", "SELECT", _case("lpsk_outcomes"), None),
        (
            "lpsk_outcomes",
            "handlers_confirm",
            "INSERT",
            None,
            f"{_case('lpsk_outcomes')} AND confirmed_by = suluh_who()",
        ),
        ("lpsk_outcomes", "turned_away!", "ALL", _AWAY, _AWAY),
        ("attachment_boxes", "proofs!", "SELECT", f"{PROGRAM} OR {_NO_PROOF} OR {_PROOF_OPENED}", None),
    )
)
