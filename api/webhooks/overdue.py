"""What becomes late by the clock alone: sources that hand nothing in, requests that nobody answered in time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, text

from records.events import tell
from records.store import Store
from sources.agreements import Agreement
from sources.holdings import State, holdings

_TOLD_SINCE = text("""
    SELECT EXISTS (SELECT FROM outbox WHERE name = 'feed.late' AND ref = :ref
        AND happened_at > coalesce(CAST(:since AS timestamptz), '-infinity'))
""")
_OVERDUE = text("""
    SELECT request_id FROM subject_requests AS r
    WHERE state <> 'answered' AND due_at < :now AND NOT EXISTS (
        SELECT FROM outbox WHERE name = 'request.overdue' AND ref = 'request/' || r.request_id
    ) ORDER BY request_id
""")


def look(store: Store, agreements: tuple[Agreement, ...], now: datetime) -> int:
    """Write down what is late and was not told of yet; gives how much. ``store`` acts as the program's own job."""
    with store.begin() as connection:
        late = [
            (f"feed/{each.source.feed.name}", each.last_received_at)
            for each in holdings(connection, agreements, now)
            if State.LATE in each.states
        ]
        refs = [ref for ref, since in late if not _told(connection, ref, since)]
        for ref in refs:
            tell(connection, "feed.late", ref)
        requests = list(connection.scalars(_OVERDUE, {"now": now}))
        for number in requests:
            tell(connection, "request.overdue", f"request/{number}")
        return len(refs) + len(requests)


def _told(connection: Connection, ref: str, since: datetime | None) -> bool:
    """Whether it was told of since the source's last file: one lateness is one event."""
    return bool(connection.scalar(_TOLD_SINCE, {"ref": ref, "since": since}))
