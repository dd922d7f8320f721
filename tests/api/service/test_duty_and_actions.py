"""The roster, an urgent matter, an action with its look at the numbers, and paper, through the service."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from colleagues import account
from fastapi.testclient import TestClient
from httpx import Response
from matrix import NOW, Visited
from peopled import TOKENS, Peopled, people
from sqlalchemy import insert, select

from api.service.application import create_app
from detection.urgent.escalation import escalate
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import urgent_items
from records.tables.actions import action_events

ROLES = (Role.SATGAS, Role.SATGAS_LEAD, Role.PLACEMENT_OFFICER, Role.MRC)
WORDS = "Ditemui di kantor desa bersama bibinya; perjanjian kerjanya sah."


class Service:
    """The service as a client of the tests sees it; each role is one account's."""

    def __init__(self, client: TestClient) -> None:
        self._client = client

    def send(self, role: str, method: str, path: str, body: Mapping[str, object] | None = None) -> Response:
        headers = {"as-role": role, "for-purpose": "pencegahan"}
        return self._client.request(method, f"/v1/{path}", headers=headers, json=body)

    def done(self, role: str, method: str, path: str, body: Mapping[str, object] | None = None) -> Any:
        answer = self.send(role, method, path, body)
        assert answer.status_code in {200, 201}, answer.text
        return answer.json()


@pytest.fixture
def peopled(store: Store) -> Peopled:
    return people(store)


@pytest.fixture
def service(store: Store, settings: Settings, peopled: Peopled) -> Service:
    for role in ROLES:
        account(store, f"a-{role}", role, granted_ago=timedelta(days=1200))
    assert peopled.own.alert_id
    return Service(TestClient(create_app(Visited(store, settings, TOKENS)), raise_server_exceptions=False))


def urgent_matter(store: Store, peopled: Peopled) -> int:
    with store.begin() as connection:
        item_id: int = connection.execute(
            insert(urgent_items)
            .values(
                kind="person",
                subject=peopled.own.person_id,
                refs=[f"registrations:{peopled.own.entity_key}"],
                areas=["5203"],
                signs=["E06"],
                raised_at=NOW,
                round_at=NOW,
                next_at=NOW,
            )
            .returning(urgent_items.c.item_id)
        ).scalar_one()
    return item_id


def shift(**changes: object) -> dict[str, object]:
    span = {
        "starts_at": (NOW - timedelta(hours=1)).isoformat(),
        "ends_at": (NOW + timedelta(hours=12)).isoformat(),
    }
    addresses = {"email": "siti@satgas.example"}
    return {"account_id": "a-satgas", "role": "satgas", "place": 1, "addresses": addresses} | span | changes


def test_from_the_roster_to_a_closed_matter(store: Store, service: Service, peopled: Peopled) -> None:
    made = service.done("satgas_lead", "POST", "duty/shifts", shift())
    assert "siti@satgas.example" not in str(made)
    item = urgent_matter(store, peopled)
    taken: list[tuple[str, str]] = []
    escalate(store, NOW, {"email": lambda address, number: taken.append((address, number))})
    assert [address for address, _ in taken] == ["siti@satgas.example"]
    (waiting,) = service.done("satgas", "GET", "duty/urgent")
    assert (waiting["item_id"], waiting["seen_at"], waiting["sign_ids"]) == (item, None, ["E06"])
    opened = service.done("satgas", "POST", f"duty/urgent/{item}/opening")
    assert opened["seen_by"] == "a-satgas"
    closing = {"end": "safe", "words": WORDS}
    service.done("satgas", "POST", f"duty/urgent/{item}/closing", closing)
    assert service.done("satgas", "GET", "duty/urgent") == []
    roster = service.done("placement_officer", "GET", "duty/shifts")
    assert len(roster["gaps"]) == 1
    service.done("satgas_lead", "POST", f"duty/shifts/{made['shift_id']}/end")
    assert service.done("satgas", "GET", "duty/shifts")["shifts"] == []


def test_what_is_wrong_with_a_shift_or_a_closing_is_told(
    store: Store, service: Service, peopled: Peopled
) -> None:
    for wrong in ({"starts_at": "2025-01-08T09:00:00"}, {"account_id": "a-nobody"}, {"role": "mrc"}):
        assert service.send("satgas_lead", "POST", "duty/shifts", shift(**wrong)).status_code == 422
    item = urgent_matter(store, peopled)
    early = service.send("satgas", "POST", f"duty/urgent/{item}/closing", {"end": "safe", "words": WORDS})
    assert (early.status_code, early.json()["code"]) == (409, "not_opened")
    assert service.send("satgas", "POST", "duty/urgent/999/opening").status_code == 404


def test_a_safe_call_from_plan_to_report(store: Store, service: Service, peopled: Peopled) -> None:
    path = f"alerts/{peopled.own.alert_id}"
    numbers = service.done("satgas", "GET", f"{path}/numbers")
    assert peopled.own.phone not in str(numbers)
    plan = {"kind": "safe_call", "owner": "a-mrc", "ground": "prevention", "letter_no": "ST/12/I/2025"}
    made = service.done("satgas", "POST", f"{path}/actions", plan)
    number = made["action_id"]
    refused = service.send("mrc", "POST", f"actions/{number}/beginning", {"version": 1})
    assert (refused.status_code, refused.json()["code"]) == (409, "numbers_unchecked")
    told = service.done("mrc", "POST", f"actions/{number}/number-checks")
    assert told["numbers"][0]["text_id"].startswith("Nomor ini")
    service.done("mrc", "POST", f"actions/{number}/beginning", {"version": 2})
    stale = {"version": 2, "words": WORDS, "outcome": "bukan_indikasi", "hours_cost": 3}
    assert service.send("mrc", "POST", f"actions/{number}/report", stale).json()["code"] == "stale"
    service.done("mrc", "POST", f"actions/{number}/report", stale | {"version": 3})
    whole = service.done("satgas", "GET", f"actions/{number}")
    assert [step["step"] for step in whole["steps"]] == ["plan", "check_numbers", "begin", "report"]
    assert whole["steps"][-1]["words"] == WORDS
    found = service.done("satgas_lead", "GET", "actions/mistakes?days=7")
    assert (found["done"], found["unfounded"], found["hours"]) == (1, 1, 3)
    assert service.done("satgas", "GET", "actions") == []
    assert service.done("satgas", "GET", f"{path}/actions")[0]["outcome"] == "bukan_indikasi"
    with store.reading() as connection:
        assert len(connection.execute(select(action_events)).all()) == 4


def test_changes_and_ends_are_served(service: Service, peopled: Peopled) -> None:
    plan = {"kind": "joint_visit", "owner": "a-satgas", "ground": "prevention"}
    number = service.done("satgas_lead", "POST", f"alerts/{peopled.own.alert_id}/actions", plan)["action_id"]
    letter = {"version": 1, "letter_no": "ST/13"}
    assert service.done("satgas", "POST", f"actions/{number}/changes", letter)["letter_no"] == "ST/13"
    end = {"version": 2, "step": "cancel", "words": "Orangnya sudah pulang ke rumah."}
    assert service.done("satgas", "POST", f"actions/{number}/end", end)["state"] == "cancelled"


def test_paper_is_served_as_pdf_to_those_who_may_see(service: Service, peopled: Peopled) -> None:
    own, network = peopled.own.alert_id, peopled.network_id
    for path in (
        f"alerts/{own}/brief",
        f"alerts/{own}/information-report",
        f"networks/{network}/brief",
        f"networks/{network}/information-report",
    ):
        answer = service.send("satgas", "GET", path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), path
        assert answer.content.startswith(b"%PDF-")
    assert service.send("satgas", "GET", f"alerts/{peopled.protected.alert_id}/brief").status_code == 404
    assert service.send("placement_officer", "GET", f"networks/{network}/brief").status_code == 403
