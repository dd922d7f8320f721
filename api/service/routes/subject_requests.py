"""Requests of the people whom records are about: taken in, identified, decided, answered, carried out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import AwareDatetime, BaseModel, Field

from api.service.door import Visit, door
from protection.erasure import asked
from protection.erasure.asked import Planned
from protection.subject import contests, requests
from protection.subject.contests import Asked, Contest
from protection.subject.package import Package, package
from protection.subject.requests import Channel, Decision, Kind, Proof, Request

ROUTER = APIRouter(prefix="/v1/subject-requests")

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
Ref = Annotated[str, Field(min_length=3, max_length=200)]


class Received(BaseModel):
    """A request as it reached an office."""

    kind: Kind
    channel: Channel
    received_at: AwareDatetime


class Disputed(BaseModel):
    """A row and the fields of it that are said to be wrong."""

    ref: Ref
    fields: Annotated[list[Annotated[str, Field(max_length=100)]], Field(min_length=1, max_length=50)]


class Identity(BaseModel):
    """What was seen as proof, the asker's rows, and what they dispute."""

    proof: Proof
    refs: Annotated[list[Ref], Field(min_length=1, max_length=100)]
    disputed: Annotated[list[Disputed], Field(max_length=100)] = []


class Decided(BaseModel):
    """A decision and the ground that it rests on."""

    decision: Decision
    ground: Annotated[str, Field(max_length=100)]


@dataclass(frozen=True)
class Shown:
    """A request with its clock; ``seconds_left`` is negative when the answer is late."""

    request_id: int
    kind: Kind
    state: str
    received_at: datetime
    due_at: datetime
    seconds_left: int
    overdue: bool
    decision: str | None
    ground: str | None


@dataclass(frozen=True)
class Erasure:
    """The number of an erasure that was carried out."""

    erasure_id: int


@ROUTER.post("")
def receive(received: Received, visit: Annotated[Visit, door("request:receive")]) -> Shown:
    """Take a request in."""
    who = visit.context.who
    arrived = received.received_at
    return _shown(
        requests.receive(visit.connection, who, received.kind, received.channel, arrived, visit.now),
        visit.now,
    )


@ROUTER.get("")
def waiting(visit: Annotated[Visit, door("request:decide")]) -> list[Shown]:
    """What waits for an answer, the most urgent first."""
    return [_shown(each, visit.now) for each in requests.waiting(visit.connection)]


@ROUTER.get("/corrections")
def corrections(visit: Annotated[Visit, door("request:decide")]) -> list[Asked]:
    """The corrections that sources have been asked for and have not sent."""
    return contests.read_asked(visit.connection)


@ROUTER.post("/{request_id}/identity")
def identify(
    request_id: Number, identity: Identity, visit: Annotated[Visit, door("request:receive")]
) -> Shown:
    """Note that the asker proved to be the person of these rows."""
    disputed = [Contest(each.ref, tuple(each.fields)) for each in identity.disputed]
    return _shown(
        requests.identify(
            visit.connection,
            visit.context.who,
            request_id,
            identity.proof,
            identity.refs,
            visit.now,
            disputed,
        ),
        visit.now,
    )


@ROUTER.post("/{request_id}/decision")
def decide(request_id: Number, decided: Decided, visit: Annotated[Visit, door("request:decide")]) -> Shown:
    """Decide an identified request."""
    who = visit.context.who
    return _shown(
        requests.decide(visit.connection, who, request_id, decided.decision, decided.ground, visit.now),
        visit.now,
    )


@ROUTER.post("/{request_id}/answer")
def answer(request_id: Number, visit: Annotated[Visit, door("request:answer")]) -> Shown:
    """Note that the asker has the answer."""
    return _shown(requests.answer(visit.connection, request_id, visit.now), visit.now)


@ROUTER.post("/{request_id}/package")
def hand_over(request_id: Number, visit: Annotated[Visit, door("request:answer")]) -> Package:
    """What is held about the asker, in clear, without what is others'."""
    return package(visit.connection, visit.house.store.keys, requests.find(visit.connection, request_id))


@ROUTER.post("/{request_id}/erasure-plan")
def plan_erasure(request_id: Number, visit: Annotated[Visit, door("erasure:carry_out")]) -> Planned:
    """What would be erased, and what the second person's approval must name."""
    return asked.planned(visit.connection, request_id, visit.now)


@ROUTER.post("/{request_id}/erasure")
def carry_out(request_id: Number, visit: Annotated[Visit, door("erasure:carry_out")]) -> Erasure:
    """Erase, with the approval of a second person."""
    return Erasure(asked.carry_out(visit.connection, request_id, visit.now))


def _shown(request: Request, now: datetime) -> Shown:
    return Shown(
        request.request_id,
        request.kind,
        request.state.value,
        request.received_at,
        request.due_at,
        int(request.left(now).total_seconds()),
        request.overdue(now),
        request.decision,
        request.ground,
    )
