"""People cleared by a decision: a closed alert found to be no indication becomes a label when it has stood a while.

The label says ``cleared``: no indicator counts what was said before it, and no model is taught that the person is
safe. A decision that is taken up again, or changed, withdraws it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from protection.outcomes.labels import Finding, Key, Note, Origin, note
from records import audit
from records.audit import Act, Deed
from records.days import day_of
from records.law import in_force

_STANDS = "w.kind = 'person' AND w.state = 'ditutup' AND w.outcome = 'bukan_indikasi' AND NOT w.lapsed"
_NEWEST = """
    (SELECT l.finding FROM label_records AS l WHERE l.work_id = w.work_id AND l.left_out IS NULL
     ORDER BY l.label_id DESC LIMIT 1)
"""
_CLEARED = text(f"""
    SELECT w.work_id, w.refs, w.judged_by FROM alert_work AS w
    WHERE {_STANDS} AND w.merged_into IS NULL AND w.decided_at <= :until
        AND {_NEWEST} IS DISTINCT FROM 'cleared'
    ORDER BY w.work_id
""")  # noqa: S608  (our own words)
_TAKEN_UP = text(f"""
    SELECT w.work_id, w.refs, w.judged_by FROM alert_work AS w
    WHERE NOT ({_STANDS}) AND {_NEWEST} = 'cleared' ORDER BY w.work_id
""")  # noqa: S608  (our own words)


def note_decisions(connection: Connection, now: datetime) -> int:
    """Note who was cleared by a decision since, and whose decision was taken up again; gives how many.

    For the program's own job. Writes an audit entry where there were any.
    """
    (rule,) = in_force("cleared_by_decision", day_of(now))
    until = now - timedelta(days=rule["least_days"])
    found = [
        *((row, Finding.CLEARED) for row in connection.execute(_CLEARED, {"until": until}).all()),
        *((row, Finding.WITHDRAWN) for row in connection.execute(_TAKEN_UP).all()),
    ]
    for row, finding in found:
        note(connection, _label(row, finding), now)
    if found:
        objects = tuple(f"work/{row.work_id}" for row, _ in found)
        audit.write(connection, Act(Deed.CONFIRM_OUTCOME, "alert_work", objects, None, ("finding",)))
    return len(found)


def _label(row: Any, finding: Finding) -> Note:
    by = row.judged_by[-1] if row.judged_by else "satgas"
    key = Key(f"SW-{row.work_id}", 1)
    return Note(Origin.DECISION, key, finding, "satgas", by, tuple(row.refs), work_id=row.work_id)
