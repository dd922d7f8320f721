"""How the work stands: open, ageing, leaving soon, waiting for a second person, lapsed; of the context's areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, case, func, select

from detection.alerts.estimates import Estimates, Look, estimate
from detection.alerts.states import LEAVING_SOON, OPEN, Event, Kind, Outcome, Selection, State
from records import audit
from records.audit import Act, Deed
from records.days import day_of
from records.tables import alert_events, alert_work

AGES = (1, 3, 7, 14)
"""Days; how many are open for longer than each."""

INDICATED = frozenset({Outcome.STRONGER})
"""What counts as indicated in an estimate: a third who had looked would have to agree, not just wonder."""


@dataclass(frozen=True)
class Counts:
    """Pieces of work, in numbers; ``older_than`` by days, ``late`` are open though the day of departure is over."""

    states: dict[str, int]
    outcomes: dict[str, int]
    mine: int
    snoozed: int
    awaiting: int
    leaving_soon: int
    late: int
    older_than: dict[int, int]
    lapsed: int
    lapsed_since: int


def counts(connection: Connection, who: str, now: datetime, since: datetime) -> Counts:
    """Count the work that the context may see, with one audit entry; ``lapsed_since`` counts from a moment on."""
    work = alert_work.c
    is_open = work.state.in_([state.value for state in OPEN])
    today = day_of(now)
    held = and_(is_open, work.owner == who, func.coalesce(work.claimed_until > now, True))
    tallies = {
        "mine": held,
        "snoozed": and_(is_open, work.snoozed_until.is_not(None)),
        "awaiting": work.awaiting.is_not(None),
        "leaving_soon": and_(is_open, work.departs_on.between(today, today + LEAVING_SOON)),
        "late": and_(is_open, work.departs_on < today),
        "lapsed": work.lapsed,
        "lapsed_since": and_(work.lapsed, work.decided_at >= since),
        **{f"older_{days}": and_(is_open, work.opened_at < now - timedelta(days=days)) for days in AGES},
    }
    wanted = select(*(func.count(case((condition, 1))).label(name) for name, condition in tallies.items()))
    found = connection.execute(wanted.where(work.merged_into.is_(None))).one()._asdict()
    by = select(work.state, work.outcome, func.count().label("n")).where(work.merged_into.is_(None))
    rows = connection.execute(by.group_by(work.state, work.outcome)).all()
    audit.write(connection, Act(Deed.READ, "alert_work", ("counts",)))
    return Counts(
        states={state.value: sum(row.n for row in rows if row.state == state) for state in State},
        outcomes={out.value: sum(row.n for row in rows if row.outcome == out) for out in Outcome},
        older_than={days: found.pop(f"older_{days}") for days in AGES},
        **found,
    )


def estimates(connection: Connection, since: datetime, until: datetime) -> Estimates:
    """What the random looks of a period say of recall and prevalence, with one audit entry."""
    found = estimated(connection, since, until)
    audit.write(connection, Act(Deed.READ, "alert_work", ("estimates",)))
    return found


def estimated(connection: Connection, since: datetime, until: datetime) -> Estimates:
    """The same without an entry, for whoever writes their own.

    Those raised by single events belong to neither side: they were found outside the week's question.
    """
    work = alert_work.c
    # What was decided stands for the look or the list, though later evidence has opened the work anew.
    first = (
        select(alert_events.c.before["outcome"].astext)
        .where(
            alert_events.c.work_id == work.work_id,
            alert_events.c.kind == Event.RAISED_AGAIN.value,
            alert_events.c.before["outcome"].astext.is_not(None),
        )
        .order_by(alert_events.c.version)
        .limit(1)
        .scalar_subquery()
    )
    outcome = func.coalesce(first, work.outcome).label("outcome")
    wanted = select(work.selection, work.chance, outcome).where(
        work.kind == Kind.PERSON.value,
        work.merged_into.is_(None),
        work.opened_at >= since,
        work.opened_at < until,
    )
    rows = connection.execute(wanted.order_by(work.work_id)).all()
    looks = [
        Look(row.chance, _indicated(row.outcome)) for row in rows if row.selection == Selection.RANDOM.value
    ]
    listed: Sequence[bool | None] = [
        _indicated(row.outcome) for row in rows if row.selection == Selection.RANKED.value
    ]
    return estimate(looks, listed)


def _indicated(outcome: str | None) -> bool | None:
    return None if outcome is None else outcome in INDICATED
