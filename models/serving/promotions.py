"""Promotion: which model raises the alerts, which one runs in its shadow; who said so, when, and why, for ever.

A champion needs two people: an analyst who asks, a lead who agrees, and both of their signatures under the model.
A challenger raises nothing, so an analyst alone may try one. Nothing is ever changed or deleted: the newest word
on a role holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from sqlalchemy import Connection, select, text

from features.catalogue import digest as features_digest
from models import bundle
from models.fairness import BAR, Fairness, Verdict
from models.refusal import refusal
from models.serving import kept
from models.serving.signers import people, trusted
from records import audit, four_eyes
from records.audit import Act, Deed
from records.custody import sealed_words
from records.custody.keyring import Keyring
from records.errors import InputRefused, SuluhError
from records.four_eyes.book import SHORTEST_REASON
from records.tables import approval_steps
from records.tables.promotions import promotions

ACT, HOLDER = "promote_model", "promotions"
_WHO = text("SELECT suluh_who()")


class Role(StrEnum):
    """What a model is."""

    CHAMPION = "champion"
    """Its scores raise the alerts."""
    CHALLENGER = "challenger"
    """It runs beside the champion, and nobody is told of what it would raise."""
    RETIRED = "retired"


class ModelUnfair(SuluhError):
    """The model alarms about some groups falsely far more often than about others."""

    code: ClassVar[str] = "model_unfair"
    status: ClassVar[int] = 409


@dataclass(frozen=True)
class Wish:
    """What somebody wants a model to be, and why; ``despite`` says why in spite of too few data."""

    digest: str
    role: Role
    ground: str
    reason: str
    despite: str = ""


@dataclass(frozen=True)
class Promotion:
    """One act of the book."""

    promotion_id: int
    digest: str
    role: Role
    asked_by: str
    approved_by: str | None
    approval_id: int | None
    ground: str
    too_few: tuple[str, ...]
    at: datetime
    reason: str | None
    despite: str | None


@dataclass(frozen=True)
class Standing:
    """Who is what now; ``earlier`` are former champions that were not retired, the last one first."""

    champion: str | None = None
    challenger: str | None = None
    earlier: tuple[str, ...] = ()


def refs(digest: str, role: Role) -> tuple[str, ...]:
    """What an approval must name, so that it covers this and nothing else."""
    return (f"model:{digest}",) if role is Role.CHAMPION else (f"model:{digest}", f"model:{role}")


def standing(connection: Connection) -> Standing:
    """Champion and challenger, as the book's newest words say."""
    champion, challenger, earlier = None, None, list[str]()
    words = select(promotions.c.digest, promotions.c.role).order_by(promotions.c.promotion_id)
    for digest, role in connection.execute(words):
        earlier = [each for each in earlier if each != digest]
        if role == Role.CHALLENGER:
            challenger = digest
            continue
        challenger = None if challenger == digest else challenger
        if role == Role.CHAMPION:
            earlier = [champion, *earlier] if champion not in (None, digest) else earlier
            champion = digest
        elif champion == digest:
            champion = None
    return Standing(champion, challenger, tuple(each for each in earlier if each))


def promote(connection: Connection, keys: Keyring, folder: Path, wish: Wish, now: datetime) -> int:
    """Write one act into the book, with its audit entry; gives its number. ``now`` is the moment of it.

    Raises InputRefused, ModelRefused, ModelUnfair, NotFound, SecondPersonNeeded.
    """
    model = kept.find(connection, wish.digest)
    too_few = _checked(wish, kept.fairness(connection, wish.digest))
    asker = str(connection.scalar(_WHO))
    approval_id, approver = None, None
    if wish.role is not Role.CHALLENGER:
        approval_id = four_eyes.use(connection, ACT, refs(wish.digest, wish.role))
        approver = connection.scalar(
            select(approval_steps.c.who).where(
                approval_steps.c.approval_id == approval_id, approval_steps.c.state == "approved"
            )
        )
    if wish.role is not Role.RETIRED:
        if model.features_digest != features_digest():
            raise refusal("dilatih dengan ciri lain", "it was trained on other features")
        needed = {asker, str(approver)} if wish.role is Role.CHAMPION else set()
        vouched(connection, folder, wish.digest, needed)
    why = {"reason": wish.reason.strip(), "despite": wish.despite.strip()}
    promotion_id = sealed_words.put(
        connection,
        keys,
        promotions,
        why,
        _about(wish.digest, wish.role, now),
        digest=wish.digest,
        role=wish.role.value,
        asked_by=asker,
        approved_by=approver,
        approval_id=approval_id,
        ground=wish.ground,
        too_few=too_few,
        at=now,
    )
    objects = (f"model:{wish.digest}", f"role:{wish.role}", f"promotion:{promotion_id}")
    audit.write(connection, Act(Deed.PROMOTE_MODEL, "model", objects))
    return promotion_id


def vouched(connection: Connection, folder: Path, digest: str, needed: set[str]) -> bundle.Bundle:
    """The model of a digest, signed by all of these people. Raises ModelRefused."""
    loaded = bundle.load(kept.place(folder, digest), trusted(connection, digest), max(len(needed), 1))
    if loaded.digest != digest:
        raise refusal("berkas itu model lain", "the file is another model")
    if not needed <= people(loaded.signers):
        raise refusal(
            "belum ditandatangani oleh yang mengajukan dan yang menyetujui",
            "those who ask and agree have not both signed it",
        )
    return loaded


def book(connection: Connection, keys: Keyring, digest: str) -> list[Promotion]:
    """What a model has been, oldest first, with the reasons (None: their key is gone)."""
    wanted = select(promotions).where(promotions.c.digest == digest).order_by(promotions.c.promotion_id)
    rows = connection.execute(wanted).all()
    boxes = ((row.promotion_id, row.sealed, _about(row.digest, Role(row.role), row.at)) for row in rows)
    reasons = sealed_words.documents(connection, keys, HOLDER, boxes)
    told = []
    for row in rows:
        role, why = Role(row.role), reasons.get(row.promotion_id, {})
        told.append(
            Promotion(
                row.promotion_id,
                row.digest,
                role,
                row.asked_by,
                row.approved_by,
                row.approval_id,
                row.ground,
                tuple(row.too_few),
                row.at,
                why.get("reason"),
                why.get("despite") or None,
            )
        )
    return told


def _checked(wish: Wish, audits: list[Fairness]) -> list[str]:
    """The attributes for which data are too few; raises InputRefused, ModelUnfair."""
    grounds = four_eyes.ACT[ACT].grounds
    if wish.ground not in grounds:
        told = "; ".join(grounds)
        raise InputRefused(f"Pilih dasar hukum: {told}.", f"Choose a legal ground: {told}.")
    _long_enough(wish.reason, "Tuliskan alasan", "Write the reason")
    if wish.role is not Role.CHAMPION:
        return []
    unfair = ", ".join(each.attribute for each in audits if each.verdict is Verdict.UNFAIR)
    if unfair:
        raise ModelUnfair(
            f"Tidak dapat ditetapkan: tingkat peringatan keliru antarkelompok ({unfair}) terlalu timpang; "
            f"selang 95 % rasio terendah terhadap tertinggi seluruhnya di bawah {BAR}.",
            f"It cannot be promoted: rates of false alarms differ too much between groups ({unfair}); the 95 % "
            f"interval of the lowest-to-highest ratio lies wholly below {BAR}.",
        )
    too_few = [each.attribute for each in audits if each.verdict is Verdict.TOO_FEW]
    if too_few or not audits:
        _long_enough(
            wish.despite,
            f"Data terlalu sedikit untuk menilai keadilan ({', '.join(too_few)}). Tuliskan mengapa tetap ditetapkan",
            f"The data are too few to judge fairness ({', '.join(too_few)}). Write why it is promoted in spite of that",
        )
    return too_few


def _long_enough(reason: str, text_id: str, text_en: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise InputRefused(
            f"{text_id}, sedikitnya {SHORTEST_REASON} huruf.",
            f"{text_en}, in at least {SHORTEST_REASON} characters.",
        )


def _about(digest: str, role: Role, at: datetime) -> bytes:
    """What binds a sealed reason to its act."""
    return sealed_words.about(HOLDER, digest, role, at)
