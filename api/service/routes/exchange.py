"""Other nodes: bundles are handed in, and administrators introduce whoever may hand them in.

Whoever hands a bundle in signs nobody in: its signature is all that counts, and the answer is the same whatever became
of it. What did become of it, the other node's acknowledgement says, to that node alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Path, Request
from pydantic import BaseModel, Field

from api.arrivals import HANDLERS
from api.service.door import Visit, door
from api.service.house import House
from api.service.rate_limits import BUNDLES
from api.service.routes.signin import address_of
from protection.exchange import inbox, outbox, peers
from protection.exchange.bundle import MOST_BYTES
from protection.exchange.carrying import MEDIA, PATH
from protection.exchange.keys import Card
from protection.exchange.peers import Peer
from records import audit
from records.audit import Act, Deed
from records.node import Node
from records.rights.context import job
from records.rights.purpose import Purpose

__all__ = ["MOST_BYTES", "PATH", "ROUTER"]

ROUTER = APIRouter(prefix="/v1/exchange")

Name = Annotated[str, Path(max_length=31, description="Nama simpul / name of the node.")]
_BODY = {
    "requestBody": {
        "required": True,
        "content": {MEDIA: {"schema": {"type": "string", "format": "binary"}}},
    }
}


@dataclass(frozen=True)
class HandedIn:
    """That something was handed in; never what became of it."""

    status: str = "received"


@dataclass(frozen=True)
class Known:
    """A node that this one knows; ``fingerprint`` is what two people compared."""

    name: str
    kind: Node
    fingerprint: str
    address: str | None
    folder: str | None
    introduced_at: datetime
    confirmed_at: datetime | None
    ended_at: datetime | None
    waiting: int


@dataclass(frozen=True)
class Standing:
    """This node's own introduction, the nodes that it knows, and how many bundles wait too long."""

    name: str
    kind: Node
    card: str
    fingerprint: str
    overdue: int
    peers: tuple[Known, ...]


class Introduction(BaseModel):
    """Another node's line, the fingerprint as it was read aloud, and the way there: https, a folder, or none."""

    card: Annotated[str, Field(max_length=400)]
    fingerprint: Annotated[str, Field(max_length=60)]
    way: Annotated[str, Field(max_length=500)] = ""


async def bundle(request: Request) -> bytes:
    """The bundle. Raises TooFast before it is read."""
    house: House = request.app.state.house
    house.rates.take(BUNDLES, address_of(request))
    return await request.body()


@ROUTER.post("/bundles", status_code=202, openapi_extra=_BODY)
def hand_in_bundle(
    raw: Annotated[bytes, Depends(bundle)], visit: Annotated[Visit, door("bundle:hand_in")]
) -> HandedIn:
    """Serahkan berkas tersegel dari simpul lain. / Hand in a sealed bundle of another node."""
    house = visit.house
    store = house.store.acting(job(Purpose.PROTECTION))
    inbox.receive(store, house.node_keys, HANDLERS[house.settings.node], raw, visit.now)
    return HandedIn()


@ROUTER.get("")
def read_exchange(visit: Annotated[Visit, door("peer:read")]) -> Standing:
    """Simpul ini dan simpul yang dikenalnya. / This node, and those that it knows."""
    return standing(visit)


@ROUTER.post("/peers", status_code=201)
def introduce_peer(
    body: Annotated[Introduction, Body()], visit: Annotated[Visit, door("peer:change")]
) -> Known:
    """Masukkan simpul lain; orang kedua harus menyetujui. / Enter a node; a second person must agree."""
    own = visit.house.node_keys.name
    card = Card.read(body.card)
    peer = peers.introduce(visit.connection, card, body.fingerprint, body.way, own, visit.now)
    return _known(peer, 0)


@ROUTER.post("/peers/{peer}/confirmation")
def confirm_peer(peer: Name, visit: Annotated[Visit, door("peer:change")]) -> Known:
    """Konfirmasi, sesudah orang kedua menyetujui. / Confirm it, when a second person has agreed."""
    peers.confirm(visit.connection, peer, visit.now)
    return _known(peers.known(visit.connection, peer), 0)


@ROUTER.delete("/peers/{peer}")
def end_peer(peer: Name, visit: Annotated[Visit, door("peer:change")]) -> Known:
    """Hentikan pertukaran dengan simpul itu. / Let nothing go or come any more."""
    peers.end(visit.connection, peer, visit.now)
    return _known(peers.known(visit.connection, peer), 0)


def standing(visit: Visit) -> Standing:
    """This node and those that it knows, with one audit entry."""
    card = visit.house.node_keys.card
    found = peers.listing(visit.connection)
    waits = outbox.waits(visit.connection)
    audit.write(visit.connection, Act(Deed.READ, "peer", tuple(each.ref for each in found)))
    return Standing(
        card.name,
        card.node,
        card.line,
        card.fingerprint,
        outbox.overdue(visit.connection, visit.now),
        tuple(_known(each, waits.get(each.name, 0)) for each in found),
    )


def _known(peer: Peer, waiting: int) -> Known:
    return Known(
        peer.name,
        peer.node,
        peer.card.fingerprint,
        peer.address,
        None if peer.folder is None else str(peer.folder),
        peer.introduced_at,
        peer.confirmed_at,
        peer.ended_at,
        waiting,
    )
