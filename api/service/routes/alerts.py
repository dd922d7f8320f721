"""Early warnings about people, networks and agencies, as raised."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.service.door import Visit, door
from protection.disclosure.alerts import Alert, Kind, alert, alerts_of

ROUTER = APIRouter(prefix="/v1")

BIGGEST = 2**63 - 1
After = Annotated[int, Query(ge=0, le=BIGGEST, description="Number of the last alert already seen.")]
Most = Annotated[int, Query(ge=1, le=200, description="How many at most.")]


@ROUTER.get("/alerts")
def read_alerts(
    visit: Annotated[Visit, door("alert:read")], after: After = 0, most: Most = 50
) -> list[Alert]:
    """People to look at."""
    return alerts_of(visit.connection, Kind.PERSON, after, most)


@ROUTER.get("/alerts/{alert_id}")
def read_alert(alert_id: int, visit: Annotated[Visit, door("alert:read")]) -> Alert:
    """One of them."""
    return alert(visit.connection, Kind.PERSON, _number(alert_id))


@ROUTER.get("/networks")
def read_networks(
    visit: Annotated[Visit, door("network:read")], after: After = 0, most: Most = 50
) -> list[Alert]:
    """Recruiters who may work as a network."""
    return alerts_of(visit.connection, Kind.NETWORK, after, most)


@ROUTER.get("/networks/{alert_id}")
def read_network(alert_id: int, visit: Annotated[Visit, door("network:read")]) -> Alert:
    """One of them."""
    return alert(visit.connection, Kind.NETWORK, _number(alert_id))


@ROUTER.get("/agencies")
def read_agencies(
    visit: Annotated[Visit, door("agency:read")], after: After = 0, most: Most = 50
) -> list[Alert]:
    """Licensed agencies to look at."""
    return alerts_of(visit.connection, Kind.AGENCY, after, most)


@ROUTER.get("/agencies/{alert_id}")
def read_agency(alert_id: int, visit: Annotated[Visit, door("agency:read")]) -> Alert:
    """One of them."""
    return alert(visit.connection, Kind.AGENCY, _number(alert_id))


def _number(alert_id: int) -> int:
    """A number that PostgreSQL can hold; beyond it there is no alert."""
    return alert_id if 0 <= alert_id <= BIGGEST else 0
