"""Evidence against protected people that other nodes handed over: the custodian alone knows of it, and opens it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api.service.door import Visit, door
from protection.guarding import received
from protection.guarding.received import Held

ROUTER = APIRouter(prefix="/v1/evidence")

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
Custodian = Annotated[Visit, door("evidence:read")]


@ROUTER.get("")
def read_evidence(visit: Custodian) -> list[Held]:
    """Bukti yang diserahkan, tanpa isinya. / What was handed over, without what it says."""
    return received.held(visit.connection)


@ROUTER.post("/{matter_id}/openings")
def open_evidence(matter_id: Number, visit: Custodian) -> dict[str, Any]:
    """Buka satu bukti; pembukaannya dicatat. / Open one; the opening is written down."""
    return received.open_one(visit.connection, visit.house.store.keys, matter_id)
