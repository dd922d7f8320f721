"""Released figures: protected, frozen, the same for every reader; and their release, a year at a time."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.service.door import Visit, door
from protection.cube import releasing, told
from protection.cube.releasing import FIRST, Release
from protection.cube.sources import rows_of
from protection.cube.told import Line
from protection.hidden.counting import hidden
from records.node import Node

ROUTER = APIRouter(prefix="/v1/figures")
CSV = "text/csv"


class Year(BaseModel):
    """The year to release; it has ended."""

    year: Annotated[int, Field(ge=FIRST, le=2999)]


@ROUTER.get("")
def read_figures(visit: Annotated[Visit, door("figures:read")]) -> list[Line]:
    """Angka yang sudah terbit; uang dalam juta rupiah. / Released figures; money in millions of rupiah."""
    return told.lines(releasing.released(visit.connection))


@ROUTER.get("/file", response_class=Response, responses={200: {"content": {CSV: {}}}})
def download(visit: Annotated[Visit, door("figures:read")]) -> Response:
    """Angka yang sama sebagai CSV. / The same as CSV."""
    return handed(visit)


@ROUTER.post("/releases")
def release(wanted: Year, visit: Annotated[Visit, door("figures:release")]) -> Release:
    """Terbitkan angka satu tahun yang sudah berakhir. / Release the figures of a year that has ended."""
    return released_now(visit, wanted.year)


def released_now(visit: Visit, year: int) -> Release:
    """The release of a year, from all rows of this node."""
    node = visit.house.settings.node
    rows = rows_of(visit.connection, visit.house.store.keys, node)
    missed = hidden(visit.connection, year) if node is Node.PROVINCE else None
    return releasing.release(visit.connection, visit.context, rows, year, visit.now, missed)


def handed(visit: Visit) -> Response:
    """The file, told exactly as the page tells it."""
    content = told.as_csv(told.lines(releasing.released(visit.connection)))
    headers = {"Content-Disposition": 'attachment; filename="suluh-angka.csv"'}
    return Response(content, media_type=CSV, headers=headers)
