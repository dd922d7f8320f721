"""Masa simpan: the officer asks, another agrees, the officer carries out; what is wrong is told and nothing is lost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from colleagues import account
from fastapi.testclient import TestClient
from matrix import NOW, Visited
from peopled import TOKENS, people

from api.service.application import create_app
from protection.erasure import spans
from records import four_eyes
from records.days import day_of
from records.rights.context import NATION, Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store

LEAD = Context("a-satgas_lead", Role.SATGAS_LEAD, Purpose.ADMINISTRATION, NATION, "satgas-ntb")
DAY = day_of(NOW) + timedelta(days=30)
FORM = {
    "rows": "quarantined_rows",
    "days": "45",
    "valid_from": DAY.isoformat(),
    "source": "Keputusan pengendali data 7/2026",
    "reason": "Karantina yang lebih lama tidak pernah diperbaiki.",
}


@pytest.fixture
def client(store: Store, settings: Settings) -> TestClient:
    people(store)
    account(store, "a-data_protection_officer", Role.DATA_PROTECTION_OFFICER)
    account(store, LEAD.who, LEAD.role)
    app = create_app(Visited(Store(store.engine, store.keys), settings, TOKENS))
    officer = {
        "as-role": "data_protection_officer",
        "for-purpose": "pengawasan",
        "sec-fetch-site": "same-origin",
    }
    return TestClient(app, headers=officer, follow_redirects=False)


def days(store: Store) -> int | None:
    with store.reading() as connection:
        return {each.rows: each.days for each in spans.in_force(connection, DAY)}["quarantined_rows"]


def test_a_change_is_asked_for_agreed_to_and_carried_out(client: TestClient, store: Store) -> None:
    assert client.post("/masa-simpan", data={**FORM, "how": "ask"}).status_code == 303
    page = client.get("/masa-simpan").text
    assert 'value="change"' not in page, "nobody has agreed yet"
    refused = client.post("/masa-simpan", data={**FORM, "how": "change"})
    assert "masa-simpan" in refused.text
    assert days(store) == 90
    with store.acting(LEAD).begin() as connection:
        (asked,) = four_eyes.reading.requests(connection, 0, 10)
        four_eyes.decide(connection, asked.approval_id, approve=True)
    page = client.get("/masa-simpan").text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    del hidden["here"]  # the frame's own
    assert hidden == {name: FORM[name] for name in ("rows", "days", "valid_from", "source")}
    assert client.post("/masa-simpan", data={**hidden, "how": "change"}).status_code == 303
    assert days(store) == 45
    page = client.get("/masa-simpan").text
    assert 'value="change"' not in page
    assert "Keputusan pengendali data 7/2026" in page


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"days": "banyak"}, "angka"),
        ({"valid_from": "besok"}, "tanggal"),
        ({"valid_from": "2020-01-01"}, "surut"),
        ({"source": " "}, "dasarnya"),
        ({"reason": "ya"}, "alasannya"),
        ({"rows": "audit"}, "jenis data"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(
    client: TestClient, wrong: dict[str, str], told: str
) -> None:
    page = client.post("/masa-simpan", data={**FORM, **wrong, "how": "ask"})
    assert page.status_code == 200
    assert told in page.text
    kept = {**FORM, **wrong}
    assert kept["source"] in page.text
    assert kept["days"] in page.text


def test_it_names_nobody(client: TestClient) -> None:
    page = client.get("/masa-simpan", headers={"as-role": "data_protection_officer"}).text
    assert "registrations:" not in page
    assert "Masa simpan" in page
    assert (
        client.get("/masa-simpan", headers={"as-role": "admin", "for-purpose": "administrasi"}).status_code
        == 403
    )
