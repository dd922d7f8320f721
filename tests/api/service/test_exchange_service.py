"""Bundles through the service: two nodes, each behind its own door, and strangers who learn nothing there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi.testclient import TestClient
from matrix import NOW, Visited
from peopled import TOKENS
from sqlalchemy import func, select

from api.service.application import LIMIT, create_app
from api.service.guard import guard
from api.service.rate_limits import Rates
from protection.exchange import carrying, peers, put
from protection.exchange.bundle import MOST_BYTES
from protection.exchange.kinds import Arrival
from records.node import Node
from records.settings import Settings
from records.store import Store
from records.tables import audit_entries, exchange_out

AT = "http://localhost:1"
BINARY = {"content-type": "application/octet-stream"}
ADMIN = {"as-role": "admin", "for-purpose": "administrasi"}


@dataclass
class Two:
    """A province and LPSK, and what LPSK was told."""

    province: Visited
    lpsk: Visited
    to_lpsk: TestClient
    to_province: TestClient
    told: list[object]

    def tell(self, words: str) -> None:
        with self.province.store.begin() as connection:
            put(connection, self.province.store.keys, "lpsk", "referral", {"words": words})

    def carry(self, house: Visited, to: TestClient) -> carrying.Carried:
        def send(address: str, raw: bytes) -> str:
            assert address == AT
            return str(to.post(carrying.PATH, content=raw, headers=BINARY).status_code)

        return carrying.carry(house.store, house.node_keys, {}, NOW, send)


@pytest.fixture
def two(
    store: Store,
    settings: Settings,
    lpsk_store: Store,
    lpsk_settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Two]:
    told: list[object] = []

    def take(arrival: Arrival) -> None:
        told.append((arrival.peer, arrival.document["words"]))

    monkeypatch.setattr("api.service.routes.exchange.HANDLERS", {node: {"referral": take} for node in Node})
    houses = [
        Visited(each, own, TOKENS, rates=Rates(lambda: 0.0))
        for each, own in ((store, settings), (lpsk_store, lpsk_settings))
    ]
    for here, there in (houses, houses[::-1]):
        with here.store.begin() as connection:
            card = there.node_keys.card
            peers.introduce(connection, card, card.fingerprint, AT, here.node_keys.name, NOW)
            peers.confirm_own(connection, card.name, NOW)
    with (
        TestClient(guard(create_app(houses[0]), LIMIT)) as province,
        TestClient(guard(create_app(houses[1]), LIMIT)) as lpsk,
    ):
        yield Two(houses[0], houses[1], lpsk, province, told)


def test_a_bundle_crosses_and_its_acknowledgement_comes_back(two: Two) -> None:
    two.tell("x")
    assert two.carry(two.province, two.to_lpsk).sent == 1
    assert two.told == [("satgas", "x")]
    assert two.carry(two.lpsk, two.to_province).sent == 1
    with two.province.store.reading() as connection:
        assert connection.scalars(select(exchange_out.c.state)).all() == ["applied"]
    assert two.carry(two.province, two.to_lpsk).sent == 0


def test_strangers_forgers_and_friends_get_the_same_answer_and_each_is_audited(two: Two) -> None:
    two.tell("x")
    sent: list[bytes] = []
    carrying.carry(
        two.province.store,
        two.province.node_keys,
        {},
        NOW,
        lambda _, raw: sent.append(raw) or "timeout",  # type: ignore[func-returns-value]
    )
    (good,) = sent
    with two.lpsk.store.begin() as connection:
        before = connection.scalar(select(func.count()).select_from(audit_entries)) or 0
    bodies = (
        b"",
        b"{}",
        good.replace(b'"from":"satgas"', b'"from":"nobody"'),
        good.replace(b'"kind":"referral"', b'"kind":"evidence"'),
        good,
        good,
    )
    answers = [two.to_lpsk.post(carrying.PATH, content=body, headers=BINARY) for body in bodies]
    assert {(each.status_code, each.text) for each in answers} == {(202, '{"status":"received"}')}
    headers = [{n: v for n, v in each.headers.items() if not n.endswith("request-id")} for each in answers]
    assert headers == headers[:1] * len(headers)
    with two.lpsk.store.begin() as connection:
        after = connection.scalar(select(func.count()).select_from(audit_entries)) or 0
    assert after - before == len(bodies)
    assert two.told == [("satgas", "x")]


def test_what_is_too_large_or_too_fast_is_not_read(two: Two) -> None:
    large = two.to_lpsk.post(carrying.PATH, content=b"x" * (MOST_BYTES + 1), headers=BINARY)
    assert large.status_code == 413
    statuses = [two.to_lpsk.post(carrying.PATH, content=b"", headers=BINARY).status_code for _ in range(130)]
    assert (statuses[0], statuses[-1]) == (202, 429)


def test_lpsks_node_has_lpsks_jobs_alone(two: Two) -> None:
    names = {job["name"] for job in two.to_lpsk.get("/v1/jobs", headers=ADMIN).json()}
    assert {"exchange", "backup"} <= names
    assert not names & {"detect", "train", "duty", "tend"}
    assert two.to_lpsk.post("/v1/jobs/detect", headers=ADMIN, json={}).status_code == 404
    assert two.to_province.post("/v1/jobs/detect", headers=ADMIN, json={}).status_code == 202


def test_an_introduction_needs_the_right_fingerprint_and_a_second_person(two: Two) -> None:
    card = two.lpsk.node_keys.card
    body = {"card": card.line.replace(":lpsk:lpsk:", ":lpsk:lpsk-baru:"), "fingerprint": card.fingerprint}
    assert two.to_province.post("/v1/exchange/peers", headers=ADMIN, json=body).status_code == 422
    body = {"card": card.line, "fingerprint": card.fingerprint, "way": "https://lpsk.example"}
    made = two.to_province.post("/v1/exchange/peers", headers=ADMIN, json=body)
    assert (made.status_code, made.json()["confirmed_at"]) == (201, None), (
        "entered anew, so not trusted any more"
    )
    alone = two.to_province.post("/v1/exchange/peers/lpsk/confirmation", headers=ADMIN)
    assert alone.json()["code"] == "second_person_needed"
    shown = two.to_province.get("/v1/exchange", headers=ADMIN).json()
    assert shown["fingerprint"] == two.province.node_keys.card.fingerprint
    assert [each["confirmed_at"] for each in shown["peers"]] == [None]
