"""What comes from other nodes: verified, noted, done, acknowledged, all in one transaction or not at all.

A bundle of an id that was here before changes nothing and is acknowledged again, since the first acknowledgement may
have been lost. What does not verify changes nothing but the audit.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from protection.exchange import outbox, peers
from protection.exchange.bundle import BundleRefused, Header, open_bundle, sender_of
from protection.exchange.keys import NodeKeys
from protection.exchange.kinds import ACKNOWLEDGEMENT, KIND, Arrival, Handlers
from protection.exchange.peers import Peer
from records import audit
from records.audit import Act, Deed
from records.errors import NotFound, SuluhError
from records.store import Store, take_turn
from records.tables import exchange_in

_I = exchange_in.c


@dataclass(frozen=True)
class Received:
    """What became of a bundle: applied, refused (told to its sender), again, or turned away (told to nobody)."""

    state: str
    why: str = ""


def receive(store: Store, mine: NodeKeys, handlers: Handlers, raw: bytes, now: datetime) -> Received:
    """Take in one bundle. ``store`` acts as the program's own job.

    An error that is no SuluhError leaves everything as it was, and the bundle comes again.
    """
    try:
        with store.begin() as connection:
            peer, header, document = _verified(connection, mine, raw)
            take_turn(connection, f"exchange {peer.name}")
            return _take(connection, store, handlers, _Opened(peer, header, document), now)
    except BundleRefused as refusal:
        with store.begin() as connection:
            named = f"sha256/{sha256(raw).hexdigest()[:32]}"
            audit.write(connection, Act(Deed.REFUSE, "bundle", (named, f"why/{refusal.why}")))
        return Received("turned_away", refusal.why)


@dataclass(frozen=True)
class _Opened:
    peer: Peer
    header: Header
    document: dict[str, object]


def _verified(connection: Connection, mine: NodeKeys, raw: bytes) -> tuple[Peer, Header, dict[str, object]]:
    name = sender_of(raw)
    try:
        peer = peers.known(connection, name)
    except NotFound:
        peer = None
    if peer is None or not peer.trusted:
        # As long a look as at one that we know: how long an answer takes tells nobody whom we know.
        with suppress(BundleRefused):
            open_bundle(raw, mine, mine.public)
        raise BundleRefused("unknown_node")
    header, document = open_bundle(raw, mine, peer.card.keys)
    kind = KIND.get(header.kind)
    if kind is None or peer.node not in kind.senders or mine.node not in kind.takers:
        raise BundleRefused("kind")
    return peer, header, document


def _take(
    connection: Connection, store: Store, handlers: Handlers, opened: _Opened, now: datetime
) -> Received:
    peer, header = opened.peer, opened.header
    if header.kind == ACKNOWLEDGEMENT:
        outbox.acknowledged(connection, peer.name, opened.document, now)
        _tell(connection, peer, header, "acknowledged")
        return Received("applied")
    there = connection.execute(
        select(_I.digest, _I.state, _I.reason).where(_I.bundle_id == header.bundle_id, _I.peer == peer.name)
    ).one_or_none()
    if there is not None:
        if bytes(there.digest) != header.digest:
            raise BundleRefused("other_content")
        state, reason, again = there.state, there.reason, True
    else:
        state, reason = _done(connection, store, handlers, opened, now)
        connection.execute(
            insert(exchange_in).values(
                bundle_id=header.bundle_id,
                peer=peer.name,
                kind=header.kind,
                made_at=header.made_at,
                received_at=now,
                digest=header.digest,
                state=state,
                reason=reason,
            )
        )
        again = False
    answer = {"of": header.bundle_id, "digest": header.digest.hex(), "state": state, "reason": reason}
    outbox.put(connection, store.keys, peer.name, ACKNOWLEDGEMENT, answer)
    _tell(connection, peer, header, "again" if again else state)
    return Received("again" if again else state, reason or "")


def _done(
    connection: Connection, store: Store, handlers: Handlers, opened: _Opened, now: datetime
) -> tuple[str, str | None]:
    """What the handler makes of it: applied, or refused with a code, and then nothing of it stays."""
    arrival = Arrival(
        connection, store.keys, opened.peer.name, dict(opened.document), opened.header.made_at, now
    )
    try:
        with connection.begin_nested():
            handlers[opened.header.kind](arrival)
    except SuluhError as refusal:
        return "refused", refusal.code
    return "applied", None


def _tell(connection: Connection, peer: Peer, header: Header, state: str) -> None:
    objects = (f"bundle/{header.bundle_id}", f"peer/{peer.name}", f"kind/{header.kind}", f"state/{state}")
    audit.write(connection, Act(Deed.RECEIVE_BUNDLE, "bundle", objects))
