"""The demonstration's model goes the way of every model: champion by two, or beside where it is unfair; once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from api import demonstration_model
from api.demonstration_accounts import make
from api.demonstration_model import put_in_service
from api.signin.gate import Gate
from features.catalogue import digest as features_digest
from models.calibration import Calibration
from models.drift import Reference, bins_of
from models.fairness import Fairness, compare
from models.risk import Model, Points, Risk, version_of
from models.serving import kept, promotions, signers
from models.serving.kept import Kept
from records.rights.context import operator
from records.rights.purpose import Purpose
from records.settings import Settings
from records.store import Store

DAY, NOW = date(2025, 1, 6), datetime(2025, 1, 6, 3, tzinfo=UTC)
EVEN = compare("sex", {"L": (400, 40), "P": (400, 40)})
UNEVEN = compare("sex", {"L": (4000, 400), "P": (4000, 2000)})


@dataclass(frozen=True)
class Made:
    kept: Kept


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> list[Fairness]:
    """A training that takes no time; what it finds of groups is what the test puts into the list."""
    found: list[Fairness] = []

    def train(
        store: Store,
        _settings: Settings,
        day: date,
        now: datetime,
        capacity: int,
        by: str,
        **_: object,
    ) -> Made:
        models = {
            target: Model(target, Points(), Calibration(1.0, 0.0, 1.0), None, 1)
            for target in ("tppo", "non_procedural")
        }
        risk, bins = Risk(day, models, version_of(models, day)), bins_of(np.arange(9.0))
        then = Reference(features_digest(), {"a": bins}, {"tppo": bins}, {})
        with store.begin() as connection:
            own = signers.installation_key(connection, tmp_path / "own", now)
            digest = kept.write(settings.data_dir / "models", risk, "0" * 64, then, own)
            row = Kept(
                digest, risk.version, day, capacity, 7, False, "0" * 64, features_digest(), {}, "r", by, now
            )
            kept.put(connection, row, found)
            return Made(kept.find(connection, digest))

    monkeypatch.setattr(demonstration_model, "train", train)
    return found


def serve(store: Store, settings: Settings) -> str | None:
    context = operator(Purpose.ADMINISTRATION)
    with store.acting(context).begin() as connection:
        list(make(connection, Gate.of(store, settings), context, NOW))
    return put_in_service(store, settings, DAY, NOW, 40)


def standing(store: Store) -> promotions.Standing:
    with store.acting(operator(Purpose.STATISTICS)).begin() as connection:
        return promotions.standing(connection)


def test_a_fair_model_is_champion_by_two_and_only_once(
    store: Store, settings: Settings, trained: list[Fairness]
) -> None:
    trained.append(EVEN)
    digest = serve(store, settings)
    assert digest is not None
    assert standing(store).champion == digest
    with store.acting(operator(Purpose.STATISTICS)).begin() as connection:
        (act,) = promotions.book(connection, store.keys, digest)
        signed = {each.account_id for each in signers.signatures(connection, digest)}
    assert act.approved_by not in (None, act.asked_by)
    assert {act.asked_by, act.approved_by} <= signed
    assert serve(store, settings) is None, "a second run trains nothing"


def test_an_unfair_model_runs_beside(store: Store, settings: Settings, trained: list[Fairness]) -> None:
    trained.append(UNEVEN)
    digest = serve(store, settings)
    assert (standing(store).champion, standing(store).challenger) == (None, digest)
