"""Services that are given: planned, running, done, or not possible for a cause; help does not wait for the decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select, update

from protection.cases import sealing
from protection.cases.events import row_of
from protection.cases.rules import RULE
from protection.cases.services import SERVICE, Service
from protection.cases.states import OVER, CaseStepRefused, State
from protection.cases.tasks import CAUSE, Cause
from records import audit
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.errors import InputRefused, NotFound
from records.rights.context import Context
from records.tables import case_services, lpsk_cases

AFTER_DECISION = frozenset({State.GRANTED, State.PROTECTED, State.HANDED_OVER, State.REINTEGRATION})
STATES = ("planned", "running", "done", "not_possible")


@dataclass(frozen=True)
class Given:
    """One service of a case as it stands."""

    service_id: int
    service: Service
    state: str
    provider: str | None
    from_day: date | None
    until_day: date | None
    cause: Cause | None
    words: str


def offered(role: str, state: str, urgent: frozenset[str] = frozenset()) -> tuple[Service, ...]:
    """The services that a case of this role may be given now; ``urgent`` ones run by emergency protection."""
    ours = [service for code, service in SERVICE.items() if code in RULE[role].services]
    decided = State(state) in AFTER_DECISION
    return tuple(each for each in ours if decided or each.before or role == "in_need" or each.code in urgent)


def plan(
    connection: Connection,
    keys: Keyring,
    context: Context,
    case_code: str,
    kind: str,
    now: datetime,
    *,
    provider: str = "",
    from_day: date | None = None,
    words: str = "",
) -> int:
    """Plan a service that the rule of the case allows; gives its number. Raises InputRefused, CaseStepRefused."""
    row = row_of(connection, case_code)
    if State(row.state) in OVER:
        raise CaseStepRefused("Perkara ini sudah berakhir.", "This case has ended.")
    if kind not in {service.code for service in offered(row.role, row.state)}:
        raise InputRefused(
            "Layanan itu belum dapat diberikan pada tahap atau kedudukan ini.",
            "That service is not for this role, or waits for the decision.",
        )
    number = sealing.put(
        connection,
        keys,
        case_services,
        row.case_id,
        words.strip()[:4000] or None,
        kind=kind,
        state="planned",
        provider=provider.strip()[:100] or None,
        from_day=from_day,
        who=context.who,
        at=now,
    )
    _entry(connection, case_code, number)
    return number


def change(
    connection: Connection,
    context: Context,
    service_id: int,
    state: str,
    cause: str | None,
    now: datetime,
    day: date,
) -> None:
    """A service begins, ends, or cannot be given. Raises InputRefused, NotFound, CaseStepRefused."""
    if state not in STATES[1:] or (state == "not_possible") != (cause in CAUSE):
        raise InputRefused(
            "Pilih keadaan layanan, dan sebabnya bila tidak dapat.", "Choose the state, and the cause."
        )
    known = select(lpsk_cases.c.case_code, case_services).join_from(case_services, lpsk_cases)
    row = connection.execute(known.where(case_services.c.service_id == service_id)).one_or_none()
    if row is None:
        raise NotFound("Layanan itu tidak ditemukan.", "There is no such service.")
    if row.state in {"done", "not_possible"}:
        raise CaseStepRefused("Layanan itu sudah selesai.", "That service has ended.")
    begins, ends = row.from_day or day, day if state == "done" else row.until_day
    connection.execute(
        update(case_services)
        .where(case_services.c.service_id == service_id)
        .values(
            state=state,
            cause=cause if state == "not_possible" else None,
            from_day=min(begins, ends) if ends else begins,
            until_day=ends,
            who=context.who,
            at=now,
        )
    )
    _entry(connection, row.case_code, service_id)


def given(connection: Connection, keys: Keyring, case_id: int) -> tuple[Given, ...]:
    """The services of a case, in the order in which they were planned."""
    mine = case_services.c
    rows = connection.execute(
        select(case_services).where(mine.case_id == case_id).order_by(mine.service_id)
    ).all()
    words = sealing.take(
        connection, keys, case_services, case_id, {row.service_id: row.sealed for row in rows}
    )
    return tuple(
        Given(
            row.service_id,
            SERVICE[row.kind],
            row.state,
            row.provider,
            row.from_day,
            row.until_day,
            CAUSE.get(row.cause or ""),
            words.get(row.service_id, ""),
        )
        for row in rows
    )


def _entry(connection: Connection, case_code: str, service_id: int) -> None:
    objects = (f"case:{case_code}", f"case_service:{service_id}")
    audit.write(connection, Act(Deed.CASE, "case_service", objects, None, ("state", "cause")))
