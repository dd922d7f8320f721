"""Networks as graphs, and the recruiters in them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from api.service.cursors import BIGGEST, Paged
from api.service.door import Visit, door
from protection.disclosure.network_graph import NetworkGraph, network_graph
from protection.disclosure.recruiters import Recruiter, recruiter, recruiters

ROUTER = APIRouter(prefix="/v1")


@ROUTER.get("/networks/{alert_id}/graph")
def read_graph(
    alert_id: Annotated[int, Path(ge=1, le=BIGGEST)], visit: Annotated[Visit, door("network:read")]
) -> NetworkGraph:
    """Jaringan sebagai simpul dan kaitan, tanpa nama; GraphML lewat ekspor. / The graph; GraphML by an export."""
    return network_graph(visit.connection, alert_id)


@ROUTER.get("/recruiters")
def read_recruiters(visit: Annotated[Visit, door("network:read")], page: Paged) -> list[Recruiter]:
    """Perekrut terindikasi, sendiri atau dalam jaringan. / Recruiters, by themselves or in networks."""
    found = recruiters(visit.connection, visit.context.who, page.after, page.most)
    return page.of(found, lambda _: page.after + len(found))


@ROUTER.get("/recruiters/{recruiter_id}")
def read_recruiter(
    recruiter_id: Annotated[str, Path(max_length=100)], visit: Annotated[Visit, door("network:read")]
) -> Recruiter:
    """Satu perekrut. / One of them."""
    return recruiter(visit.connection, visit.context.who, recruiter_id)
