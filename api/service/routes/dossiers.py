"""Dossiers (berkas informasi): what one would hold, making it, and checking one by its code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.service.cursors import BIGGEST
from api.service.door import Visit, door
from protection.dossier import making, verifying
from protection.dossier.content import Chosen
from protection.dossier.making import Wanted
from protection.dossier.verifying import Verdict

ROUTER = APIRouter(prefix="/v1/dossiers")
PDF = "application/pdf"


class Wish(BaseModel):
    """A dossier about an alert of a person or a network, for an institution, without some rows and words."""

    alert_id: Annotated[int, Field(ge=1, le=BIGGEST)]
    destination: Annotated[str, Field(max_length=100)]
    without_rows: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=500)] = []
    without_words: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=50)] = []
    picture: bool = True

    def wanted(self) -> Wanted:
        """The same for the making of it."""
        chosen = Chosen(frozenset(self.without_rows), tuple(self.without_words), self.picture)
        return Wanted(self.alert_id, self.destination, chosen)


@dataclass(frozen=True)
class Planned:
    """What it would hold, and the request for a second person that it would need (``act`` empty: none)."""

    rows: tuple[str, ...]
    people: int
    act: str
    refs: tuple[str, ...]


class Code(BaseModel):
    """A code as it stands on the pages, and the SHA-256 of the file where one is in hand."""

    code: Annotated[str, Field(max_length=60)]
    sha256: Annotated[str, Field(max_length=64, pattern=r"^[0-9A-Fa-f]*$")] = ""


@ROUTER.post("/plans")
def plan(wish: Wish, visit: Annotated[Visit, door("dossier:make")]) -> Planned:
    """Isi berkas sebelum dibuat. / What a dossier would hold."""
    found = making.plan(visit.connection, visit.context, wish.wanted(), visit.now)
    return Planned(found.rows, found.people, found.act, found.refs)


@ROUTER.post("", response_class=Response, responses={200: {"content": {PDF: {}}}})
def make(wish: Wish, visit: Annotated[Visit, door("dossier:make")]) -> Response:
    """Buat berkas informasi. / Make the dossier and hand it over."""
    letterhead = visit.house.settings.letterhead
    made = making.make(visit.connection, visit.context, wish.wanted(), letterhead, visit.now)
    return handed(made)


@ROUTER.post("/verifications")
def verify(typed: Code, visit: Annotated[Visit, door("dossier:verify")]) -> Verdict:
    """Periksa keaslian berkas dengan kodenya. / Check a dossier by its code."""
    return verifying.verify(visit.connection, typed.code, typed.sha256)


def handed(made: making.Dossier) -> Response:
    """The file with its number and digest."""
    headers = {
        "Content-Disposition": f'attachment; filename="{made.name}"',
        "Suluh-Export": str(made.number),
        "Suluh-SHA256": made.paper.sha256,
    }
    return Response(made.paper.content, media_type=PDF, headers=headers)
