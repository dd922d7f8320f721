"""People: searched by exact tokens, shown masked, revealed with a reason for a time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.service.door import Visit, door
from protection.disclosure.person import Person, person
from protection.disclosure.reveal import Reveal, reveal
from protection.disclosure.search import Found, find
from records.days import day_of
from records.feed import Identifier

ROUTER = APIRouter(prefix="/v1/people")


class Search(BaseModel):
    """What to search for; it stands in the body because no address may hold it."""

    by: Identifier
    text: Annotated[str, Field(min_length=1, max_length=200)]


class Reason(BaseModel):
    """Which fields to show, and why."""

    fields: Annotated[list[str], Field(min_length=1, max_length=30)]
    reason: Annotated[str, Field(max_length=2000)]


@ROUTER.post("/searches")
def search_people(search: Search, visit: Annotated[Visit, door("person:search")]) -> Found:
    """The people who bear this NIK, passport number, phone or name."""
    return find(visit.connection, visit.house.tokens, search.by, search.text)


@ROUTER.get("/{person_id}")
def read_person(person_id: str, visit: Annotated[Visit, door("person:read")]) -> Person:
    """What is known of a person, masked."""
    return person(visit.connection, visit.house.store.keys, person_id, tomorrow(visit.now))


@ROUTER.post("/{person_id}/reveals")
def reveal_person(person_id: str, reason: Reason, visit: Annotated[Visit, door("person:reveal")]) -> Reveal:
    """Some fields in clear, for a time."""
    return reveal(
        visit.connection,
        visit.house.store.keys,
        visit.context,
        person_id,
        reason.fields,
        reason.reason,
        as_of=tomorrow(visit.now),
        now=visit.now,
        lasts=timedelta(seconds=visit.house.settings.reveal_seconds),
    )


def tomorrow(now: datetime) -> date:
    """The day as of which everything known by now counts: a day counts what was known before it began."""
    return day_of(now) + timedelta(days=1)
