"""The models that a run works with, from verified files; a bad file never stops a run, and is never passed over
in silence."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert as upsert

from features.catalogue import digest as features_digest
from models.bundle import Bundle
from models.refusal import ModelRefused, refusal
from models.serving import kept
from models.serving.promotions import Role, standing, vouched
from records.errors import NotFound
from records.tables import notices
from records.tables.promotions import promotions

TOLD = ("satgas_lead", "data_protection_officer")
"""The roles that are told of a model whose file is missing or bad."""


@dataclass(frozen=True)
class Refused:
    """A model that should be in service and is not, and why."""

    digest: str
    error: ModelRefused | NotFound


@dataclass(frozen=True)
class InService:
    """Champion and challenger (None: there is none that can be used), and what had to be left aside."""

    champion: Bundle | None = None
    challenger: Bundle | None = None
    refused: tuple[Refused, ...] = ()


def load(connection: Connection, folder: Path) -> InService:
    """Load champion and challenger. Where the champion's file is missing or bad, the last good one before it."""
    now, refused = standing(connection), list[Refused]()
    champion = None
    for digest in (now.champion, *now.earlier) if now.champion else ():
        champion = _load(connection, folder, digest, _two(connection, digest), refused)
        if champion is not None:
            break
    challenger = _load(connection, folder, now.challenger, set(), refused) if now.challenger else None
    return InService(champion, challenger, tuple(refused))


def tell(connection: Connection, refused: Refused) -> None:
    """Let the roles of ``TOLD`` know, once for each model."""
    for role in TOLD:
        notice = upsert(notices).values(for_role=role, kind="model_refused", ref=f"model:{refused.digest}")
        connection.execute(notice.on_conflict_do_nothing())


def _load(
    connection: Connection, folder: Path, digest: str, needed: set[str], refused: list[Refused]
) -> Bundle | None:
    try:
        model = vouched(connection, folder, digest, needed)
        if kept.find(connection, digest).features_digest != features_digest():
            raise refusal("dilatih dengan ciri lain", "it was trained on other features")
    except (ModelRefused, NotFound) as error:
        refused.append(Refused(digest, error))
        return None
    return model


def _two(connection: Connection, digest: str) -> set[str]:
    """Those who last promoted a champion."""
    row = connection.execute(
        select(promotions.c.asked_by, promotions.c.approved_by)
        .where(promotions.c.digest == digest, promotions.c.role == Role.CHAMPION.value)
        .order_by(promotions.c.promotion_id.desc())
        .limit(1)
    ).one()
    return {row.asked_by, row.approved_by}
