"""Who carries how much, how old it is, how fast it is decided; in the context's areas, for whoever gives out work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from detection.alerts.states import OPEN, Selection
from detection.alerts.wanted import Due, due
from records import audit
from records.audit import Act, Deed
from records.tables import alert_work

AGES = (1, 3, 7, 14)
"""Days at which one band of age ends and the next begins."""


@dataclass(frozen=True)
class Load:
    """What one account holds, or nobody (``owner`` None); ``late`` is open though the departure is over."""

    owner: str | None
    open: int
    soon: int
    late: int
    snoozed: int
    awaiting: int
    oldest: datetime | None


@dataclass(frozen=True)
class Band:
    """What has been open from ``since`` to ``until`` days (None without end), and how much of it is nobody's."""

    since: int
    until: int | None
    open: int
    free: int


@dataclass(frozen=True)
class Flow:
    """What a time brought: opened, decided by people, lapsed; the middle of the days from opening to decision.

    ``looks`` and ``looks_waiting`` are random looks opened in that time, and those not judged yet.
    """

    opened: int
    decided: int
    lapsed: int
    days: float | None
    looks: int
    looks_waiting: int


@dataclass(frozen=True)
class Workload:
    """How the work is spread now, and what the time before now brought."""

    loads: tuple[Load, ...]
    bands: tuple[Band, ...]
    flow: Flow


def workload(connection: Connection, since: datetime, now: datetime) -> Workload:
    """By who holds it and by age; the most burdened first, nobody's last. One audit entry."""
    found = Workload(_loads(connection, now), _bands(connection, now), _flow(connection, since, now))
    audit.write(connection, Act(Deed.READ, "alert_work", ("workload",)))
    return found


_WORK = alert_work.c
_IS_OPEN = and_(_WORK.state.in_([state.value for state in OPEN]), _WORK.merged_into.is_(None))


def _holder(now: datetime) -> ColumnElement[Any]:
    ended = and_(_WORK.snoozed_until.is_(None), _WORK.claimed_until <= now)
    return case((func.coalesce(ended, False), None), else_=_WORK.owner)


def _loads(connection: Connection, now: datetime) -> tuple[Load, ...]:
    holder = _holder(now)
    rows = connection.execute(
        select(
            holder.label("owner"),
            func.count().label("open"),
            func.count(case((due(Due.SOON, now), 1))).label("soon"),
            func.count(case((due(Due.LATE, now), 1))).label("late"),
            func.count(_WORK.snoozed_until).label("snoozed"),
            func.count(_WORK.awaiting).label("awaiting"),
            func.min(_WORK.opened_at).label("oldest"),
        )
        .where(_IS_OPEN)
        .group_by(holder)
    )
    loads = [Load(**row._asdict()) for row in rows]
    return tuple(sorted(loads, key=lambda load: (load.owner is None, -load.open, load.owner or "")))


def _bands(connection: Connection, now: datetime) -> tuple[Band, ...]:
    edges = [(since, until) for since, until in zip((0, *AGES), (*AGES, None), strict=True)]
    nobodys = _holder(now).is_(None)
    tallies = []
    for number, (since, until) in enumerate(edges):
        inside = _WORK.opened_at <= now - timedelta(days=since)
        if since == 0:
            inside = _WORK.opened_at <= now + timedelta(days=1)
        if until is not None:
            inside = and_(inside, _WORK.opened_at > now - timedelta(days=until))
        tallies.append(func.count(case((inside, 1))).label(f"open_{number}"))
        tallies.append(func.count(case((and_(inside, nobodys), 1))).label(f"free_{number}"))
    row = connection.execute(select(*tallies).where(_IS_OPEN)).one()._asdict()
    return tuple(
        Band(since, until, row[f"open_{number}"], row[f"free_{number}"])
        for number, (since, until) in enumerate(edges)
    )


def _flow(connection: Connection, since: datetime, now: datetime) -> Flow:
    opened = and_(_WORK.opened_at >= since, _WORK.opened_at <= now)
    decided = and_(_WORK.decided_at >= since, _WORK.outcome.is_not(None))
    took = func.extract("epoch", _WORK.decided_at - _WORK.opened_at) / 86_400.0
    look = and_(opened, _WORK.selection == Selection.RANDOM.value)
    row = connection.execute(
        select(
            func.count(case((opened, 1))).label("opened"),
            func.count(case((decided, 1))).label("decided"),
            func.count(case((and_(_WORK.lapsed, _WORK.decided_at >= since), 1))).label("lapsed"),
            func.percentile_cont(0.5).within_group(case((decided, took)).asc()).label("days"),
            func.count(case((look, 1))).label("looks"),
            func.count(case((and_(look, _WORK.outcome.is_(None)), 1))).label("looks_waiting"),
        ).where(_WORK.merged_into.is_(None))
    ).one()
    days = None if row.days is None else float(row.days)
    return Flow(row.opened, row.decided, row.lapsed, days, row.looks, row.looks_waiting)
