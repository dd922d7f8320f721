"""Cases by the Human Trafficking Case Data Standard: handed over and taken in, as CSV."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.service.door import Visit, door
from protection.htcds import passing
from protection.htcds.passing import Taken

ROUTER = APIRouter(prefix="/v1/htcds")
CSV = "text/csv"
MOST_CHARACTERS = 700_000


class Handed(BaseModel):
    """Which cases, for which institution."""

    cases: Annotated[
        list[Annotated[str, Field(pattern=r"^LPSK-[0-9]{4}-[2-9A-Z]{6}$")]],
        Field(min_length=1, max_length=200),
    ]
    destination: Annotated[str, Field(max_length=100)]


class Brought(BaseModel):
    """A table of cases as CSV, and the institution that it comes from."""

    csv: Annotated[str, Field(max_length=MOST_CHARACTERS)]
    organisation: Annotated[str, Field(max_length=100)]


@ROUTER.post("/exports", response_class=Response, responses={200: {"content": {CSV: {}}}})
def hand_over(wanted: Handed, visit: Annotated[Visit, door("case:hand_over")]) -> Response:
    """Serahkan perkara menurut HTCDS 2.0. / Hand cases over by HTCDS 2.0."""
    made = passing.hand_over(
        visit.connection, visit.house.store.keys, visit.context, wanted.cases, wanted.destination, visit.now
    )
    headers = {
        "Content-Disposition": f'attachment; filename="htcds-{made.number}.csv"',
        "Suluh-Export": str(made.number),
        "Suluh-SHA256": made.sha256,
    }
    return Response(made.content, media_type=CSV, headers=headers)


@ROUTER.post("/imports")
def take_in(brought: Brought, visit: Annotated[Visit, door("case:take_in", composed=True)]) -> Taken:
    """Terima perkara menurut HTCDS 2.0. / Take cases in by HTCDS 2.0; what is wrong is told by row and field."""
    keys = visit.house.store.keys
    return passing.take_in(visit.connection, keys, brought.csv, brought.organisation, visit.now)
