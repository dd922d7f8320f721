"""Peta: origins, ports and ways as a map and as tables; with filters for officers, with small counts left out for
whoever makes statistics."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from api.pages import map_places
from api.pages.map_picture import Words, picture
from api.pages.map_tiles import laid_out
from api.pages.screen import language_of, show
from api.service.door import Visit, door
from protection.journeys import About, Counts, Wanted, journeys, journeys_told
from records import population

ROUTER = APIRouter(prefix="/peta", include_in_schema=False)
MOST_WAYS = 200
"""Ways in the table at once, the most travelled."""

DAYS = (2, 7, 30)
"""Departures within so many days that a filter offers."""


@dataclass(frozen=True)
class Filters:
    """What the map is about, as its address tells."""

    apa: About = About.WARNINGS
    hari: int | None = None
    provinsi: str = ""
    pelabuhan: str = ""
    negara: str = ""
    at: str = "/peta"

    def wanted(self) -> Wanted:
        """The same for the counts."""
        return Wanted(self.apa, self.hari, self.provinsi, self.pelabuhan, self.negara)

    def address(self, **changes: object) -> str:
        """The page with another filter; what is empty is not said."""
        other = replace(self, **changes)  # type: ignore[arg-type]
        said = {name: value for name, value in vars(other).items() if value and name != "at"}
        return f"{self.at}?{urlencode(said)}"


def filters(
    apa: About = About.WARNINGS,
    hari: Annotated[str, Query(pattern=r"^\d{0,3}$")] = "",
    provinsi: Annotated[str, Query(pattern=r"^(\d{2})?$")] = "",
    pelabuhan: Annotated[str, Query(pattern=r"^[A-Z-]{0,20}$")] = "",
    negara: Annotated[str, Query(pattern=r"^([A-Z]{3})?$")] = "",
) -> Filters:
    """The dependency that reads them from the address."""
    return Filters(apa, int(hari) if hari else None, provinsi, pelabuhan, negara)


@ROUTER.get("")
def see_map(
    request: Request,
    visit: Annotated[Visit, door("alert:read", composed=True)],
    asked: Annotated[Filters, Depends(filters)],
) -> Response:
    """Those whom the officer may see one by one, with filters and ways."""
    return _shown(request, visit, asked, journeys(visit.connection, asked.wanted(), visit.now), told=False)


@ROUTER.get("/statistik")
def see_counts(
    request: Request,
    visit: Annotated[Visit, door("statistics:read", composed=True)],
    apa: About = About.WARNINGS,
) -> Response:
    """For whoever plans and reports: small counts are left out, and nothing can be combined."""
    counts = journeys_told(visit.connection, apa, visit.now)
    return _shown(request, visit, Filters(apa, at="/peta/statistik"), counts, told=True)


def _shown(request: Request, visit: Visit, asked: Filters, counts: Counts, *, told: bool) -> Response:
    language = language_of(request, visit.context)

    def link(code: str) -> str:
        return "" if told else asked.address(provinsi=code)

    words = Words(
        language.gettext("Map of origins, ports and destinations"),
        language.gettext("not told"),
        map_places.area,
        map_places.port,
        lambda code: map_places.country(language, code),
        language.number,
        link,
    )
    return show(
        request,
        visit,
        "map.html.jinja",
        counts=counts,
        ways=counts.ways[:MOST_WAYS],
        more=max(0, len(counts.ways) - MOST_WAYS),
        asked=asked,
        told=told,
        days=DAYS,
        abouts=tuple(About),
        map=picture(counts, words),
        tiled=laid_out(counts, asked.provinsi),
        works=visit.may("alert:work") and not told and asked.apa is About.WARNINGS,
        rate=population.rate,
        population_of=population.YEAR,
        area=words.area,
        port=words.port,
        country=words.country,
    )
