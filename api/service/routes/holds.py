"""Legal holds, and identities under protection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from api.service.door import Visit, door
from protection import holds, protected
from protection.holds import HoldReason
from protection.protected import Protection

ROUTER = APIRouter(prefix="/v1")

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
Refs = Annotated[
    list[Annotated[str, Field(min_length=3, max_length=200)]], Field(min_length=1, max_length=500)
]


class Hold(BaseModel):
    """Rows that a case needs, and the case."""

    refs: Refs
    reason: HoldReason
    case_ref: Annotated[str, Field(min_length=1, max_length=100)]


class Party(BaseModel):
    """Rows behind which someone stands whose identity is to be guarded."""

    refs: Refs
    kind: Protection


@dataclass(frozen=True)
class Done:
    """The number of a hold or a protection."""

    number: int


@ROUTER.post("/holds")
def place(hold: Hold, visit: Annotated[Visit, door("hold:change")]) -> Done:
    """Hold rows until the hold is lifted."""
    who = visit.context.who
    return Done(holds.place(visit.connection, who, hold.refs, hold.reason, hold.case_ref, visit.now))


@ROUTER.post("/holds/{hold_id}/end")
def lift(hold_id: Number, visit: Annotated[Visit, door("hold:change")]) -> Done:
    """End a hold."""
    holds.lift(visit.connection, visit.context.who, hold_id, visit.now)
    return Done(hold_id)


@ROUTER.post("/protected-parties")
def guard(party: Party, visit: Annotated[Visit, door("protection:change")]) -> Done:
    """Guard an identity from now on."""
    return Done(protected.protect(visit.connection, visit.context.who, party.kind, party.refs, visit.now))


@ROUTER.post("/protected-parties/{party_id}/end")
def end(party_id: Number, visit: Annotated[Visit, door("protection:change")]) -> Done:
    """End a protection."""
    protected.end(visit.connection, visit.context.who, party_id, visit.now)
    return Done(party_id)
