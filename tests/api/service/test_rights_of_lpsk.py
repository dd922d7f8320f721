"""Who gets through which door of LPSK's own node: every cell as written by hand, the API's and the pages'."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from matrix import Cell, Matrix, Undone, Visited
from peopled import TOKENS, Peopled, Someone
from planted_cases import planted
from test_rights_matrix import let_in

from api.pages.routes import SHARED_PAGES
from api.pages.routes.lpsk import LPSK_PAGES
from api.service.application import create_app
from api.service.examples import EXAMPLES
from api.service.routes.lpsk import LPSK_ROUTERS
from records.settings import Settings
from records.store import Store

WRITTEN = tomllib.loads((Path(__file__).parent / "expected_lpsk.toml").read_text())
BODIES: dict[str, dict[str, Any]] = {
    **EXAMPLES,
    "POST /v1/htcds/exports": {"cases": ["LPSK-2026-7F3KQ2"], "destination": "nobody"},
    "POST /perkara/{case_code}/langkah": {"step": "take"},
    "POST /restitusi/kasus/{case_code}": {"applicant": "self"},
    "POST /restitusi/kasus/{case_code}/hasil": {"outcome": "victim"},
    "POST /restitusi/{claim_id}/kerugian": {"version": "1"},
    "POST /restitusi/{claim_id}/tahap": {"version": "1"},
}
"""What each request sends: JSON to the API, a form to a page; only routes that need one to get past their door."""
OF_LPSK = [
    (router in LPSK_PAGES, route)
    for router in (*LPSK_ROUTERS, *LPSK_PAGES)
    if router not in SHARED_PAGES
    for route in router.routes
    if isinstance(route, APIRoute)
]


def _named(route: APIRoute) -> list[str]:
    return [f"{method} {route.path}" for method in route.methods or ()]


PAGES = {name for is_page, route in OF_LPSK if is_page for name in _named(route)}


@dataclass(frozen=True)
class OfLpsk(Matrix):
    """The cells of LPSK's node; persons are cases there."""

    cases: dict[str, dict[str, str]] = field(default_factory=dict)
    """The path parameters of each person's case."""

    def routes(self) -> list[str]:
        """What its node alone has."""
        return sorted(name for _, route in OF_LPSK for name in _named(route))

    def is_page(self, route: str) -> bool:
        """Whether it answers with a page."""
        return route in PAGES

    def _persons(self, route: str) -> tuple[str, ...]:
        return ("own", "absent") if "own" in self.written["route"][route] else ("own",)

    def _parameters(self, someone: Someone) -> dict[str, str]:
        person = "absent" if someone.person_id == "P-absent" else "own"
        return {**super()._parameters(someone), **self.cases[person]}

    def _shows(self, cell: Cell, someone: Someone, text: str) -> bool:
        if "{" in cell.route or "own" not in self.written["route"][cell.route]:
            return True
        return self._parameters(someone)["case_code"] in text


@pytest.fixture
def matrix(lpsk_store: Store, lpsk_settings: Settings) -> OfLpsk:
    let_in(lpsk_store)
    own = Someone("P-own", "REG0000001", 1, "5203011203040001", "Siti Aminah", "081234567890")
    peopled = Peopled(own, own, own, own, 0, 0, ())
    undone = Undone(lpsk_store.engine, lpsk_store.keys)
    app = create_app(Visited(undone, lpsk_settings, TOKENS))
    return OfLpsk(app, peopled, BODIES, {}, {}, WRITTEN, planted(lpsk_store))


def test_every_cell_of_lpsks_node_is_as_written_by_hand(matrix: OfLpsk) -> None:
    written = sorted(WRITTEN["route"])
    assert matrix.routes() == written, "an unknown route, or one that is gone"
    cells = [cell for route in written for cell in matrix.cells(route)]
    assert [fault for cell in cells if (fault := matrix.wrong(cell))] == []
