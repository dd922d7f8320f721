"""A piece of work: read, held for a change, changed together with the event that tells of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from detection.alerts.refusals import ChangedSince, claimed, no_such_work
from detection.alerts.states import JUDGEMENTS, OPEN, Awaiting, Event, Kind, Outcome, Selection, State
from records import audit, events
from records.audit import Act, Deed
from records.tables import alert_events, alert_work

PROGRAM = "suluh"

FREE: Mapping[str, object] = {"owner": None, "claimed_until": None, "snoozed_until": None, "awaiting": None}
"""The columns of a piece of work that nobody works on, and that waits for nobody."""

UNDECIDED: Mapping[str, object] = {
    **FREE,
    "outcome": None,
    "judged_by": (),
    "decided_at": None,
    "lapsed": False,
}
"""The columns of a piece of work that nobody has judged in this round."""


@dataclass(frozen=True)
class Work:
    """One piece of work, by the columns of its table."""

    work_id: int
    kind: Kind
    subject: str
    refs: tuple[str, ...]
    areas: tuple[str, ...]
    run_id: int | None
    alert_id: int | None
    selection: Selection
    chance: float | None
    probability: float | None
    hidden_score: bool
    need: float
    departs_on: date | None
    look_by: float
    evidence_at: datetime
    evidence_sequence: int
    part_of: int | None
    merged_into: int | None
    state: State
    outcome: Outcome | None
    owner: str | None
    claimed_until: datetime | None
    snoozed_until: datetime | None
    awaiting: Awaiting | None
    judged_by: tuple[str, ...]
    opened_at: datetime
    decided_at: datetime | None
    lapsed: bool
    moved_at: datetime | None
    version: int

    @property
    def open(self) -> bool:
        """Whether nothing was decided yet."""
        return self.state in OPEN

    def held_by(self, now: datetime) -> str | None:
        """Who works on it now; a claim that ended holds nobody, what is put off stays with its owner."""
        if self.owner is None or self.snoozed_until is not None:
            return self.owner
        return self.owner if self.claimed_until is None or self.claimed_until > now else None

    def refuse_if_held(self, who: str, now: datetime) -> None:
        """Raise Claimed where somebody else works on it."""
        holder = self.held_by(now)
        if holder not in (None, who):
            raise claimed(holder)


COLUMNS = tuple(alert_work.c[field.name] for field in fields(Work))
_ENUMS = {
    "kind": Kind,
    "selection": Selection,
    "state": State,
    "outcome": Outcome,
    "awaiting": Awaiting,
}


def of_row(row: Row[Any]) -> Work:
    """A row of ``COLUMNS`` as a piece of work."""
    values = {name: row._mapping[name] for name in (column.name for column in COLUMNS)}
    for name, enum in _ENUMS.items():
        values[name] = None if values[name] is None else enum(values[name])
    values |= {name: tuple(values[name]) for name in ("refs", "areas", "judged_by")}
    return Work(**values)


def find(connection: Connection, work_id: int) -> Work:
    """One piece of work. Raises NotFound, also where the context may not see it."""
    row = connection.execute(select(*COLUMNS).where(alert_work.c.work_id == work_id)).one_or_none()
    if row is None:
        raise no_such_work()
    return of_row(row)


def hold(connection: Connection, work_id: int, version: int | None = None) -> Work:
    """The same, held by this transaction until it ends. Raises NotFound, and ChangedSince where ``version`` is past."""
    wanted = select(*COLUMNS).where(alert_work.c.work_id == work_id).with_for_update()
    row = connection.execute(wanted).one_or_none()
    if row is None:
        raise no_such_work()
    work = of_row(row)
    if version is not None and version != work.version:
        raise ChangedSince(_differing(connection, work, version))
    return work


def _differing(connection: Connection, work: Work, version: int) -> tuple[str, ...]:
    wanted = select(alert_events.c.before).where(
        alert_events.c.work_id == work.work_id, alert_events.c.version > version
    )
    changed = {name for before in connection.scalars(wanted) for name in before}
    return tuple(sorted(changed)) or ("version",)


def change(
    connection: Connection,
    work: Work,
    event: Event,
    who: str,
    now: datetime,
    values: Mapping[str, object],
    told: Mapping[str, object] | None = None,
) -> tuple[Work, int]:
    """Change columns and write the event; gives the work as it is now and the event's number.

    ``told`` are columns of the event: outcome, ground, assignee, until, alert_id, evidence, sealed, seen_by.
    """
    before = {name: getattr(work, name) for name, new in values.items() if _plain(new) != getattr(work, name)}
    changed = (
        update(alert_work)
        .where(alert_work.c.work_id == work.work_id, alert_work.c.version == work.version)
        .values(**{name: _stored(new) for name, new in values.items()}, version=work.version + 1)
        .returning(*COLUMNS)
    )
    after = of_row(connection.execute(changed).one())
    return after, tell(connection, after, event, who, now, before=before, told=told)


def tell(
    connection: Connection,
    work: Work,
    event: Event,
    who: str,
    now: datetime,
    *,
    before: Mapping[str, object] | None = None,
    told: Mapping[str, object] | None = None,
) -> int:
    """Write an event of the version that the work has now; gives its number."""
    values: dict[str, object] = {
        "work_id": work.work_id,
        "kind": event.value,
        "who": who,
        "at": now,
        "version": work.version,
        "before": dict(before or {}),
        **(told or {}),
    }
    number: int = connection.execute(
        insert(alert_events).values(**values).returning(alert_events.c.event_id)
    ).scalar_one()
    if name := _told_of(work, event):
        events.tell(connection, name, f"work/{work.work_id}")
    return number


def _told_of(work: Work, event: Event) -> str | None:
    """What programs of other institutions are told of (``records.events``)."""
    if event in (*JUDGEMENTS, Event.CLOSED):
        return "alert.decided" if work.state not in OPEN else None
    return {
        Event.OPENED: "alert.raised",
        Event.RAISED_AGAIN: "alert.raised_again",
        Event.LAPSED: "alert.lapsed",
    }.get(event)


def wrote(connection: Connection, deed: Deed, work: Work, changed: tuple[str, ...] = ()) -> None:
    """The audit entry of an act on one piece of work."""
    audit.write(connection, Act(deed, "alert_work", (f"work/{work.work_id}",), None, changed))


def _plain(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _stored(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
