"""Custody of identities at LPSK, and emergency protection: what no handler does alone."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.service.door import Visit, door
from api.service.routes.lpsk.cases import Code, Done, Name, Number, Numbered, Reader, Short, Words
from protection.cases import custody, erasing, reading, urgent
from protection.cases.custody import Opening, Shown
from protection.cases.urgent import Measure

ROUTER = APIRouter(prefix="/v1")

Opener = Annotated[Visit, door("case:identity")]
Decider = Annotated[Visit, door("case:decide")]
Names = Annotated[list[Name], Field(min_length=1, max_length=10)]


class Asked(BaseModel):
    """Why an identity is to be shown; in an ``emergency`` alone, to be judged afterwards."""

    sections: Names
    ground: Short
    reason: Words
    emergency: bool = False


class Opened(BaseModel):
    """The sections that were agreed to; none shows again what one's own opening covers."""

    sections: Annotated[list[Name], Field(max_length=10)] = []


class AskedUrgently(BaseModel):
    """Which services are to be given at once, and why."""

    services: Names
    ground: Short
    reason: Words
    emergency: bool = False


class Begun(BaseModel):
    """The services that were agreed to."""

    services: Names


class Reported(BaseModel):
    """The number of the report to the session."""

    number: Short


@ROUTER.get("/case-openings")
def read_openings(visit: Annotated[Visit, door("case:guard")]) -> list[Opening]:
    """Who opened the names of which case, and until when."""
    return list(custody.guarded(visit.connection))


@ROUTER.post("/cases/{case_code}/identity/requests", status_code=201)
def ask_identity(case_code: Code, asked: Asked, visit: Opener) -> Numbered:
    """Ask a custodian to agree that names are shown."""
    return Numbered(
        custody.ask(
            visit.connection,
            visit.house.store.keys,
            case_code,
            asked.sections,
            asked.ground,
            asked.reason,
            emergency=asked.emergency,
        )
    )


@ROUTER.post("/cases/{case_code}/identity")
def open_identity(case_code: Code, opened: Opened, visit: Opener) -> Shown:
    """Show what custody holds, by an approval; it is used up, and who opened is kept for ever."""
    keys = visit.house.store.keys
    if not opened.sections:
        return custody.show(visit.connection, keys, visit.context, case_code, visit.now)
    return custody.open_(visit.connection, keys, visit.context, case_code, opened.sections, visit.now)


@ROUTER.get("/case-measures")
def read_unreported(visit: Reader) -> list[Measure]:
    """Emergency measures that await their report to the session, the longest due first."""
    return list(reading.unreported(visit.connection, visit.now))


@ROUTER.post("/cases/{case_code}/measures/requests", status_code=201)
def ask_urgently(case_code: Code, asked: AskedUrgently, visit: Decider) -> Numbered:
    """Ask a second person for emergency protection."""
    return Numbered(
        urgent.ask(
            visit.connection,
            visit.house.store.keys,
            case_code,
            asked.services,
            asked.ground,
            asked.reason,
            emergency=asked.emergency,
        )
    )


@ROUTER.post("/cases/{case_code}/measures", status_code=201)
def protect_urgently(case_code: Code, begun: Begun, visit: Decider) -> Numbered:
    """Begin emergency protection, by an approval."""
    keys = visit.house.store.keys
    return Numbered(urgent.begin(visit.connection, keys, visit.context, case_code, begun.services, visit.now))


@ROUTER.post("/case-measures/{measure_id}/report")
def report_measure(measure_id: Number, reported: Reported, visit: Decider) -> Done:
    """The measure was reported to the session."""
    keys = visit.house.store.keys
    urgent.report(visit.connection, keys, visit.context, measure_id, reported.number, visit.now)
    return Done()


@ROUTER.post("/case-measures/{measure_id}/end")
def end_measure(measure_id: Number, visit: Decider) -> Done:
    """The measure ended; its report stays due."""
    urgent.end(visit.connection, visit.house.store.keys, visit.context, measure_id, visit.now)
    return Done()


@ROUTER.post("/cases/{case_code}/erasure")
def erase_case(case_code: Code, visit: Annotated[Visit, door("erasure:carry_out")]) -> Numbered:
    """Destroy everything sealed of a case that has ended, by an approval; gives how many things it was."""
    return Numbered(
        erasing.erase(visit.connection, visit.house.store.keys, visit.context, case_code, visit.now)
    )
