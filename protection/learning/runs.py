"""Past runs of detection: what each put forward, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Row, select
from sqlalchemy.dialects.postgresql import distinct_on

from detection.alerts.states import Kind, Outcome
from protection.learning.rows import Raised, raised
from protection.learning.telling import Telling
from records import audit
from records.audit import Act, Deed
from records.errors import NotFound
from records.rights.context import as_program
from records.tables import alert_events, alert_work, alerts, detection_runs

OPEN, LAPSED, NO_WORK = "open", "lapsed", "no_work"
"""How an alert stands that was not decided on; ``no_work``: it was frozen, and nobody was given work of it."""

_RUN = detection_runs.c


@dataclass(frozen=True)
class Run:
    """One detection: day, data, model, size."""

    run_id: int
    as_of: date
    capacity: int
    data_digest: str
    model_version: str
    learned: bool
    people: int
    missing: tuple[str, ...]
    ran_at: datetime


@dataclass(frozen=True)
class Became:
    """A run, its alerts by kind, those about people by how they ended, and how many of these people were found.

    A count is None where it is too small to be told.
    """

    run: Run
    kinds: Mapping[str, int | None]
    ended: Mapping[str, int | None]
    found: int | None


@dataclass(frozen=True)
class Line:
    """One alert of a run, for those who may see it."""

    kind: Kind
    subject: str
    rank: int
    work_id: int | None
    ended: str
    found: bool


@dataclass(frozen=True)
class Closely:
    """One run; ``reasons`` by strongest reason and ``offices`` by office count people put forward. ``lines`` are
    the alerts that the context may see."""

    became: Became
    reasons: Mapping[str, int | None]
    offices: Mapping[str, int | None]
    lines: tuple[Line, ...]
    earlier: int | None
    later: int | None


def listing(connection: Connection, before: int | None = None, most: int = 50) -> list[Run]:
    """The newest runs, or those before a number, with one audit entry."""
    wanted = select(detection_runs).order_by(_RUN.run_id.desc()).limit(most)
    if before:
        wanted = wanted.where(_RUN.run_id < before)
    found = [_run(row) for row in connection.execute(wanted)]
    audit.write(connection, Act(Deed.READ, "detection_run", tuple(str(run.run_id) for run in found)))
    return found


def weeks(connection: Connection, telling: Telling, since: date) -> list[Became]:
    """The runs of the days from ``since`` on, newest first, the last run of each day; one audit entry."""
    last = (
        select(detection_runs)
        .ext(distinct_on(_RUN.as_of))
        .where(_RUN.as_of >= since)
        .order_by(_RUN.as_of.desc(), _RUN.run_id.desc())
    )
    with as_program(connection):
        runs = [_run(row) for row in connection.execute(last)]
        rows = raised(connection, since)
    audit.write(connection, Act(Deed.READ, "detection_run", tuple(str(run.run_id) for run in runs)))
    return [_became(run, [row for row in rows if row.run_id == run.run_id], telling) for run in runs]


def closely(connection: Connection, telling: Telling, run_id: int) -> Closely:
    """One run, with one audit entry. Raises NotFound."""
    row = connection.execute(select(detection_runs).where(_RUN.run_id == run_id)).one_or_none()
    if row is None:
        raise NotFound("Perhitungan itu tidak ada.", "There is no such run.")
    run = _run(row)
    with as_program(connection):
        rows = raised(connection, run.as_of, run_id)
        earlier = connection.scalar(
            select(_RUN.run_id)
            .where(_RUN.as_of < run.as_of)
            .order_by(_RUN.as_of.desc(), _RUN.run_id.desc())
            .limit(1)
        )
        later = connection.scalar(
            select(_RUN.run_id)
            .where(_RUN.as_of > run.as_of)
            .order_by(_RUN.as_of, _RUN.run_id.desc())
            .limit(1)
        )
    lines = _lines(connection, run_id, rows) if telling.exact else ()
    audit.write(
        connection,
        Act(Deed.READ, "detection_run", (str(run_id),), None, ("outcome", "found") if lines else ("counts",)),
    )
    people = [each for each in rows if each.kind == Kind.PERSON]
    return Closely(
        _became(run, rows, telling),
        telling.counts(_by_size(Counter(each.reason or "" for each in people))),
        telling.counts(_by_size(Counter(each.office or "" for each in people))),
        lines,
        earlier,
        later,
    )


def ended(row: Raised) -> str:
    """How the work of an alert stands."""
    if row.outcome is not None:
        return row.outcome.value
    if row.lapsed:
        return LAPSED
    return NO_WORK if row.selection is None else OPEN


def _became(run: Run, rows: list[Raised], telling: Telling) -> Became:
    people = [row for row in rows if row.kind == Kind.PERSON]
    kinds, ends = Counter(row.kind for row in rows), Counter(map(ended, people))
    every = (*(outcome.value for outcome in Outcome), OPEN, LAPSED, NO_WORK)
    return Became(
        run,
        telling.counts({kind.value: kinds[kind.value] for kind in Kind}),
        telling.counts({name: ends[name] for name in every}),
        telling.count(sum(row.found_at is not None for row in people)),
    )


def _lines(connection: Connection, run_id: int, rows: list[Raised]) -> tuple[Line, ...]:
    """Under the visitor's own eyes: the database leaves out whom they may not see."""
    ends = {row.alert_id: row for row in rows}
    work = (
        select(alert_work.c.work_id)
        .where(
            (alert_work.c.alert_id == alerts.c.alert_id)
            | alert_work.c.work_id.in_(
                select(alert_events.c.work_id).where(alert_events.c.alert_id == alerts.c.alert_id)
            )
        )
        .order_by(alert_work.c.work_id.desc())
        .limit(1)
        .correlate(alerts)
        .scalar_subquery()
    )
    wanted = select(alerts.c.alert_id, alerts.c.kind, alerts.c.subject, alerts.c.rank, work.label("work_id"))
    seen = connection.execute(wanted.where(alerts.c.run_id == run_id).order_by(alerts.c.kind, alerts.c.rank))
    return tuple(
        Line(
            Kind(row.kind),
            row.subject,
            row.rank,
            row.work_id,
            ended(ends[row.alert_id]),
            ends[row.alert_id].found_at is not None,
        )
        for row in seen
        if row.alert_id in ends
    )


def _by_size(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def _run(row: Row) -> Run:  # type: ignore[type-arg]
    return Run(
        row.run_id,
        row.as_of,
        row.capacity,
        row.data_digest,
        row.model_version,
        row.learned,
        row.people,
        tuple(row.missing),
        row.ran_at,
    )
