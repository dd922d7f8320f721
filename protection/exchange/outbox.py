"""What waits to go to other nodes: put there with the act that it tells of, sent until it is acknowledged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, func, select, update

from protection.exchange import peers
from protection.exchange.bundle import BundleRefused, Header, new_id, salted, seal
from protection.exchange.keys import NodeKeys
from protection.exchange.kinds import ACKNOWLEDGEMENT, KIND
from protection.exchange.peers import Peer
from records.custody import row_keys, sealed_words
from records.custody.keyring import Keyring
from records.errors import InputRefused, WrongState
from records.rights.context import as_program
from records.tables import exchange_out

HOLDER = exchange_out.name
WAITS: tuple[timedelta, ...] = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(days=1),
)
"""How long after each sending it is sent again where no acknowledgement has come; the last holds for ever."""
OVERDUE = timedelta(days=1)
"""After so long without an acknowledgement people are told."""

_O = exchange_out.c


@dataclass(frozen=True)
class Waiting:
    """A bundle that has yet to be acknowledged, sealed anew for each sending."""

    number: int
    bundle_id: str
    peer: Peer
    kind: str
    attempts: int
    raw: bytes


def put(
    connection: Connection,
    keys: Keyring,
    peer: str,
    kind: str,
    document: dict[str, Any],
    *,
    about: str | None = None,
) -> str:
    """Queue what another node is to be told, in the transaction of the act itself; gives the bundle's id.

    ``document`` is strings, whole numbers, true, false, null, arrays and objects. ``about`` is the opaque code of what
    it is about, by which an erasure finds it. The act's own audit entry tells of it. Raises NotFound, WrongState where
    the node is not confirmed, InputRefused.
    """
    try:
        content = salted(document)
    except ValueError as error:
        raise InputRefused(
            "Isi berkas pertukaran tidak dapat ditulis.", f"What is to be exchanged has no form: {error}."
        ) from None
    with as_program(connection):
        to = peers.known(connection, peer)
        if not to.trusted or to.node not in KIND[kind].takers:
            raise WrongState(
                "Simpul tujuan belum dikonfirmasi, atau tidak menerima jenis ini.",
                "The other node is not confirmed, or does not take this kind.",
            )
        now: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        bundle_id, digest = new_id(), sha256(content).digest()
        sealed_words.put(
            connection,
            keys,
            exchange_out,
            content,
            _about(bundle_id, digest),
            bundle_id=bundle_id,
            peer=peer,
            kind=kind,
            about=about,
            made_at=now,
            digest=digest,
            next_at=now,
        )
    return bundle_id


def waiting(
    connection: Connection, keys: Keyring, mine: NodeKeys, peer: Peer, now: datetime | None, most: int = 200
) -> list[Waiting]:
    """What is due for a node, in order; with ``now`` None whatever waits, due or not."""
    # What was never sent waits for no clock.
    due = [] if now is None else [(_O.attempts == 0) | (_O.next_at <= now)]
    wanted = (
        select(exchange_out)
        .where(_O.peer == peer.name, _O.state == "waiting", *due)
        .order_by(_O.number)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    rows = connection.execute(wanted).all()
    boxes = ((row.number, row.sealed, _about(row.bundle_id, bytes(row.digest))) for row in rows)
    opened = sealed_words.opened(connection, keys, HOLDER, boxes)
    found = []
    for row in rows:
        if row.number not in opened:  # erased before it went
            connection.execute(
                update(exchange_out).where(_O.number == row.number).values(state="withdrawn", answered_at=now)
            )
            continue
        header = Header(row.bundle_id, row.kind, mine.name, peer.name, row.made_at, bytes(row.digest))
        raw = seal(header, opened[row.number], mine, peer.card.keys)
        found.append(Waiting(row.number, row.bundle_id, peer, row.kind, row.attempts, raw))
    return found


def sent(connection: Connection, bundle: Waiting, result: str, *, arrived: bool, now: datetime) -> None:
    """Note a sending. What waits for an acknowledgement goes again later; an acknowledgement that arrived does not."""
    done = arrived and bundle.kind == ACKNOWLEDGEMENT
    wait = WAITS[min(bundle.attempts, len(WAITS) - 1)]
    connection.execute(
        update(exchange_out)
        .where(_O.number == bundle.number, _O.state == "waiting")
        .values(
            attempts=_O.attempts + 1,
            last_at=now,
            last_result=result,
            next_at=now + wait,
            **({"state": "sent"} if done else {}),
        )
    )
    if done:
        row_keys.destroy(connection, HOLDER, [bundle.number])


def acknowledged(connection: Connection, peer: str, document: dict[str, Any], now: datetime) -> None:
    """Note what became of a bundle; the content is no longer needed. A second acknowledgement changes nothing.

    Raises BundleRefused where it acknowledges nothing of ours.
    """
    state, reason = document.get("state"), document.get("reason")
    if state not in ("applied", "refused") or not isinstance(reason, str | None):
        raise BundleRefused("acknowledgement")
    row = connection.execute(
        select(_O.number, _O.digest, _O.state).where(
            _O.bundle_id == document.get("of"), _O.peer == peer, _O.kind != ACKNOWLEDGEMENT
        )
    ).one_or_none()
    if row is None or bytes(row.digest).hex() != document.get("digest"):
        raise BundleRefused("acknowledgement")
    if row.state == "waiting":
        connection.execute(
            update(exchange_out)
            .where(_O.number == row.number)
            .values(state=state, reason=(reason or "")[:40] or None, answered_at=now)
        )
        row_keys.destroy(connection, HOLDER, [row.number])


def overdue(connection: Connection, now: datetime) -> int:
    """How many bundles have waited too long for an acknowledgement."""
    late = (_O.state == "waiting") & (_O.kind != ACKNOWLEDGEMENT) & (_O.made_at < now - OVERDUE)
    return connection.execute(select(func.count()).where(late)).scalar_one()


def waits(connection: Connection) -> dict[str, int]:
    """How many bundles wait for each node; acknowledgements do not count."""
    wanted = (
        select(_O.peer, func.count())
        .where(_O.state == "waiting", _O.kind != ACKNOWLEDGEMENT)
        .group_by(_O.peer)
    )
    return {str(row[0]): int(row[1]) for row in connection.execute(wanted)}


def _about(bundle_id: str, digest: bytes) -> bytes:
    return sealed_words.about(HOLDER, bundle_id, digest.hex())
