"""The application: its routes, its doors, its way of telling errors."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from api.pages import refusals
from api.pages.routes import PAGES
from api.pages.routes import dossiers as berkas
from api.pages.routes.lpsk import LPSK_PAGES
from api.pages.routes.lpsk import files as case_files
from api.pages.routes.lpsk import proofs as loss_proofs
from api.service import problems
from api.service.doors import Doorless, doors
from api.service.etags import ETags
from api.service.house import House
from api.service.limits import Limit
from api.service.routes import (
    accounts,
    actions,
    alerts,
    approvals,
    attachments,
    clients,
    contests,
    control,
    describing,
    directory,
    dossiers,
    duty,
    exchange,
    exports,
    feeds,
    figures,
    guarding,
    health,
    holds,
    identities,
    jobs,
    me,
    models,
    networks,
    people,
    proceedings,
    referrals,
    retention,
    screenings,
    signin,
    statistics,
    subject_requests,
    webhooks,
    work,
)
from api.service.routes.lpsk import LPSK_ROUTERS
from records.node import Node

__all__ = ["LIMIT", "OF_LPSK", "ROUTERS", "Doorless", "create_app", "doors"]

SHARED: tuple[APIRouter, ...] = (
    health.ROUTER,
    signin.ROUTER,
    me.ROUTER,
    accounts.ROUTER,
    clients.ROUTER,
    control.ROUTER,
    approvals.ROUTER,
    jobs.ROUTER,
    describing.ROUTER,
    exchange.ROUTER,
    figures.ROUTER,
)
"""What every node needs."""

ROUTERS: tuple[APIRouter, ...] = (
    *SHARED,
    alerts.ROUTER,
    work.ROUTER,
    duty.ROUTER,
    actions.ROUTER,
    referrals.ROUTER,
    people.ROUTER,
    identities.ROUTER,
    attachments.ROUTER,
    subject_requests.ROUTER,
    retention.ROUTER,
    holds.ROUTER,
    exports.ROUTER,
    dossiers.ROUTER,
    models.ROUTER,
    screenings.ROUTER,
    feeds.ROUTER,
    webhooks.ROUTER,
    networks.ROUTER,
    proceedings.ROUTER,
    statistics.ROUTER,
    guarding.ROUTER,
    contests.ROUTER,
    directory.ROUTER,
    *PAGES,
)
"""Every route of a province: the API's, then the pages'."""

OF_LPSK: tuple[APIRouter, ...] = (*SHARED, *LPSK_ROUTERS, *LPSK_PAGES)
"""Every route of LPSK's own node."""

ROUTERS_OF: dict[Node, tuple[APIRouter, ...]] = {Node.PROVINCE: ROUTERS, Node.LPSK: OF_LPSK}

LIMIT = Limit(
    roomy={
        attachments.PREFIX: attachments.BODY_BYTES,
        case_files.PREFIX: attachments.BODY_BYTES,
        loss_proofs.PREFIX: attachments.BODY_BYTES,
        feeds.FILES: feeds.FILE_BYTES,
        feeds.ROWS: feeds.ROWS_BYTES,
        berkas.CHECK: berkas.FILE_BYTES,
        exchange.PATH: exchange.MOST_BYTES,
    }
)
"""How much a request may bring; only a file may be larger than a form."""


def create_app(house: House, node: Node | None = None) -> FastAPI:
    """The application over one database; raises Doorless where a route names no permission.

    ``node`` says whose routes they are where no house is there to say so.
    """
    application = FastAPI(title="Suluh", docs_url=None, redoc_url=None, openapi_url=None)
    application.state.house = house
    for router in ROUTERS_OF[node or house.settings.node]:
        application.include_router(router)
    list(doors(application))  # raises where one is missing
    problems.install(application, refusals.tell)
    application.add_middleware(ETags, key=lambda: house.key)
    # Pages hold no secret beside what a visitor typed (the session's cookie is never in a body), so that packing
    # them tells a listener nothing (BREACH); on a slow line it is the difference between usable and not.
    application.add_middleware(GZipMiddleware, minimum_size=1000)
    return application
