"""Penjagaan: what a custodian of identities watches over: who asks, who opened what, and until when."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response

from api.pages.screen import show
from api.service.door import Visit, door
from protection.cases import custody, words
from records.four_eyes import reading as book
from records.four_eyes.machine import State

ROUTER = APIRouter(prefix="/penjagaan", include_in_schema=False)
MOST = 1000
OF_CASES = frozenset({custody.REVEAL, "protect_urgently", "end_reintegration_early"})


@ROUTER.get("")
def see_guarded(request: Request, visit: Annotated[Visit, door("case:guard", composed=True)]) -> Response:
    """Requests that wait for a custodian, broken glass that waits for a review, and every opening."""
    asked = [each for each in book.requests(visit.connection, 0, MOST) if each.act in OF_CASES]
    return show(
        request,
        visit,
        "lpsk_custodian.html.jinja",
        waiting=[each for each in asked if each.state is State.ASKED],
        broken=[each for each in asked if each.state in {State.BROKEN, State.FORCED}],
        openings=custody.guarded(visit.connection),
        words=words,
    )
