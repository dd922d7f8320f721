"""Keberatan: objections with their clocks, whom a person has cleared, and what mistakes cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime, BaseModel, Field

from api.service.door import Visit, door
from protection.contest import clearing, contests, impact
from protection.contest.clearing import Clearing
from protection.contest.contests import Asks, Contact, Contest, Party
from protection.contest.impact import Impact
from protection.subject.requests import Channel, Proof

ROUTER = APIRouter(prefix="/v1")

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
Words = Annotated[str, Field(max_length=8000)]


class Objection(BaseModel):
    """An objection as it reached an office; an agency or a person named says what it is about (``about``, ``key``)."""

    party: Party
    asks: Asks
    channel: Channel
    received_at: AwareDatetime
    contact: Annotated[str, Field(max_length=300)]
    hours: Annotated[str, Field(max_length=200)] = ""
    said: Words
    about: Literal["recruiter", "agency"] | None = None
    key: Annotated[str, Field(max_length=200)] = ""


class Code(BaseModel):
    """The code on the slip of paper."""

    code: Annotated[str, Field(max_length=40)]


class Proven(BaseModel):
    """What was seen as proof."""

    proof: Proof


class Answered(BaseModel):
    """What was answered by the safe contact."""

    said: Words


class Unfounded(BaseModel):
    """What is cleared, and why."""

    kind: Literal["recruiter", "phone", "account", "agency"]
    key: Annotated[str, Field(min_length=1, max_length=200)]
    why: Words
    request_id: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = None


@dataclass(frozen=True)
class Received:
    """The code for the asker, told this once, and the objection."""

    code: str
    contest: Contest


@dataclass(frozen=True)
class Proves:
    """Whether an objection with that code was received."""

    received: bool


@dataclass(frozen=True)
class Done:
    """The number of what was done."""

    number: int


@ROUTER.post("/contests")
def receive(said: Objection, visit: Annotated[Visit, door("contest:receive")]) -> Received:
    """Terima keberatan; kodenya hanya ditampilkan sekali. / Take an objection in; its code is told once."""
    code, contest = contests.receive(
        visit.connection,
        visit.house.store.keys,
        visit.house.key,
        visit.context,
        said.party,
        said.asks,
        said.channel,
        said.received_at,
        Contact(said.contact, said.hours, said.said),
        None if said.about is None else (said.about, said.key),
        visit.now,
    )
    return Received(code, contest)


@ROUTER.post("/contests/received")
def was_received(code: Code, visit: Annotated[Visit, door("contest:receive")]) -> Proves:
    """Apakah kode itu bukti penerimaan; tidak lebih. / Whether something was received under that code; no more."""
    return Proves(contests.received(visit.connection, visit.house.key, code.code))


@ROUTER.get("/contests")
def read_contests(visit: Annotated[Visit, door("contest:read")]) -> list[Contest]:
    """Keberatan dengan tenggatnya. / Objections with their clocks."""
    return contests.listed(visit.connection, visit.now)


@ROUTER.post("/contests/{contest_id}/contact")
def read_contact(contest_id: Number, visit: Annotated[Visit, door("contest:answer")]) -> Contact:
    """Kontak aman dan yang disampaikan. / The safe contact, and what was said."""
    return contests.contact(visit.connection, visit.house.store.keys, contest_id)


@ROUTER.post("/contests/{contest_id}/proof")
def prove(contest_id: Number, proven: Proven, visit: Annotated[Visit, door("contest:answer")]) -> Contest:
    """Bukti diri P3MI atau orang yang disebut. / What an agency or a person named proved themselves with."""
    return contests.prove(visit.connection, visit.context, contest_id, proven.proof, visit.now)


@ROUTER.post("/contests/{contest_id}/answer")
def answer(
    contest_id: Number, answered: Answered, visit: Annotated[Visit, door("contest:answer")]
) -> Contest:
    """Jawaban lewat kontak aman; tenggat berhenti. / What was answered by the safe contact; the clock stops."""
    keys = visit.house.store.keys
    return contests.answer(visit.connection, keys, visit.context, contest_id, answered.said, visit.now)


@ROUTER.get("/clearings")
def read_clearings(visit: Annotated[Visit, door("suspicion:clear")]) -> list[Clearing]:
    """Yang dipulihkan dari kecurigaan. / Whom a person has cleared."""
    return clearing.cleared(visit.connection)


@ROUTER.post("/clearings")
def clear(said: Unfounded, visit: Annotated[Visit, door("suspicion:clear")]) -> Clearing:
    """Pulihkan dari kecurigaan yang tidak berdasar. / Clear of an unfounded suspicion, until new evidence."""
    keys = visit.house.store.keys
    return clearing.clear(
        visit.connection, keys, visit.context, said.kind, said.key, said.why, said.request_id, visit.now
    )


@ROUTER.post("/clearings/{clearing_id}/end")
def take_back(clearing_id: Number, visit: Annotated[Visit, door("suspicion:clear")]) -> Done:
    """Tarik pemulihan. / Take a clearing back."""
    clearing.take_back(visit.connection, visit.context, clearing_id, visit.now)
    return Done(clearing_id)


@ROUTER.get("/mistakes")
def read_impact(
    visit: Annotated[Visit, door("mistakes:read")], days: Annotated[int, Query(ge=1, le=3660)] = 365
) -> Impact:
    """Dampak kekeliruan: orang dan hari, angka kecil tidak disebut. / What mistakes cost; small numbers untold."""
    return impact.impact(visit.connection, visit.now - timedelta(days=days), visit.now + timedelta(seconds=1))
