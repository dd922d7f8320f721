"""Ready or not, the metrics and the jobs: strangers learn yes or no, and nobody's name is a label."""

from __future__ import annotations

import re
import socket
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient
from matrix import Visited
from peopled import TOKENS, people
from sqlalchemy import text

from api.service.application import create_app
from api.service.guard import guard
from api.service.metrics import beside
from api.service.standing import look
from records.settings import Settings
from records.store import Store

LABELS = {"method", "route", "status", "part", "job", "state"}
"""Every name of a label that there is; none is of a person."""
ADMIN = {"as-role": "admin", "for-purpose": "administrasi"}


@pytest.fixture
def house(store: Store, settings: Settings) -> Visited:
    settings.data_dir.mkdir(parents=True)
    with store.begin() as connection:
        connection.execute(text("INSERT INTO jobs.procrastinate_workers DEFAULT VALUES"))
    return Visited(replace(store, context=None), settings, TOKENS)


@pytest.fixture
def client(house: Visited) -> Iterator[TestClient]:
    with TestClient(guard(create_app(house)), raise_server_exceptions=False) as opened:
        yield opened


def test_it_is_ready_when_every_part_is_well(client: TestClient) -> None:
    assert (client.get("/ready").status_code, client.get("/ready").json()) == (200, {"status": "ok"})


def test_a_clock_apart_is_not_ready(house: Visited) -> None:
    looks = {part.name: part.well for part in look(house, datetime(2031, 1, 1, tzinfo=UTC))}
    assert looks.pop("clock") is False
    assert all(looks.values())


def test_metrics_name_nobody(client: TestClient, store: Store) -> None:
    peopled = people(store)
    client.get(f"/v1/people/{peopled.own.person_id}")
    client.get(f"/{peopled.own.nik}")
    said = client.get("/v1/metrics", headers=ADMIN).text
    assert set(re.findall(r'[{,](\w+)="', said)) - {"le"} <= LABELS
    identifying = [*peopled.secrets, *(each.person_id for each in peopled.everyone)]
    assert [secret for secret in identifying if secret in said] == []
    assert 'suluh_part_well{part="worker"} 1.0' in said


def test_on_the_services_own_port_strangers_find_no_metrics(client: TestClient) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/v1/metrics").status_code == 401


def test_the_listener_beside_answers_on_this_machine_alone(house: Visited) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    with beside(house, port) as server:
        assert server.server_address[0] == "127.0.0.1"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            assert b"suluh_database_up 1.0" in answer.read()


def test_a_job_is_started_shown_and_not_queued_twice(client: TestClient) -> None:
    body = {"as_of": "2026-03-02"}
    assert client.post("/v1/jobs/detect", headers=ADMIN, json=body).status_code == 202
    again = client.post("/v1/jobs/detect", headers=ADMIN, json=body)
    assert (again.status_code, again.json()["code"]) == (409, "already_queued")
    shown = {job["name"]: job for job in client.get("/v1/jobs", headers=ADMIN).json()}
    assert shown["detect"]["queued"] == {"todo": 1}
    assert client.post("/v1/jobs/nothing", headers=ADMIN, json={}).status_code == 404
