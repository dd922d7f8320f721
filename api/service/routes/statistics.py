"""Statistics: counts that tell of nobody."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from api.service.door import Visit, door
from protection import statistics
from protection.statistics import Table

ROUTER = APIRouter(prefix="/v1")


@ROUTER.get("/statistics")
def read_statistics(visit: Annotated[Visit, door("statistics:read")]) -> list[Table]:
    """Jumlah-jumlah; yang di bawah sepuluh tidak ditampilkan. / Counts; those below ten are left out."""
    return statistics.statistics(visit.connection)
