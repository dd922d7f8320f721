"""Files that leave the house: what one would hold, making it, and the register of all that were made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.service.cursors import Paged
from api.service.door import Visit, door
from protection.exports import export as exporting
from protection.exports import register
from protection.exports.export import Wanted
from protection.exports.register import Registered
from protection.exports.sheets import Format

ROUTER = APIRouter(prefix="/v1/exports")

BIGGEST = 2**63 - 1
TYPES = {
    Format.CSV: "text/csv",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.GRAPHML: "application/graphml+xml",
}


class Wish(BaseModel):
    """What is to be exported, for whom, of which run and area."""

    kind: Annotated[str, Field(max_length=50)]
    destination: Annotated[str, Field(max_length=100)]
    run_id: Annotated[int | None, Field(ge=1, le=BIGGEST)] = None
    area: Annotated[str, Field(max_length=4)] = ""
    format: Format = Format.CSV

    def wanted(self) -> Wanted:
        """The same for the exports."""
        return Wanted(self.kind, self.destination, self.run_id, self.area)


@dataclass(frozen=True)
class Planned:
    """What the file would hold, and the request for a second person that it would need (``act`` empty: none)."""

    rows: int
    people: int
    act: str
    refs: tuple[str, ...]


@ROUTER.post("/plans")
def plan(wish: Wish, visit: Annotated[Visit, door("export:make")]) -> Planned:
    """What an export would hold."""
    keys = visit.house.store.keys
    found = exporting.plan(visit.connection, keys, visit.context, wish.wanted(), visit.now)
    return Planned(len(found.selection.cells), found.selection.people, found.act, found.refs)


@ROUTER.post("", response_class=Response, responses={200: {"content": {each: {} for each in TYPES.values()}}})
def make(wish: Wish, visit: Annotated[Visit, door("export:make")]) -> Response:
    """Make the file and hand it over."""
    keys = visit.house.store.keys
    made = exporting.export(visit.connection, keys, visit.context, wish.wanted(), wish.format, visit.now)
    headers = {
        "Content-Disposition": f'attachment; filename="{made.name}"',
        "Suluh-Export": str(made.number),
        "Suluh-SHA256": made.sha256,
    }
    return Response(made.content, media_type=TYPES[wish.format], headers=headers)


@ROUTER.get("")
def read_exports(
    visit: Annotated[Visit, door("export:read")],
    page: Paged,
) -> list[Registered]:
    """Every file that left the house."""
    found = register.exports_of(visit.connection, page.after, page.most)
    return page.of(found, lambda each: each.number)
