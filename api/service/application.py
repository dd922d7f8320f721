"""The application: its routes, its doors, its way of telling errors."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from api.service import problems
from api.service.door import Door
from api.service.etags import ETags
from api.service.house import House
from api.service.limits import Limit
from api.service.routes import (
    accounts,
    alerts,
    approvals,
    attachments,
    clients,
    control,
    exports,
    feeds,
    health,
    holds,
    jobs,
    me,
    models,
    people,
    retention,
    screenings,
    signin,
    subject_requests,
    work,
    webhooks,
)

ROUTERS: tuple[APIRouter, ...] = (
    health.ROUTER,
    signin.ROUTER,
    me.ROUTER,
    accounts.ROUTER,
    clients.ROUTER,
    alerts.ROUTER,
    work.ROUTER,
    people.ROUTER,
    attachments.ROUTER,
    control.ROUTER,
    subject_requests.ROUTER,
    retention.ROUTER,
    holds.ROUTER,
    approvals.ROUTER,
    exports.ROUTER,
    models.ROUTER,
    screenings.ROUTER,
    feeds.ROUTER,
    jobs.ROUTER,
    webhooks.ROUTER,
)
"""Every route of the service."""

LIMIT = Limit(
    roomy={
        attachments.PREFIX: attachments.BODY_BYTES,
        feeds.FILES: feeds.FILE_BYTES,
        feeds.ROWS: feeds.ROWS_BYTES,
    }
)
"""How much a request may bring; only a file may be larger than a form."""


class Doorless(RuntimeError):
    """A route without a permission: the application does not start."""


def create_app(house: House) -> FastAPI:
    """The application over one database; raises Doorless where a route names no permission."""
    application = FastAPI(title="Suluh", docs_url=None, redoc_url=None, openapi_url=None)
    application.state.house = house
    for router in ROUTERS:
        application.include_router(router)
    list(doors(application))  # raises where one is missing
    problems.install(application)
    application.add_middleware(ETags, key=lambda: house.key)
    return application


def doors(application: FastAPI) -> Iterator[tuple[APIRoute, Door]]:
    """Every route of an application with its one door; raises Doorless where one has none."""
    for found in iter_route_contexts(application.routes):
        route = found.original_route
        if not isinstance(route, APIRoute):
            raise Doorless(f"{route} is no route of the API")
        of_route = [each.call for each in route.dependant.dependencies if isinstance(each.call, Door)]
        if len(of_route) != 1:
            raise Doorless(f"{route.path} has {len(of_route)} doors")
        yield route, of_route[0]
