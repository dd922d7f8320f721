"""Penjagaan: what a custodian of identities watches over: who asks, who opened what, and until when."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response

from api.pages.screen import show
from api.service.door import Visit, door
from api.signin.colleagues import LPSK_ROLES, colleagues
from protection.cases import custody, reading, urgent, words
from protection.guarding.deciding import DECIDE
from protection.htcds.passing import MANY
from records.four_eyes import reading as book
from records.four_eyes.machine import State

ROUTER = APIRouter(prefix="/penjagaan", include_in_schema=False)
OF_CASES = frozenset({custody.REVEAL, urgent.PROTECT, "end_reintegration_early", MANY, DECIDE})


@ROUTER.get("")
def see_guarded(request: Request, visit: Annotated[Visit, door("case:guard", composed=True)]) -> Response:
    """Requests that wait for a custodian, broken glass that waits for a review, and every opening."""
    asked = book.latest(visit.connection, acts=OF_CASES)
    return show(
        request,
        visit,
        "lpsk_custodian.html.jinja",
        waiting=[each for each in asked if each.state is State.ASKED and each.asker != visit.context.who],
        broken=[each for each in asked if each.state in {State.BROKEN, State.FORCED}],
        openings=custody.guarded(visit.connection),
        late=[each for each in reading.unreported(visit.connection, visit.now) if each.late],
        people=colleagues(visit.connection, visit.house.gate, visit.context, visit.now, roles=LPSK_ROLES),
        words=words,
    )
