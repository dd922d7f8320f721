"""Konseling: who was sent today, their wishes, a guide for the talk, what came of it, sheets to take home."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request, Response

from api.pages.desk_words import Words
from api.pages.language import LANGUAGES, Language
from api.pages.screen import go, language_of, show
from api.service.door import Visit, door
from api.service.routes.work import BIGGEST
from protection.counsel import referrals, sheets, talks, texts
from protection.directory.kinds import LANGUAGE, NEED
from protection.directory.routing import for_counsel
from records.days import day_of, zone_of
from records.errors import InputRefused, NotFound, SuluhError

ROUTER = APIRouter(prefix="/konseling", include_in_schema=False)

Reader = Annotated[Visit, door("counsel:read", composed=True)]
Writer = Annotated[Visit, door("counsel:write", composed=True)]
Number = Annotated[int, Path(ge=1, le=BIGGEST)]
Name = Annotated[str, Path(max_length=20)]
Short = Annotated[str, Form(max_length=40)]


@ROUTER.get("")
def see_waiting(request: Request, visit: Reader) -> Response:
    """Who was sent today, and who waits still."""
    found = referrals.waiting(visit.connection, visit.now)
    return show(
        request,
        visit,
        "counsel.html.jinja",
        waiting=[each for each in found if each.outcome is None],
        spoken=[each for each in found if each.outcome is not None],
        outcomes=talks.OUTCOME,
        languages=texts.languages(_today(visit)),
        words=Words(language_of(request, visit.context)),
    )


@ROUTER.post("/datang")
def receive(visit: Writer) -> Response:
    """Somebody came by themselves."""
    return go(f"/konseling/{referrals.receive(visit.connection, visit.context, visit.now)}")


@ROUTER.get("/lembar")
def see_sheets(request: Request, visit: Reader) -> Response:
    """The information sheets, and in which languages somebody has written them."""
    found = texts.sheets(_today(visit))
    there = {each.sheet: sheets.written(visit.connection, each.sheet) for each in found}
    languages = texts.languages(_today(visit))
    return show(
        request, visit, "sheets.html.jinja", sheets=found, there=there, languages=languages, own=LANGUAGES
    )


@ROUTER.get("/lembar/{sheet}")
def see_sheet(
    request: Request,
    visit: Reader,
    sheet: Name,
    bahasa: Annotated[str, Query(max_length=8)] = "",
) -> Response:
    """One sheet, to read, print, or write in a regional language."""
    return _sheet(request, visit, sheet, bahasa)


def _sheet(
    request: Request,
    visit: Visit,
    name: str,
    language: str,
    error: SuluhError | None = None,
    body: str | None = None,
) -> Response:
    languages = texts.languages(_today(visit))
    sheet = texts.sheet(name, _today(visit))
    if language and language not in {*languages, *LANGUAGES}:
        raise NotFound("Bahasa itu tidak tersedia.", "That language is not available.")
    there = sheets.written(visit.connection, name)
    shown = language_of(request, visit.context)
    return show(
        request,
        visit,
        "sheet.html.jinja",
        200 if error is None else error.status,
        sheet=sheet,
        language=language,
        text=there.get(language),
        there=there,
        languages=languages,
        words=Words(shown),
        indonesian=Words(Language()),
        body=body,
        error=error,
        today=_today(visit),
    )


@ROUTER.post("/lembar/{sheet}")
def write_sheet(
    request: Request,
    visit: Writer,
    sheet: Name,
    language: Annotated[str, Form(max_length=8)] = "",
    body: Annotated[str, Form(max_length=20_000)] = "",
    based_on: Annotated[str, Form(max_length=9)] = "0",
) -> Response:
    """Write a sheet in a regional language; what was typed stays where it is refused."""
    begun = int(based_on) if based_on.isdecimal() else 0
    try:
        with visit.connection.begin_nested():
            sheets.write(visit.connection, visit.context, sheet, language, body, begun, visit.now)
    except NotFound:
        raise
    except SuluhError as error:
        known = language in texts.languages(_today(visit))
        return _sheet(request, visit, sheet, language if known else "", error, body)
    return go(f"/konseling/lembar/{sheet}?bahasa={language}", "sheet_written")


@ROUTER.get("/{referral_id}")
def see_person(request: Request, visit: Reader, referral_id: Number) -> Response:
    """One person: wishes, the guide, what came of earlier talks."""
    return _person(request, visit, referral_id)


def _person(
    request: Request,
    visit: Visit,
    referral_id: int,
    error: SuluhError | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    local = visit.now.astimezone(zone_of(visit.context.areas))
    one = referrals.referral(visit.connection, referral_id)
    begun = {"happened_at": local.strftime("%Y-%m-%dT%H:%M"), "outcome": "", "note": "", "agreed": ""}
    return show(
        request,
        visit,
        "counsel_one.html.jinja",
        200 if error is None else error.status,
        one=one,
        fitting=for_counsel(visit.connection, one.registration, one.area, one.woman, one.language, visit.now),
        needs=NEED,
        spoken=LANGUAGE,
        talks=talks.talks(visit.connection, visit.house.store.keys, visit.context, referral_id),
        guide=texts.guide(_today(visit)),
        languages=texts.languages(_today(visit)),
        outcomes=talks.OUTCOMES,
        words=Words(language_of(request, visit.context)),
        typed=begun | {"pass_on": ""} | (typed or {}),
        error=error,
    )


@ROUTER.post("/{referral_id}/keinginan")
def wish(
    request: Request,
    visit: Writer,
    referral_id: Number,
    woman: Short = "",
    private_room: Short = "",
    language: Short = "",
) -> Response:
    """Write down what the person wishes."""
    known = set(texts.languages(_today(visit)))
    try:
        with visit.connection.begin_nested():
            referrals.wish(
                visit.connection,
                visit.context,
                referral_id,
                known,
                woman=bool(woman),
                private_room=bool(private_room),
                language=language,
            )
    except NotFound:
        raise
    except SuluhError as error:
        return _person(request, visit, referral_id, error)
    return go(f"/konseling/{referral_id}", "wishes_kept")


@ROUTER.post("/{referral_id}/hasil")
def record(
    request: Request,
    visit: Writer,
    referral_id: Number,
    outcome: Short = "",
    happened_at: Short = "",
    note: Annotated[str, Form(max_length=talks.LONGEST)] = "",
    agreed: Short = "",
    pass_on: Short = "",
) -> Response:
    """Write down what came of the talk; what was typed stays where it is refused."""
    typed = {
        "outcome": outcome,
        "happened_at": happened_at,
        "note": note,
        "agreed": agreed,
        "pass_on": pass_on,
    }
    try:
        with visit.connection.begin_nested():
            talks.record(
                visit.connection,
                visit.house.store.keys,
                visit.context,
                referral_id,
                outcome,
                note,
                agreed_to_note=bool(agreed),
                agreed_to_pass_on=bool(pass_on),
                happened_at=_moment(visit, happened_at),
                now=visit.now,
            )
    except NotFound:
        raise
    except SuluhError as error:
        return _person(request, visit, referral_id, error, typed)
    return go("/konseling", "talk_kept")


def _moment(visit: Visit, words: str) -> datetime:
    try:
        return datetime.fromisoformat(words).replace(tzinfo=zone_of(visit.context.areas))
    except ValueError:
        raise InputRefused("Isi hari dan jam pembicaraan.", "Give the day and hour of the talk.") from None


def _today(visit: Visit) -> date:
    return day_of(visit.now)
