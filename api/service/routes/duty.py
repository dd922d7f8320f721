"""What cannot wait, and the roster of those who answer it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from api.service.door import Visit, door
from detection.urgent import items, roster
from detection.urgent.items import Item
from detection.urgent.roster import Gap, Shift
from records.rights.role import Role

ROUTER = APIRouter(prefix="/v1/duty")

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]


class NewShift(BaseModel):
    """Somebody on duty: their account, role, place in line (1 is called first), time, and address by channel."""

    account_id: Annotated[str, Field(min_length=1, max_length=100)]
    role: Role
    place: Annotated[int, Field(ge=1, le=99)]
    starts_at: datetime
    ends_at: datetime
    addresses: Annotated[
        dict[str, Annotated[str, Field(min_length=3, max_length=254)]], Field(min_length=1, max_length=5)
    ]


class Closing(BaseModel):
    """What became of an urgent matter, and what was done, in words."""

    end: Annotated[str, Field(max_length=20)]
    words: Annotated[str, Field(min_length=1, max_length=4000)]


@dataclass(frozen=True)
class Roster:
    """The shifts of the days ahead, and when nobody is on duty."""

    shifts: list[Shift]
    gaps: list[Gap]


@dataclass(frozen=True)
class Done:
    """The number of what was changed."""

    number: int


@ROUTER.get("/urgent")
def read_urgent(visit: Annotated[Visit, door("duty:read")]) -> list[Item]:
    """Every urgent matter that is open; what nobody has opened comes first."""
    return items.waiting(visit.connection, visit.now)


@ROUTER.post("/urgent/{item_id}/opening")
def open_urgent(item_id: Number, visit: Annotated[Visit, door("duty:answer")]) -> Item:
    """Open one: this is the receipt, and ends the calls."""
    return items.open_item(visit.connection, visit.context, item_id, visit.now)


@ROUTER.post("/urgent/{item_id}/closing")
def close_urgent(item_id: Number, closing: Closing, visit: Annotated[Visit, door("duty:answer")]) -> Done:
    """Close one with what was done."""
    keys = visit.house.store.keys
    items.close(visit.connection, keys, visit.context, item_id, closing.end, closing.words, visit.now)
    return Done(item_id)


@ROUTER.get("/shifts")
def read_roster(visit: Annotated[Visit, door("duty:read")]) -> Roster:
    """Who is on duty in the next fourteen days, and the gaps."""
    return Roster(*roster.roster(visit.connection, visit.now))


@ROUTER.post("/shifts", status_code=201)
def add_shift(shift: NewShift, visit: Annotated[Visit, door("duty:change")]) -> Shift:
    """Put somebody on the roster."""
    return roster.put(
        visit.connection,
        visit.house.store.keys,
        visit.context,
        shift.account_id,
        shift.role,
        shift.place,
        (roster.in_a_zone(shift.starts_at), roster.in_a_zone(shift.ends_at)),
        shift.addresses,
        visit.now,
    )


@ROUTER.post("/shifts/{shift_id}/end")
def end_shift(shift_id: Number, visit: Annotated[Visit, door("duty:change")]) -> Done:
    """Take a shift off the roster."""
    roster.cancel(visit.connection, visit.context, shift_id, visit.now)
    return Done(shift_id)
