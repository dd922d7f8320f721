"""Erasure that was asked for: the request stands granted, then two people agree to its rows, then it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from protection.erasure.erase import Ground, Plan, approval, erase, plan
from protection.subject.requests import Decision, Kind, State, find
from records import audit
from records.audit import Act, Deed
from records.errors import WrongState


@dataclass(frozen=True)
class Planned:
    """How many rows would go, and what the second person's approval must name."""

    rows: int
    approval: tuple[str, str]


def planned(connection: Connection, request_id: int, now: datetime) -> Planned:
    """What a granted request would erase; the reading is audited. Raises NotFound, WrongState, HoldStands."""
    found = _plan(connection, request_id, now)
    objects = (f"request/{request_id}",)
    audit.write(connection, Act(Deed.READ, "subject_request", objects, len(found.sequences), ("sequence",)))
    return Planned(len(found.sequences), approval(found, _cause(request_id)))


def carry_out(connection: Connection, request_id: int, now: datetime) -> int:
    """Erase what a granted request covers; gives the erasure's number.

    Raises NotFound, WrongState, HoldStands, SecondPersonNeeded, ErasureRefused.
    """
    found = _plan(connection, request_id, now)
    return erase(connection, Ground.ASKED, found, _cause(request_id), now)


def _plan(connection: Connection, request_id: int, now: datetime) -> Plan:
    request = find(connection, request_id)
    granted = request.decision in (Decision.GRANTED, Decision.PARTLY)
    if request.kind is not Kind.ERASURE or request.state is State.RECEIVED or not granted:
        raise WrongState(
            "Hanya permohonan penghapusan yang dikabulkan dapat dilaksanakan.",
            "Only a request for erasure that was granted can be carried out.",
        )
    return plan(connection, request.refs, now)


def _cause(request_id: int) -> str:
    return f"request:{request_id}"
