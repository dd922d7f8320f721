"""One case: what is known and missing, the clock, the threat, services, tasks, names behind custody, the decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from api.pages import restitution_part
from api.pages.screen import go, show
from api.service.door import Visit, door
from api.service.routes.lpsk.cases import Code, Number
from protection.cases import (
    clock,
    completeness,
    custody,
    deciding,
    doing,
    findings,
    giving,
    reading,
    tasks,
    urgent,
    words,
)
from protection.cases.custody import Shown
from protection.cases.doing import Wish
from protection.cases.sent import draft, told
from protection.cases.services import EMERGENCY, SERVICES
from protection.cases.states import Step
from records import four_eyes
from records.errors import InputRefused, NotFound, SuluhError
from records.four_eyes.acts import ACT

ROUTER = APIRouter(prefix="/perkara", include_in_schema=False)

Reader = Annotated[Visit, door("case:read", composed=True)]
Worker = Annotated[Visit, door("case:work", composed=True)]
Decider = Annotated[Visit, door("case:decide", composed=True)]
Opener = Annotated[Visit, door("case:identity", composed=True)]
Short = Annotated[str, Form(max_length=100)]
Words = Annotated[str, Form(max_length=8000)]
Several = Annotated[list[Annotated[str, Form(max_length=40)]] | None, Form()]
SECONDS = 60
"""For so long names stand uncovered on the screen."""


@ROUTER.get("/{case_code}")
def see_case(request: Request, visit: Reader, case_code: Code) -> Response:
    """The case by its code; nobody's name."""
    return case_page(request, visit, case_code)


@ROUTER.get("/{case_code}/lembar")
def see_sheet(request: Request, visit: Reader, case_code: Code) -> Response:
    """The sheet on which the session of leaders decides, to print."""
    keys = visit.house.store.keys
    whole = reading.one(visit.connection, keys, visit.context, case_code, visit.now, printed=True)
    newest: dict[str, Any] = {}
    for each in whole.findings:
        newest.setdefault(each.kind, each)
    return show(
        request,
        visit,
        "lpsk_sheet.html.jinja",
        case=whole,
        newest=newest,
        words=words,
        aspects=findings.ASPECTS,
    )


@ROUTER.post("/{case_code}/langkah")
def take_step(
    request: Request,
    visit: Worker,
    case_code: Code,
    step: Short = "",
    said: Words = "",
    until: Short = "",
    consent_by: Short = "",
) -> Response:
    """A step along the graph, or a note."""

    def act() -> None:
        if step not in {each.value for each in Step}:
            raise InputRefused("Pilih langkahnya.", "Choose the step.")
        wish = Wish(Step(step), said, _day(until), consent_by)
        doing.do(visit.connection, visit.house.store.keys, visit.context, case_code, wish, visit.now)

    return _done(request, visit, case_code, act, {f"said-{step}": said})


@ROUTER.post("/{case_code}/keputusan")
def decide(
    request: Request, visit: Decider, case_code: Code, grant: Short = "", number: Short = "", said: Words = ""
) -> Response:
    """What the session decided, by another than who recommended."""

    def act() -> None:
        if grant not in {"grant", "refuse"}:
            raise InputRefused("Pilih keputusannya.", "Choose the decision.")
        deciding.decide(
            visit.connection,
            visit.house.store.keys,
            visit.context,
            case_code,
            visit.now,
            grant=grant == "grant",
            number=number,
            words=said,
        )

    return _done(request, visit, case_code, act, {"number": number, "said-decision": said})


@ROUTER.post("/{case_code}/temuan")
def find(
    request: Request,
    visit: Worker,
    case_code: Code,
    kind: Short = "",
    level: Short = "",
    proposes: Short = "",
    said: Words = "",
    who: Words = "",
    what: Words = "",
    near: Words = "",
    place: Words = "",
    support: Words = "",
    role: Words = "",
) -> Response:
    """A telaah, a threat assessment (by its aspects), its review or a recommendation."""
    keys = visit.house.store.keys
    aspects = {"who": who, "what": what, "near": near, "place": place, "support": support, "role": role}

    def act() -> None:
        first = (visit.connection, keys, visit.context, case_code)
        if kind == "telaah":
            findings.write_telaah(*first, said, visit.now)
        elif kind == "recommendation":
            findings.recommend(*first, proposes, said, visit.now)
        elif kind in {"threat", "review"}:
            findings.assess_threat(*first, level, aspects, visit.now, review=kind == "review")
        else:
            raise InputRefused("Pilih apa yang ditulis.", "Choose what is written.")

    return _done(request, visit, case_code, act, {**aspects, f"said-{kind}": said})


@ROUTER.post("/{case_code}/butir")
def note_item(
    request: Request, visit: Worker, case_code: Code, item: Short = "", standing: Short = ""
) -> Response:
    """How an item of completeness stands."""
    who = visit.context.who
    return _done(
        request,
        visit,
        case_code,
        lambda: completeness.note_item(visit.connection, case_code, item, standing, who, visit.now),
    )


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

    return _done(request, visit, case_code, act, {"provider": provider})


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
    day = clock.day(visit.now)
    return _done(
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
        day = _day(due_on)
        tasks.set_on(visit.connection, keys, case_code, who, visit.now, kind=kind, due_on=day, words=said)

    return _done(request, visit, case_code, act)


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
    return _done(request, visit, case_code, act, {"said-urgent": said}, news)


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

    return _done(request, visit, case_code, act)


@ROUTER.post("/{case_code}/akhir-dini")
def ask_early_end(request: Request, visit: Decider, case_code: Code, said: Words = "") -> Response:
    """Ask a second person that reintegration may end before its time."""
    act = ACT["end_reintegration_early"]
    refs = (f"case:{case_code}",)
    keys = visit.house.store.keys
    return _done(
        request,
        visit,
        case_code,
        lambda: four_eyes.ask(visit.connection, keys, act.name, refs, act.grounds[0], said),
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
    return _done(
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


def case_page(
    request: Request,
    visit: Visit,
    case_code: str,
    error: SuluhError | None = None,
    typed: Mapping[str, str] | None = None,
    shown: Shown | None = None,
) -> Response:
    """The page of a case, also where something was refused: what was typed stays."""
    whole = reading.one(visit.connection, visit.house.store.keys, visit.context, case_code, visit.now)
    return show(
        request,
        visit,
        "lpsk_case.html.jinja",
        200 if error is None else error.status,
        case=whole,
        draft=draft(whole.sent),
        error=error,
        typed=dict(typed or {}),
        shown=told(shown.sections) if shown else (),
        seconds=SECONDS,
        words=words,
        aspects=findings.ASPECTS,
        levels=findings.LEVELS,
        kinds=tasks.KINDS,
        causes=tasks.CAUSES,
        standings=completeness.STANDINGS,
        emergency=[service for service in SERVICES if service.code in EMERGENCY],
        **restitution_part.of_case(visit, case_code),
    )


def _done(
    request: Request,
    visit: Visit,
    case_code: str,
    act: Callable[[], Any],
    typed: Mapping[str, str] | None = None,
    news: str = "saved",
) -> Response:
    try:
        with visit.connection.begin_nested():
            act()
    except NotFound:
        raise
    except SuluhError as error:
        return case_page(request, visit, case_code, error, typed)
    return go(f"/perkara/{case_code}", news)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise InputRefused("Tanggal itu tidak dikenal.", "That is no date.") from None
