"""Models over HTTP: an analyst asks for a training, reads, signs and promotes; a lead agrees."""

from __future__ import annotations

import base64
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from colleagues import account
from fastapi.testclient import TestClient
from httpx import Response
from matrix import NOW, Visited
from peopled import TOKENS
from sqlalchemy import text

from api.service.application import create_app
from features.catalogue import digest as features_digest
from models.calibration import Calibration
from models.drift import Reference, bins_of
from models.fairness import compare
from models.risk import Model, Points, Risk, version_of
from models.serving import kept, signers
from models.serving.kept import Kept
from records.rights.role import Role
from records.settings import Settings
from records.store import Store

WHY = "Lebih banyak temuan pada volume yang sama"
GROUND = "UU 21/2007 Pasal 56-58"


class Service:
    """The service, with one model in it; each role is one account's, with a key."""

    def __init__(self, store: Store, settings: Settings, keys: Path) -> None:
        self.client = TestClient(create_app(Visited(store, settings, TOKENS)), raise_server_exceptions=False)
        self.keys = keys
        folder = settings.data_dir / "models"
        models = {
            target: Model(target, Points(), Calibration(1.0, 0.0, 1.0), None, 1)
            for target in ("tppo", "non_procedural")
        }
        day = date(2025, 1, 6)
        risk, bins = Risk(day, models, version_of(models, day)), bins_of(np.arange(9.0))
        for role in (Role.ANALYST, Role.SATGAS_LEAD):
            account(store, f"a-{role}", role)
        with store.begin() as connection:
            for role in (Role.ANALYST, Role.SATGAS_LEAD):
                signers.make_key(connection, f"a-{role}", keys / role, "operator", NOW)
            own = signers.installation_key(connection, keys / "own", NOW)
            then = Reference(features_digest(), {"a": bins}, {"tppo": bins}, {})
            self.digest = kept.write(folder, risk, "0" * 64, then, own)
            row = Kept(
                self.digest, risk.version, day, 40, 7, False, "0" * 64, features_digest(), {}, "r", "x", NOW
            )
            kept.put(connection, row, [compare("sex", {"L": (300, 30), "P": (9, 3)})])

    def send(self, role: Role, method: str, path: str, body: dict[str, object] | None = None) -> Response:
        headers = {"as-role": role.value, "for-purpose": "statistik"}
        return self.client.request(method, f"/v1/{path}", headers=headers, json=body)

    def sign(self, role: Role, key: Role) -> Response:
        whole = self.send(role, "GET", f"models/{self.digest}").json()
        signature = signers.read_private(self.keys / key).sign(base64.b64decode(whole["to_sign"]))
        return self.send(role, "POST", f"models/{self.digest}/signatures", {"signature": signature.hex()})

    def promote(self, part: str, despite: str = "") -> Response:
        body: dict[str, object] = {"role": part, "ground": GROUND, "reason": WHY, "despite": despite}
        return self.send(Role.ANALYST, "POST", f"models/{self.digest}/promotions", body)


@pytest.fixture
def service(store: Store, settings: Settings, tmp_path: Path) -> Service:
    return Service(store, settings, tmp_path / "keys")


def test_the_whole_way_to_a_champion(service: Service) -> None:
    assert service.promote("challenger").status_code == 201
    assert service.send(Role.ANALYST, "GET", "models").json()[0]["role"] == "challenger"
    assert service.promote("champion").json()["code"] == "input_refused"  # too few data want a reason
    despite = "Provinsi kecil; ditinjau lagi setiap bulan"
    assert service.promote("champion", despite).json()["code"] == "second_person_needed"
    asked: dict[str, object] = {
        "act": "promote_model",
        "refs": [f"model:{service.digest}"],
        "ground": GROUND,
        "reason": WHY,
    }
    number = service.send(Role.ANALYST, "POST", "approvals", asked).json()["number"]
    decided = service.send(Role.SATGAS_LEAD, "POST", f"approvals/{number}/decision", {"approve": True})
    assert decided.status_code == 200
    assert service.promote("champion", despite).json()["code"] == "model_refused"  # nobody has signed
    assert service.sign(Role.ANALYST, Role.SATGAS_LEAD).json()["code"] == "model_refused"  # another's key
    for role in (Role.ANALYST, Role.SATGAS_LEAD):
        assert service.sign(role, role).json() == {"account_id": f"a-{role}"}
    assert service.promote("champion", despite).status_code == 201
    whole = service.send(Role.SATGAS_LEAD, "GET", f"models/{service.digest}").json()
    assert whole["role"] == "champion"
    assert [act["reason"] for act in whole["promotions"]] == [WHY, WHY]
    assert whole["promotions"][1]["too_few"] == ["sex"]


def test_few_people_of_a_group_are_not_counted_out(service: Service) -> None:
    (sex,) = service.send(Role.ANALYST, "GET", f"models/{service.digest}").json()["fairness"]
    assert sex["verdict"] == "too_few"
    assert {group["name"]: group["false_alarms"] for group in sex["groups"]} == {"L": 30, "P": None}


def test_a_training_is_asked_for_and_waits_for_the_worker(service: Service, store: Store) -> None:
    asked = service.send(Role.ANALYST, "POST", "trainings", {"as_of": "2025-01-06", "capacity": 12})
    assert asked.status_code == 202
    assert service.send(Role.ANALYST, "POST", "trainings", {"as_of": "2025-02-06"}).status_code == 422
    (waiting,) = service.send(Role.ANALYST, "GET", "trainings").json()
    assert (waiting["asked_by"], waiting["as_of"], waiting["started_at"]) == ("a-analyst", "2025-01-06", None)
    with store.reading() as connection:
        queued = connection.scalar(
            text("SELECT count(*) FROM jobs.procrastinate_jobs WHERE task_name = 'train'")
        )
    assert queued == 1


def test_what_is_no_digest_is_no_model(service: Service) -> None:
    for digest, status in (("0" * 64, 404), ("x", 422), ("..%2f" * 12 + "abcd", 404)):
        assert service.send(Role.ANALYST, "GET", f"models/{digest}").status_code == status
