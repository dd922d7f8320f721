"""What is done on the page of a case: services, tasks, emergency protection, an early end, names behind custody."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.pages.routes.lpsk.case import Short, Words, Worker, case_page, day_typed, done
from api.service.door import Visit, door
from api.service.routes.lpsk.cases import Code, Number
from protection.cases import custody, giving, protecting, tasks, urgent
from records.days import day_of
from records.errors import NotFound, SuluhError
from records.four_eyes.acts import ACT

ROUTER = APIRouter(prefix="/perkara", include_in_schema=False)

Decider = Annotated[Visit, door("case:decide", composed=True)]
Opener = Annotated[Visit, door("case:identity", composed=True)]
Several = Annotated[list[Annotated[str, Form(max_length=40)]] | None, Form()]


@ROUTER.post("/{case_code}/layanan")
def plan_service(
    request: Request, visit: Worker, case_code: Code, kind: Short = "", provider: Short = "", said: Words = ""
) -> Response:
    """Plan a service."""

    def act() -> None:
        giving.plan(
            visit.connection,
            visit.house.store.keys,
            visit.context,
            case_code,
            kind,
            visit.now,
            provider=provider,
            words=said,
        )

    return done(request, visit, case_code, act, {"provider": provider})


@ROUTER.post("/{case_code}/layanan/{service_id}")
def change_service(
    request: Request,
    visit: Worker,
    case_code: Code,
    service_id: Number,
    state: Short = "",
    cause: Short = "",
) -> Response:
    """A service begins, ends, or cannot be given yet."""
    day = day_of(visit.now)
    return done(
        request,
        visit,
        case_code,
        lambda: giving.change(
            visit.connection, visit.context, service_id, state, cause or None, visit.now, day
        ),
    )


@ROUTER.post("/{case_code}/tugas")
def set_task(
    request: Request,
    visit: Worker,
    case_code: Code,
    kind: Short = "",
    due_on: Short = "",
    said: Words = "",
) -> Response:
    """Set a task."""

    def act() -> None:
        keys, who = visit.house.store.keys, visit.context.who
        day = day_typed(due_on)
        tasks.set_on(visit.connection, keys, case_code, who, visit.now, kind=kind, due_on=day, words=said)

    return done(request, visit, case_code, act)


@ROUTER.post("/{case_code}/darurat")
def ask_urgently(
    request: Request,
    visit: Decider,
    case_code: Code,
    services: Several = None,
    said: Words = "",
    how: Short = "ask",
) -> Response:
    """Ask a second person for emergency protection, begin it, or break the glass and begin."""
    keys, wanted = visit.house.store.keys, services or []

    def act() -> None:
        if how in {"ask", "alone"}:
            ground = ACT[urgent.PROTECT].grounds[0]
            alone = how == "alone"
            urgent.ask(visit.connection, keys, case_code, wanted, ground, said, emergency=alone)
        if how in {"begin", "alone"}:
            urgent.begin(visit.connection, keys, visit.context, case_code, wanted, visit.now)

    news = "asked" if how == "ask" else "saved"
    return done(request, visit, case_code, act, {"said-urgent": said}, news)


@ROUTER.post("/{case_code}/darurat/{measure_id}")
def report_measure(
    request: Request,
    visit: Decider,
    case_code: Code,
    measure_id: Number,
    number: Short = "",
    how: Short = "report",
) -> Response:
    """The measure was reported to the session, or ended."""
    keys = visit.house.store.keys

    def act() -> None:
        if how == "end":
            urgent.end(visit.connection, keys, visit.context, measure_id, visit.now)
        else:
            urgent.report(visit.connection, keys, visit.context, measure_id, number, visit.now)

    return done(request, visit, case_code, act)


@ROUTER.post("/{case_code}/akhir-dini")
def ask_early_end(request: Request, visit: Decider, case_code: Code, said: Words = "") -> Response:
    """Ask a second person that reintegration may end before its time."""
    keys = visit.house.store.keys
    return done(
        request,
        visit,
        case_code,
        lambda: protecting.ask_early_end(visit.connection, keys, case_code, said),
        news="asked",
    )


@ROUTER.post("/{case_code}/identitas")
def ask_identity(
    request: Request,
    visit: Opener,
    case_code: Code,
    sections: Several = None,
    said: Words = "",
    how: Short = "ask",
) -> Response:
    """Ask a custodian, or in an emergency break the glass."""
    keys = visit.house.store.keys
    ground = ACT[custody.REVEAL].grounds[0]
    return done(
        request,
        visit,
        case_code,
        lambda: custody.ask(
            visit.connection, keys, case_code, sections or [], ground, said, emergency=how == "alone"
        ),
        {"said-identity": said},
        "asked",
    )


@ROUTER.post("/{case_code}/identitas/buka")
def open_identity(request: Request, visit: Opener, case_code: Code, sections: Several = None) -> Response:
    """Show the names for a moment, by an approval or an opening that stands."""
    keys = visit.house.store.keys
    try:
        with visit.connection.begin_nested():
            if sections:
                shown = custody.open_(visit.connection, keys, visit.context, case_code, sections, visit.now)
            else:
                shown = custody.show(visit.connection, keys, visit.context, case_code, visit.now)
    except NotFound:
        raise
    except SuluhError as error:
        return case_page(request, visit, case_code, error)
    return case_page(request, visit, case_code, shown=shown)
