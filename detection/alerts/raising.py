"""From frozen alerts to pieces of work: opened, followed, raised again; one for each subject, whoever raises it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from detection.alerts import departures, evidence, need
from detection.alerts.again import grown, raise_again
from detection.alerts.grouping import group
from detection.alerts.hidden import drawn
from detection.alerts.matching import Match, Piece, match
from detection.alerts.states import Event, Kind, Selection, State
from detection.alerts.work import COLUMNS, FREE, PROGRAM, Work, change, find, of_row, tell
from records import audit
from records.days import instant
from records.store import Store, take_turn
from records.tables import alert_work, alerts, detection_runs

TURN = "alert work"
"""Whoever raises alerts holds it: two workers with the same alert are one after the other."""


@dataclass(frozen=True)
class Raised:
    """The numbers of the pieces of work that were opened, and of those that were raised again."""

    opened: tuple[int, ...] = ()
    again: tuple[int, ...] = ()


def raise_run(store: Store, run_id: int, key: bytes, now: datetime) -> Raised:
    """Turn the alerts of a run into work, with one audit entry; the same run again changes nothing.

    ``key`` draws the tenth whose score is hidden.
    """
    with store.begin() as connection:
        take_turn(connection, TURN)
        day: date = connection.execute(
            select(detection_runs.c.as_of).where(detection_runs.c.run_id == run_id)
        ).scalar_one()
        wanted = select(alerts, detection_runs.c.data_sequence).join_from(alerts, detection_runs)
        frozen = connection.execute(wanted.where(alerts.c.run_id == run_id).order_by(alerts.c.alert_id)).all()
        raised = _raise(connection, frozen, day, key, now)
        group(connection)
        touched = tuple(f"work/{number}" for number in (*raised.opened, *raised.again))
        audit.write(connection, audit.Act(audit.Deed.RAISE, "alert_work", touched))
    return raised


def _raise(connection: Connection, frozen: Sequence[Any], day: date, key: bytes, now: datetime) -> Raised:
    refs = {ref for row in frozen for ref in row.refs}
    known = evidence.known_rows(connection, refs | _speaking(frozen), instant(day))
    plans = departures.planned(connection, refs, instant(day))
    new, again = [], []
    for kind in Kind:
        mine = {row.alert_id: row for row in frozen if row.kind == kind}
        pieces = pieces_with(connection, kind, {ref for row in mine.values() for ref in row.refs})
        for number, found in match(kind, {number: row.refs for number, row in mine.items()}, pieces).items():
            row = mine[number]
            leaves = _leaves(kind, row.refs, plans, day)
            if found is None:
                new.append((row, leaves))
                continue
            work = _followed(connection, row, found, now)
            growth = grown(work, row, known)
            if growth is not None:
                raise_again(connection, work, row, growth, leaves, day, now)
                again.append(work.work_id)
    # What goes on under another name has left its old one by now.
    opened = [_open(connection, row, leaves, day, key, now) for row, leaves in new]
    return Raised(tuple(opened), tuple(again))


def _speaking(frozen: Sequence[Any]) -> set[str]:
    people = (row for row in frozen if row.kind == Kind.PERSON)
    return {ref for row in people for ref in evidence.speaking_for(row.statement, (), of_person=True)}


def _leaves(kind: Kind, refs: Sequence[str], plans: departures.Planned, day: date) -> date | None:
    return (
        departures.of_person(refs, plans, day)
        if kind is Kind.PERSON
        else departures.of_many(refs, plans, day)
    )


def pieces_with(connection: Connection, kind: Kind, refs: set[str]) -> list[Piece]:
    """The pieces of a kind that share a row with these, held by the transaction."""
    wanted = select(*COLUMNS).where(
        alert_work.c.kind == kind.value,
        alert_work.c.merged_into.is_(None),
        alert_work.c.moved_at.is_(None),
        alert_work.c.refs.overlap(sorted(refs)),
    )
    rows = connection.execute(wanted.order_by(alert_work.c.work_id).with_for_update())
    return [Piece(row.work_id, row.state != State.CLOSED, frozenset(row.refs)) for row in rows]


def _open(connection: Connection, row: Any, leaves: date | None, day: date, key: bytes, now: datetime) -> int:
    ranked = select(func.count()).where(alert_work.c.selection != Selection.RANDOM.value)
    number = connection.execute(ranked).scalar_one()
    work = open_work(
        connection,
        {
            "kind": row.kind,
            "subject": row.subject,
            "refs": list(row.refs),
            "areas": list(row.areas),
            "run_id": row.run_id,
            "alert_id": row.alert_id,
            "selection": Selection.RANKED.value,
            "probability": row.probability,
            "hidden_score": drawn(key, number),
            "evidence_at": instant(day),
            "evidence_sequence": row.data_sequence,
        },
        evidence.severities(row.statement),
        leaves,
        day,
        now,
        told={"alert_id": row.alert_id},
    )
    return work.work_id


def open_work(
    connection: Connection,
    values: Mapping[str, Any],
    severities: Sequence[int],
    leaves: date | None,
    day: date,
    now: datetime,
    told: Mapping[str, object],
) -> Work:
    """A new piece of work, under the turn that the caller holds; ``told`` are columns of its first event."""
    make_way(connection, values["kind"], values["subject"], now)
    needed = need.need(values.get("probability"), severities)
    number = connection.execute(
        insert(alert_work)
        .values(
            **values,
            need=needed,
            departs_on=leaves,
            look_by=need.look_by(needed, leaves, day),
            opened_at=now,
        )
        .returning(alert_work.c.work_id)
    ).scalar_one()
    work = find(connection, number)
    tell(connection, work, Event.OPENED, PROGRAM, now, told=told)
    return work


def _followed(connection: Connection, row: Any, found: Match, now: datetime) -> Work:
    """The piece under its subject's present name and rows; others of the same subject end in it."""
    work = find(connection, found.work_id)
    for number in found.merged:
        other = find(connection, number)
        if not other.open:
            continue  # what was referred goes its own way
        ended = {"state": State.CLOSED, "merged_into": work.work_id, "decided_at": now, **FREE}
        change(connection, other, Event.MERGED, PROGRAM, now, ended)
    same = (work.subject, set(work.refs), set(work.areas)) == (row.subject, set(row.refs), set(row.areas))
    if work.state is State.CLOSED or work.subject != row.subject:
        make_way(connection, row.kind, row.subject, now)
    if same and not found.merged:
        return work
    values = {"subject": row.subject, "refs": sorted(row.refs), "areas": sorted(row.areas)}
    followed, _ = change(connection, work, Event.FOLLOWED, PROGRAM, now, values)
    return followed


def make_way(connection: Connection, kind: str, subject: str, now: datetime) -> None:
    """An open piece that still bears a name which now is another's gives it up, until it is followed itself."""
    wanted = select(*COLUMNS).where(
        alert_work.c.kind == kind,
        alert_work.c.subject == subject,
        alert_work.c.state != State.CLOSED.value,
    )
    for row in connection.execute(wanted).all():
        other = of_row(row)
        change(connection, other, Event.FOLLOWED, PROGRAM, now, {"subject": f"{subject}~{other.work_id}"})
