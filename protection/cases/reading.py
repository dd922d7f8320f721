"""What handlers see of cases: the list, nearest deadline first, and one case with everything that is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select

from protection.cases import clock, custody, urgent
from protection.cases.clock import Clock
from protection.cases.completeness import Held, items
from protection.cases.custody import Opening
from protection.cases.events import Told, history, row_of
from protection.cases.findings import Finding, findings
from protection.cases.giving import Given, given, offered
from protection.cases.protecting import earliest_end
from protection.cases.rules import RULE, Rule
from protection.cases.sent import Part, sent
from protection.cases.services import Service
from protection.cases.states import OVER, UNDECIDED, State, Step, steps
from protection.cases.tasks import Task, of_cases
from protection.cases.urgent import Measure
from records import audit
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.rights.context import Context
from records.tables import case_tasks, lpsk_cases

_OVER = [state.value for state in OVER]


@dataclass(frozen=True)
class Brief:
    """One case as a list shows it: no value of a person."""

    case_code: str
    origin: str
    state: State
    rule: Rule
    child: bool
    urgent: bool
    threat: str | None
    handler: str | None
    sender: str | None
    made_at: datetime | None
    received_at: datetime | None
    complete_at: datetime | None
    decided_at: datetime | None
    decision: Clock | None
    next_on: date | None
    revoked_at: datetime | None
    erased_at: datetime | None
    version: int


@dataclass(frozen=True)
class Whole:
    """One case: what is known, what is missing, what was found, decided, done, and who opened its names."""

    brief: Brief
    decision_no: str | None
    consent_by: str | None
    ppa_told_at: datetime | None
    protected_from: date | None
    protected_until: date | None
    review_on: date | None
    reintegration_from: date | None
    earliest_end: date | None
    follows: str | None
    family: tuple[str, ...]
    steps: tuple[Step, ...]
    sent: tuple[Part, ...]
    items: tuple[Held, ...]
    findings: tuple[Finding, ...]
    measures: tuple[Measure, ...]
    services: tuple[Given, ...]
    offered: tuple[Service, ...]
    tasks: tuple[Task, ...]
    history: tuple[Told, ...]
    openings: tuple[Opening, ...]
    opened_until: datetime | None


def cases(
    connection: Connection,
    now: datetime,
    *,
    handler: str | None = None,
    state: str | None = None,
    which: ColumnElement[bool] | None = None,
    over: bool = False,
    most: int = 200,
    after: int = 0,
) -> list[Brief]:
    """The cases that have not ended, or those that have, the nearest day first; one audit entry.

    ``which`` narrows them (``protection.cases.needing``).
    """
    mine = lpsk_cases.c
    next_on = _next_on().label("next_on")
    wanted = select(lpsk_cases, next_on)
    wanted = wanted.where(mine.state.in_(_OVER) if over else mine.state.not_in(_OVER))
    if handler is not None:
        wanted = wanted.where(mine.handler == handler)
    if state is not None:
        wanted = wanted.where(mine.state == state)
    if which is not None:
        wanted = wanted.where(which)
    rows = connection.execute(
        wanted.order_by(next_on.asc().nulls_last(), mine.case_id).offset(after).limit(most)
    ).all()
    found = [_brief(row, now) for row in rows]
    refs = tuple(f"case:{each.case_code}" for each in found)
    audit.write(connection, Act(Deed.READ, "lpsk_case", refs, None, ("state", "clock")))
    return found


def own_tasks(connection: Connection, context: Context, now: datetime) -> list[Task]:
    """What the visitor is to do, the nearest day first; one audit entry."""
    found = of_cases(connection, now, owner=context.who)
    refs = tuple(f"case_task:{each.task_id}" for each in found)
    audit.write(connection, Act(Deed.READ, "case_task", refs, None, ("due_on",)))
    return found


def unreported(connection: Connection, now: datetime) -> tuple[Measure, ...]:
    """Emergency measures that await their report, and a notice to everybody about the late ones; one audit entry."""
    found = urgent.measures(connection, now)
    urgent.sound(connection, now)
    refs = tuple(f"measure:{each.measure_id}" for each in found)
    audit.write(connection, Act(Deed.READ, "case_measure", refs, None, ("report_by",)))
    return found


def one(
    connection: Connection,
    keys: Keyring,
    context: Context,
    case_code: str,
    now: datetime,
    *,
    printed: bool = False,
) -> Whole:
    """One case with everything but its names; one audit entry. Raises NotFound."""
    row = row_of(connection, case_code)
    case_id = row.case_id
    running = urgent.measures(connection, now, case_id)
    at_once = frozenset(each.code for measure in running if not measure.ended_at for each in measure.services)
    deed = Deed.PRINT if printed else Deed.READ
    audit.write(connection, Act(deed, "lpsk_case", (f"case:{case_code}",), None, ("sent", "findings")))
    follows = select(lpsk_cases.c.case_code).where(lpsk_cases.c.case_id == row.follows)
    family = select(lpsk_cases.c.case_code).where(lpsk_cases.c.follows == case_id)
    return Whole(
        brief=_brief(row, now),
        decision_no=row.decision_no,
        consent_by=row.consent_by,
        ppa_told_at=row.ppa_told_at,
        protected_from=row.protected_from,
        protected_until=row.protected_until,
        review_on=row.review_on,
        reintegration_from=row.reintegration_from,
        earliest_end=earliest_end(row),
        follows=connection.scalar(follows),
        family=tuple(connection.scalars(family.order_by(lpsk_cases.c.case_code))),
        steps=steps(State(row.state)),
        sent=sent(connection, keys, case_id),
        items=items(connection, row),
        findings=findings(connection, keys, case_id),
        measures=running,
        services=given(connection, keys, case_id),
        offered=offered(row.role, row.state, at_once),
        tasks=tuple(of_cases(connection, now, case_id=case_id)),
        history=history(connection, keys, case_id),
        openings=custody.openings(connection, case_id),
        opened_until=custody.standing(connection, context, case_id),
    )


def _next_on() -> Any:
    """The nearest day on which something is due on a case."""
    mine = lpsk_cases.c
    tasks = (
        select(func.min(case_tasks.c.due_on))
        .where(case_tasks.c.case_id == mine.case_id, case_tasks.c.state == "open")
        .scalar_subquery()
    )
    # The decision's clock counts while nothing is decided; afterwards the review and the end of the term do.
    deciding = case((mine.state.in_([state.value for state in UNDECIDED]), mine.decide_by))
    term = case((mine.state == State.PROTECTED.value, func.least(mine.review_on, mine.protected_until)))
    return func.least(tasks, deciding, term)


def _brief(row: Any, now: datetime) -> Brief:
    runs = State(row.state) in UNDECIDED and row.received_at is not None and row.decide_by is not None
    return Brief(
        case_code=row.case_code,
        origin=row.origin,
        state=State(row.state),
        rule=RULE[row.role],
        child=row.child,
        urgent=row.urgent,
        threat=row.threat,
        handler=row.handler,
        sender=row.sender,
        made_at=row.made_at,
        received_at=row.received_at,
        complete_at=row.complete_at,
        decided_at=row.decided_at,
        decision=clock.clock("lpsk_decision", row.received_at, row.decide_by, now) if runs else None,
        next_on=getattr(row, "next_on", None),
        revoked_at=row.revoked_at,
        erased_at=row.erased_at,
        version=row.version,
    )
