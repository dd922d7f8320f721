"""The nodes that this one knows: entered by one person, confirmed by two who compared the fingerprint by telephone.

Nothing goes to a node, and nothing from it is looked at, before it is confirmed or after it is ended.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.dialects.postgresql import insert

from protection.exchange.keys import Card, PublicKeys, same_fingerprint
from records import audit
from records.audit import Act, Deed
from records.errors import InputRefused, NotFound, WrongState
from records.four_eyes import book
from records.node import Node
from records.rights.context import who_acts
from records.tables import exchange_peers

ACT = "introduce_node"
_P = exchange_peers.c
_LONGEST_ADDRESS = 500


@dataclass(frozen=True)
class Peer:
    """Another node. ``address`` is where bundles are handed in, ``folder`` where they are laid; at most one is set."""

    card: Card
    address: str | None
    folder: Path | None
    introduced_by: str
    introduced_at: datetime
    confirmed_at: datetime | None
    ended_at: datetime | None

    @property
    def name(self) -> str:
        """Name by which it is known."""
        return self.card.name

    @property
    def node(self) -> Node:
        """What it is."""
        return self.card.node

    @property
    def trusted(self) -> bool:
        """Whether bundles go and come."""
        return self.confirmed_at is not None and self.ended_at is None

    @property
    def ref(self) -> str:
        """What a second person approves: this name with exactly these keys."""
        return ref(self.card)


def ref(card: Card) -> str:
    """What a second person approves about a card."""
    return f"peer:{card.name}/{card.fingerprint}"


def introduce(
    connection: Connection, card: Card, fingerprint: str, way: str, own_name: str, now: datetime
) -> Peer:
    """Enter a node, or what has changed about it; it must be confirmed before anything goes or comes.

    ``fingerprint`` is what was read aloud at the other end; ``way`` an https address, a folder, or empty where bundles
    are carried by hand. Raises InputRefused.
    """
    if not same_fingerprint(fingerprint, card.fingerprint):
        raise InputRefused(
            "Sidik kunci tidak cocok. Jangan lanjutkan; hubungi simpul itu lagi lewat telepon yang Anda kenal.",
            "The fingerprint differs. Go no further; call the other node again at a number that you know.",
        )
    if card.name == own_name:
        raise InputRefused("Itu simpul ini sendiri.", "That is this node itself.")
    address, folder = _way(way)
    values = {
        "kind": card.node.value,
        "keys": card.keys.both,
        "address": address,
        "folder": folder,
        "introduced_by": who_acts(connection),
        "introduced_at": now,
        "confirmed_by": None,
        "confirmed_at": None,
        "ended_at": None,
    }
    entered = insert(exchange_peers).values(name=card.name, **values)
    connection.execute(entered.on_conflict_do_update(index_elements=[_P.name], set_=values))
    audit.write(connection, Act(Deed.INTRODUCE, "peer", (ref(card), "entered")))
    return known(connection, card.name)


def confirm(connection: Connection, name: str, now: datetime) -> None:
    """Let bundles go and come; a second person must have agreed to exactly this fingerprint.

    Raises NotFound, WrongState, SecondPersonNeeded.
    """
    peer = known(connection, name)
    if peer.trusted or peer.ended_at is not None:
        raise WrongState(
            "Simpul itu sudah dikonfirmasi atau diakhiri.", "That node was confirmed already, or was ended."
        )
    book.use(connection, ACT, (peer.ref,))
    _confirmed(connection, peer, now)


def confirm_own(connection: Connection, name: str, now: datetime) -> None:
    """Confirm a node of the same installation, which the program itself has made. Raises NotFound."""
    _confirmed(connection, known(connection, name), now)


def end(connection: Connection, name: str, now: datetime) -> None:
    """Let nothing go or come any more. Raises NotFound."""
    peer = known(connection, name)
    connection.execute(update(exchange_peers).where(_P.name == name).values(ended_at=now))
    audit.write(connection, Act(Deed.INTRODUCE, "peer", (peer.ref, "ended")))


def known(connection: Connection, name: str) -> Peer:
    """A node, trusted or not. Raises NotFound."""
    row = connection.execute(select(exchange_peers).where(_P.name == name)).one_or_none()
    if row is None:
        raise NotFound("Simpul itu tidak dikenal.", "There is no such node.")
    return _peer(row)


def listing(connection: Connection) -> tuple[Peer, ...]:
    """Every node, by name."""
    return tuple(_peer(row) for row in connection.execute(select(exchange_peers).order_by(_P.name)))


def trusted(connection: Connection, node: Node | None = None) -> tuple[Peer, ...]:
    """The nodes that bundles go to and come from, of one kind or of any."""
    return tuple(peer for peer in listing(connection) if peer.trusted and node in (None, peer.node))


def _confirmed(connection: Connection, peer: Peer, now: datetime) -> None:
    connection.execute(
        update(exchange_peers)
        .where(_P.name == peer.name)
        .values(confirmed_by=who_acts(connection), confirmed_at=now)
    )
    audit.write(connection, Act(Deed.INTRODUCE, "peer", (peer.ref, "confirmed")))


def _way(way: str) -> tuple[str | None, str | None]:
    way = way.strip()
    if way.startswith("/"):
        return None, way
    if not way:
        return None, None
    try:
        parts = urlsplit(way)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        host = ""
    plain = way.isascii() and way.isprintable() and " " not in way and len(way) <= _LONGEST_ADDRESS
    if not host or not plain or "@" in parts.netloc or parts.query or parts.fragment:
        raise _no_way()
    # What is in a bundle nobody on the way reads; TLS hides who talks to whom, which this machine knows anyway.
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_here(host)):
        raise _no_way()
    return way.rstrip("/"), None


def _no_way() -> InputRefused:
    return InputRefused(
        "Alamat harus https://nama tanpa pengguna, atau folder yang diawali /.",
        "The address must be https://name without a user, or a folder that begins with /.",
    )


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _peer(row: Row[Any]) -> Peer:
    folder = row.folder
    return Peer(
        Card(Node(row.kind), row.name, PublicKeys.of(bytes(row.keys))),
        row.address,
        None if folder is None else Path(folder),
        row.introduced_by,
        row.introduced_at,
        row.confirmed_at,
        row.ended_at,
    )
