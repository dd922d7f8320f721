"""Pelindungan: danger to people who are never suspects, for their guardians; evidence against them, for LPSK alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request, Response
from sqlalchemy import Connection

from api.pages.screen import go, show
from api.service.door import Visit, door
from api.service.routes.work import BIGGEST
from api.signin.colleagues import colleagues
from detection.suspicion.matters import DANGER, EVIDENCE
from detection.urgent.signs import SEVERE_BY_ID, label
from protection.guarding import matters
from records import four_eyes
from records.contract import FEED_BY_NAME
from records.errors import NotFound, SuluhError
from records.rights.context import Context

SIGNS = {sign: dict(zip(("id", "en"), label(sign), strict=True)) for sign in SEVERE_BY_ID} | {
    name: dict(zip(("id", "en"), said, strict=True)) for name, said in matters.SIGNS.items()
}

ROUTER = APIRouter(prefix="/pelindungan", include_in_schema=False)

Reader = Annotated[Visit, door("guarding:read", composed=True)]
Guardian = Annotated[Visit, door("guarding:act", composed=True)]
Sender = Annotated[Visit, door("evidence:hand_over", composed=True)]
Number = Annotated[int, Path(ge=1, le=BIGGEST)]
Short = Annotated[str, Form(max_length=60)]
Long = Annotated[str, Form(max_length=8000)]


@ROUTER.get("")
def see_matters(request: Request, visit: Reader) -> Response:
    """What is open first; evidence for those who hand it over, or agree to it."""
    return _page(request, visit)


@ROUTER.post("/{matter_id}/ambil")
def take(request: Request, visit: Guardian, matter_id: Number) -> Response:
    """Take a danger on."""
    return _tried(request, visit, "matter_taken", lambda: matters.take(*_mine(visit), matter_id, visit.now))


@ROUTER.post("/{matter_id}/tutup")
def close(
    request: Request, visit: Guardian, matter_id: Number, end: Short = "", words: Long = ""
) -> Response:
    """Close a danger with what became of it."""
    connection, context = _mine(visit)
    keys = visit.house.store.keys
    return _tried(
        request,
        visit,
        "danger_closed",
        lambda: matters.close(connection, keys, context, matter_id, end, words, visit.now),
    )


@ROUTER.post("/{matter_id}/persetujuan")
def ask(
    request: Request, visit: Sender, matter_id: Number, ground: Short = "", reason: Long = ""
) -> Response:
    """Ask a second person to agree that the evidence goes to LPSK."""
    keys, refs = visit.house.store.keys, (f"matter:{matter_id}",)
    return _tried(
        request,
        visit,
        "asked",
        lambda: four_eyes.ask(visit.connection, keys, matters.ACT, refs, ground, reason),
    )


@ROUTER.post("/{matter_id}/serahkan")
def hand_over(request: Request, visit: Sender, matter_id: Number) -> Response:
    """Send the evidence to LPSK."""
    connection, context = _mine(visit)
    keys = visit.house.store.keys
    return _tried(
        request,
        visit,
        "evidence_sent",
        lambda: matters.hand_over(connection, keys, context, matter_id, visit.now),
    )


def _mine(visit: Visit) -> tuple[Connection, Context]:
    return visit.connection, visit.context


def _tried(request: Request, visit: Visit, news: str, act: Callable[[], object]) -> Response:
    try:
        with visit.connection.begin_nested():
            act()
    except NotFound:
        raise
    except SuluhError as error:
        return _page(request, visit, error)
    return go("/pelindungan", news)


def _page(request: Request, visit: Visit, error: SuluhError | None = None) -> Response:
    dangers = matters.matters(visit.connection, DANGER, visit.now)
    evidence = matters.matters(visit.connection, EVIDENCE, visit.now)
    return show(
        request,
        visit,
        "guarding.html.jinja",
        200 if error is None else error.status,
        dangers=dangers,
        evidence=evidence,
        people=colleagues(visit.connection, visit.house.gate, visit.context, visit.now),
        signs=SIGNS,
        feeds={name: feed.title for name, feed in FEED_BY_NAME.items()},
        ends=matters.ENDS,
        acts=visit.may("guarding:act"),
        sends=visit.may("evidence:hand_over"),
        grounds=[(each, each) for each in four_eyes.ACT[matters.ACT].grounds],
        error=error,
    )
