"""Rows whose time is over: which they are, and their erasure with a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.service.door import Visit, door
from protection.erasure import due, spans
from protection.erasure.asked import Planned
from protection.erasure.erase import approval
from protection.erasure.spans import Wish
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


class Wished(BaseModel):
    """How long rows of a kind are to be kept, from which day on, and the rule or decision behind it."""

    rows: Annotated[str, Field(min_length=3, max_length=60)]
    days: Annotated[int, Field(ge=1, le=spans.LONGEST)]
    valid_from: date
    source: Annotated[str, Field(min_length=spans.SHORTEST_SOURCE, max_length=spans.LONGEST_SOURCE)]

    def wish(self) -> Wish:
        """The same for the function below."""
        return Wish(self.rows, self.days, self.valid_from, self.source)


@dataclass(frozen=True)
class Kept:
    """How long a kind of rows is kept today; ``days`` is null where a rule other than time ends it."""

    rows: str
    text_id: str
    text_en: str
    days: int | None
    valid_from: date
    source: str
    verified: bool


@dataclass(frozen=True)
class Agreed:
    """What a second person's approval of a change must name."""

    act: str
    refs: tuple[str, ...]


@dataclass(frozen=True)
class Changed:
    """The number of a change that was carried out."""

    change_id: int


@ROUTER.get("/periods")
def list_periods(visit: Annotated[Visit, door("retention:change")]) -> list[Kept]:
    """How long each kind of rows is kept today, with the ground of each."""
    found = spans.in_force(visit.connection, day_of(visit.now))
    audit.write(visit.connection, Act(Deed.READ, "retention", (), len(found), ("days",)))
    return [
        Kept(each.rows, each.text_id, each.text_en, each.days, each.valid_from, each.source, each.verified)
        for each in found
    ]


@ROUTER.post("/changes/plan")
def plan_change(wished: Wished, visit: Annotated[Visit, door("retention:change")]) -> Agreed:
    """Whether a change could be carried out, and what the second person's approval must name."""
    wish = spans.checked(visit.connection, wished.wish(), visit.now)
    audit.write(visit.connection, Act(Deed.READ, "retention", (f"retention:{wish.rows}",), None, ("days",)))
    return Agreed(spans.ACT, (spans.ref(wish),))


@ROUTER.post("/changes")
def change_span(wished: Wished, visit: Annotated[Visit, door("retention:change")]) -> Changed:
    """Carry out a change, with the approval of a second person."""
    return Changed(spans.change(visit.connection, visit.context, wished.wish(), visit.now))


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
