"""Beban dan keputusan: how the work is spread, how old it is, what was decided and where people and ranking differ."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from api.pages.screen import show
from api.service.cursors import Paged
from api.service.door import Visit, door
from api.signin.colleagues import colleagues
from detection.alerts.counts import estimates
from detection.alerts.decided import Asked, Differs, Second, decided, tallies
from detection.alerts.states import GROUND, Kind, Outcome
from detection.alerts.workload import workload
from detection.urgent.answered import answered
from protection.actions.kinds import KIND
from protection.actions.mistakes import mistakes

ROUTER = APIRouter(include_in_schema=False)

Lead = Annotated[Visit, door("alert:assign", composed=True)]
PERIODS = (7, 30, 90, 365)
Days = Annotated[int, Query(ge=1, le=3660)]


@ROUTER.get("/beban")
def see_workload(request: Request, visit: Lead, days: Days = 30) -> Response:
    """Who carries how much and how old it is; what the time before now brought, and what mistakes cost."""
    connection, now = visit.connection, visit.now
    since = now - timedelta(days=days)
    year = now - timedelta(days=max(days, 365))
    return show(
        request,
        visit,
        "workload.html.jinja",
        days=days,
        periods=PERIODS,
        load=workload(connection, since, now),
        people=colleagues(connection, visit.house.gate, visit.context, now),
        urgent=answered(connection, since, now) if visit.may("duty:read") else None,
        estimates=estimates(connection, year, now) if visit.may("alert:estimate") else None,
        mistakes=mistakes(connection, since, now + timedelta(seconds=1))
        if visit.may("action:mistakes")
        else None,
        kinds=KIND,
    )


@dataclass(frozen=True)
class Shown:
    """What the address of the decisions says."""

    days: int = 90
    kind: Kind | None = None
    outcome: Outcome | None = None
    differs: Differs | None = None
    second: Second | None = None

    def link(self, **changes: object) -> str:
        """The same address with some of it changed; what is empty is left out."""
        said = {each.name: getattr(self, each.name) for each in fields(self)} | changes
        return "/keputusan?" + urlencode({name: str(value) for name, value in said.items() if value})


@ROUTER.get("/keputusan")
def see_decisions(
    request: Request,
    visit: Lead,
    page: Paged,
    days: Days = 90,
    kind: str = "",
    outcome: str = "",
    differs: str = "",
    second: str = "",
) -> Response:
    """What was decided, newest first, without anybody's name; and how it compares with the ranking."""
    chosen = Shown(
        days,
        Kind(kind) if kind in list(Kind) else None,
        Outcome(outcome) if outcome in list(Outcome) else None,
        Differs(differs) if differs in list(Differs) else None,
        Second(second) if second in list(Second) else None,
    )
    since = visit.now - timedelta(days=days)
    asked = Asked(
        since,
        chosen.kind,
        chosen.outcome,
        chosen.differs,
        chosen.second,
        page.after or None,
        page.most,
    )
    found = decided(visit.connection, asked)
    return show(
        request,
        visit,
        "decisions.html.jinja",
        chosen=chosen,
        periods=PERIODS,
        found=found,
        totals=tallies(visit.connection, since),
        grounds=GROUND,
        following=page.following(found, lambda each: each.work_id),
        options={
            "kind": list(Kind),
            "outcome": list(Outcome),
            "differs": list(Differs),
            "second": list(Second),
        },
    )
