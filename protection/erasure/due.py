"""What is due for erasure because its time is over (``protection.erasure.spans``), held rows apart.

Whoever was alerted is kept for longer, whoever stands in a finding by the archive's schedule, unless it was
withdrawn; a hold goes before every time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from sqlalchemy import Connection, text

from protection.erasure.erase import Ground, Plan, erase, plan
from protection.erasure.spans import in_force
from protection.whole import seeing_all
from records.days import day_of, instant
from records.errors import SuluhError
from records.retention import Period

# The rows of one person, or one row that linkage has not seen, are due together: by the newest of them.
_PARTIES = """
    WITH whose AS (
        SELECT DISTINCT ON (feed, entity_key) feed, entity_key, person_id FROM identities
        ORDER BY feed, entity_key, run_id DESC
    ), findings AS (
        SELECT DISTINCT ON (entity_key) entity_key, known ->> 'finding' AS finding FROM source_rows
        WHERE feed = 'case_outcomes' ORDER BY entity_key, recorded_at DESC, sequence DESC
    ), parties AS (
        SELECT coalesce(w.person_id, r.feed || ':' || r.entity_key) AS party,
            min(r.feed || ':' || r.entity_key) AS ref, max(r.recorded_at) AS newest,
            array_agg(DISTINCT r.feed || ':' || r.entity_key) AS refs, bool_or(
                r.feed = 'case_outcomes' AND f.finding IS DISTINCT FROM 'withdrawn'
            ) AS found
        FROM source_rows AS r LEFT JOIN whose AS w USING (feed, entity_key)
            LEFT JOIN findings AS f USING (entity_key)
        WHERE r.feed IN ('registrations', 'passports', 'departures', 'interceptions', 'complaints',
            'case_outcomes', 'returns') AND r.known <> '{{}}'
        GROUP BY 1
    )
    SELECT p.ref, p.newest FROM parties AS p
    WHERE p.newest < :before AND NOT p.found
        AND {alerted} EXISTS (SELECT FROM alerts AS a WHERE a.kind = 'person' AND a.refs && p.refs)
        AND NOT EXISTS (SELECT FROM holds AS h WHERE h.lifted_at IS NULL AND h.refs && p.refs)
    ORDER BY p.newest, p.ref
"""
_DUE: dict[str, Callable[[], str]] = {
    "registrations_without_alert": lambda: _PARTIES.format(alerted="NOT"),
    "alerted_people": lambda: _PARTIES.format(alerted=""),
}


class NotDue(SuluhError):
    """The time of these rows is not over."""

    code: ClassVar[str] = "not_due"
    status: ClassVar[int] = 409


@dataclass(frozen=True)
class Due:
    """Someone whose time is over: one of their rows, and the rule."""

    ref: str
    period: Period


def due(connection: Connection, day: date) -> list[Due]:
    """Everyone whose rows are due on a day, the oldest first. Each is erased like a person who asked."""
    found = []
    for period in in_force(connection, day):
        if period.rows in _DUE and period.days is not None:
            before = instant(day) - timedelta(days=period.days)
            with seeing_all(connection):
                rows = connection.execute(text(_DUE[period.rows]()), {"before": before}).all()
            found += [Due(row.ref, period) for row in rows]
    return found


def plan_due(connection: Connection, refs: Sequence[str], now: datetime) -> tuple[Plan, str]:
    """What goes when these are erased because their time is over, and the cause that the approval names.

    ``refs`` are those that ``due`` gives, all under one rule. Raises NotDue, HoldStands, NotFound.
    """
    rules = {each.ref: each.period.rows for each in due(connection, day_of(now))}
    causes = {rules.get(ref) for ref in refs}
    if len(causes) != 1 or None in causes:
        raise NotDue(
            "Masa simpan baris ini belum habis, atau aturannya berbeda-beda.",
            "The time of these rows is not over, or they are under different rules.",
        )
    return plan(connection, refs, now), f"retention:{causes.pop()}"


def erase_due(connection: Connection, refs: Sequence[str], now: datetime) -> int:
    """Erase them, with the approval of a second person; gives the erasure's number.

    Raises NotDue, HoldStands, SecondPersonNeeded, ErasureRefused.
    """
    planned, cause = plan_due(connection, refs, now)
    return erase(connection, Ground.TIME_OVER, planned, cause, now)
