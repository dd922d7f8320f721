"""Work on a recruiter who falls silent is moved to the path of protection: by no person and no decision, for good.

Whoever was found a victim, is presumed one or is guarded is never a suspect, so what is open about them as a recruiter
ends by itself, with nothing held against them. It bears no outcome, counts as no decision, and is opened by nobody
again: were they ever raised anew, that would be another piece of work. The audit tells each.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from detection.alerts.matching import LEAST_SHARED
from detection.alerts.states import Event, Kind, State
from detection.alerts.work import COLUMNS, FREE, PROGRAM, Work, change, of_row
from detection.suspicion import silenced
from records import audit
from records.audit import Act, Deed
from records.tables import alert_work


def move_to_protection(connection: Connection, now: datetime) -> tuple[int, ...]:
    """Close what stands open about recruiters who are silent now; gives the numbers. For the program's jobs.

    One audit entry where there were any; done twice, the second finds nothing.
    """
    wanted = select(*COLUMNS).where(
        alert_work.c.kind == Kind.RECRUITER.value, alert_work.c.state != State.CLOSED.value
    )
    rows = connection.execute(wanted.order_by(alert_work.c.work_id).with_for_update(skip_locked=True)).all()
    moved = [work for work in map(of_row, rows) if _silent(connection, work)]
    ended = {**FREE, "state": State.CLOSED, "decided_at": now, "moved_at": now}
    for work in moved:
        change(connection, work, Event.MOVED, PROGRAM, now, ended)
    if moved:
        objects = tuple(f"work/{work.work_id}" for work in moved)
        audit.write(connection, Act(Deed.PROTECT, "alert_work", objects, None, ("moved_at",)))
    return tuple(work.work_id for work in moved)


def _silent(connection: Connection, work: Work) -> bool:
    """By the recruiter's name of today, or by enough of the rows: names may change from run to run."""
    if (Kind.RECRUITER.value, work.subject) in silenced.things(connection, (Kind.RECRUITER.value,)):
        return True
    unsaid = silenced.rows(connection, work.refs)
    return bool(unsaid) and len(unsaid) >= LEAST_SHARED[Kind.RECRUITER] * len(work.refs)
