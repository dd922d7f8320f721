"""What is done about alerts: planned, begun, reported; the look at the numbers before a call; paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.service.cursors import Paged
from api.service.door import Visit, door
from protection.actions import acting, calling, mistakes, planning, reading
from protection.actions.acting import Changes, Report
from protection.actions.briefs.information import information_report
from protection.actions.briefs.network import network_brief
from protection.actions.briefs.person import person_brief
from protection.actions.mistakes import Mistakes
from protection.actions.numbers import Calling
from protection.actions.planning import Plan
from protection.actions.reading import Action, Told
from protection.actions.states import Outcome, Step

ROUTER = APIRouter(prefix="/v1")

BIGGEST = 2**63 - 1
Number = Annotated[int, Path(ge=1, le=BIGGEST)]
Words = Annotated[str, Field(max_length=8000)]
Letter = Annotated[str | None, Field(min_length=1, max_length=100, pattern=r"^[\w ./-]+$")]
Account = Annotated[str, Field(min_length=1, max_length=100)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1, description="Version that was read; another is refused.")]


class Planned(BaseModel):
    """An action to be done."""

    kind: Annotated[str, Field(max_length=20)]
    owner: Account
    ground: Annotated[str, Field(max_length=40)]
    due_on: date | None = None
    letter_no: Letter = None
    words: Words = ""


class Begun(BaseModel):
    """That it begins."""

    version: Version


class Changed(BaseModel):
    """What of the plan becomes different."""

    version: Version
    owner: Account | None = None
    due_on: date | None = None
    letter_no: Letter = None


class Reported(BaseModel):
    """What it came to: words (berita acara), what it showed, hours of delay that it cost the person."""

    version: Version
    words: Words
    outcome: Outcome
    hours_cost: Annotated[int, Field(ge=0, le=acting.MOST_HOURS)]


class Ended(BaseModel):
    """That it is not possible, or cancelled, and why."""

    version: Version
    step: Step
    words: Words


class Paper(Response):
    """A printable page."""

    media_type = "application/pdf"


@dataclass(frozen=True)
class Whole:
    """An action and every step of it."""

    action: Action
    steps: tuple[Told, ...]


@ROUTER.post("/alerts/{alert_id}/actions", status_code=201)
def plan(alert_id: Number, planned: Planned, visit: Annotated[Visit, door("action:plan")]) -> Action:
    """Plan an action on an alert."""
    keys = visit.house.store.keys
    wish = Plan(**planned.model_dump())
    return planning.plan(visit.connection, keys, visit.context, alert_id, wish, visit.now)


@ROUTER.get("/alerts/{alert_id}/actions")
def read_of_alert(alert_id: Number, visit: Annotated[Visit, door("action:read")]) -> list[Action]:
    """What was planned and done about an alert."""
    return reading.of_alert(visit.connection, alert_id)


@ROUTER.get("/actions")
def read_due(
    visit: Annotated[Visit, door("action:read")],
    page: Paged,
    mine: Annotated[bool, Query(description="Only one's own.")] = False,
) -> list[Action]:
    """What has not ended, the nearest day first."""
    found = reading.due(visit.connection, visit.context.who if mine else None, page.most, page.after)
    return page.of(found, lambda _: page.after + len(found))


@ROUTER.get("/actions/mistakes")
def read_mistakes(
    visit: Annotated[Visit, door("action:mistakes")],
    days: Annotated[int, Query(ge=1, le=3660, description="How far back.")] = 365,
) -> Mistakes:
    """What actions cost people about whom nothing was found."""
    return mistakes.mistakes(visit.connection, visit.now - timedelta(days=days), _after(visit.now))


@ROUTER.get("/actions/{action_id}")
def read_one(action_id: Number, visit: Annotated[Visit, door("action:read")]) -> Whole:
    """One action with its reports in words."""
    return Whole(*reading.one(visit.connection, visit.house.store.keys, action_id))


@ROUTER.post("/actions/{action_id}/changes")
def change(action_id: Number, changed: Changed, visit: Annotated[Visit, door("action:plan")]) -> Action:
    """Give it another owner, day or assignment letter."""
    keys, values = visit.house.store.keys, changed.model_dump()
    version = values.pop("version")
    return acting.change(
        visit.connection, keys, visit.context, action_id, version, Changes(**values), visit.now
    )


@ROUTER.post("/actions/{action_id}/number-checks")
def check_numbers(action_id: Number, visit: Annotated[Visit, door("action:report")]) -> Calling:
    """Who else uses the person's numbers, and the ways past them; needed before a call."""
    keys = visit.house.store.keys
    return calling.for_action(visit.connection, keys, visit.context, action_id, visit.now)


@ROUTER.post("/actions/{action_id}/beginning")
def begin(action_id: Number, begun: Begun, visit: Annotated[Visit, door("action:report")]) -> Action:
    """Begin."""
    keys = visit.house.store.keys
    return acting.begin(visit.connection, keys, visit.context, action_id, begun.version, visit.now)


@ROUTER.post("/actions/{action_id}/report")
def report(action_id: Number, said: Reported, visit: Annotated[Visit, door("action:report")]) -> Action:
    """Report what it came to."""
    keys, told = visit.house.store.keys, Report(said.words, said.outcome, said.hours_cost)
    return acting.report(visit.connection, keys, visit.context, action_id, said.version, told, visit.now)


@ROUTER.post("/actions/{action_id}/end")
def end(action_id: Number, ended: Ended, visit: Annotated[Visit, door("action:report")]) -> Action:
    """Give it up as not possible, or cancel it."""
    keys = visit.house.store.keys
    return acting.end(
        visit.connection, keys, visit.context, action_id, ended.version, ended.step, ended.words, visit.now
    )


@ROUTER.get("/alerts/{alert_id}/numbers")
def read_numbers(alert_id: Number, visit: Annotated[Visit, door("action:plan")]) -> Calling:
    """Who uses the numbers of the person of an alert, while one plans."""
    return calling.for_alert(visit.connection, visit.house.store.keys, alert_id, visit.now)


@ROUTER.get("/alerts/{alert_id}/brief", response_class=Paper)
def print_person(alert_id: Number, visit: Annotated[Visit, door("brief:print")]) -> Paper:
    """The field brief: one A4 page (PDF)."""
    house = visit.house
    letterhead = house.settings.letterhead
    made = person_brief(visit.connection, house.store.keys, visit.context, alert_id, letterhead, visit.now)
    return _paper(made, f"ringkasan-lapangan-{alert_id}")


@ROUTER.get("/networks/{alert_id}/brief", response_class=Paper)
def print_network(alert_id: Number, visit: Annotated[Visit, door("brief:print_network")]) -> Paper:
    """The network brief: one A4 page (PDF)."""
    made = network_brief(
        visit.connection, visit.context, alert_id, visit.house.settings.letterhead, visit.now
    )
    return _paper(made, f"ringkasan-jaringan-{alert_id}")


@ROUTER.get("/alerts/{alert_id}/information-report", response_class=Paper)
def print_report_on_person(alert_id: Number, visit: Annotated[Visit, door("brief:print")]) -> Paper:
    """The information report about a person, for an investigator (PDF)."""
    return _report(visit, alert_id, "person")


@ROUTER.get("/networks/{alert_id}/information-report", response_class=Paper)
def print_report_on_network(alert_id: Number, visit: Annotated[Visit, door("brief:print_network")]) -> Paper:
    """The information report about a network, for an investigator (PDF)."""
    return _report(visit, alert_id, "network")


def _report(visit: Visit, alert_id: int, kind: str) -> Paper:
    letterhead = visit.house.settings.letterhead
    made = information_report(visit.connection, visit.context, alert_id, kind, letterhead, visit.now)
    return _paper(made, f"laporan-informasi-{alert_id}")


def _paper(made: bytes, name: str) -> Paper:
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return Paper(made, headers=headers)


def _after(now: datetime) -> datetime:
    return now + timedelta(seconds=1)
