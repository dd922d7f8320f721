"""Rows whose time is over: which they are, and their erasure with a second person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.service.door import Visit, door
from protection.erasure import due
from protection.erasure.asked import Planned
from protection.erasure.erase import approval
from records import audit
from records.audit import Act, Deed
from records.days import day_of

ROUTER = APIRouter(prefix="/v1/retention")


class Refs(BaseModel):
    """References of rows that are due, all under one rule."""

    refs: Annotated[
        list[Annotated[str, Field(min_length=3, max_length=200)]], Field(min_length=1, max_length=1000)
    ]


@dataclass(frozen=True)
class Over:
    """Someone whose time is over, by one of their rows, and under which rule."""

    ref: str
    rule: str
    days: int | None


@dataclass(frozen=True)
class Erased:
    """The number of an erasure that was carried out."""

    erasure_id: int


@ROUTER.get("/due")
def list_due(visit: Annotated[Visit, door("erasure:carry_out")]) -> list[Over]:
    """Whose time is over today, the oldest first."""
    day = day_of(visit.now)
    found = due.due(visit.connection, day)
    act = Act(Deed.READ, "source_row", (f"due/{day}",), max(len(found), 1), ("recorded_at",))
    audit.write(visit.connection, act)
    return [Over(each.ref, each.period.rows, each.period.days) for each in found]


@ROUTER.post("/plan")
def plan_due(refs: Refs, visit: Annotated[Visit, door("erasure:carry_out")]) -> Planned:
    """What would be erased, and what the second person's approval must name."""
    planned, cause = due.plan_due(visit.connection, refs.refs, visit.now)
    act = Act(Deed.READ, "source_row", (planned.name,), len(planned.sequences), ("sequence",))
    audit.write(visit.connection, act)
    return Planned(len(planned.sequences), approval(planned, cause))


@ROUTER.post("/erasures")
def erase_due(refs: Refs, visit: Annotated[Visit, door("erasure:carry_out")]) -> Erased:
    """Erase them, with the approval of a second person."""
    return Erased(due.erase_due(visit.connection, refs.refs, visit.now))
