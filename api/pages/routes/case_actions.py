"""What is done about a case: planned, begun, reported, given up; who else uses the number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request, Response

from api.pages import inbox
from api.pages.record_words import Recorder
from api.pages.routes.case import Failed, WorkId, alert_of, case_page
from api.pages.screen import go, language_of, show
from api.service.door import Visit, door
from api.service.routes.work import BIGGEST
from api.signin.colleagues import colleagues
from detection.alerts.listing import item_of
from detection.alerts.states import Kind
from detection.alerts.work import Work, find
from protection.actions import acting, calling, planning, reading
from protection.actions.acting import Changes, Report
from protection.actions.kinds import KIND
from protection.actions.numbers import Calling
from protection.actions.planning import Plan
from protection.actions.reading import Action
from protection.actions.states import EDGES, Outcome, Step
from protection.referrals.reading import of_action
from records.errors import InputRefused, NotFound, SuluhError
from records.law import in_force

ROUTER = APIRouter(prefix=inbox.ADDRESS, include_in_schema=False)
Planner = Annotated[Visit, door("action:plan", composed=True)]
Reader = Annotated[Visit, door("action:read", composed=True)]
Reporter = Annotated[Visit, door("action:report", composed=True)]
ActionId = Annotated[int, Path(ge=1, le=BIGGEST)]
Version = Annotated[int, Form(ge=1, le=2**31 - 1)]
Words = Annotated[str, Form(max_length=8000)]
Code = Annotated[str, Form(max_length=100)]


@ROUTER.post("/{work_id}/tindakan")
def plan(
    request: Request,
    visit: Planner,
    work_id: WorkId,
    kind: Code = "",
    owner: Code = "",
    action_ground: Code = "",
    due_on: Code = "",
    letter_no: Code = "",
    action_words: Words = "",
) -> Response:
    """Plan an action on the newest alert of a piece of work."""
    typed = {
        "kind": kind,
        "owner": owner,
        "action_ground": action_ground,
        "due_on": due_on,
        "letter_no": letter_no,
        "action_words": action_words,
    }
    alert_id = alert_of(visit, work_id)
    try:
        with visit.connection.begin_nested():
            wish = Plan(kind, owner, action_ground, _day(due_on), letter_no.strip() or None, action_words)
            made = planning.plan(visit.connection, visit.store.keys, visit.context, alert_id, wish, visit.now)
    except SuluhError as error:
        if error.status == NotFound.status:
            raise
        return case_page(request, visit, work_id, Failed("plan", error, typed))
    return go(f"{inbox.ADDRESS}/{work_id}/tindakan/{made.action_id}", "planned")


@ROUTER.get("/{work_id}/nomor")
def see_numbers(request: Request, visit: Planner, work_id: WorkId) -> Response:
    """Who else uses the numbers of the person, before any call."""
    work = _person(visit, work_id)
    found = calling.for_alert(visit.connection, visit.store.keys, alert_of(visit, work_id), visit.now)
    return show(
        request,
        visit,
        "numbers.html.jinja",
        item=item_of(visit.connection, visit.context.who, work, visit.now),
        calling=found,
        action=None,
        say=Recorder(language_of(request, visit.context)),
    )


@ROUTER.get("/{work_id}/tindakan/{action_id}")
def see_action(request: Request, visit: Reader, work_id: WorkId, action_id: ActionId) -> Response:
    """One action with its steps and reports."""
    return _page(request, visit, work_id, action_id)


@ROUTER.post("/{work_id}/tindakan/{action_id}/nomor")
def check_numbers(request: Request, visit: Reporter, work_id: WorkId, action_id: ActionId) -> Response:
    """Look at who uses the numbers; it stands among the action's steps."""
    _of_work(visit, work_id, action_id)
    found = calling.for_action(visit.connection, visit.store.keys, visit.context, action_id, visit.now)
    return _page(request, visit, work_id, action_id, called=found)


@ROUTER.post("/{work_id}/tindakan/{action_id}/mulai")
def begin(
    request: Request, visit: Reporter, work_id: WorkId, action_id: ActionId, version: Version
) -> Response:
    """Begin."""
    return _step(
        request,
        visit,
        work_id,
        action_id,
        "begin",
        {},
        lambda: acting.begin(
            visit.connection, visit.store.keys, visit.context, action_id, version, visit.now
        ),
    )


@ROUTER.post("/{work_id}/tindakan/{action_id}/laporan")
def report(
    request: Request,
    visit: Reporter,
    work_id: WorkId,
    action_id: ActionId,
    version: Version,
    report_words: Words = "",
    outcome: Code = "",
    hours_cost: Code = "0",
) -> Response:
    """Report what it came to."""

    def act() -> Action:
        if outcome not in list(Outcome):
            raise InputRefused("Pilih hasilnya.", "Choose what it showed.")
        if not hours_cost.isdecimal():
            raise InputRefused("Jam tunda ditulis dengan angka.", "Write the hours of delay in figures.")
        said = Report(report_words, Outcome(outcome), int(hours_cost))
        return acting.report(
            visit.connection, visit.store.keys, visit.context, action_id, version, said, visit.now
        )

    typed = {"report_words": report_words, "outcome": outcome, "hours_cost": hours_cost}
    return _step(request, visit, work_id, action_id, "report", typed, act)


@ROUTER.post("/{work_id}/tindakan/{action_id}/akhiri")
def end(
    request: Request,
    visit: Reporter,
    work_id: WorkId,
    action_id: ActionId,
    version: Version,
    step: Code = "",
    end_words: Words = "",
) -> Response:
    """Give it up as not possible, or cancel it."""

    def act() -> Action:
        if step not in list(Step):
            raise InputRefused("Pilih langkahnya.", "Choose the step.")
        return acting.end(
            visit.connection,
            visit.store.keys,
            visit.context,
            action_id,
            version,
            Step(step),
            end_words,
            visit.now,
        )

    return _step(request, visit, work_id, action_id, "end", {"step": step, "end_words": end_words}, act)


@ROUTER.post("/{work_id}/tindakan/{action_id}/ubah")
def change(
    request: Request,
    visit: Planner,
    work_id: WorkId,
    action_id: ActionId,
    version: Version,
    owner: Code = "",
    due_on: Code = "",
    letter_no: Code = "",
) -> Response:
    """Another owner, day or assignment letter."""

    def act() -> Action:
        wish = Changes(owner or None, _day(due_on), letter_no.strip() or None)
        return acting.change(
            visit.connection, visit.store.keys, visit.context, action_id, version, wish, visit.now
        )

    typed = {"owner": owner, "due_on": due_on, "letter_no": letter_no}
    return _step(request, visit, work_id, action_id, "change", typed, act)


def _page(
    request: Request,
    visit: Visit,
    work_id: int,
    action_id: int,
    failed: Failed | None = None,
    called: Calling | None = None,
) -> Response:
    work = _of_work(visit, work_id, action_id)
    action, steps = reading.one(visit.connection, visit.store.keys, action_id)
    failed = failed or Failed()
    planned_on = action.planned_at.date()
    return show(
        request,
        visit,
        "action.html.jinja",
        200 if failed.error is None else failed.error.status,
        item=item_of(visit.connection, visit.context.who, work, visit.now),
        action=action,
        kind=KIND[action.kind],
        ground=next(
            (each for each in in_force("action_ground", planned_on) if each["code"] == action.ground), None
        ),
        steps=steps,
        possible={edge.step.value for edge in EDGES if edge.from_ is action.state},
        outcomes=tuple(Outcome),
        people=colleagues(visit.connection, visit.house.gate, visit.context, visit.now),
        referral=of_action(visit.connection, visit.context, action_id)
        if visit.may("referral:read")
        else None,
        calling=called,
        failed=failed,
        say=Recorder(language_of(request, visit.context)),
    )


def _step(
    request: Request,
    visit: Visit,
    work_id: int,
    action_id: int,
    form: str,
    typed: Mapping[str, str],
    act: Callable[[], Action],
) -> Response:
    _of_work(visit, work_id, action_id)
    try:
        with visit.connection.begin_nested():
            act()
    except SuluhError as error:
        if error.status == NotFound.status:
            raise
        return _page(request, visit, work_id, action_id, Failed(form, error, typed))
    return go(f"{inbox.ADDRESS}/{work_id}/tindakan/{action_id}", "saved")


def _of_work(visit: Visit, work_id: int, action_id: int) -> Work:
    """The piece of work that an action belongs to. Raises NotFound where it does not."""
    work = find(visit.connection, work_id)
    if reading.find(visit.connection, action_id).work_id != work_id:
        raise NotFound("Tindakan itu tidak ditemukan.", "There is no such action.")
    return work


def _person(visit: Visit, work_id: int) -> Work:
    work = find(visit.connection, work_id)
    if work.kind is not Kind.PERSON:
        raise NotFound("Orang itu tidak ditemukan.", "There is no such person.")
    return work


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InputRefused("Tanggal itu tidak dapat dibaca.", "That day cannot be read.") from None
