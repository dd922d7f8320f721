"""Ekspor jaringan: a file for an institution that may have it, after a second person agreed; every file is numbered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.pages.screen import go, show
from api.service.door import Visit, door
from api.service.routes.exports import TYPES
from protection.exports import export as exporting
from protection.exports.export import Plan, Wanted
from protection.exports.kinds import KIND
from protection.exports.sheets import Format
from records import audit, four_eyes
from records.audit import Act, Deed
from records.errors import SuluhError
from records.four_eyes import SecondPersonNeeded
from records.rights.authorise import Forbidden
from records.rights.bodies import BODIES

ROUTER = APIRouter(prefix="/jaringan/ekspor", include_in_schema=False)
Maker = Annotated[Visit, door("export:make", composed=True)]
NETWORKS = "networks"


@dataclass(frozen=True)
class Typed:
    """What stands in the form."""

    tujuan: str = ""
    wilayah: str = ""
    bentuk: Format = Format.GRAPHML
    dasar: str = ""
    alasan: str = ""

    def wanted(self) -> Wanted:
        """The same for the exports."""
        return Wanted(NETWORKS, self.tujuan, None, self.wilayah)


@ROUTER.get("")
def see_form(request: Request, visit: Maker) -> Response:
    """For whom, in which form."""
    _check(visit)
    audit.write(visit.connection, Act(Deed.READ, "export", ()))
    return _form(request, visit, Typed())


@ROUTER.post("")
def make(
    request: Request,
    visit: Maker,
    tujuan: Annotated[str, Form(max_length=100)] = "",
    wilayah: Annotated[str, Form(max_length=4)] = "",
    bentuk: Annotated[Format, Form()] = Format.GRAPHML,
    dasar: Annotated[str, Form(max_length=200)] = "",
    alasan: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """The file, where a second person agreed to exactly this; otherwise what to ask them, and the asking."""
    _check(visit)
    typed, keys = Typed(tujuan.strip(), wilayah.strip(), bentuk, dasar, alasan), visit.house.store.keys
    try:
        with visit.connection.begin_nested():
            made = exporting.export(visit.connection, keys, visit.context, typed.wanted(), bentuk, visit.now)
    except SecondPersonNeeded:
        return _ask(request, visit, typed)
    except SuluhError as error:
        audit.write(visit.connection, Act(Deed.REFUSE, "export", ()))
        return _form(request, visit, typed, error=error)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return Response(made.content, media_type=TYPES[bentuk], headers=headers)


def _ask(request: Request, visit: Visit, typed: Typed) -> Response:
    keys = visit.house.store.keys
    planned = exporting.plan(visit.connection, keys, visit.context, typed.wanted(), visit.now)
    if not typed.alasan:
        return _form(request, visit, typed, planned=planned)
    if not visit.may("approval:ask"):
        raise Forbidden("Peran Anda tidak meminta persetujuan.", "Your role does not ask for approvals.")
    try:
        with visit.connection.begin_nested():
            four_eyes.ask(visit.connection, keys, planned.act, planned.refs, typed.dasar, typed.alasan)
    except SuluhError as error:
        return _form(request, visit, typed, planned=planned, error=error)
    return go("/persetujuan", "asked")


def _check(visit: Visit) -> None:
    if visit.context.role not in KIND[NETWORKS].roles:
        raise Forbidden("Peran Anda tidak mengekspor ini.", "Your role does not export this.")


def _form(
    request: Request, visit: Visit, typed: Typed, planned: Plan | None = None, error: SuluhError | None = None
) -> Response:
    return show(
        request,
        visit,
        "network_export.html.jinja",
        200 if error is None else error.status,
        typed=typed,
        planned=planned,
        error=error,
        formats=tuple(Format),
        bodies=[body for body in BODIES if body.name in KIND[NETWORKS].destinations],
        grounds=[(each, each) for each in four_eyes.ACT[KIND[NETWORKS].guarded].grounds],
    )
