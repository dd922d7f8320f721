"""What one does with a case: take it, give it back, judge, put off, note, take back, close, open anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.pages import inbox
from api.pages.routes.case import Failed, Worker, WorkId, case_page
from api.pages.screen import go
from api.service.door import Visit, door
from detection.alerts import claims, decisions, snoozing, taking_back
from detection.alerts.decisions import Judgement
from detection.alerts.states import Outcome, SecondReview, SeenBy
from detection.alerts.work import Work
from records.days import instant
from records.errors import InputRefused, NotFound, SuluhError

ROUTER = APIRouter(prefix=inbox.ADDRESS, include_in_schema=False)
Judge = Annotated[Visit, door("alert:decide", composed=True)]
Version = Annotated[int, Form(ge=1, le=2**31 - 1)]
Words = Annotated[str, Form(max_length=10_000)]
Code = Annotated[str, Form(max_length=50)]
NEXT = f"{inbox.ADDRESS}/berikutnya"


def _done(
    request: Request,
    visit: Visit,
    work_id: int,
    form: str,
    typed: Mapping[str, str],
    act: Callable[[], Work],
    told: str,
    onward: str = "",
) -> Response:
    """Do it and go on; what is refused shows the page again, with all that was typed."""
    try:
        with visit.connection.begin_nested():
            act()
    except SuluhError as error:
        if error.status == NotFound.status:
            raise
        return case_page(request, visit, work_id, Failed(form, error, typed))
    return go(onward or f"{inbox.ADDRESS}/{work_id}", told, str(work_id))


@ROUTER.post("/{work_id}/ambil")
def claim(request: Request, visit: Worker, work_id: WorkId, version: Version) -> Response:
    """Take it, or keep it for longer."""
    connection, who, now = visit.connection, visit.context.who, visit.now
    return _done(
        request,
        visit,
        work_id,
        "claim",
        {},
        lambda: claims.claim(connection, who, work_id, version, now),
        "claimed",
    )


@ROUTER.post("/{work_id}/lepas")
def release(request: Request, visit: Worker, work_id: WorkId, version: Version) -> Response:
    """Give it back."""
    connection, who, now = visit.connection, visit.context.who, visit.now
    return _done(
        request,
        visit,
        work_id,
        "claim",
        {},
        lambda: claims.release(connection, who, work_id, version, now),
        "released",
    )


@ROUTER.post("/{work_id}/putusan")
def judge(
    request: Request,
    visit: Judge,
    work_id: WorkId,
    version: Version,
    outcome: Code = "",
    ground: Code = "",
    reason: Words = "",
    against: Words = "",
    stay: Annotated[bool, Form()] = False,
) -> Response:
    """Judge it, then on to the next that nobody works on."""
    typed = {"outcome": outcome, "ground": ground, "reason": reason, "against": against}
    second = SecondReview(visit.house.settings.second_review)

    def act() -> Work:
        if outcome not in list(Outcome):
            raise InputRefused("Pilih putusan.", "Choose an outcome.")
        return decisions.judge(
            visit.connection,
            visit.store.keys,
            visit.context.who,
            work_id,
            version,
            Judgement(Outcome(outcome), ground, reason, against),
            visit.now,
            second,
        )

    return _done(request, visit, work_id, "judge", typed, act, "judged", "" if stay else NEXT)


@ROUTER.post("/{work_id}/tunda")
def snooze(
    request: Request,
    visit: Worker,
    work_id: WorkId,
    version: Version,
    snooze_reason: Words = "",
    until: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Put it off until a day, or without one until new evidence."""

    def act() -> Work:
        try:
            day = date.fromisoformat(until) if until else None
        except ValueError:
            raise InputRefused("Tanggal itu tidak dapat dibaca.", "That day cannot be read.") from None
        return snoozing.snooze(
            visit.connection,
            visit.store.keys,
            visit.context.who,
            work_id,
            version,
            snooze_reason,
            visit.now,
            None if day is None else instant(day),
        )

    typed = {"snooze_reason": snooze_reason, "until": until}
    return _done(request, visit, work_id, "snooze", typed, act, "snoozed", NEXT)


@ROUTER.post("/{work_id}/catatan")
def note(
    request: Request,
    visit: Worker,
    work_id: WorkId,
    version: Version,
    note: Words = "",
    seen_by: Code = SeenBy.FORCE,
) -> Response:
    """Write a note for some."""
    keys, who, now = visit.store.keys, visit.context.who, visit.now

    def act() -> Work:
        if seen_by not in list(SeenBy):
            raise InputRefused("Pilih siapa yang boleh membaca.", "Choose who may read it.")
        circle = SeenBy(seen_by)
        return taking_back.note(visit.connection, keys, who, work_id, version, note, now, circle)

    return _done(
        request,
        visit,
        work_id,
        "note",
        {"note": note, "seen_by": seen_by},
        act,
        "noted",
    )


@ROUTER.post("/{work_id}/batal")
def undo(request: Request, visit: Worker, work_id: WorkId) -> Response:
    """Take one's own last act back."""
    connection, who, now = visit.connection, visit.context.who, visit.now
    return _done(
        request,
        visit,
        work_id,
        "undo",
        {},
        lambda: taking_back.undo(connection, who, work_id, None, now),
        "undone",
    )


@ROUTER.post("/{work_id}/tutup")
def close(
    request: Request, visit: Judge, work_id: WorkId, version: Version, end_reason: Words = ""
) -> Response:
    """Close what was referred."""
    keys, who, now = visit.store.keys, visit.context.who, visit.now
    return _done(
        request,
        visit,
        work_id,
        "end",
        {"end_reason": end_reason},
        lambda: decisions.close(visit.connection, keys, who, work_id, version, end_reason, now),
        "closed",
    )


@ROUTER.post("/{work_id}/buka-lagi")
def reopen(
    request: Request, visit: Judge, work_id: WorkId, version: Version, end_reason: Words = ""
) -> Response:
    """Open anew what was decided or has lapsed."""
    keys, who, now = visit.store.keys, visit.context.who, visit.now
    return _done(
        request,
        visit,
        work_id,
        "end",
        {"end_reason": end_reason},
        lambda: decisions.reopen(visit.connection, keys, who, work_id, version, end_reason, now),
        "reopened",
    )
