"""The sealer: chains what is committed, and signs a head over every 100 links or 15 minutes.

Whoever writes an entry never waits for it; only sealers take turns.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, ClassVar

from sqlalchemy import Connection, func, insert, select, text

from records.audit import trail
from records.audit.canonical import HEAD, genesis, without
from records.audit.check import HEAD_EVERY
from records.audit.signing import public_key, signed
from records.canonical import Document, digest
from records.errors import SuluhError
from records.store import Store
from records.tables import audit_heads

HEAD_AFTER = "15 minutes"
"""How long a sealed link may stand without a head over it."""

AT_ONCE = 1_000
"""Entries sealed in one transaction."""

DUE = text(f"""
    SELECT position, encode(hash, 'hex') AS hash FROM audit_seals AS s
    WHERE position > :last AND (
        (position - :last) % :every = 0
        OR position = (SELECT max(position) FROM audit_seals) AND (:at_once OR EXISTS (
            SELECT FROM audit_seals AS first
            WHERE first.position = :last + (s.position - :last) / :every * :every + 1
                AND first.sealed_at < clock_timestamp() - interval '{HEAD_AFTER}'
        ))
    ) ORDER BY position
""")  # noqa: S608  (a constant of our own)
_NOW = text(f"SELECT {trail.moment('clock_timestamp()')}")


class ClockRanBackwards(SuluhError):
    """The database's clock stands before the last head: either it is wrong now, or it was when that was signed."""

    code: ClassVar[str] = "clock_ran_backwards"
    status: ClassVar[int] = 503

    def __init__(self, last: str, now: str) -> None:
        super().__init__(
            f"Jam basis data ({now}) berada sebelum kepala audit terakhir ({last}); tidak ada yang disegel dan tidak "
            "ada yang hilang. Perbaiki jam (NTP). Jika jam dulu yang salah: suluh audit seal --clock-was-wrong",
            f"The database's clock ({now}) stands before the last head of the audit ({last}); nothing is sealed and "
            "nothing is lost. Correct the clock (NTP). If it was wrong then: suluh audit seal --clock-was-wrong",
        )


def seal(store: Store, secret: bytes, at_most: int = AT_ONCE, *, clock_was_wrong: bool = False) -> int:
    """Seal entries that wait, and sign the heads that are due; gives how many entries were sealed.

    Links and heads are committed together: no more than 99 links ever stand without a head. Raises ClockRanBackwards,
    and then nothing is sealed, unless an operator says that the clock was wrong when the last head was signed.
    """
    with store.begin() as connection:
        if not clock_was_wrong:
            check_clock(connection)
        sealed: int = connection.scalar(select(func.audit_seal(at_most))) or 0
        # A head by the right clock at once, or the next look would find the wrong one again.
        sign_due(connection, secret, at_once=clock_was_wrong)
    return sealed


def check_clock(connection: Connection) -> None:
    """Raise ClockRanBackwards where the last head lies in the future."""
    last, now = trail.last_head(connection), str(connection.scalar(_NOW))
    if last and last["at"] > now:  # one form, of one length: they compare as text
        raise ClockRanBackwards(last["at"], now)


def watch(store: Store, secret: bytes, stop: Callable[[], bool], pause: float = 0.5) -> None:
    """Seal until ``stop`` says so, looking for new entries every ``pause`` seconds."""
    while not stop():
        if seal(store, secret) < AT_ONCE:
            time.sleep(pause)


def sign_due(connection: Connection, secret: bytes, *, at_once: bool = False) -> None:
    """Sign the heads that are due, in the transaction that sealed; ``at_once`` over the newest link too."""
    name = trail.installation(connection)
    last = trail.last_head(connection)
    asked = {"last": last["position"] if last else 0, "every": HEAD_EVERY, "at_once": at_once}
    due = connection.execute(DUE, asked).all()
    now = str(connection.scalar(_NOW))
    made = []
    for position, link in due:
        last = _head(last, position, link, now, name, secret)
        made.append(_row(last))
    if made:
        connection.execute(insert(audit_heads), made)


def _head(last: Document | None, position: int, link: str, at: str, name: str, secret: bytes) -> Document:
    head = {
        "at": at,
        "format": HEAD,
        "hash": link,
        "installation": name,
        "key": public_key(secret),
        "number": last["number"] + 1 if last else 1,
        "position": position,
        "previous": digest(without(last, "signature")) if last else genesis(name),
    }
    return signed(head, secret)


def _row(head: Document) -> dict[str, Any]:
    in_bytes = {name: bytes.fromhex(head[name]) for name in ("hash", "previous", "key", "signature")}
    return {"number": head["number"], "position": head["position"], "at": head["at"], **in_bytes}
