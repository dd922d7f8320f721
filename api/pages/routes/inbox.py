"""Tugas saya: the work on early warnings, the most urgent first; taken one by one, given out by the lead."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.pages import inbox, news
from api.pages.screen import go, show
from api.service.cursors import Paged
from api.service.door import Visit, door
from api.service.routes.work import BIGGEST, MOST_ASSIGNED
from api.signin.colleagues import Colleague, colleagues
from detection.alerts import claims
from detection.alerts.claims import Assigned
from detection.alerts.due import overview
from detection.alerts.listing import Item, listed, next_free
from detection.alerts.states import Kind, State
from detection.alerts.wanted import Due, Wanted
from records import audit
from records.audit import Act, Deed
from records.errors import InputRefused, SuluhError

ROUTER = APIRouter(prefix=inbox.ADDRESS, include_in_schema=False)

MOST_SOON = 50
"""Of those who leave within 48 hours; the others follow under their own filter."""

Worker = Annotated[Visit, door("alert:work", composed=True)]
Lead = Annotated[Visit, door("alert:assign", composed=True)]
WorkId = Annotated[int, Form(ge=1, le=BIGGEST)]
Chosen = Annotated[list[WorkId] | None, Form()]
Account = Annotated[str, Form(max_length=100)]


@ROUTER.get("")
def see_inbox(request: Request, visit: Worker, page: Paged) -> Response:
    """Pieces of work, by urgency and days left; those who leave within 48 hours before all others."""
    return _inbox(request, visit, page)


def _inbox(request: Request, visit: Visit, page: Paged, error: SuluhError | None = None) -> Response:
    who, filters = visit.context.who, inbox.of(request)
    wanted = filters.wanted(who, page.most, page.after or None)
    seen = overview(visit.connection, wanted, visit.now)
    soon: list[Item] = []
    if filters.apart:
        first = replace(wanted, due=Due.SOON, most=MOST_SOON, after=None)
        soon = listed(visit.connection, who, first, visit.now) if wanted.after is None else []
        wanted = replace(wanted, beyond=Due.SOON)
    items = listed(visit.connection, who, wanted, visit.now)
    assigns = visit.may("alert:assign")
    owners = {item.owner for item in (*soon, *items) if item.owner and item.owner != who}
    return show(
        request,
        visit,
        "inbox.html.jinja",
        200 if error is None else error.status,
        filters=filters,
        seen=seen,
        soon=soon,
        items=items,
        following=page.following(items, lambda item: item.work_id),
        first=not page.after,
        people=_people(visit, None if assigns else owners),
        assigns=assigns,
        options={
            "kind": list(Kind),
            "state": list(filters.states),
            "due": list(Due),
            "area": seen.areas,
            "office": seen.offices,
        },
        error=error,
    )


def _people(visit: Visit, among: Collection[str] | None) -> dict[str, Colleague]:
    if among is not None and not among:
        return {}
    return colleagues(visit.connection, visit.house.gate, visit.context, visit.now, among)


@ROUTER.get("/berikutnya")
def see_next(request: Request, visit: Worker) -> Response:
    """On to the most urgent piece that nobody works on; to the list where there is none."""
    found = next_free(visit.connection, Wanted(free=True), visit.now)
    told = news.of(request)
    return go(
        inbox.ADDRESS if found is None else f"{inbox.ADDRESS}/{found}",
        "" if told is None else told.told.code,
        "" if told is None else told.about,
    )


@ROUTER.post("/penugasan/tinjau")
def preview(request: Request, visit: Lead, chosen: Chosen = None, assignee: Account = "") -> Response:
    """What would come of giving these to somebody; nothing is given yet."""
    try:
        results = _tried(visit, chosen, assignee, kept=False)
    except InputRefused as error:
        return _assignment(request, visit, [], assignee, done=False, error=error)
    return _assignment(request, visit, results, assignee, done=False)


@ROUTER.post("/penugasan")
def assign(request: Request, visit: Lead, chosen: Chosen = None, assignee: Account = "") -> Response:
    """Give them, each for itself, and tell what became of each. Nothing is ever judged in bulk."""
    try:
        results = _tried(visit, chosen, assignee, kept=True)
    except InputRefused as error:
        return _assignment(request, visit, [], assignee, done=False, error=error)
    return _assignment(request, visit, results, assignee, done=True)


def _tried(visit: Visit, chosen: list[int] | None, assignee: str, *, kept: bool) -> list[Assigned]:
    if not chosen or not assignee or len(chosen) > MOST_ASSIGNED:
        raise InputRefused(
            f"Pilih 1 sampai {MOST_ASSIGNED} pekerjaan dan orang yang menerimanya.",
            f"Choose 1 to {MOST_ASSIGNED} pieces of work and who receives them.",
        )
    with visit.connection.begin_nested() as attempt:
        results = claims.assign(visit.connection, visit.context.who, chosen, assignee, visit.now)
        if not kept:
            attempt.rollback()  # the preview is the act itself, undone: it cannot say otherwise than the act
    if not kept:
        audit.write(
            visit.connection, Act(Deed.READ, "alert_work", tuple(f"work/{number}" for number in chosen))
        )
    return results


def _assignment(
    request: Request,
    visit: Visit,
    results: list[Assigned],
    assignee: str,
    *,
    done: bool,
    error: SuluhError | None = None,
) -> Response:
    there = {each.work_id for each in results if each.result != "not_found"}
    everything = Wanted(
        states=tuple(State), snoozed=True, grouped=False, among=tuple(there), most=MOST_ASSIGNED
    )
    items = listed(visit.connection, visit.context.who, everything, visit.now) if there else []
    return show(
        request,
        visit,
        "assignment.html.jinja",
        200 if error is None else error.status,
        results=results,
        given=[each for each in results if each.result == "assigned"],
        refused=[each for each in results if each.result != "assigned"],
        items={item.work_id: item for item in items},
        assignee=assignee,
        people=_people(visit, None),
        done=done,
        error=error,
    )
