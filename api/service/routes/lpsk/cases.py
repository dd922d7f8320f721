"""LPSK's cases: received, assessed, decided, protected, returned; by their codes alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from api.service.cursors import Paged
from api.service.door import Visit, door
from protection.cases import completeness, deciding, doing, entering, findings, giving, reading, tasks
from protection.cases.doing import Wish
from protection.cases.reading import Brief, Whole
from protection.cases.states import State, Step
from protection.cases.tasks import Task
from records.days import day_of

ROUTER = APIRouter(prefix="/v1/cases")

BIGGEST = 2**63 - 1
Code = Annotated[str, Path(pattern=r"^LPSK-[0-9]{4}-[2-9A-Z]{6}$")]
Number = Annotated[int, Path(ge=1, le=BIGGEST)]
Words = Annotated[str, Field(max_length=8000)]
Short = Annotated[str, Field(max_length=100)]
Name = Annotated[str, Field(max_length=40)]
Reader = Annotated[Visit, door("case:read")]
Worker = Annotated[Visit, door("case:work")]


class Entered(BaseModel):
    """A case without a referral; sections are those of a referral's packet."""

    origin: Literal["application", "outreach"]
    role: Name
    sections: Annotated[dict[str, dict[str, Any]], Field(max_length=20)]
    follows: Annotated[str | None, Field(pattern=r"^LPSK-[0-9]{4}-[2-9A-Z]{6}$")] = None


class Taken(BaseModel):
    """A step, and what it may need."""

    step: Step
    words: Words = ""
    until: date | None = None
    consent_by: Name = ""


class Decided(BaseModel):
    """What the session of leaders decided."""

    grant: bool
    number: Short
    words: Words


class Found(BaseModel):
    """A finding: telaah, threat, review or recommendation; ``aspects`` of a threat by their codes."""

    kind: Literal["telaah", "threat", "review", "recommendation"]
    level: Name = ""
    proposes: Name = ""
    words: Words = ""
    aspects: Annotated[dict[Name, Words], Field(max_length=10)] = {}


class Noted(BaseModel):
    """How an item of completeness stands."""

    item: Name
    standing: Name


class Planned(BaseModel):
    """A service to be given; ``provider`` is a body, never a person."""

    kind: Name
    provider: Short = ""
    from_day: date | None = None
    words: Words = ""


class Changed(BaseModel):
    """How a service goes on."""

    state: Name
    cause: Name | None = None


class Set(BaseModel):
    """A task on a case."""

    kind: Name
    due_on: date | None = None
    owner: Short | None = None
    words: Words = ""


class Ended(BaseModel):
    """That a task is done, or why it cannot be done yet."""

    cause: Name | None = None


@dataclass(frozen=True)
class Made:
    """The code of a new case."""

    case_code: str


@dataclass(frozen=True)
class Numbered:
    """The number of what was made."""

    number: int


@dataclass(frozen=True)
class Done:
    """It was done."""

    done: bool = True


@ROUTER.get("")
def read_cases(
    visit: Reader,
    page: Paged,
    state: Annotated[State | None, Query()] = None,
    mine: Annotated[bool, Query(description="Only one's own.")] = False,
    over: Annotated[bool, Query(description="Those that have ended.")] = False,
) -> list[Brief]:
    """The cases, the nearest day first."""
    found = reading.cases(
        visit.connection,
        visit.now,
        handler=visit.context.who if mine else None,
        state=state.value if state else None,
        over=over,
        most=page.most,
        after=page.after,
    )
    return page.of(found, lambda _: page.after + len(found))


@ROUTER.post("", status_code=201)
def enter(entered: Entered, visit: Worker) -> Made:
    """Open a case of an application or an outreach; what names the person goes into custody."""
    return Made(
        entering.enter(
            visit.connection,
            visit.house.store.keys,
            visit.context,
            entered.origin,
            entered.role,
            entered.sections,
            visit.now,
            follows=entered.follows,
        )
    )


@ROUTER.get("/tasks")
def read_tasks(visit: Reader) -> list[Task]:
    """What the visitor is to do, the nearest day first."""
    return reading.own_tasks(visit.connection, visit.context, visit.now)


@ROUTER.post("/tasks/{task_id}/end")
def end_task(task_id: Number, ended: Ended, visit: Worker) -> Done:
    """A task is done, or cannot be done yet for a declared cause."""
    tasks.end(visit.connection, task_id, ended.cause, visit.context.who, visit.now)
    return Done()


@ROUTER.post("/services/{service_id}/state")
def change_service(service_id: Number, changed: Changed, visit: Worker) -> Done:
    """A service begins, ends, or is not possible for a declared cause."""
    today = day_of(visit.now)
    giving.change(visit.connection, visit.context, service_id, changed.state, changed.cause, visit.now, today)
    return Done()


@ROUTER.get("/{case_code}")
def read_case(case_code: Code, visit: Reader) -> Whole:
    """One case with everything but its names."""
    return reading.one(visit.connection, visit.house.store.keys, visit.context, case_code, visit.now)


@ROUTER.post("/{case_code}/steps")
def take_step(case_code: Code, taken: Taken, visit: Worker) -> Done:
    """Take a step along the case's graph, or note one that moves nothing."""
    keys, wish = visit.house.store.keys, Wish(**taken.model_dump())
    doing.do(visit.connection, keys, visit.context, case_code, wish, visit.now)
    return Done()


@ROUTER.post("/{case_code}/decision")
def decide(case_code: Code, decided: Decided, visit: Annotated[Visit, door("case:decide")]) -> Done:
    """Enter what the session of leaders decided, by another than who recommended."""
    keys = visit.house.store.keys
    deciding.decide(visit.connection, keys, visit.context, case_code, visit.now, **decided.model_dump())
    return Done()


@ROUTER.post("/{case_code}/findings", status_code=201)
def find(case_code: Code, found: Found, visit: Worker) -> Done:
    """Write a telaah, a threat assessment, its review, or a recommendation."""
    first = (visit.connection, visit.house.store.keys, visit.context, case_code)
    if found.kind == "telaah":
        findings.write_telaah(*first, found.words, visit.now)
    elif found.kind == "recommendation":
        findings.recommend(*first, found.proposes, found.words, visit.now)
    else:
        review = found.kind == "review"
        findings.assess_threat(*first, found.level, dict(found.aspects), visit.now, review=review)
    return Done()


@ROUTER.post("/{case_code}/items")
def note_item(case_code: Code, noted: Noted, visit: Worker) -> Done:
    """Note how an item of completeness stands."""
    who = visit.context.who
    completeness.note_item(visit.connection, case_code, noted.item, noted.standing, who, visit.now)
    return Done()


@ROUTER.post("/{case_code}/services", status_code=201)
def plan_service(case_code: Code, planned: Planned, visit: Worker) -> Numbered:
    """Plan a service."""
    keys, values = visit.house.store.keys, planned.model_dump()
    kind = values.pop("kind")
    return Numbered(giving.plan(visit.connection, keys, visit.context, case_code, kind, visit.now, **values))


@ROUTER.post("/{case_code}/tasks", status_code=201)
def set_task(case_code: Code, wish: Set, visit: Worker) -> Numbered:
    """Set a task."""
    return Numbered(
        tasks.set_on(
            visit.connection,
            visit.house.store.keys,
            case_code,
            visit.context.who,
            visit.now,
            **wish.model_dump(),
        )
    )
