"""Bukti tertutup: evidence against people found to be victims, opened by the custodian, decided by two."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Request, Response

from api.pages.record_words import Recorder
from api.pages.screen import go, language_of, show
from api.service.door import Visit, door
from api.signin.colleagues import LPSK_ROLES, colleagues
from protection.guarding import deciding, received
from protection.guarding.deciding import DECIDE
from records import four_eyes
from records.errors import NotFound, SuluhError
from records.four_eyes import SecondPersonNeeded
from records.four_eyes import reading as book
from records.four_eyes.machine import State

ROUTER = APIRouter(prefix="/bukti", include_in_schema=False)

Custodian = Annotated[Visit, door("evidence:read", composed=True)]
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
Short = Annotated[str, Form(max_length=100)]
SECONDS = 60
"""For so long what it says stands uncovered on the screen."""


@ROUTER.get("")
def see_all(request: Request, visit: Custodian) -> Response:
    """What waits for a decision first."""
    found = deciding.listed(visit.connection)
    return show(
        request,
        visit,
        "lpsk/evidence.html.jinja",
        found=found,
        ends=deciding.END,
        say=Recorder(language_of(request, visit.context)),
    )


@ROUTER.get("/{matter_id}")
def see_one(request: Request, visit: Custodian, matter_id: Number) -> Response:
    """One piece, unopened: what it is, who opened it, what can be decided."""
    return _page(request, visit, matter_id)


@ROUTER.post("/{matter_id}/buka")
def open_one(request: Request, visit: Custodian, matter_id: Number) -> Response:
    """Show what it says, for a moment; that it was opened is kept."""
    said = received.open_one(visit.connection, visit.house.store.keys, matter_id)
    return _page(request, visit, matter_id, said=said)


@ROUTER.post("/{matter_id}/persetujuan")
def ask(
    request: Request,
    visit: Custodian,
    matter_id: Number,
    end: Short = "",
    ground: Short = "",
    reason: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Ask a second person to agree to a decision."""
    typed = {"end": end, "ground": ground, "reason": reason}
    keys = visit.house.store.keys
    return _tried(
        request,
        visit,
        matter_id,
        typed,
        "asked",
        lambda: deciding.ask(visit.connection, keys, matter_id, end, ground, reason),
    )


@ROUTER.post("/{matter_id}/putusan")
def decide(request: Request, visit: Custodian, matter_id: Number, end: Short = "") -> Response:
    """Enter the decision that was agreed to."""
    return _tried(
        request,
        visit,
        matter_id,
        {},
        "saved",
        lambda: deciding.decide(visit.connection, visit.context, matter_id, end, visit.now),
    )


def _tried(
    request: Request,
    visit: Visit,
    matter_id: int,
    typed: Mapping[str, str],
    news: str,
    act: Callable[[], object],
) -> Response:
    try:
        with visit.connection.begin_nested():
            act()
    except (NotFound, SecondPersonNeeded):
        raise
    except SuluhError as error:
        return _page(request, visit, matter_id, error=error, typed=typed)
    return go(f"/bukti/{matter_id}", news)


def _page(
    request: Request,
    visit: Visit,
    matter_id: int,
    *,
    said: Mapping[str, Any] | None = None,
    error: SuluhError | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    piece, opened = deciding.one(visit.connection, matter_id)
    asked = book.latest(visit.connection, acts=(DECIDE,))
    ref = f"matter:{matter_id}"
    return show(
        request,
        visit,
        "lpsk/evidence_one.html.jinja",
        200 if error is None else error.status,
        piece=piece,
        opened=opened,
        asked=[
            (each, deciding.END[end.removeprefix("end:")])
            for each in asked
            for end in each.refs
            if ref in each.refs and end.startswith("end:")
        ],
        said=said,
        seconds=SECONDS,
        ends=deciding.ENDS,
        end_of=deciding.END,
        grounds=[(each, each) for each in four_eyes.ACT[DECIDE].grounds],
        say=Recorder(language_of(request, visit.context)),
        people=colleagues(visit.connection, visit.house.gate, visit.context, visit.now, roles=LPSK_ROLES),
        error=error,
        typed=dict(typed or {}),
        State=State,
    )
