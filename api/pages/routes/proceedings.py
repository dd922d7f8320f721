"""Perkara: the proceedings of one's areas, a new one, and one with its stages, people and labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query, Request, Response

from api.pages.screen import go, show
from api.service.door import Visit, door
from api.service.routes.proceedings import BIGGEST
from api.signin.colleagues import colleagues
from protection.proceedings import laws, opening, persons, reading, stepping, words
from protection.proceedings.opening import Opening
from protection.proceedings.persons import Somebody
from protection.proceedings.stages import OPENS, Ruling, Stage, onward
from protection.proceedings.stepping import Next
from records import areas, audit
from records.audit import Act, Deed
from records.days import day_of
from records.errors import InputRefused, NotFound, SuluhError

ROUTER = APIRouter(prefix="/perkara", include_in_schema=False)

MOST = 100
Reader = Annotated[Visit, door("proceeding:read", composed=True)]
Writer = Annotated[Visit, door("proceeding:write", composed=True)]
Number = Annotated[int, Path(ge=1, le=BIGGEST)]
Version = Annotated[int, Form(ge=1, le=2**31 - 1)]
Code = Annotated[str, Form(max_length=100)]
Codes = Annotated[list[Annotated[str, Form(max_length=20)]], Form()]
Words = Annotated[str, Form(max_length=8000)]
Alert = Annotated[int | None, Query(ge=1, le=BIGGEST)]


@ROUTER.get("")
def see_all(request: Request, visit: Reader, selesai: bool = False) -> Response:
    """Those that go on, or those that ended."""
    found = reading.listing(visit.connection, ended=selesai, most=MOST)
    return show(request, visit, "proceedings.html.jinja", found=found, ended=selesai, **_told(_today(visit)))


@ROUTER.get("/baru")
def see_form(request: Request, visit: Writer, peringatan: Alert = None) -> Response:
    """A new one, from an alert or by itself."""
    return _form(request, visit, {"alert_id": str(peringatan or "")}, None)


@ROUTER.post("")
def begin(
    request: Request,
    visit: Writer,
    stage: Code = "",
    law: Code = "",
    articles: Codes = [],  # noqa: B006  (FastAPI copies it)
    happened_on: Code = "",
    document_no: Code = "",
    institution: Code = "",
    officer: Code = "",
    words_told: Words = "",
    area: Code = "",
    alert_id: Code = "",
) -> Response:
    """Open it; what was typed stays where it is refused."""
    typed: dict[str, Any] = {
        "stage": stage,
        "law": law,
        "articles": articles,
        "happened_on": happened_on,
        "document_no": document_no,
        "institution": institution,
        "officer": officer,
        "words_told": words_told,
        "area": area,
        "alert_id": alert_id,
    }
    try:
        with visit.connection.begin_nested():
            wish = Opening(
                _stage(stage),
                law,
                tuple(articles),
                _day(happened_on),
                document_no.strip() or None,
                institution.strip() or None,
                officer,
                words_told,
                int(alert_id) if alert_id.isdecimal() else None,
                (area,) if area else (),
            )
            made = opening.begin(visit.connection, visit.store.keys, visit.context, wish, visit.now)
    except NotFound:
        raise
    except SuluhError as error:
        return _form(request, visit, typed, error)
    return go(f"/perkara/{made.proceeding_id}", "proceeding_opened")


@ROUTER.get("/{proceeding_id}")
def see_one(request: Request, visit: Reader, proceeding_id: Number) -> Response:
    """One with its stages, its people and what came of it."""
    return _page(request, visit, proceeding_id)


@ROUTER.post("/{proceeding_id}/tahap")
def go_on(
    request: Request,
    visit: Writer,
    proceeding_id: Number,
    version: Version,
    stage: Code = "",
    happened_on: Code = "",
    document_no: Code = "",
    institution: Code = "",
    law: Code = "",
    articles: Codes = [],  # noqa: B006  (FastAPI copies it)
    ruling: Code = "",
    officer: Code = "",
    words_told: Words = "",
) -> Response:
    """Bring it to its next stage."""
    typed: dict[str, Any] = {
        "stage": stage,
        "happened_on": happened_on,
        "document_no": document_no,
        "institution": institution,
        "law": law,
        "articles": articles,
        "ruling": ruling,
        "officer": officer,
        "words_told": words_told,
    }

    def act() -> None:
        wish = Next(
            _stage(stage),
            _day(happened_on),
            document_no.strip() or None,
            institution.strip() or None,
            law or None,
            tuple(articles),
            Ruling(ruling) if ruling in list(Ruling) else None,
            officer,
            words_told,
        )
        keys = visit.store.keys
        stepping.go_on(visit.connection, keys, visit.context, proceeding_id, version, wish, visit.now)

    return _step(request, visit, proceeding_id, "stage", typed, act)


@ROUTER.post("/{proceeding_id}/orang")
def add(
    request: Request,
    visit: Writer,
    proceeding_id: Number,
    version: Version,
    role: Code = "",
    registration: Code = "",
    full_name: Code = "",
    nik: Code = "",
    passport_no: Code = "",
    phone: Code = "",
) -> Response:
    """Add somebody: by the number of a registration, or by particulars, which are sealed."""
    cells = {"full_name": full_name, "nik": nik, "passport_no": passport_no, "phone": phone}
    typed = {"role": role, "registration": registration, **cells}

    def act() -> None:
        person_id = (
            persons.registered(visit.connection, registration.strip()) if registration.strip() else None
        )
        persons.add(
            visit.connection,
            visit.store.keys,
            visit.house.tokens,
            visit.context,
            proceeding_id,
            version,
            Somebody(role, person_id, cells),
            visit.now,
        )

    return _step(request, visit, proceeding_id, "person", typed, act)


def _step(
    request: Request,
    visit: Visit,
    proceeding_id: int,
    form: str,
    typed: Mapping[str, Any],
    act: Callable[[], None],
) -> Response:
    try:
        with visit.connection.begin_nested():
            act()
    except SuluhError as error:
        if error.status == NotFound.status and form != "person":
            raise
        return _page(request, visit, proceeding_id, form, typed, error)
    return go(f"/perkara/{proceeding_id}", "saved")


def _page(
    request: Request,
    visit: Visit,
    proceeding_id: int,
    failed: str = "",
    typed: Mapping[str, Any] | None = None,
    error: SuluhError | None = None,
) -> Response:
    whole = reading.one(visit.connection, visit.store.keys, proceeding_id)
    who = {step.who for step in whole.steps}
    return show(
        request,
        visit,
        "proceeding.html.jinja",
        whole=whole,
        one=whole.proceeding,
        onward=onward(whole.proceeding.stage),
        laws=laws.laws(_today(visit)),
        people=colleagues(visit.connection, visit.house.gate, visit.context, visit.now, who),
        today=_today(visit),
        failed=failed,
        typed=typed or {},
        error=error,
        **_told(_today(visit)) | {"roles": words.roles(whole.proceeding.stage)},
    )


def _form(request: Request, visit: Visit, typed: Mapping[str, Any], error: SuluhError | None) -> Response:
    audit.write(visit.connection, Act(Deed.READ, "law", ()))
    here = sorted(code for area in visit.context.areas for code in _regencies(area))
    return show(
        request,
        visit,
        "proceeding_new.html.jinja",
        typed=typed,
        error=error,
        opens=OPENS,
        laws=laws.laws(_today(visit)),
        areas={code: areas.short_name(code) or code for code in here},
        today=_today(visit),
        **_told(_today(visit)),
    )


def _regencies(area: str) -> tuple[str, ...]:
    """The regencies and cities below an area, or the one that it lies in."""
    if len(area) >= areas.Level.REGENCY:
        return (area[: areas.Level.REGENCY],)
    return tuple(
        code for child in areas.children(area) for code in ([child] if area else areas.children(child))
    )


def _told(today: date) -> dict[str, Any]:
    return {
        "stages": words.STAGES,
        "rulings": words.RULINGS,
        "roles": words.ROLES,
        "findings": words.FINDINGS,
        "law_names": {each.code: {"id": each.text_id, "en": each.text_en} for each in laws.laws(today)},
    }


def _today(visit: Visit) -> date:
    return day_of(visit.now)


def _stage(text: str) -> Stage:
    if text not in list(Stage):
        raise InputRefused("Pilih tahapnya.", "Choose the stage.")
    return Stage(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputRefused("Isi tanggal dokumennya.", "Give the day of the document.") from None
