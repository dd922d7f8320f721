"""Questions about who is the same: listed, shown masked side by side, judged, and judgements taken back."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from api.service.cursors import Paged
from api.service.door import Visit, door
from api.service.routes.people import tomorrow
from graphs.linkage.judgements import Verdict
from protection.identity.judging import Judged, judge, withdraw
from protection.identity.questions import Question, SideBySide, question, questions

ROUTER = APIRouter(prefix="/v1/identity-questions")

BIGGEST = 2**63 - 1
Number = Annotated[int, Path(ge=1, le=BIGGEST)]
State = Literal["open", "same", "different", "unsure", "conflict"]
Words = Annotated[str, Field(max_length=2000)]
Judge = Annotated[Visit, door("identity:judge")]


class Judging(BaseModel):
    """What one holds of a pair, and why."""

    verdict: Literal["same", "different", "unsure"]
    reason: Words


class Withdrawing(BaseModel):
    """Which judgement is taken back, and why."""

    judgement_id: Annotated[int, Field(ge=1, le=BIGGEST)]
    reason: Words


@ROUTER.get("")
def read_questions(visit: Judge, page: Paged, state: State | None = "open") -> list[Question]:
    """Pairs near the border of linkage."""
    found = questions(visit.connection, page.after, page.most, state, visit.now)
    return page.of(found, lambda each: each.question_id)


@ROUTER.get("/{question_id}")
def read_question(question_id: Number, visit: Judge) -> SideBySide:
    """Both rows masked side by side, and which fields differ."""
    return question(visit.connection, visit.house.store.keys, question_id, tomorrow(visit.now), visit.now)


@ROUTER.post("/{question_id}/judgements", status_code=201)
def judge_question(question_id: Number, judging: Judging, visit: Judge) -> Judged:
    """Same, different or not sure; it binds the runs of later days."""
    return judge(
        visit.connection,
        visit.house.store.keys,
        visit.context.who,
        question_id,
        Verdict(judging.verdict),
        judging.reason,
        visit.now,
    )


@ROUTER.post("/{question_id}/withdrawals", status_code=201)
def withdraw_judgement(question_id: Number, withdrawing: Withdrawing, visit: Judge) -> Judged:
    """Take a judgement back, by another row."""
    return withdraw(
        visit.connection,
        visit.house.store.keys,
        visit.context.who,
        question_id,
        withdrawing.judgement_id,
        withdrawing.reason,
        visit.now,
    )
