"""LPSK's own cases: its handlers and custodians alone, and what names a person behind an opening that stands.

The application asks for a second person before a name is shown; these policies ask the database the same: no
opening is written without an approval used up in the same transaction, and no name is read without an opening.
"""

from __future__ import annotations

from records.rights.policies.policy import PROGRAM, Policy

_HANDLERS = "suluh_is('lpsk')"
_LPSK = "suluh_is('lpsk', 'lpsk_custodian')"
_WORKED = ("case_packets", "case_findings", "case_items", "case_services", "case_tasks")
"""What handlers work on, and custodians have no part in."""


def _agreed(table: str, act: str) -> str:
    """An approval of this act on this case, by its asker, used up in the transaction itself."""
    return (
        "EXISTS (SELECT FROM approvals AS a JOIN approval_steps AS s USING (approval_id) "
        f"JOIN lpsk_cases AS c ON 'case:' || c.case_code = ANY (a.refs) WHERE a.approval_id = {table}.approval_id "
        f"AND c.case_id = {table}.case_id AND a.act = '{act}' AND a.asker = suluh_who() "
        "AND s.state IN ('used', 'forced') AND s.transaction = pg_current_xact_id()::text::bigint)"
    )


_COVERED = (
    "NOT EXISTS (SELECT FROM approvals AS a, unnest(case_openings.sections) AS named "
    "WHERE a.approval_id = case_openings.approval_id AND 'section:' || named <> ALL (a.refs))"
)
_OPENED = (
    "EXISTS (SELECT FROM case_openings AS o WHERE o.case_id = case_identities.case_id AND o.who = suluh_who() "
    "AND case_identities.section = ANY (o.sections) AND o.until > clock_timestamp())"
)
GUARDED_ITEMS = "('identity_copy', 'power_of_attorney', 'kinship', 'child_consent')"
"""As protection.cases.completeness declares them; a test compares."""
_FILE = "i.attachment_id = attachment_boxes.attachment_id"
_UNGUARDED = f"NOT EXISTS (SELECT FROM case_items AS i WHERE {_FILE} AND i.item IN {GUARDED_ITEMS})"
_FILE_OPENED = (
    f"EXISTS (SELECT FROM case_items AS i JOIN case_openings AS o USING (case_id) WHERE {_FILE} "
    "AND o.who = suluh_who() AND 'identity' = ANY (o.sections) AND o.until > clock_timestamp())"
)
_OF_IDENTITY = "EXISTS (SELECT FROM case_identities AS i WHERE i.identity_id = row_keys.id)"

TABLES = (
    "lpsk_cases",
    "case_packets",
    "case_identities",
    "case_openings",
    "case_events",
    "case_findings",
    "case_items",
    "case_services",
    "case_tasks",
    "case_measures",
)

POLICIES: tuple[Policy, ...] = tuple(
    Policy(*policy)
    for policy in (
        *((table, "program", "ALL", PROGRAM, PROGRAM) for table in TABLES),
        *(
            (table, "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()")
            for table in TABLES
        ),
        ("lpsk_cases", "lpsk_reads", "SELECT", _LPSK, None),
        ("lpsk_cases", "handlers_open", "INSERT", None, _HANDLERS),
        ("lpsk_cases", "handlers_work", "UPDATE", _HANDLERS, _HANDLERS),
        *((table, "handlers", "ALL", _HANDLERS, _HANDLERS) for table in _WORKED),
        ("case_events", "lpsk_reads", "SELECT", _LPSK, None),
        ("case_events", "lpsk_writes", "INSERT", None, f"{_LPSK} AND who = suluh_who()"),
        ("case_identities", "opened", "SELECT", f"{_LPSK} AND {_OPENED}", None),
        ("case_openings", "lpsk_reads", "SELECT", _LPSK, None),
        (
            "case_openings",
            "agreed",
            "INSERT",
            None,
            f"{_LPSK} AND who = suluh_who() AND {_agreed('case_openings', 'reveal_case_identity')} "
            f"AND {_COVERED}",
        ),
        ("case_measures", "lpsk_reads", "SELECT", _LPSK, None),
        (
            "case_measures",
            "agreed",
            "INSERT",
            None,
            f"{_HANDLERS} AND who = suluh_who() AND {_agreed('case_measures', 'protect_urgently')}",
        ),
        ("case_measures", "handlers_report", "UPDATE", _HANDLERS, _HANDLERS),
        ("attachments", "cases!", "SELECT", f"about_kind <> 'case' OR {PROGRAM} OR {_LPSK}", None),
        ("attachment_boxes", "cases!", "SELECT", f"{PROGRAM} OR {_UNGUARDED} OR {_FILE_OPENED}", None),
        (
            "row_keys",
            "cases!",  # a key is out of reach where the box is
            "SELECT",
            f"NOT starts_with(holder, 'case_') OR {PROGRAM} "
            f"OR ({_LPSK} AND (holder <> 'case_identities' OR {_OF_IDENTITY}))",
            None,
        ),
    )
)
