"""The work as reviewers see it: in the order of need and days left, networks as one, scores hidden where drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, func, select

from detection.alerts import words
from detection.alerts.hidden import unscored
from detection.alerts.states import JUDGEMENTS, OPEN, Awaiting, Kind, Outcome, Selection, State
from detection.alerts.wanted import Wanted, conditions, in_order
from detection.alerts.work import COLUMNS, Work, find, of_row
from detection.suspicion import silenced
from records import audit
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.days import day_of
from records.tables import alert_events, alert_work, alerts, detection_runs


@dataclass(frozen=True)
class Item:
    """One line of the list. ``probability`` is empty where the visitor has to judge first.

    ``summary`` is the one sentence of the newest frozen alert by language, empty where there is none. ``contact``
    is false for a random look: its file is checked, nobody is called. ``members`` are the people whose work is done
    with this network's.
    """

    work_id: int
    alert_id: int | None
    kind: Kind
    subject: str
    summary: Mapping[str, str]
    state: State
    outcome: Outcome | None
    awaiting: Awaiting | None
    owner: str | None
    held_until: datetime | None
    snoozed_until: datetime | None
    departs_on: date | None
    days_left: int | None
    probability: float | None
    score_hidden: bool
    contact: bool
    members: int
    part_of: int | None
    areas: tuple[str, ...]
    opened_at: datetime
    lapsed: bool
    version: int


@dataclass(frozen=True)
class Happened:
    """One event of the history; ``words`` are reason, what speaks against, note, as written."""

    kind: str
    who: str
    at: datetime
    version: int
    outcome: str | None
    ground: str | None
    assignee: str | None
    until: datetime | None
    alert_id: int | None
    evidence: tuple[str, ...]
    words: Mapping[str, str]
    seen_by: str | None
    """Who reads a note (``detection.alerts.states.CIRCLES``); the database gives only what is for the visitor."""


@dataclass(frozen=True)
class Opened:
    """A piece of work opened: what was frozen with its newest alert, its people where it is a network, its history."""

    item: Item
    refs: tuple[str, ...]
    as_of: date | None
    model_version: str | None
    statement: Mapping[str, object]
    members: tuple[Item, ...]
    history: tuple[Happened, ...]


def listed(connection: Connection, who: str, wanted: Wanted, now: datetime) -> list[Item]:
    """The most urgent first, those of the context's areas alone; one audit entry names them."""
    rows = connection.execute(
        select(*COLUMNS)
        .where(*conditions(connection, wanted, now))
        .order_by(*in_order(wanted.order))
        .limit(wanted.most)
    )
    items = _items(connection, who, [of_row(row) for row in rows], now)
    _audit(connection, items)
    return items


def next_free(connection: Connection, wanted: Wanted, now: datetime) -> int | None:
    """The most urgent piece that nobody works on, by its number alone; one audit entry."""
    found: int | None = connection.scalar(
        select(alert_work.c.work_id)
        .where(*conditions(connection, wanted, now))
        .order_by(*in_order(wanted.order))
        .limit(1)
    )
    audit.write(connection, Act(Deed.READ, "alert_work", () if found is None else (f"work/{found}",)))
    return found


def opened(connection: Connection, keys: Keyring, who: str, work_id: int, now: datetime) -> Opened:
    """One piece of work with all that may be seen of it, and one audit entry. Raises NotFound."""
    work = find(connection, work_id)
    wanted = select(*COLUMNS).where(alert_work.c.part_of == work_id).order_by(alert_work.c.look_by)
    inside = [of_row(row) for row in connection.execute(wanted)]
    item, *members = _items(connection, who, [work, *inside], now)
    frozen = _frozen(connection, work)
    statement = silenced.told(frozen.statement, silenced.things(connection)) if frozen is not None else {}
    _audit(connection, [item, *members])
    return Opened(
        item,
        work.refs,
        None if frozen is None else frozen.as_of,
        None if frozen is None else frozen.model_version,
        unscored(statement) if item.score_hidden else statement,
        tuple(members),
        _history(connection, keys, work),
    )


def _frozen(connection: Connection, work: Work) -> Any:
    wanted = select(alerts.c.statement, detection_runs.c.as_of, detection_runs.c.model_version)
    return connection.execute(
        wanted.join_from(alerts, detection_runs).where(alerts.c.alert_id == work.alert_id)
    ).one_or_none()


def _history(connection: Connection, keys: Keyring, work: Work) -> tuple[Happened, ...]:
    rows = connection.execute(
        select(alert_events)
        .where(alert_events.c.work_id == work.work_id)
        .order_by(alert_events.c.version.desc())
    ).all()
    boxes = [(row.event_id, row.work_id, row.who, row.sealed) for row in rows if row.sealed is not None]
    # Of a judgement that the visitor may not see yet the database gives no row.
    said = words.read(connection, keys, boxes)
    return tuple(
        Happened(
            row.kind,
            row.who,
            row.at,
            row.version,
            row.outcome,
            row.ground,
            row.assignee,
            row.until,
            row.alert_id,
            tuple(row.evidence),
            said.get(row.event_id, {}),
            row.seen_by,
        )
        for row in rows
    )


def score_hidden_from(connection: Connection, who: str, works: Sequence[Work]) -> set[int]:
    """The pieces whose score this visitor does not see before judging: while they are open, unless they have."""
    drawn = {work.work_id for work in works if work.hidden_score and work.open}
    wanted = select(alert_events.c.work_id).where(
        alert_events.c.work_id.in_(drawn),
        alert_events.c.who == who,
        alert_events.c.kind.in_([event.value for event in JUDGEMENTS]),
    )
    return drawn - set(connection.scalars(wanted)) if drawn else drawn


def _items(connection: Connection, who: str, works: Sequence[Work], now: datetime) -> list[Item]:
    hidden = score_hidden_from(connection, who, works)
    networks = [work.work_id for work in works if work.kind is Kind.NETWORK]
    counted = select(alert_work.c.part_of, func.count()).where(alert_work.c.part_of.in_(networks))
    members = {part: count for part, count in connection.execute(counted.group_by(alert_work.c.part_of))}  # noqa: C416  (a result is no mapping)
    said = _sentences(connection, works)
    today = day_of(now)
    return [
        Item(
            work_id=work.work_id,
            alert_id=work.alert_id,
            kind=work.kind,
            subject=work.subject,
            summary=said.get(work.alert_id, {}),
            state=work.state,
            outcome=work.outcome,
            awaiting=work.awaiting,
            owner=work.held_by(now),
            held_until=work.claimed_until if work.held_by(now) else None,
            snoozed_until=work.snoozed_until,
            departs_on=work.departs_on,
            days_left=None if work.departs_on is None else (work.departs_on - today).days,
            probability=None if work.work_id in hidden else work.probability,
            score_hidden=work.work_id in hidden,
            contact=work.selection is not Selection.RANDOM,
            members=members.get(work.work_id, 0),
            part_of=work.part_of,
            areas=work.areas,
            opened_at=work.opened_at,
            lapsed=work.lapsed,
            version=work.version,
        )
        for work in works
    ]


def _sentences(connection: Connection, works: Sequence[Work]) -> dict[int | None, Mapping[str, str]]:
    """The sentence that was frozen with each newest alert, by the alert; else its first reason's. No number in it."""
    told, reason = alerts.c.statement["summary"], alerts.c.statement["reasons"][0]
    wanted = select(alerts.c.alert_id, told.label("told"), reason.label("reason"))
    numbers = {work.alert_id for work in works if work.alert_id is not None}
    found: dict[int | None, Mapping[str, str]] = {}
    for row in connection.execute(wanted.where(alerts.c.alert_id.in_(numbers))):
        first = row.reason or {}
        pair = row.told or {name: first.get(f"text_{name}", first.get(name)) for name in ("id", "en")}
        if pair.get("id") and pair.get("en"):
            found[row.alert_id] = {name: pair[name][:1].upper() + pair[name][1:] for name in ("id", "en")}
    return found


def _audit(connection: Connection, items: Sequence[Item]) -> None:
    objects = tuple(f"work/{item.work_id}" for item in items)
    audit.write(connection, Act(Deed.READ, "alert_work", objects, None, ("probability", "statement")))


def item_of(connection: Connection, who: str, work: Work, now: datetime) -> Item:
    """A piece of work that was just changed, as whoever did it sees it; that act has its audit entry."""
    return _items(connection, who, [work], now)[0]


def alerts_hidden_from(connection: Connection, who: str, alert_ids: Sequence[int]) -> set[int]:
    """Of these frozen alerts, those about a subject whose score this visitor does not see yet.

    A later run tells of the same subject again, so they are found by the rows that they share.
    """
    pairs = connection.execute(
        select(alerts.c.alert_id.label("frozen"), *COLUMNS)
        .join_from(
            alerts,
            alert_work,
            and_(alert_work.c.kind == alerts.c.kind, alert_work.c.refs.overlap(alerts.c.refs)),
        )
        .where(
            alerts.c.alert_id.in_(alert_ids),
            alert_work.c.hidden_score,
            alert_work.c.state.in_([state.value for state in OPEN]),
        )
    ).all()
    hidden = score_hidden_from(connection, who, [of_row(row) for row in pairs])
    return {row.frozen for row in pairs if row.work_id in hidden}
