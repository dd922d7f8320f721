"""Whether the service is alive; tells nothing else."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from api.service.door import Visit, door

ROUTER = APIRouter()


@ROUTER.get("/health")
def health(visit: Annotated[Visit, door("health:read")]) -> dict[str, str]:
    """Alive, and the database answers."""
    with visit.house.store.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    return {"status": "ok"}
