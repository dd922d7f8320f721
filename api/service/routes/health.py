"""Whether the service is alive and ready; strangers are told yes or no, administrators why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import PlainTextResponse

from api.service.door import Visit, door
from api.service.metrics import CONTENT_TYPE, exposition
from api.service.standing import Look, look
from records import audit
from records.audit import Act, Deed
from records.errors import SuluhError

ROUTER = APIRouter()


class NotReady(SuluhError):
    """Something is missing that the service needs; what, administrators read at /v1/health."""

    code: ClassVar[str] = "not_ready"
    status: ClassVar[int] = 503


@dataclass(frozen=True)
class Health:
    """Whether all is well, and each part."""

    ready: bool
    parts: tuple[Look, ...]


@ROUTER.get("/health")
def health(visit: Annotated[Visit, door("health:read")]) -> dict[str, str]:
    """Alive, and the database answers."""
    with visit.house.store.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    return {"status": "ok"}


@ROUTER.get("/ready")
def ready(visit: Annotated[Visit, door("health:read")]) -> dict[str, str]:
    """Everything that the service needs is there; tells nothing else."""
    try:
        well = all(part.well for part in look(visit.house, visit.now))
    except SQLAlchemyError:
        well = False
    if not well:
        raise NotReady("Layanan belum siap.", "The service is not ready.")
    return {"status": "ok"}


@ROUTER.get("/v1/health")
def parts(visit: Annotated[Visit, door("health:inspect")]) -> Health:
    """How each part stands."""
    audit.write(visit.connection, Act(Deed.READ, "health", ()))
    found = tuple(look(visit.house, visit.now))
    return Health(all(part.well for part in found), found)


@ROUTER.get("/v1/metrics", response_class=PlainTextResponse)
def metrics(visit: Annotated[Visit, door("metrics:read")]) -> Response:
    """What a Prometheus reads, for a program with a key for it."""
    return Response(exposition(visit.house, visit.now), media_type=CONTENT_TYPE)
