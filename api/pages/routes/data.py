"""Mutu data: what each feed and office hands in, what was set aside and why, what comes late or stays empty."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from markupsafe import Markup

from api.pages.charts import columns
from api.pages.language import Language
from api.pages.record_words import Recorder
from api.pages.screen import language_of, show
from api.service.door import Visit, door
from protection.learning.offices import FEEDS, offices
from records.contract import FEED_BY_NAME
from records.errors import NotFound
from records.rights.role import Role
from sources.holdings import State
from sources.quality import Quality, closely, overview
from sources.suppliers import seen_by

ROUTER = APIRouter(prefix="/data", include_in_schema=False)
Reading = Annotated[Visit, door("feed:read", composed=True)]


@ROUTER.get("")
def see_feeds(request: Request, visit: Reading) -> Response:
    """Every feed that the visitor may know of, and how it stands; the offices' last 90 days."""
    seen = seen_by(visit.context)
    found = overview(visit.connection, visit.house.agreements, visit.now, seen)
    own = visit.context.office if visit.context.role in (Role.SOURCE, Role.LTSA) else ""
    told = [offices(visit.connection, feed, visit.now, own) for feed in FEEDS if feed in seen]
    return show(
        request,
        visit,
        "data.html.jinja",
        feeds=found,
        offices=told,
        say=Recorder(language_of(request, visit.context)),
        State=State,
    )


@ROUTER.get("/{feed}")
def see_feed(feed: Annotated[str, Path(max_length=40)], request: Request, visit: Reading) -> Response:
    """One feed: weeks, faults, columns."""
    if feed not in seen_by(visit.context):
        raise NotFound("Feed itu tidak ada.", "There is no such feed.")
    found = closely(visit.connection, visit.house.agreements, visit.now, FEED_BY_NAME[feed])
    language = language_of(request, visit.context)
    return show(
        request,
        visit,
        "data_feed.html.jinja",
        quality=found,
        chart=_weeks(found, language),
        say=Recorder(language),
        State=State,
    )


def _weeks(quality: Quality, language: Language) -> Markup:
    named = [
        (week.monday.strftime("%d/%m"), float(week.new), float(week.quarantined)) for week in quality.weeks
    ]
    return columns(language.gettext("Rows by week: recorded, and set aside on top"), named, language.number)
