"""Informants, volunteers, those who complained and who was found: no door about networks leads to any of them."""

from __future__ import annotations

import re

import pytest
from factories import desk_row
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from matrix import Visited
from peopled import TOKENS
from sqlalchemy import Insert, insert
from unsaid_scene import AREA, NOW, WORKER, Scene, find_the_victim, set_up, take

from api.service.application import ROUTERS, create_app
from detection.case_codes import case_code
from detection.suspicion import silenced
from protection.protected import Protection, protect
from records.settings import Settings
from records.store import Store
from records.tables import alerts, identities, person_areas

HIDDEN = {"P-informant": Protection.INFORMANT, "P-volunteer": Protection.VOLUNTEER, "P-complained": None}
"""Who stands beside the worker on the same phone, and why nobody may be led to them."""
ROLES = (("satgas", "pencegahan"), ("satgas_lead", "pencegahan"), ("investigator", "penyidikan"))
ABOUT_NETWORKS = re.compile(r"^/(v1/(networks|recruiters|alerts)|jaringan|peta)\b")
BEYOND = {"/v1/alerts/{alert_id}", "/v1/alerts/{alert_id}/actions", "/v1/alerts/{alert_id}/brief"}
"""Of one alert about somebody, not about a network."""


@pytest.fixture
def scene(store: Store) -> Scene:
    """A network into which all of them are planted as neighbours, by rows of their own."""
    planted = set_up(store)
    keys = {}
    for number, person in enumerate(HIDDEN, start=10):
        keys[person] = f"REG-{number}"
        take(
            store,
            "registrations",
            desk_row(
                "registrations",
                number,
                registration_id=keys[person],
                referrer_phone="081299990009",
                village_code="5203012001",
            ),
        )
    take(store, "complaints", desk_row("complaints", 12, worker_nik=desk_row("registrations", 12)["nik"]))
    with store.begin() as connection:
        for person, key in keys.items():
            row = {"run_id": planted.run_id, "feed": "registrations", "entity_key": key, "person_id": person}
            connection.execute(insert(identities).values(row))
            connection.execute(
                insert(person_areas).values(person_id=person, area=AREA, run_id=planted.run_id)
            )
            kind = HIDDEN[person]
            if kind is not None:
                protect(connection, "a-lead", kind, [f"registrations:{key}"], NOW)
        complained = {"run_id": planted.run_id, "feed": "complaints", "entity_key": "COM-000012"}
        connection.execute(insert(identities).values({**complained, "person_id": "P-complained"}))
        refs = [f"registrations:{WORKER}", *(f"registrations:{key}" for key in keys.values())]
        connection.execute(_network(planted.run_id, refs, planted.other))
    find_the_victim(store)
    with store.begin() as connection:
        silenced.refresh(connection, NOW)
    return planted


def _network(run_id: int, refs: list[str], phone: str) -> Insert:
    statement = {"reasons": [], "things": [["phone", phone]], "roles": [], "ties": []}
    values = {"run_id": run_id, "kind": "network", "subject": "net_planted", "rank": 2, "probability": 0.4}
    return insert(alerts).values({**values, "refs": refs, "areas": [AREA], "statement": statement})


def test_no_door_about_networks_leads_to_them(store: Store, settings: Settings, scene: Scene) -> None:
    app = create_app(Visited(Store(store.engine, store.keys), settings, TOKENS))
    client = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
    paths = sorted(
        {
            route.path
            for router in ROUTERS
            for route in router.routes
            if isinstance(route, APIRoute) and "GET" in route.methods
            if ABOUT_NETWORKS.match(route.path) and route.path not in BEYOND
        }
    )
    assert len(paths) >= 8, paths
    forbidden = {*HIDDEN, "P-victim", *(case_code(each) for each in (*HIDDEN, "P-victim"))}
    opened = 0
    for role, purpose in ROLES:
        for path in paths:
            for number in range(scene.network_alert, scene.network_alert + 3):
                where = path.replace("{alert_id}", str(number)).replace("{recruiter_id}", "recruiter_v")
                answer = client.get(
                    where, headers={"as-role": role, "for-purpose": purpose, "sec-fetch-site": "same-origin"}
                )
                assert answer.status_code < 500, (where, answer.text[:300])
                opened += answer.status_code == 200
                assert not [each for each in forbidden if each in answer.text], (role, where)
                assert "recruiter_v" not in answer.text or answer.status_code == 404, (role, where)
                if "{" not in path:
                    break
    assert opened > len(ROLES) * 3


def test_the_worker_beside_them_is_led_to(store: Store, settings: Settings, scene: Scene) -> None:
    """The check above would pass where nobody is shown at all."""
    app = create_app(Visited(Store(store.engine, store.keys), settings, TOKENS))
    headers = {"as-role": "satgas_lead", "for-purpose": "pencegahan"}
    client = TestClient(app, headers=headers)
    said = client.get(f"/v1/networks/{scene.network_alert}/graph").text
    assert "P-worker" in said
