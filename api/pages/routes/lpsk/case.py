"""One case: what is known and missing, the clock, the threat, services, tasks, names behind custody, the decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from api.pages import restitution_part
from api.pages.screen import go, show
from api.service.door import Visit, door
from api.service.routes.lpsk.cases import Code
from api.signin.colleagues import LPSK_ROLES, colleagues
from protection.cases import (
    completeness,
    deciding,
    doing,
    findings,
    reading,
    tasks,
    words,
)
from protection.cases.custody import Shown
from protection.cases.doing import Wish
from protection.cases.sent import draft, told
from protection.cases.services import EMERGENCY, SERVICES
from protection.cases.states import Step
from records.errors import InputRefused, NotFound, SuluhError

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
        wish = Wish(Step(step), said, day_typed(until), consent_by)
        doing.do(visit.connection, visit.house.store.keys, visit.context, case_code, wish, visit.now)

    return done(request, visit, case_code, act, {f"said-{step}": said})


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

    return done(request, visit, case_code, act, {"number": number, "said-decision": said})


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

    return done(request, visit, case_code, act, {**aspects, f"said-{kind}": said})


@ROUTER.post("/{case_code}/butir")
def note_item(
    request: Request, visit: Worker, case_code: Code, item: Short = "", standing: Short = ""
) -> Response:
    """How an item of completeness stands."""
    who = visit.context.who
    return done(
        request,
        visit,
        case_code,
        lambda: completeness.note_item(visit.connection, case_code, item, standing, who, visit.now),
    )


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
        people=colleagues(visit.connection, visit.house.gate, visit.context, visit.now, roles=LPSK_ROLES),
        emergency=[service for service in SERVICES if service.code in EMERGENCY],
        **restitution_part.of_case(visit, case_code),
    )


def done(
    request: Request,
    visit: Visit,
    case_code: str,
    act: Callable[[], Any],
    typed: Mapping[str, str] | None = None,
    news: str = "saved",
) -> Response:
    """Do it and go back to the case; where it is refused, the same page again with what was typed."""
    try:
        with visit.connection.begin_nested():
            act()
    except NotFound:
        raise
    except SuluhError as error:
        return case_page(request, visit, case_code, error, typed)
    return go(f"/perkara/{case_code}", news)


def day_typed(typed: str) -> date | None:
    """The day that was typed; None where none was. Raises InputRefused."""
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise InputRefused("Tanggal itu tidak dikenal.", "That is no date.") from None
