"""Statistik: figures of years that have ended, protected and frozen; the same on the page and in the download."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.pages.screen import go, show
from api.service.door import Visit, door
from api.service.routes.figures import handed, released_now
from protection.cases.rules import RULES
from protection.cases.services import SERVICES
from protection.cube import releasing
from protection.cube.dimensions import DIMENSIONS, LEAST, MODI
from protection.cube.releasing import FIRST
from protection.cube.told import lines, measures
from records import areas
from records.days import WIB
from records.errors import SuluhError

ROUTER = APIRouter(prefix="/statistik", include_in_schema=False)
_WORDS = {modus.name: {"id": modus.text_id, "en": modus.text_en} for modus in MODI}
_WORDS |= {rule.role.value: {"id": rule.text_id, "en": rule.text_en} for rule in RULES}
_WORDS |= {service.code: {"id": service.text_id, "en": service.text_en} for service in SERVICES}
_WORDS |= {
    "unknown": {"id": "belum diketahui", "en": "not known yet"},
    "direct": {"id": "permohonan langsung", "en": "applied directly"},
    "police": {"id": "kepolisian", "en": "police"},
    "lpsk": {"id": "LPSK", "en": "LPSK"},
    "bp2mi": {"id": "KP2MI/BP3MI", "en": "KP2MI/BP3MI"},
    "satgas": {"id": "Satgas TPPO", "en": "task force"},
}


@ROUTER.get("")
def see_figures(request: Request, visit: Annotated[Visit, door("figures:read", composed=True)]) -> Response:
    """The figures of one year (the newest, or ``tahun``)."""
    return _page(request, visit)


@ROUTER.get("/unduh")
def download(visit: Annotated[Visit, door("figures:read")]) -> Response:
    """All released figures as CSV."""
    return handed(visit)


@ROUTER.post("")
def release(
    request: Request,
    visit: Annotated[Visit, door("figures:release", composed=True)],
    tahun: Annotated[int, Form(ge=FIRST, le=2999)] = FIRST,
) -> Response:
    """Release a year that has ended."""
    try:
        with visit.connection.begin_nested():
            released_now(visit, tahun)
    except SuluhError as error:
        return _page(request, visit, error=error)
    return go("/statistik", "figures_released")


def _page(request: Request, visit: Visit, error: SuluhError | None = None) -> Response:
    found = releasing.released(visit.connection)
    wished = request.query_params.get("tahun", "")
    chosen = next((each for each in found if str(each.year) == wished), found[0] if found else None)
    told = lines([chosen]) if chosen else []
    return show(
        request,
        visit,
        "figures.html.jinja",
        200 if error is None else error.status,
        releases=found,
        chosen=chosen,
        total=told[0] if told else None,
        tables=[(each, [line for line in told if line.dimension == each.name]) for each in DIMENSIONS],
        measures=measures(told),
        least=LEAST,
        last=visit.now.astimezone(WIB).year - 1,
        word=_word,
        error=error,
    )


def _word(dimension: str, category: str) -> dict[str, str]:
    """A category in words; as it stands where it is no code."""
    if dimension == "area" and (name := areas.name(category)):
        return {"id": name, "en": name}
    return _WORDS.get(category, {"id": category, "en": category})
