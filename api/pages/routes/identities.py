"""Identitas: are these two records of one person? Judged side by side, one pair after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Path, Query, Request, Response

from api.pages.record_words import Recorder
from api.pages.routes.case import Failed
from api.pages.screen import go, language_of, show
from api.service.cursors import Paged
from api.service.door import Visit, door
from api.service.routes.people import tomorrow
from api.service.routes.work import BIGGEST
from graphs.linkage.judgements import Verdict
from protection.identity.judging import Judged, judge, withdraw
from protection.identity.questions import question, questions
from records.errors import InputRefused, NotFound, SuluhError

ADDRESS = "/identitas"
ROUTER = APIRouter(prefix=ADDRESS, include_in_schema=False)
Judge = Annotated[Visit, door("identity:judge", composed=True)]
QuestionId = Annotated[int, Path(ge=1, le=BIGGEST)]
Words = Annotated[str, Form(max_length=2000)]
STATES = ("open", "unsure", "conflict", "same", "different")
VERDICTS = (Verdict.SAME, Verdict.UNSURE, Verdict.DIFFERENT)


@ROUTER.get("")
def see_questions(
    request: Request,
    visit: Judge,
    page: Paged,
    state: Annotated[Literal["open", "unsure", "conflict", "same", "different"], Query()] = "open",
) -> Response:
    """Pairs near the border of linkage, in one standing."""
    found = questions(visit.connection, page.after, page.most, state, visit.now)
    return show(
        request,
        visit,
        "identities.html.jinja",
        questions=found,
        state=state,
        states=STATES,
        following=page.following(found, lambda each: each.question_id),
        first=not page.after,
        say=Recorder(language_of(request, visit.context)),
    )


@ROUTER.get("/{question_id}")
def see_question(request: Request, visit: Judge, question_id: QuestionId) -> Response:
    """Both records side by side, masked."""
    return _page(request, visit, question_id, Failed())


@ROUTER.post("/{question_id}/penilaian")
def judge_question(
    request: Request,
    visit: Judge,
    question_id: QuestionId,
    verdict: Annotated[str, Form(max_length=20)] = "",
    reason: Words = "",
) -> Response:
    """Same, different or not sure; then on to the next pair that nobody has judged."""

    def act() -> Judged:
        if verdict not in VERDICTS:
            raise InputRefused("Pilih penilaian.", "Choose a verdict.")
        keys, who = visit.store.keys, visit.context.who
        return judge(visit.connection, keys, who, question_id, Verdict(verdict), reason, visit.now)

    return _done(
        request, visit, question_id, "judge", {"verdict": verdict, "reason": reason}, act, onward=True
    )


@ROUTER.post("/{question_id}/penarikan")
def withdraw_judgement(
    request: Request,
    visit: Judge,
    question_id: QuestionId,
    judgement_id: Annotated[int, Form(ge=1, le=BIGGEST)],
    withdraw_reason: Words = "",
) -> Response:
    """Take a judgement back."""

    def act() -> Judged:
        keys, who = visit.store.keys, visit.context.who
        return withdraw(visit.connection, keys, who, question_id, judgement_id, withdraw_reason, visit.now)

    return _done(
        request, visit, question_id, "withdraw", {"withdraw_reason": withdraw_reason}, act, onward=False
    )


def _done(
    request: Request,
    visit: Visit,
    question_id: int,
    form: str,
    typed: Mapping[str, str],
    act: Callable[[], Judged],
    *,
    onward: bool,
) -> Response:
    try:
        with visit.connection.begin_nested():
            act()
    except SuluhError as error:
        if error.status == NotFound.status:
            raise
        return _page(request, visit, question_id, Failed(form, error, typed))
    if not onward:
        return go(f"{ADDRESS}/{question_id}", "undone")
    following = questions(visit.connection, question_id, 1, "open", visit.now)
    return go(f"{ADDRESS}/{following[0].question_id}" if following else ADDRESS, "judged")


def _page(request: Request, visit: Visit, question_id: int, failed: Failed) -> Response:
    both = question(visit.connection, visit.store.keys, question_id, tomorrow(visit.now), visit.now)
    following = questions(visit.connection, question_id, 1, "open", visit.now)
    return show(
        request,
        visit,
        "identity.html.jinja",
        200 if failed.error is None else failed.error.status,
        both=both,
        following=following[0].question_id if following else None,
        verdicts=VERDICTS,
        failed=failed,
        say=Recorder(language_of(request, visit.context)),
    )
