"""What is told of a model: its figures, who vouches for it, what it has been, groups, drift, and its shadow."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from models import bundle, signing
from models.bundle import Look
from models.drift import SHIFTED, WATCH, Moved
from models.fairness import Fairness, Group, Verdict
from models.refusal import ModelRefused
from models.serving import kept, promotions, signers
from models.serving.kept import Kept
from models.serving.promotions import Promotion
from models.serving.signers import Signature
from records import audit
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.tables import detection_runs
from records.tables.promotions import model_drift, shadow_outcomes, shadow_results

FEWEST_TOLD = 10
"""The false alarms of a smaller group are not told: they could tell of a person."""


@dataclass(frozen=True)
class Line:
    """A model in the list; ``role`` is champion or challenger, or empty."""

    digest: str
    version: str
    as_of: str
    learned: bool
    role: str | None
    made_by: str
    made_at: datetime


@dataclass(frozen=True)
class GroupTold:
    """A group of people whose outcome is known and unfounded, and how many of them would be put forward."""

    name: str
    people: int
    false_alarms: int | None


@dataclass(frozen=True)
class Audited:
    """One attribute: the lowest rate of false alarms over the highest, with its 95 % interval."""

    attribute: str
    verdict: Verdict
    told_id: str
    told_en: str
    lowest: str | None
    highest: str | None
    ratio: float | None
    low: float | None
    high: float | None
    unknown: int
    groups: tuple[GroupTold, ...]


@dataclass(frozen=True)
class Shadow:
    """A challenger beside its runs; the last comparison at equal volume, where outcomes have come."""

    runs: int
    raised: int
    overlap: int
    correlation: float | None
    champion_people: int | None = None
    challenger_people: int | None = None
    champion_found: int | None = None
    challenger_found: int | None = None
    both_found: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Whole:
    """Everything about one model; ``to_sign`` are the bytes that a person signs, in base64."""

    model: Kept
    role: str | None
    to_sign: str | None
    signatures: tuple[Signature, ...]
    promotions: tuple[Promotion, ...]
    fairness: tuple[Audited, ...]
    drift: tuple[Moved, ...]
    shadow: Shadow | None


WORDS: dict[Verdict, tuple[str, str]] = {
    Verdict.FAIR: ("seluruh selang pada atau di atas 0,8", "the whole interval lies at or above 0.8"),
    Verdict.UNFAIR: (
        "seluruh selang di bawah 0,8: tidak dapat ditetapkan",
        "the whole interval lies below 0.8: it cannot be promoted",
    ),
    Verdict.TOO_FEW: (
        "data terlalu sedikit untuk menilai; penetapan memerlukan alasan",
        "the data are too few to tell; a promotion needs a reason",
    ),
    Verdict.ONE_GROUP: ("hanya satu kelompok", "there is one group only"),
}


def moved_words(value: float) -> tuple[str, str]:
    """How a stability index reads."""
    if value >= SHIFTED:
        return "bergeser", "shifted"
    return ("perhatikan", "watch") if value >= WATCH else ("tetap", "steady")


def lines(connection: Connection, after: int = 0, most: int | None = None) -> list[Line]:
    """The models, newest first, so many from the one at a place (0: the newest) on, with one audit entry."""
    end = None if most is None else after + most
    now, found = promotions.standing(connection), kept.listing(connection)[after:end]
    told = tuple(f"model:{each.digest}" for each in found)
    audit.write(connection, Act(Deed.READ, "model", told))
    return [
        Line(
            each.digest,
            each.version,
            each.as_of.isoformat(),
            each.learned,
            _role(now, each.digest),
            each.made_by,
            each.made_at,
        )
        for each in found
    ]


def whole(connection: Connection, keys: Keyring, folder: Path, digest: str) -> Whole:
    """One model, with one audit entry. Raises NotFound."""
    model = kept.find(connection, digest)
    audit.write(connection, Act(Deed.READ, "model", (f"model:{digest}",), None, ("reason",)))
    return Whole(
        model,
        _role(promotions.standing(connection), digest),
        _to_sign(folder, digest),
        tuple(signers.signatures(connection, digest)),
        tuple(promotions.book(connection, keys, digest)),
        fairness(connection, digest),
        drift(connection, digest),
        shadow(connection, digest),
    )


def look(connection: Connection, folder: Path, digest: str) -> Look | None:
    """The curves and shares that a model's file holds, with one audit entry; None where the file is gone or bad."""
    audit.write(connection, Act(Deed.READ, "model", (f"model:{digest}",), None, ("file",)))
    try:
        return bundle.look(kept.place(folder, digest), signers.trusted(connection, digest))
    except ModelRefused:
        return None


def fairness(connection: Connection, digest: str) -> tuple[Audited, ...]:
    """The audit of groups in words."""
    return tuple(map(audited, kept.fairness(connection, digest)))


def audited(found: Fairness) -> Audited:
    """One attribute in words."""
    return Audited(
        found.attribute,
        found.verdict,
        *WORDS[found.verdict],
        found.lowest,
        found.highest,
        found.ratio,
        found.low,
        found.high,
        found.unknown,
        tuple(map(_told, found.groups)),
    )


def drift(connection: Connection, digest: str) -> tuple[Moved, ...]:
    """What has moved, by the newest run with this model; what moved most comes first."""
    columns = model_drift.c
    newest = (
        select(columns.run_id)
        .join_from(model_drift, detection_runs)
        .where(columns.digest == digest)
        .order_by(detection_runs.c.as_of.desc(), columns.run_id.desc())
        .limit(1)
        .scalar_subquery()
    )
    wanted = select(
        columns.about, columns.name, columns.value, columns.worst, columns.share_then, columns.share_now
    ).where(columns.digest == digest, columns.run_id == newest)
    rows = connection.execute(wanted.order_by(columns.about, columns.value.desc(), columns.name))
    return tuple(Moved(*row) for row in rows)


def shadow(connection: Connection, digest: str) -> Shadow | None:
    """What a challenger did beside its runs; None where it never ran."""
    results = connection.execute(select(shadow_results).where(shadow_results.c.digest == digest)).all()
    if not results:
        return None
    correlations = [row.correlation for row in results if row.correlation is not None]
    last = connection.execute(
        select(shadow_outcomes)
        .where(shadow_outcomes.c.digest == digest)
        .order_by(shadow_outcomes.c.run_id.desc())
        .limit(1)
    ).one_or_none()
    return Shadow(
        len(results),
        sum(row.raised for row in results),
        sum(row.overlap for row in results),
        sum(correlations) / len(correlations) if correlations else None,
        *(
            ()
            if last is None
            else (
                last.champion_people,
                last.challenger_people,
                last.champion_found,
                last.challenger_found,
                last.both_found,
                last.share,
                last.low,
                last.high,
            )
        ),
    )


def _role(now: promotions.Standing, digest: str) -> str | None:
    return {now.champion: "champion", now.challenger: "challenger"}.get(digest)


def _told(group: Group) -> GroupTold:
    few = group.people < FEWEST_TOLD
    return GroupTold(group.name, group.people, None if few else group.false_alarms)


def _to_sign(folder: Path, digest: str) -> str | None:
    try:
        return b64encode(signing.to_sign(signing.read_bytes(kept.place(folder, digest)))).decode("ascii")
    except ModelRefused:
        return None
