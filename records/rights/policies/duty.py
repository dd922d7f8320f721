"""What cannot wait is seen by those who answer for its area; the roster by all who may be on it."""

from __future__ import annotations

from records.rights.policies.policy import GUARDIANS, PROGRAM, Policy

ANSWERERS = "suluh_is('satgas', 'satgas_lead', 'placement_officer')"
# Where no regency is known it is the heads' affair, wherever they are.
_REACHED = (
    f"{ANSWERERS} AND (suluh_reaches_one(areas) OR (areas = '{{}}'::text[] AND suluh_is('satgas_lead')))"
)
_OF_ITEM = "EXISTS (SELECT FROM urgent_items AS u WHERE u.item_id = {table}.item_id)"
_LEAD = "suluh_is('satgas_lead')"

POLICIES: tuple[Policy, ...] = tuple(
    Policy(*policy)
    for policy in (
        ("duty_shifts", "program", "ALL", PROGRAM, PROGRAM),
        ("duty_shifts", "answerers_read", "SELECT", ANSWERERS, None),
        ("duty_shifts", "lead_plans", "INSERT", None, f"{_LEAD} AND made_by = suluh_who()"),
        ("duty_shifts", "lead_cancels", "UPDATE", _LEAD, f"{_LEAD} AND cancelled_by = suluh_who()"),
        ("urgent_items", "program", "ALL", PROGRAM, PROGRAM),
        ("urgent_items", "answerers_read", "SELECT", _REACHED, None),
        ("urgent_items", "answerers_answer", "UPDATE", _REACHED, _REACHED),
        (
            "urgent_items",
            "protected!",
            "ALL",
            f"{GUARDIANS} OR NOT suluh_protected(refs || ('person:' || subject))",
            f"{GUARDIANS} OR NOT suluh_protected(refs || ('person:' || subject))",
        ),
        ("urgent_items", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
        ("urgent_evidence", "program", "ALL", PROGRAM, PROGRAM),
        ("urgent_evidence", "with_its_item", "SELECT", _OF_ITEM.format(table="urgent_evidence"), None),
        ("duty_notices", "program", "ALL", PROGRAM, PROGRAM),
        ("urgent_looks", "program", "ALL", PROGRAM, PROGRAM),
        ("duty_notices", "with_its_item", "SELECT", _OF_ITEM.format(table="duty_notices"), None),
    )
)
