"""At the desk: how to go on with a registration, in one word; and the recruiters planted to catch who tries it out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.service.door import Visit, door
from detection.screening.alarms import plant
from detection.screening.answer import Answer
from detection.screening.screen import screen
from records.feed import Identifier

ROUTER = APIRouter(prefix="/v1")


class Registration(BaseModel):
    """Which registration the desk asks about."""

    registration_id: Annotated[str, Field(min_length=1, max_length=100)]


class Honey(BaseModel):
    """A phone or name that no real recruiter has; it stands in the body because no address may hold it."""

    by: Identifier
    text: Annotated[str, Field(min_length=1, max_length=200)]


@ROUTER.post("/screenings")
def screen_registration(asked: Registration, visit: Annotated[Visit, door("screening:ask")]) -> Answer:
    """How to go on with a registration that stands in the records; every asking is kept."""
    house = visit.house
    return screen(
        visit.connection,
        house.store.keys,
        house.desk,
        house.settings.token_key(),
        asked.registration_id,
        visit.context,
        visit.now,
    )


@ROUTER.post("/honey-recruiters", status_code=201)
def plant_recruiter(honey: Honey, visit: Annotated[Visit, door("honey:plant")]) -> dict[str, int]:
    """Plant a recruiter who does not exist."""
    number = plant(visit.connection, visit.house.tokens, honey.by, honey.text, visit.context.who, visit.now)
    return {"honey_id": number}
