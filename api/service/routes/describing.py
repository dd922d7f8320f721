"""The description of the API, for those who are signed in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from api.service.door import Visit, door
from api.service.openapi import describe
from records import audit
from records.audit import Act, Deed

ROUTER = APIRouter(prefix="/v1")


@ROUTER.get("/openapi.json")
def read_description(request: Request, visit: Annotated[Visit, door("api:describe")]) -> JSONResponse:
    """Uraian API ini (OpenAPI 3.1). / The description of this API."""
    audit.write(visit.connection, Act(Deed.READ, "api", ()))
    return JSONResponse(describe(request.app))
