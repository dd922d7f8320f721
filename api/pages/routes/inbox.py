"""Tugas saya: the work on early warnings, the most urgent first."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.pages.screen import show
from api.service.cursors import Paged
from api.service.door import Visit, door
from detection.alerts.listing import listed
from detection.alerts.states import OPEN, Kind, State
from detection.alerts.wanted import Wanted

ROUTER = APIRouter(prefix="/tugas", include_in_schema=False)


@ROUTER.get("")
def see_inbox(
    request: Request,
    visit: Annotated[Visit, door("alert:work", composed=True)],
    page: Paged,
    kind: Annotated[list[Kind] | None, Query()] = None,
    state: Annotated[list[State] | None, Query()] = None,
    mine: Annotated[bool, Query()] = False,
) -> Response:
    """Pieces of work, by urgency and days left."""
    who = visit.context.who
    wanted = Wanted(
        kind or tuple(Kind), state or OPEN, who if mine else None, mine, True, page.after or None, page.most
    )
    items = listed(visit.connection, who, wanted, visit.now)
    return show(
        request, visit, "inbox.html.jinja", items=items, kinds=kind or [], states=state or [], mine=mine
    )
