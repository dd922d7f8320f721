"""Berkas informasi: make one from a case or a network, and check one by the code on its pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request, Response, UploadFile

from api.pages.screen import go, show
from api.service.cursors import BIGGEST
from api.service.door import Visit, door
from api.service.routes.dossiers import handed
from protection.dossier import making
from protection.dossier.content import Chosen
from protection.dossier.making import KINDS, Plan, Wanted
from protection.dossier.verifying import Verdict, verify
from records import audit, four_eyes
from records.audit import Act, Deed
from records.errors import SuluhError
from records.four_eyes import SecondPersonNeeded
from records.rights.authorise import Forbidden

ROUTER = APIRouter(prefix="/berkas", include_in_schema=False)
CHECK = "/berkas/periksa"
FILE_BYTES = 20 * 2**20
Maker = Annotated[Visit, door("dossier:make", composed=True)]
Number = Annotated[int, Path(ge=1, le=BIGGEST)]


@dataclass(frozen=True)
class Typed:
    """What stands in the form."""

    tujuan: str = ""
    kata: str = ""
    baris: list[str] = field(default_factory=list)
    gambar: bool = True
    dasar: str = ""
    alasan: str = ""

    def wanted(self, alert_id: int) -> Wanted:
        """The same for the making of it."""
        words = tuple(line.strip() for line in self.kata.splitlines() if line.strip())
        return Wanted(alert_id, self.tujuan, Chosen(frozenset(self.baris), words, self.gambar))


@ROUTER.get("/periksa")
def see_check(request: Request, visit: Annotated[Visit, door("dossier:verify", composed=True)]) -> Response:
    """Where a code is checked."""
    audit.write(visit.connection, Act(Deed.READ, "dossier", ()))
    return show(request, visit, "dossier_check.html.jinja", kode="", verdict=None)


@ROUTER.post("/periksa")
def check(
    request: Request,
    visit: Annotated[Visit, door("dossier:verify", composed=True)],
    kode: Annotated[str, Form(max_length=60)] = "",
    berkas: UploadFile | None = None,
) -> Response:
    """What the register knows of it, and whether the file in hand is the same."""
    content = b"" if berkas is None else berkas.file.read()
    digest = sha256(content).hexdigest() if content else ""
    verdict: Verdict = verify(visit.connection, kode, digest)
    return show(request, visit, "dossier_check.html.jinja", kode=kode, verdict=verdict)


@ROUTER.get("/{alert_id}")
def see_form(request: Request, visit: Maker, alert_id: Number) -> Response:
    """For whom, and what is taken out before it is made."""
    return _form(request, visit, alert_id, Typed())


@ROUTER.post("/{alert_id}")
def make(
    request: Request,
    visit: Maker,
    alert_id: Number,
    tujuan: Annotated[str, Form(max_length=100)] = "",
    kata: Annotated[str, Form(max_length=6000)] = "",
    baris: Annotated[list[str] | None, Form(max_length=500)] = None,
    gambar: Annotated[str, Form(max_length=5)] = "",
    dasar: Annotated[str, Form(max_length=200)] = "",
    alasan: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """The PDF, where nobody else is needed or a second person agreed; otherwise what to ask them, and the asking."""
    typed = Typed(tujuan.strip(), kata, baris or [], bool(gambar), dasar, alasan)
    try:
        with visit.connection.begin_nested():
            letterhead = visit.house.settings.letterhead
            made = making.make(visit.connection, visit.context, typed.wanted(alert_id), letterhead, visit.now)
    except SecondPersonNeeded:
        return _ask(request, visit, alert_id, typed)
    except SuluhError as error:
        return _form(request, visit, alert_id, typed, error=error)
    return handed(made)


def _ask(request: Request, visit: Visit, alert_id: int, typed: Typed) -> Response:
    planned = making.plan(visit.connection, visit.context, typed.wanted(alert_id), visit.now)
    if not typed.alasan:
        return _form(request, visit, alert_id, typed, planned=planned)
    if not visit.may("approval:ask"):
        raise Forbidden("Peran Anda tidak meminta persetujuan.", "Your role does not ask for approvals.")
    keys = visit.house.store.keys
    try:
        with visit.connection.begin_nested():
            four_eyes.ask(visit.connection, keys, planned.act, planned.refs, typed.dasar, typed.alasan)
    except SuluhError as error:
        return _form(request, visit, alert_id, typed, planned=planned, error=error)
    return go("/persetujuan", "asked")


def _form(
    request: Request,
    visit: Visit,
    alert_id: int,
    typed: Typed,
    planned: Plan | None = None,
    error: SuluhError | None = None,
) -> Response:
    rows = making.offered(visit.connection, visit.context, alert_id, visit.now)
    act = "export_people" if planned is None else planned.act
    return show(
        request,
        visit,
        "dossier.html.jinja",
        200 if error is None else error.status,
        alert_id=alert_id,
        typed=typed,
        rows=rows,
        planned=planned,
        error=error,
        bodies=sorted(set().union(*(kind.destinations for kind in KINDS.values()))),
        grounds=[(each, each) for each in four_eyes.ACT[act].grounds],
    )
