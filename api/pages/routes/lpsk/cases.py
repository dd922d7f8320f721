"""Perkara: the list, what each is to do, and a new case of an application or an outreach."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response

from api.pages.screen import go, show
from api.service.door import Visit, door
from api.signin.colleagues import LPSK_ROLES, colleagues
from protection.cases import entering, reading, tasks, words
from protection.cases.needing import NEED, NEEDS, tallies
from protection.cases.rules import RULES
from protection.cases.states import State
from records.days import day_of
from records.errors import NotFound, SuluhError

ROUTER = APIRouter(prefix="/perkara", include_in_schema=False)

Reader = Annotated[Visit, door("case:read", composed=True)]
Worker = Annotated[Visit, door("case:work", composed=True)]
Line = Annotated[str, Form(max_length=300)]
Words = Annotated[str, Form(max_length=4000)]
MOST = 50


@ROUTER.get("")
def see_cases(
    request: Request,
    visit: Reader,
    tahap: Annotated[str, Query(max_length=20)] = "",
    perlu: Annotated[str, Query(max_length=20)] = "",
    halaman: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """The cases, the nearest day first; above them what is late and what the visitor is to do."""
    state = tahap if tahap in {each.value for each in State} else None
    over = state in {State.ENDED.value, State.WITHDRAWN.value}
    found = reading.cases(
        visit.connection,
        visit.now,
        state=state,
        which=NEED[perlu].which(visit.context.who, day_of(visit.now)) if perlu in NEED else None,
        over=over,
        most=MOST + 1,
        after=(halaman - 1) * MOST,
    )
    return show(
        request,
        visit,
        "lpsk_cases.html.jinja",
        cases=found[:MOST],
        more=len(found) > MOST,
        page=halaman,
        state=state,
        need=perlu if perlu in NEED else "",
        needs=NEEDS,
        tallies=tallies(visit.connection, visit.context, visit.now),
        states=list(State),
        words=words,
        tasks=reading.own_tasks(visit.connection, visit.context, visit.now),
        causes=tasks.CAUSES,
        measures=reading.unreported(visit.connection, visit.now),
        people=colleagues(visit.connection, visit.house.gate, visit.context, visit.now, roles=LPSK_ROLES),
    )


@ROUTER.get("/baru")
def see_new(request: Request, visit: Worker) -> Response:
    """An empty form; that it was opened is nothing about anybody, and written down all the same."""
    reading.own_tasks(visit.connection, visit.context, visit.now)
    return _new(request, visit, {}, None)


@ROUTER.post("/baru")
def enter(
    request: Request,
    visit: Worker,
    origin: Annotated[str, Form(max_length=20)] = "",
    role: Annotated[str, Form(max_length=20)] = "",
    follows: Annotated[str, Form(max_length=20)] = "",
    name: Line = "",
    nik: Line = "",
    birth_date: Line = "",
    contact: Line = "",
    hours: Line = "",
    threat: Words = "",
    told: Words = "",
    now: Annotated[str, Form(max_length=1)] = "",
    child: Annotated[str, Form(max_length=1)] = "",
) -> Response:
    """Open a case; what names the person goes into custody."""
    sections: dict[str, dict[str, Any]] = {
        "identity": {"name": name, "nik": nik, "birth_date": birth_date},
        "safe_contact": {"to": contact, "hours": hours},
        "threat": {"now": bool(now), "what": threat},
        "child": {"under_18": bool(child)},
        "elements": {"told": told},
    }
    typed = {
        "origin": origin,
        "role": role,
        "follows": follows,
        "name": name,
        "nik": nik,
        "birth_date": birth_date,
        "contact": contact,
        "hours": hours,
        "threat": threat,
        "told": told,
        "now": now,
        "child": child,
    }
    try:
        with visit.connection.begin_nested():
            code = entering.enter(
                visit.connection,
                visit.house.store.keys,
                visit.context,
                origin,
                role,
                sections,
                visit.now,
                follows=follows.strip().upper() or None,
            )
    except SuluhError as error:
        if isinstance(error, NotFound) and not follows:
            raise
        reading.own_tasks(visit.connection, visit.context, visit.now)
        return _new(request, visit, typed, error)
    return go(f"/perkara/{code}", "saved")


@ROUTER.post("/tugas/{task_id}")
def end_task(
    visit: Worker, task_id: int, cause: Annotated[str, Form(max_length=20)] = "", here: Line = ""
) -> Response:
    """A task is done, or cannot be done yet."""
    tasks.end(visit.connection, task_id, cause or None, visit.context.who, visit.now)
    return go(f"/perkara/{here}" if here else "/perkara", "saved")


def _new(request: Request, visit: Visit, typed: dict[str, str], error: SuluhError | None) -> Response:
    status = 200 if error is None else error.status
    return show(
        request,
        visit,
        "lpsk_new.html.jinja",
        status,
        typed=typed,
        error=error,
        rules=RULES,
        words=words,
        origins=[code for code in words.ORIGIN if code != "referral"],
    )
