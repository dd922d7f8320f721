"""Acts that need a second person: asking, deciding, breaking the glass, and being told of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from api.service.cursors import Paged
from api.service.door import Visit, door
from records import four_eyes
from records.four_eyes import reading
from records.four_eyes.reading import Notice, Request

ROUTER = APIRouter(prefix="/v1")

BIGGEST = 2**63 - 1
Number = Annotated[int, Path(ge=1, le=BIGGEST)]


class Asked(BaseModel):
    """What is to be done, to what exactly, on which legal ground, and why."""

    act: Annotated[str, Field(max_length=50)]
    refs: Annotated[
        list[Annotated[str, Field(min_length=3, max_length=200)]], Field(min_length=1, max_length=500)
    ]
    ground: Annotated[str, Field(max_length=100)]
    reason: Annotated[str, Field(max_length=2_000)]


class Decision(BaseModel):
    """Whether the second person agrees."""

    approve: bool


class Review(BaseModel):
    """Whether breaking the glass was right."""

    justified: bool


@dataclass(frozen=True)
class Done:
    """The number of a request or a notice."""

    number: int


@dataclass(frozen=True)
class Whole:
    """A request and why it was made."""

    request: Request
    reason: str


@ROUTER.post("/approvals", status_code=201)
def ask(asked: Asked, visit: Annotated[Visit, door("approval:ask")]) -> Done:
    """Ask for a second person."""
    keys = visit.house.store.keys
    return Done(four_eyes.ask(visit.connection, keys, asked.act, asked.refs, asked.ground, asked.reason))


@ROUTER.get("/approvals")
def read_approvals(visit: Annotated[Visit, door("approval:read")], page: Paged) -> list[Request]:
    """One's own requests, and those that one may decide on."""
    found = reading.requests(visit.connection, page.after, page.most)
    return page.of(found, lambda each: each.approval_id)


@ROUTER.get("/approvals/{approval_id}")
def read_approval(approval_id: Number, visit: Annotated[Visit, door("approval:read")]) -> Whole:
    """One of them, with its reason."""
    return Whole(*reading.request(visit.connection, visit.house.store.keys, approval_id))


@ROUTER.post("/approvals/{approval_id}/decision")
def decide(approval_id: Number, decision: Decision, visit: Annotated[Visit, door("approval:decide")]) -> Done:
    """Agree to another's request, or not."""
    four_eyes.decide(visit.connection, approval_id, approve=decision.approve)
    return Done(approval_id)


@ROUTER.post("/approvals/{approval_id}/withdrawal")
def withdraw(approval_id: Number, visit: Annotated[Visit, door("approval:ask")]) -> Done:
    """Take one's own request back."""
    four_eyes.withdraw(visit.connection, approval_id)
    return Done(approval_id)


@ROUTER.post("/broken-glass", status_code=201)
def break_glass(asked: Asked, visit: Annotated[Visit, door("approval:break_glass")]) -> Done:
    """Act alone in an emergency, once, and answer for it."""
    keys = visit.house.store.keys
    return Done(
        four_eyes.break_glass(visit.connection, keys, asked.act, asked.refs, asked.ground, asked.reason)
    )


@ROUTER.post("/approvals/{approval_id}/review")
def review(approval_id: Number, judged: Review, visit: Annotated[Visit, door("approval:review")]) -> Done:
    """Judge another's broken glass."""
    four_eyes.review(visit.connection, approval_id, justified=judged.justified)
    return Done(approval_id)


@ROUTER.get("/notices")
def read_notices(visit: Annotated[Visit, door("notice:read")], page: Paged) -> list[Notice]:
    """What one's role must know."""
    found = reading.notices_of(visit.connection, page.after, page.most)
    return page.of(found, lambda each: each.notice_id)


@ROUTER.post("/notices/{notice_id}/reading")
def mark_read(notice_id: Number, visit: Annotated[Visit, door("notice:read")]) -> Done:
    """Say that one has read it."""
    reading.read(visit.connection, notice_id)
    return Done(notice_id)
