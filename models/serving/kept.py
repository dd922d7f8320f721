"""Trained models as kept: a signed file in a folder named by its digest, and a row that says what it is."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from models import bundle, signing
from models.drift import Reference
from models.fairness import Fairness, Group, Verdict
from models.risk import Risk
from records.errors import NotFound
from records.tables.promotions import fairness_audits, model_bundles

FILE = "risk.model"
_DIGEST = re.compile(r"[0-9a-f]{64}")

Metrics = Mapping[str, Mapping[str, object]]
"""By target: its figures, each with value, low, high; and ``method``, how the intervals were come by."""


@dataclass(frozen=True)
class Kept:
    """One trained model, as its row tells it."""

    digest: str
    version: str
    as_of: date
    capacity: int
    seed: int
    learned: bool
    data_digest: str
    features_digest: str
    metrics: Metrics
    tracking_run: str
    made_by: str
    made_at: datetime


def place(folder: Path, digest: str) -> Path:
    """Where the file of a model lies. Raises NotFound for what is no digest."""
    if not _DIGEST.fullmatch(digest):
        raise NotFound("Model itu tidak ada.", "There is no such model.")
    return folder / digest / FILE


def write(folder: Path, risk: Risk, data_digest: str, reference: Reference, key: Ed25519PrivateKey) -> str:
    """Write a model's file, signed by the installation; gives its digest. One that is there keeps its signatures."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".draft.{os.getpid()}"
    try:
        bundle.write(draft, risk, data_digest, [key], reference)
        digest = signing.digest(signing.read_bytes(draft))
        path = place(folder, digest)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        if not path.exists():
            draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return digest


def put(connection: Connection, kept: Kept, audited: Iterable[Fairness]) -> None:
    """Keep the row of a model and what its audit of groups said; the same model again changes nothing."""
    values = asdict(kept)
    new = upsert(model_bundles).values(values).on_conflict_do_nothing().returning(model_bundles.c.digest)
    if connection.execute(new).one_or_none() is None:
        return
    for each in audited:
        connection.execute(
            insert(fairness_audits).values(
                digest=kept.digest,
                attribute=each.attribute,
                verdict=each.verdict.value,
                lowest=each.lowest,
                highest=each.highest,
                ratio=each.ratio,
                low=each.low,
                high=each.high,
                unknown=each.unknown,
                groups={group.name: [group.people, group.false_alarms] for group in each.groups},
            )
        )


def find(connection: Connection, digest: str) -> Kept:
    """One model. Raises NotFound."""
    row = connection.execute(select(model_bundles).where(model_bundles.c.digest == digest)).one_or_none()
    if row is None:
        raise NotFound("Model itu tidak ada.", "There is no such model.")
    return Kept(**row._mapping)


def full(connection: Connection, beginning: str) -> str:
    """The digest that begins so. Raises NotFound where none does, or several do."""
    begins = model_bundles.c.digest.startswith(beginning, autoescape=True)
    found = connection.scalars(select(model_bundles.c.digest).where(begins).limit(2)).all()
    if len(found) != 1:
        raise NotFound("Model itu tidak ada.", "There is no such model.")
    return str(found[0])


def listing(connection: Connection) -> list[Kept]:
    """Every model, newest first."""
    newest = select(model_bundles).order_by(model_bundles.c.made_at.desc(), model_bundles.c.digest)
    return [Kept(**row._mapping) for row in connection.execute(newest)]


def fairness(connection: Connection, digest: str) -> list[Fairness]:
    """What the audit of groups said of a model, by attribute."""
    wanted = select(fairness_audits).where(fairness_audits.c.digest == digest)
    return [
        Fairness(
            row.attribute,
            Verdict(row.verdict),
            tuple(Group(name, *counts) for name, counts in sorted(row.groups.items())),
            row.unknown,
            row.lowest,
            row.highest,
            row.ratio,
            row.low,
            row.high,
        )
        for row in connection.execute(wanted.order_by(fairness_audits.c.attribute))
    ]
