"""Serah-terima perkara (HTCDS): which cases go, what a custodian agreed to, and what came of a file taken in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, Response, UploadFile

from api.pages.screen import go, show
from api.service.door import Visit, door
from api.service.routes.lpsk.htcds import CSV, MOST_CHARACTERS
from protection.cases import words
from protection.htcds import choosing, passing
from protection.htcds.passing import MANY, Taken
from protection.htcds.standard import VERSION
from records import audit, four_eyes
from records.audit import Act, Deed
from records.errors import InputRefused, NotFound, SuluhError
from records.four_eyes import SecondPersonNeeded
from records.rights.bodies import BODIES

ROUTER = APIRouter(prefix="/perkara/htcds", include_in_schema=False)

Giver = Annotated[Visit, door("case:hand_over", composed=True)]
Taker = Annotated[Visit, door("case:take_in", composed=True)]
Line = Annotated[str, Form(max_length=100)]
Codes = Annotated[list[Annotated[str, Form(max_length=20)]] | None, Form()]


@dataclass(frozen=True)
class Typed:
    """What stands in the forms."""

    cases: tuple[str, ...] = ()
    destination: str = ""
    ground: str = ""
    reason: str = ""
    organisation: str = ""


@ROUTER.get("")
def see_both(request: Request, visit: Giver) -> Response:
    """The cases that may go, what was asked for, and a way in."""
    return _page(request, visit)


@ROUTER.post("/serahkan")
def hand_over(
    request: Request,
    visit: Giver,
    cases: Codes = None,
    destination: Line = "",
    ground: Line = "",
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """The file of one case, or of more where a custodian agreed to exactly these; otherwise the asking."""
    typed = Typed(tuple(cases or ()), destination.strip(), ground, reason)
    keys = visit.house.store.keys
    try:
        with visit.connection.begin_nested():
            made = passing.hand_over(
                visit.connection, keys, visit.context, typed.cases, typed.destination, visit.now
            )
    except SecondPersonNeeded:
        return _ask(request, visit, typed)
    except SuluhError as error:
        audit.write(visit.connection, Act(Deed.REFUSE, "export", ()))
        return _page(request, visit, typed, error, "out")
    name = f'attachment; filename="htcds-{made.number}.csv"'
    return Response(made.content, media_type=CSV, headers={"Content-Disposition": name})


@ROUTER.post("/terima")
def take_in(
    request: Request,
    visit: Taker,
    organisation: Line = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Take a file in; what is wrong is told by row and field, and the right rows are taken all the same."""
    typed = Typed(organisation=organisation.strip())
    try:
        with visit.connection.begin_nested():
            content = _text(file)
            taken = passing.take_in(
                visit.connection, visit.house.store.keys, content, typed.organisation, visit.now
            )
    except NotFound:
        raise
    except SuluhError as error:
        return _page(request, visit, typed, error, "in")
    return _told(request, visit, taken)


def _ask(request: Request, visit: Visit, typed: Typed) -> Response:
    if not typed.reason:
        return _page(request, visit, typed, failed="ask")
    meant, keys = passing.refs(typed.cases, typed.destination), visit.house.store.keys
    try:
        with visit.connection.begin_nested():
            four_eyes.ask(visit.connection, keys, MANY, meant, typed.ground, typed.reason)
    except SuluhError as error:
        return _page(request, visit, typed, error, "ask")
    return go("/perkara/htcds", "asked")


def _text(file: UploadFile | None) -> str:
    """The file's text; it never touches the disk, for a form is smaller than what is kept in memory."""
    if file is None or not file.filename:
        raise InputRefused("Pilih berkasnya.", "Choose the file.")
    try:
        found = file.file.read().decode("utf-8")
    except UnicodeDecodeError:
        raise InputRefused("Simpan berkas sebagai CSV UTF-8.", "Save the file as CSV in UTF-8.") from None
    if len(found) > MOST_CHARACTERS or "\0" in found:
        raise InputRefused("Berkas itu terlalu besar atau bukan teks.", "The file is too large, or no text.")
    return found


def _page(
    request: Request,
    visit: Visit,
    typed: Typed | None = None,
    error: SuluhError | None = None,
    failed: str = "",
) -> Response:
    return show(
        request,
        visit,
        "lpsk/htcds.html.jinja",
        200 if error is None else error.status,
        choice=choosing.choice(visit.connection, visit.context),
        requests=choosing.requests(visit.connection, visit.context),
        typed=typed or Typed(),
        words=words,
        failed=failed,
        error=error,
        most=passing.MOST,
        version=VERSION,
        bodies=[body.name for body in BODIES if body.roles],
        grounds=[(each, each) for each in four_eyes.ACT[MANY].grounds],
    )


def _told(request: Request, visit: Visit, taken: Taken) -> Response:
    rows = sorted({fault.row for fault in taken.faults})
    return show(
        request,
        visit,
        "lpsk/htcds_taken.html.jinja",
        taken=taken,
        refused=rows,
    )
