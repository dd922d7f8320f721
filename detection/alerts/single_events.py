"""Raised by a single event: a report, a paper, a departure that is no night's wait away, beside the capacity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from detection.alerts import departures, evidence, need
from detection.alerts.again import opened_anew
from detection.alerts.matching import Piece, match
from detection.alerts.raising import make_way, open_work, pieces_with
from detection.alerts.states import Event, Kind, Selection, State
from detection.alerts.work import PROGRAM, Work, change, find
from records.days import day_of
from records.tables import alert_events


@dataclass(frozen=True)
class Happening:
    """What happened to whom. ``rows`` are the feed:entity_key that show it, ``severities`` (1 to 5) of its signs.

    ``refs`` are the subject's own rows; ``areas`` the regencies that they name.
    """

    kind: Kind
    subject: str
    refs: tuple[str, ...]
    areas: tuple[str, ...]
    rows: tuple[str, ...]
    severities: tuple[int, ...]


def raise_happening(connection: Connection, happening: Happening, now: datetime) -> Work | None:
    """The piece of work that the event belongs to, opened or raised again, however often it is told of.

    None where a person has decided after these rows were known that they are no indication. The caller holds
    ``raising.TURN``, so that many at once open one, and writes the audit entry.
    """
    known = evidence.known_rows(connection, happening.rows, now)
    plans = departures.planned(connection, happening.refs, now)
    day = day_of(now)
    person = happening.kind is Kind.PERSON
    leaves = (
        departures.of_person(happening.refs, plans, day)
        if person
        else departures.of_many(happening.refs, plans, day)
    )
    pieces: Sequence[Piece] = pieces_with(connection, happening.kind, set(happening.refs))
    found = match(happening.kind, {0: happening.refs}, pieces)[0]
    if found is None:
        values = {
            "kind": happening.kind.value,
            "subject": happening.subject,
            "refs": sorted(happening.refs),
            "areas": sorted(happening.areas),
            "selection": Selection.URGENT.value,
            "hidden_score": False,
            "evidence_at": now,
            "evidence_sequence": evidence.last_sequence(connection),
        }
        told = {"evidence": sorted(happening.rows)}
        return open_work(connection, values, happening.severities, leaves, day, now, told)
    work = find(connection, found.work_id)
    new = evidence.new_rows(happening.rows, known, work.evidence_at, work.evidence_sequence)
    told_before = _told(connection, work)
    fresh = tuple(ref for ref in happening.rows if ref not in told_before and (work.open or ref in new))
    if not fresh:
        return None if work.state is State.CLOSED else work
    if work.state is State.CLOSED:
        make_way(connection, work.kind, work.subject, now)
    needed = max(work.need, need.need(work.probability, happening.severities))
    changed: dict[str, object] = {
        "need": needed,
        "departs_on": leaves or work.departs_on,
        "look_by": need.look_by(needed, leaves or work.departs_on, day),
        **opened_anew(work),
    }
    told = {"evidence": sorted(fresh)}
    return change(connection, work, Event.RAISED_AGAIN, PROGRAM, now, changed, told)[0]


def _told(connection: Connection, work: Work) -> set[str]:
    """The rows that raised it before."""
    wanted = select(alert_events.c.evidence).where(alert_events.c.work_id == work.work_id)
    return {ref for rows in connection.scalars(wanted) for ref in rows}
