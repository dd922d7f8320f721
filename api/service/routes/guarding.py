"""Pelindungan: people who are never suspects; danger to them for their guardians, evidence for LPSK alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from api.service.door import Visit, door
from protection.guarding import matters
from protection.guarding.assessing import Result, assess
from protection.guarding.matters import Matter

ROUTER = APIRouter(prefix="/v1")

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
Words = Annotated[str, Field(max_length=8000)]
Ref = Annotated[str, Field(min_length=3, max_length=200)]


class Closed(BaseModel):
    """What became of a danger, and what was done."""

    end: Annotated[str, Field(max_length=30)]
    words: Words


class Assessment(BaseModel):
    """Whether the person of these rows is a victim, and what that rests on."""

    person_id: Annotated[str, Field(min_length=1, max_length=100)]
    refs: Annotated[list[Ref], Field(min_length=1, max_length=100)]
    result: Result
    why: Words


@dataclass(frozen=True)
class Done:
    """The number of what was done."""

    number: int


@ROUTER.get("/protection-matters")
def read_matters(
    visit: Annotated[Visit, door("guarding:read")], kind: Literal["danger", "evidence"] = "danger"
) -> list[Matter]:
    """Bahaya atau bukti pada jalur pelindungan, tanpa riwayat. / Danger or evidence on the path of protection."""
    return matters.matters(visit.connection, kind, visit.now)


@ROUTER.post("/protection-matters/{matter_id}/take")
def take(matter_id: Number, visit: Annotated[Visit, door("guarding:act")]) -> Done:
    """Take a danger on."""
    matters.take(visit.connection, visit.context, matter_id, visit.now)
    return Done(matter_id)


@ROUTER.post("/protection-matters/{matter_id}/close")
def close(matter_id: Number, closed: Closed, visit: Annotated[Visit, door("guarding:act")]) -> Done:
    """Close a danger with what became of it."""
    keys = visit.house.store.keys
    matters.close(visit.connection, keys, visit.context, matter_id, closed.end, closed.words, visit.now)
    return Done(matter_id)


@ROUTER.post("/protection-matters/{matter_id}/hand-over")
def hand_over(matter_id: Number, visit: Annotated[Visit, door("evidence:hand_over")]) -> Done:
    """Send evidence to LPSK, with the approval of a second person."""
    matters.hand_over(visit.connection, visit.house.store.keys, visit.context, matter_id, visit.now)
    return Done(matter_id)


@ROUTER.post("/assessments")
def write_assessment(said: Assessment, visit: Annotated[Visit, door("guarding:assess")]) -> Done:
    """Assess whether who was forced to commit crimes is a victim."""
    keys = visit.house.store.keys
    return Done(
        assess(
            visit.connection, keys, visit.context, said.person_id, said.refs, said.result, said.why, visit.now
        )
    )
