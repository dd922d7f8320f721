"""Which pieces of work to list, and in which order: what a filter says, as conditions of the query."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, literal, or_, select, tuple_

from detection.alerts.refusals import no_such_work
from detection.alerts.states import LEAVING_SOON, OPEN, Kind, State
from records.days import day_of
from records.tables import alert_work, source_rows

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
_NEVER = date(9999, 12, 31)


class Due(StrEnum):
    """How far away the departure is."""

    LATE = "late"
    """The day is over though the work is open."""
    SOON = "soon"
    """Within 48 hours."""
    WEEK = "week"
    MONTH = "month"
    LATER = "later"
    UNKNOWN = "unknown"


class Order(StrEnum):
    """What comes first."""

    URGENCY = "urgency"
    """Need and days left (``detection.alerts.need``)."""
    DEPARTURE = "departure"
    OLDEST = "oldest"
    NEWEST = "newest"


_WORK = alert_work.c
_KEYS: dict[Order, ColumnElement[Any]] = {
    Order.URGENCY: _WORK.look_by,
    Order.DEPARTURE: func.coalesce(_WORK.departs_on, _NEVER),
    Order.OLDEST: _WORK.opened_at,
    Order.NEWEST: -func.extract("epoch", _WORK.opened_at),
}
"""Ascending, every one; equals by their number."""


@dataclass(frozen=True)
class Wanted:
    """Which work to list: of kinds and states, of one owner or ``free`` of any, after a piece already seen.

    ``snoozed`` takes in what is put off, ``only_snoozed`` that alone; ``grouped`` leaves the people of an open
    network to it; ``beyond`` leaves one span of departures out; ``area`` is a regency's code, ``office`` that of
    an LTSA office whose registrations stand behind it; ``among`` are numbers.
    """

    kinds: Collection[Kind] = tuple(Kind)
    states: Collection[State] = OPEN
    owner: str | None = None
    snoozed: bool = False
    grouped: bool = True
    after: int | None = None
    most: int = 50
    free: bool = False
    only_snoozed: bool = False
    due: Due | None = None
    beyond: Due | None = None
    area: str | None = None
    office: str | None = None
    order: Order = Order.URGENCY
    among: Collection[int] | None = None


def conditions(connection: Connection, wanted: Wanted, now: datetime) -> list[ColumnElement[bool]]:
    """What a piece of work has to be. Raises NotFound where ``after`` is not there for the context."""
    found: list[ColumnElement[bool]] = [
        _WORK.kind.in_([kind.value for kind in wanted.kinds]),
        _WORK.state.in_([state.value for state in wanted.states]),
        *_in_hands(wanted, now),
    ]
    if wanted.only_snoozed:
        found.append(_WORK.snoozed_until.is_not(None))
    elif not wanted.snoozed:
        found.append(_WORK.snoozed_until.is_(None))
    if wanted.due is not None:
        found.append(due(wanted.due, now))
    if wanted.beyond is not None:
        found.append(~func.coalesce(due(wanted.beyond, now), False))
    if wanted.area is not None:
        found.append(_WORK.areas.contains([wanted.area]))
    if wanted.office is not None:
        found.append(_WORK.refs.overlap(_of_office(wanted.office)))
    if wanted.among is not None:
        found.append(_WORK.work_id.in_(wanted.among))
    if wanted.after is not None:
        found.append(_after(connection, wanted.order, wanted.after))
    return found


def in_order(order: Order) -> tuple[ColumnElement[Any], ColumnElement[int]]:
    """What to sort by."""
    return _KEYS[order], _WORK.work_id


def due(span: Due, now: datetime) -> ColumnElement[bool]:
    """Whether the departure is so far away."""
    day, today = _WORK.departs_on, day_of(now)
    spans: dict[Due, ColumnElement[bool]] = {
        Due.LATE: day < today,
        Due.SOON: day.between(today, today + LEAVING_SOON),
        Due.WEEK: and_(day > today + LEAVING_SOON, day <= today + WEEK),
        Due.MONTH: and_(day > today + WEEK, day <= today + MONTH),
        Due.LATER: day > today + MONTH,
        Due.UNKNOWN: day.is_(None),
    }
    return spans[span]


def _in_hands(wanted: Wanted, now: datetime) -> list[ColumnElement[bool]]:
    ended = func.coalesce(and_(_WORK.snoozed_until.is_(None), _WORK.claimed_until <= now), False)
    nobodys = or_(_WORK.owner.is_(None), ended)
    network = alert_work.alias("network")
    open_network = exists().where(
        network.c.work_id == _WORK.part_of, network.c.state.in_([state.value for state in OPEN])
    )
    apart = [or_(_WORK.part_of.is_(None), ~open_network)] if wanted.grouped else []
    if wanted.owner is None:
        return [nobodys, *apart] if wanted.free else apart
    own = and_(_WORK.owner == wanted.owner, ~ended)
    return [or_(own, and_(nobodys, *apart))] if wanted.free else [own]


def _of_office(office: str) -> ColumnElement[Any]:
    """The registrations of an office, as references."""
    ref = literal("registrations:") + source_rows.c.entity_key
    of_office = select(func.array_agg(ref)).where(
        source_rows.c.feed == "registrations", source_rows.c.known["office_code"].astext == office
    )
    return of_office.scalar_subquery()


def _after(connection: Connection, order: Order, seen: int) -> ColumnElement[bool]:
    key = _KEYS[order]
    last = connection.execute(select(key).where(_WORK.work_id == seen)).one_or_none()
    if last is None:
        raise no_such_work()
    return tuple_(key, _WORK.work_id) > tuple_(literal(last[0], key.type), literal(seen))
