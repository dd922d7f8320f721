"""Carry bundles: over HTTPS, or into folders and out of them, on a stick or a share.

Nothing is sent while a transaction is open. Who dies between sending and noting it sends once more, and that changes
nothing at the other end.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
from sqlalchemy import Connection

from protection.exchange import inbox, outbox, peers
from protection.exchange.bundle import MOST_BYTES
from protection.exchange.keys import NodeKeys
from protection.exchange.kinds import Handlers
from protection.exchange.outbox import Waiting
from protection.exchange.peers import Peer
from records import audit
from records.audit import Act, Deed
from records.errors import InputRefused
from records.files import whole
from records.store import Store

PATH = "/v1/exchange/bundles"
MEDIA = "application/octet-stream"
SUFFIX = ".suluh-bundle"
_TIMEOUT = httpx.Timeout(30, connect=5)

Send = Callable[[str, bytes], str]
"""Hands a bundle in at an address; gives the HTTP status, or a code of what went wrong."""


@dataclass(frozen=True)
class Carried:
    """What one round did: bundles sent that arrived, that did not, files that were taken in, turned away."""

    sent: int = 0
    failed: int = 0
    taken: int = 0
    turned_away: int = 0


def over_https(address: str, raw: bytes) -> str:
    """Hand a bundle in: no redirect, no proxy, no more than half a minute; the answer's body is not read."""
    try:
        with (
            httpx.Client(verify=ssl.create_default_context(), trust_env=False, timeout=_TIMEOUT) as client,
            client.stream("POST", address + PATH, content=raw, headers={"Content-Type": MEDIA}) as answer,
        ):
            return str(answer.status_code)
    except httpx.TimeoutException:
        return "timeout"
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError):
        return "unreachable"


def carry(
    store: Store, mine: NodeKeys, handlers: Handlers, now: datetime, send: Send = over_https
) -> Carried:
    """One round: send what is due, take in what lies in folders. ``store`` acts as the program's own job."""
    with store.reading() as connection:
        known = peers.trusted(connection)
    done = Carried()
    for peer in known:
        if peer.address is not None:
            done = _added(done, _sent(store, mine, peer, now, send))
        elif peer.folder is not None and peer.folder.is_dir():
            laid = lay_out(store, mine, peer, peer.folder, now, due=True)
            done = _added(done, Carried(sent=laid), take_up(store, mine, handlers, peer.folder, now))
    return done


def lay_out(
    store: Store, mine: NodeKeys, peer: Peer, folder: Path, now: datetime, *, due: bool = False
) -> int:
    """Write what waits for a node, or what is due alone, into its part of a folder; gives how many."""
    target = folder / f"to-{peer.name}"
    with store.begin() as connection:
        letters = outbox.waiting(connection, store.keys, mine, peer, now if due else None, most=10_000)
        for letter in letters:
            with whole(target / f"{letter.bundle_id}{SUFFIX}") as stream:
                stream.write(letter.raw)
            outbox.sent(connection, letter, "folder", arrived=True, now=now)
        _tell(connection, letters)
    return len(letters)


def take_up(store: Store, mine: NodeKeys, handlers: Handlers, folder: Path, now: datetime) -> Carried:
    """Take in what lies in this node's part of a folder; a file that was dealt with is removed. Raises InputRefused."""
    part = folder / f"to-{mine.name}"
    files = sorted(part.glob(f"*{SUFFIX}")) if part.is_dir() else sorted(folder.glob(f"*{SUFFIX}"))
    taken = turned_away = 0
    for file in files:
        if file.is_symlink() or not file.is_file() or file.stat().st_size > MOST_BYTES:
            raise InputRefused(
                f"{file.name} bukan berkas pertukaran.", f"{file.name} is no file of the exchange."
            )
        done = inbox.receive(store, mine, handlers, file.read_bytes(), now)
        if done.state == "turned_away":
            file.rename(file.with_suffix(".refused"))
            turned_away += 1
        else:
            file.unlink()
            taken += 1
    return Carried(taken=taken, turned_away=turned_away)


def _sent(store: Store, mine: NodeKeys, peer: Peer, now: datetime, send: Send) -> Carried:
    with store.begin() as connection:
        letters = outbox.waiting(connection, store.keys, mine, peer, now)
    results = [(letter, send(peer.address or "", letter.raw)) for letter in letters]
    if not results:
        return Carried()
    arrived = 0
    with store.begin() as connection:
        for letter, result in results:
            there = result.startswith("2")
            arrived += there
            outbox.sent(connection, letter, result, arrived=there, now=now)
        _tell(connection, letters)
    return Carried(sent=arrived, failed=len(results) - arrived)


def _tell(connection: Connection, letters: list[Waiting]) -> None:
    if letters:
        refs = tuple(f"bundle/{letter.bundle_id}" for letter in letters)
        audit.write(connection, Act(Deed.SEND_BUNDLE, "bundle", refs))


def _added(*rounds: Carried) -> Carried:
    return Carried(
        sum(each.sent for each in rounds),
        sum(each.failed for each in rounds),
        sum(each.taken for each in rounds),
        sum(each.turned_away for each in rounds),
    )
