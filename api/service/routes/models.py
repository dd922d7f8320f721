"""Models in service: what they are, asking for a training, signing, promoting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from api.jobs import queue
from api.jobs.declared import JOB
from api.service.cursors import Paged
from api.service.door import Visit, door
from models.serving import promotions, reading, signers, trainings
from models.serving.promotions import Role, Wish
from models.serving.reading import Line, Whole
from models.serving.trainings import Training
from records.days import day_of
from records.errors import InputRefused

ROUTER = APIRouter(prefix="/v1")

Digest = Annotated[str, Path(min_length=64, max_length=64, description="SHA-256 of the model's manifest.")]


class Asked(BaseModel):
    """As of which day to train, and at how many people a week to evaluate."""

    as_of: Annotated[date | None, Field(description="Today in Jakarta, where it is left out.")] = None
    capacity: Annotated[int, Field(ge=1, le=100_000)] = 40


class Signed(BaseModel):
    """A signature over ``to_sign``, by the visitor's own key: 64 bytes in hexadecimal."""

    signature: Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]


class Wanted(BaseModel):
    """What the model is to be, on which ground and why; ``despite``: why in spite of too few data."""

    role: Role
    ground: Annotated[str, Field(max_length=100)]
    reason: Annotated[str, Field(max_length=2_000)]
    despite: Annotated[str, Field(max_length=2_000)] = ""


@dataclass(frozen=True)
class Done:
    """The number of a training or an act of promotion."""

    number: int


@dataclass(frozen=True)
class Vouched:
    """Whose signature stands under the model now."""

    account_id: str


@ROUTER.get("/models")
def read_models(visit: Annotated[Visit, door("model:read")], page: Paged) -> list[Line]:
    """Every model, newest first."""
    found = reading.lines(visit.connection, page.after, page.most)
    return page.of(found, lambda _: page.after + len(found))


@ROUTER.get("/models/{digest}")
def read_model(digest: Digest, visit: Annotated[Visit, door("model:read")]) -> Whole:
    """One model: figures, signatures, promotions, groups, drift, shadow."""
    folder = visit.house.settings.data_dir / "models"
    return reading.whole(visit.connection, visit.house.store.keys, folder, digest)


@ROUTER.post("/models/{digest}/signatures", status_code=201)
def sign_model(digest: Digest, signed: Signed, visit: Annotated[Visit, door("model:sign")]) -> Vouched:
    """Vouch for a model with one's own key."""
    folder = visit.house.settings.data_dir / "models"
    key, given = signers.key_of(visit.connection, visit.context.who), bytes.fromhex(signed.signature)
    return Vouched(signers.sign(visit.connection, folder, digest, key, given, visit.now))


@ROUTER.post("/models/{digest}/promotions", status_code=201)
def promote_model(digest: Digest, wanted: Wanted, visit: Annotated[Visit, door("model:promote")]) -> Done:
    """Make a model champion (with a second person and both signatures), challenger, or retire it."""
    folder = visit.house.settings.data_dir / "models"
    wish = Wish(digest, wanted.role, wanted.ground, wanted.reason, wanted.despite)
    return Done(promotions.promote(visit.connection, visit.house.store.keys, folder, wish, visit.now))


@ROUTER.post("/trainings", status_code=202)
def ask_for_training(asked: Asked, visit: Annotated[Visit, door("model:train")]) -> Done:
    """Ask for a training; a worker carries it out."""
    today = day_of(visit.now)
    as_of = asked.as_of or today
    if as_of > today:
        raise InputRefused("Hari itu belum tiba.", "That day has not come yet.")
    number = trainings.ask(visit.connection, as_of, asked.capacity, visit.now)
    queue.defer(visit.connection, JOB["train"], {})
    return Done(number)


@ROUTER.get("/trainings")
def read_trainings(visit: Annotated[Visit, door("model:read")], page: Paged) -> list[Training]:
    """The trainings that were asked for, and what came of them."""
    found = trainings.read(visit.connection, page.after, page.most)
    return page.of(found, lambda each: each.training_id)
