"""An erasure is told to the nodes that hold what was referred; each decides by its own law, and answers which.

The erasure itself notes, in its own transaction, what had left (``erasures_told``); a bundle goes with the next round
of the exchange. *Erased* is the last word: an older *kept* that comes late changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select, update

from protection.exchange import peers, put
from protection.exchange.kinds import Arrival
from records import audit
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.days import day_of
from records.errors import InputRefused, NotFound
from records.law import in_force
from records.rights.context import as_program
from records.tables import erasures_told

KIND = "erased"
ANSWERS = ("kept", "erased")

_T = erasures_told.c


@dataclass(frozen=True)
class Elsewhere:
    """How many erased referrals another node keeps, has erased, or has not answered about."""

    peer: str
    kept: int
    erased: int
    unanswered: int


def tell(connection: Connection, keys: Keyring, now: datetime) -> int:
    """Queue what other nodes have not been told yet; gives how many. For the program's own job.

    What a node that is not confirmed holds waits. One audit entry where any was queued.
    """
    with as_program(connection):
        trusted = [peer.name for peer in peers.trusted(connection)]
        waits = connection.execute(
            select(erasures_told)
            .where(_T.told_at.is_(None), _T.peer.in_(trusted))
            .order_by(_T.made_at, _T.referral)
            .with_for_update(skip_locked=True)
        ).all()
        for row in waits:
            document = {
                "referral": row.referral,
                "token": row.token,
                "version": row.version,
                "at": row.made_at.astimezone(UTC).isoformat(),
            }
            put(connection, keys, row.peer, KIND, document, about=row.referral)
            connection.execute(update(erasures_told).where(_T.referral == row.referral).values(told_at=now))
    if waits:
        objects = tuple(f"erasure/{number}" for number in dict.fromkeys(row.erasure_id for row in waits))
        audit.write(connection, Act(Deed.ERASE, "referral", objects, len(waits), ("told_at",)))
    return len(waits)


def answered(arrival: Arrival) -> None:
    """Note what another node decided. Raises InputRefused, NotFound where it was never told. One audit entry."""
    told = arrival.document
    code, answer, ground = (told.get(name) for name in ("referral", "answer", "ground"))
    known = {entry["code"] for entry in in_force("kept_after_erasure", day_of(arrival.now))}
    if not isinstance(code, str) or answer not in ANSWERS or not isinstance(ground, str | None):
        raise InputRefused("Jawaban atas penghapusan itu tidak dikenal.", "That is no answer to an erasure.")
    with as_program(arrival.connection):
        mine = (_T.referral == code) & (_T.peer == arrival.peer)
        row = arrival.connection.execute(select(erasures_told).where(mine).with_for_update()).one_or_none()
        if row is None:
            raise NotFound("Penghapusan itu tidak diberitahukan.", "That erasure was not told of.")
        if row.answer is None or (row.answer, answer) == ("kept", "erased"):
            values = {
                "answer": answer,
                "ground": (ground if ground in known else "other") if answer == "kept" else None,
                "answered_at": arrival.now,
            }
            arrival.connection.execute(update(erasures_told).where(mine).values(values))
    act = Act(Deed.ERASE, "referral", (f"erasure/{row.erasure_id}",), None, ("answer",))
    audit.write(arrival.connection, act)


def elsewhere(connection: Connection) -> tuple[Elsewhere, ...]:
    """What other nodes answered, node by node; whoever calls writes the audit entry."""
    rows = connection.execute(
        select(
            _T.peer,
            func.count().filter(_T.answer == "kept"),
            func.count().filter(_T.answer == "erased"),
            func.count().filter(_T.answer.is_(None)),
        )
        .group_by(_T.peer)
        .order_by(_T.peer)
    )
    return tuple(Elsewhere(*row) for row in rows)
