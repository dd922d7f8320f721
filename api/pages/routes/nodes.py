"""Simpul: how this node introduces itself, the nodes that it knows, and what waits to go to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.pages.navigation import N_
from api.pages.screen import go, show
from api.service.door import Visit, door
from api.service.routes.exchange import standing
from api.signin.visitor import demand_fresh
from protection.exchange import peers
from protection.exchange.keys import Card
from records import four_eyes
from records.errors import SuluhError
from records.four_eyes import SecondPersonNeeded

ROUTER = APIRouter(prefix="/simpul", include_in_schema=False)
FRESH = timedelta(minutes=15)
GROUND = "UU 27/2022 Pasal 39"

Looking = Annotated[Visit, door("peer:read", composed=True)]
Changing = Annotated[Visit, door("peer:change", composed=True)]


@ROUTER.get("")
def see_nodes(request: Request, visit: Looking) -> Response:
    """This node and those that it knows."""
    return _page(request, visit)


@ROUTER.post("")
def introduce(
    request: Request,
    visit: Changing,
    card: Annotated[str, Form(max_length=400)] = "",
    fingerprint: Annotated[str, Form(max_length=60)] = "",
    way: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Enter a node, or what has changed about it."""
    own = visit.house.node_keys.name
    return _do(
        request,
        visit,
        lambda: peers.introduce(visit.connection, Card.read(card), fingerprint, way, own, visit.now),
        card=card,
        fingerprint=fingerprint,
        way=way,
    )


@ROUTER.post("/{peer}/konfirmasi")
def confirm(peer: str, request: Request, visit: Changing) -> Response:
    """Let bundles go and come, where a second person has agreed; asks for one where nobody has."""
    return _do(request, visit, lambda: peers.confirm(visit.connection, peer, visit.now), peer)


@ROUTER.post("/{peer}/akhiri")
def end(peer: str, request: Request, visit: Changing) -> Response:
    """Let nothing go or come any more."""
    return _do(request, visit, lambda: peers.end(visit.connection, peer, visit.now))


def _do(request: Request, visit: Visit, act: Callable[[], object], peer: str = "", **typed: str) -> Response:
    try:
        demand_fresh(visit.visitor, FRESH)
        with visit.connection.begin_nested():
            act()
    except SecondPersonNeeded:
        reason = N_("Asked for on the nodes page, after comparing the fingerprint.")
        refs = (peers.known(visit.connection, peer).ref,)
        four_eyes.ask(visit.connection, visit.house.store.keys, peers.ACT, refs, GROUND, reason)
        return go("/simpul", "asked")
    except SuluhError as error:
        return _page(request, visit, error, **typed)
    return go("/simpul", "saved")


def _page(request: Request, visit: Visit, error: SuluhError | None = None, **typed: str) -> Response:
    values = {"card": "", "fingerprint": "", "way": "", **typed}
    status = 200 if error is None else error.status
    return show(request, visit, "nodes.html.jinja", status, node=standing(visit), error=error, **values)
