"""Direktori layanan, and the calls to people who came back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request, Response

from api.pages.desk_words import Words
from api.pages.screen import go, language_of, show
from api.service.door import Visit, door
from api.service.routes.work import BIGGEST
from protection.directory import entries, follow_ups, sheet
from protection.directory.entries import Entry, Service
from protection.directory.fitting import is_open
from protection.directory.kinds import KIND, LANGUAGE, NEED
from protection.directory.sheet import TakenIn
from records import areas
from records.errors import NotFound, SuluhError

ROUTER = APIRouter(include_in_schema=False)

Reader = Annotated[Visit, door("directory:read", composed=True)]
Keeper = Annotated[Visit, door("directory:change", composed=True)]
Caller = Annotated[Visit, door("follow_up:read", composed=True)]
Writer = Annotated[Visit, door("follow_up:write", composed=True)]
Number = Annotated[int, Path(ge=1, le=BIGGEST)]
Short = Annotated[str, Form(max_length=300)]
Many = Annotated[list[str] | None, Form()]
Area = Annotated[str, Query(pattern=r"^([0-9]{2}|[0-9]{4})?$", alias="wilayah")]
Need = Annotated[str, Query(max_length=30, alias="bantuan")]
Changed = Annotated[int | None, Query(ge=1, le=BIGGEST, alias="ubah")]


@ROUTER.get("/layanan")
def see_services(
    request: Request,
    visit: Reader,
    regency: Area = "",
    need: Need = "",
    change: Changed = None,
    tulis: bool = False,
) -> Response:
    """Who helps in a regency and its province, with what; one of them to be changed."""
    typed = entries.one(visit.connection, change).entry if change and visit.may("directory:change") else None
    return _page(request, visit, regency, need=need, typed=typed, writing=tulis or typed is not None)


@ROUTER.get("/layanan/csv")
def read_sheet(visit: Reader) -> Response:
    """The whole directory as a file."""
    return Response(
        sheet.export(visit.connection),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="layanan.csv"'},
    )


@ROUTER.post("/layanan/csv")
def take_sheet(
    request: Request, visit: Keeper, csv: Annotated[str, Form(max_length=200_000)] = ""
) -> Response:
    """Take a file in; what is wrong is told line by line, and then nothing was taken."""
    try:
        with visit.connection.begin_nested():
            taken = sheet.take_in(visit.connection, visit.context, csv, visit.now)
    except SuluhError as error:
        return _page(request, visit, "", error, csv=csv)
    return _page(request, visit, "", taken=taken, csv=csv if taken.errors else "")


@ROUTER.post("/layanan")
def write_service(
    request: Request,
    visit: Keeper,
    regency: Short = "",
    name: Short = "",
    kind: Short = "",
    needs: Many = None,
    hours: Short = "",
    languages: Many = None,
    address: Short = "",
    phone: Short = "",
    always: Short = "",
    women: Short = "",
    children: Short = "",
    body: Short = "",
) -> Response:
    """Add a service, or change the one of that name in that regency."""
    entry = Entry(
        regency=regency.strip(),
        name=name.strip(),
        kind=kind,
        needs=tuple(needs or ()),
        hours=hours.strip(),
        languages=tuple(languages or ()),
        address=address.strip(),
        phone=phone.strip(),
        round_the_clock=bool(always),
        women=bool(women),
        children=bool(children),
        body=body.strip(),
    )
    try:
        with visit.connection.begin_nested():
            entries.put(visit.connection, visit.context, entry, visit.now)
    except SuluhError as error:
        return _page(request, visit, regency if areas.known(regency) else "", error, typed=entry)
    return go(f"/layanan?wilayah={entry.regency}", "saved")


@ROUTER.post("/layanan/{service_id}/akhiri")
def end_service(visit: Keeper, service_id: Number) -> Response:
    """Take a service from the directory."""
    entries.end(visit.connection, visit.context, service_id, visit.now)
    return go("/layanan", "saved")


@ROUTER.get("/tindak-lanjut")
def see_due(request: Request, visit: Caller) -> Response:
    """Who is due a call."""
    return _due(request, visit)


@ROUTER.post("/tindak-lanjut")
def write_call(
    request: Request,
    visit: Writer,
    ref: Short = "",
    step: Short = "",
    outcome: Short = "",
    note: Annotated[str, Form(max_length=4000)] = "",
    agreed: Short = "",
) -> Response:
    """Write down a call."""
    try:
        with visit.connection.begin_nested():
            follow_ups.called(
                visit.connection,
                visit.house.store.keys,
                visit.context,
                ref,
                step,
                outcome,
                note,
                agreed_to_note=bool(agreed),
                now=visit.now,
            )
    except NotFound:
        raise
    except SuluhError as error:
        return _due(request, visit, error)
    return go("/tindak-lanjut", "call_written")


def _due(request: Request, visit: Visit, error: SuluhError | None = None) -> Response:
    return show(
        request,
        visit,
        "follow_ups.html.jinja",
        200 if error is None else error.status,
        found=follow_ups.due(visit.connection, visit.now),
        words=Words(language_of(request, visit.context)),
        outcomes=follow_ups.OUTCOMES,
        writes=visit.may("follow_up:write"),
        error=error,
    )


def _page(
    request: Request,
    visit: Visit,
    regency: str,
    error: SuluhError | None = None,
    *,
    need: str = "",
    typed: Entry | None = None,
    writing: bool = False,
    taken: TakenIn | None = None,
    csv: str = "",
) -> Response:
    found = entries.listing(visit.connection, regency)
    if need:
        found = [each for each in found if need in each.entry.needs]
    return show(
        request,
        visit,
        "services.html.jinja",
        200 if error is None else error.status,
        found=found,
        regency=regency,
        need=need,
        places=_places(visit, found),
        open_now={each.service_id: is_open(each.entry, visit.now) for each in found},
        writing=writing,
        kinds=KIND,
        needs=NEED,
        languages=LANGUAGE,
        typed=typed or Entry(regency, "", "", (), "", ()),
        keeps=visit.may("directory:change"),
        taken=taken,
        csv=csv,
        columns=sheet.COLUMNS,
        error=error,
    )


def _places(visit: Visit, found: list[Service]) -> list[str]:
    """The province and regencies to choose from: those of the visitor, and those that have a service."""
    codes = {each.entry.regency for each in found}
    nation = "" in visit.context.areas
    for province in areas.children() if nation else {area[:2] for area in visit.context.areas}:
        codes |= {province, *areas.children(province)}
    return sorted(codes)
