"""An alert that nobody looked at lapses at departure, and is counted: it was too late for help before leaving."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from detection.alerts import departures
from detection.alerts.need import look_by
from detection.alerts.states import OPEN, Event, Kind, State
from detection.alerts.work import COLUMNS, PROGRAM, Work, change, of_row
from records import audit
from records.audit import Act, Deed
from records.days import day_of
from records.tables import alert_work


def lapse(connection: Connection, now: datetime) -> tuple[int, ...]:
    """Close the people's pieces that nobody looked at and whose day of departure is over; gives their numbers.

    For the program's jobs. The days are read anew: a plan may have moved, an exit may be recorded.
    """
    wanted = select(*COLUMNS).where(
        alert_work.c.kind == Kind.PERSON.value,
        alert_work.c.state.in_([state.value for state in OPEN]),
    )
    rows = connection.execute(wanted.order_by(alert_work.c.work_id).with_for_update(skip_locked=True))
    waiting = _days_read(connection, [of_row(row) for row in rows], now)
    today = day_of(now)
    gone = [
        work for work in waiting if work.state is State.NEW and work.departs_on and work.departs_on < today
    ]
    lapsed = {"state": State.CLOSED, "lapsed": True, "decided_at": now}
    for work in gone:
        change(connection, work, Event.LAPSED, PROGRAM, now, lapsed)
    if gone:
        objects = tuple(f"work/{work.work_id}" for work in gone)
        audit.write(connection, Act(Deed.RAISE, "alert_work", objects, None, ("lapsed",)))
    return tuple(work.work_id for work in gone)


def _days_read(connection: Connection, works: list[Work], now: datetime) -> list[Work]:
    plans = departures.planned(connection, {ref for work in works for ref in work.refs}, now)
    left = departures.recorded(connection, {work.subject for work in works}, now)
    read = []
    for work in works:
        raised_on = day_of(work.evidence_at)
        day = left.get(work.subject) or departures.of_person(work.refs, plans, raised_on)
        if day is not None and day != work.departs_on:
            opened = day_of(work.opened_at)
            values = {"departs_on": day, "look_by": look_by(work.need, day, opened)}
            work, _ = change(connection, work, Event.FOLLOWED, PROGRAM, now, values)  # noqa: PLW2901  (as it is now)
        read.append(work)
    return read
