"""Early warnings about people, networks and agencies, as raised; the work on them is in ``routes.work``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from api.service.cursors import Paged
from api.service.door import Visit, door
from protection.disclosure.alerts import Alert, Kind, alert, alerts_of

ROUTER = APIRouter(prefix="/v1")

BIGGEST = 2**63 - 1


@ROUTER.get("/alerts")
def read_alerts(visit: Annotated[Visit, door("alert:read")], page: Paged) -> list[Alert]:
    """People to look at."""
    found = alerts_of(visit.connection, visit.context.who, Kind.PERSON, page.after, page.most)
    return page.of(found, lambda each: each.alert_id)


@ROUTER.get("/alerts/{alert_id}")
def read_alert(alert_id: int, visit: Annotated[Visit, door("alert:read")]) -> Alert:
    """One of them."""
    return alert(visit.connection, visit.context.who, Kind.PERSON, _number(alert_id))


@ROUTER.get("/networks")
def read_networks(visit: Annotated[Visit, door("network:read")], page: Paged) -> list[Alert]:
    """Recruiters who may work as a network."""
    found = alerts_of(visit.connection, visit.context.who, Kind.NETWORK, page.after, page.most)
    return page.of(found, lambda each: each.alert_id)


@ROUTER.get("/networks/{alert_id}")
def read_network(alert_id: int, visit: Annotated[Visit, door("network:read")]) -> Alert:
    """One of them."""
    return alert(visit.connection, visit.context.who, Kind.NETWORK, _number(alert_id))


@ROUTER.get("/agencies")
def read_agencies(visit: Annotated[Visit, door("agency:read")], page: Paged) -> list[Alert]:
    """Licensed agencies to look at."""
    found = alerts_of(visit.connection, visit.context.who, Kind.AGENCY, page.after, page.most)
    return page.of(found, lambda each: each.alert_id)


@ROUTER.get("/agencies/{alert_id}")
def read_agency(alert_id: int, visit: Annotated[Visit, door("agency:read")]) -> Alert:
    """One of them."""
    return alert(visit.connection, visit.context.who, Kind.AGENCY, _number(alert_id))


def _number(alert_id: int) -> int:
    """A number that PostgreSQL can hold; beyond it there is no alert."""
    return alert_id if 0 <= alert_id <= BIGGEST else 0
