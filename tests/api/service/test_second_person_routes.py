"""A second person and an export, through the service."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from colleagues import account
from fastapi.testclient import TestClient
from httpx import Response
from matrix import Visited
from peopled import TOKENS, people
from read_back import read_csv

from api.service.application import create_app
from records.rights.role import Role
from records.settings import Settings
from records.store import Store

ACCOUNTS = (Role.SATGAS_LEAD, Role.DATA_PROTECTION_OFFICER, Role.LPSK, Role.LPSK_CUSTODIAN, Role.AUDITOR)
NETWORKS = {"kind": "networks", "destination": "police-ntb"}
GROUND = "UU 21/2007 Pasal 28-32"
WHY = "Permintaan penyelidikan bersama, nomor perkara 12"


class Service:
    """The service as a client of the tests sees it; each role is one account's."""

    def __init__(self, client: TestClient) -> None:
        self._client = client

    def send(
        self, role: str, purpose: str, method: str, path: str, body: Mapping[str, object] | None = None
    ) -> Response:
        headers = {"as-role": role, "for-purpose": purpose}
        return self._client.request(method, f"/v1/{path}", headers=headers, json=body)


@pytest.fixture
def service(store: Store, settings: Settings) -> Service:
    people(store)
    for role in ACCOUNTS:
        account(store, f"a-{role}", role)
    return Service(TestClient(create_app(Visited(store, settings, TOKENS)), raise_server_exceptions=False))


def lead(
    service: Service, path: str, body: Mapping[str, object] | None = None, method: str = "POST"
) -> Response:
    return service.send("satgas_lead", "pencegahan", method, path, body)


def officer(
    service: Service, path: str, body: Mapping[str, object] | None = None, method: str = "POST"
) -> Response:
    return service.send("data_protection_officer", "pengawasan", method, path, body)


def test_a_network_leaves_the_house_with_two_people_behind_it(service: Service) -> None:
    refused = lead(service, "exports", NETWORKS)
    assert (refused.status_code, refused.json()["code"]) == (403, "second_person_needed")
    planned = lead(service, "exports/plans", NETWORKS).json()
    asked = {"act": planned["act"], "refs": planned["refs"], "ground": GROUND, "reason": WHY}
    number = lead(service, "approvals", asked).json()["number"]
    own = lead(service, f"approvals/{number}/decision", {"approve": True})
    assert (own.status_code, own.json()["code"]) == (403, "step_refused")
    seen = officer(service, f"approvals/{number}", method="GET").json()
    assert (seen["reason"], seen["request"]["state"]) == (WHY, "asked")
    assert officer(service, f"approvals/{number}/decision", {"approve": True}).status_code == 200
    made = lead(service, "exports", NETWORKS)
    assert made.status_code == 200
    assert re.fullmatch(r'attachment; filename="suluh-ekspor-1\.csv"', made.headers["content-disposition"])
    assert "terindikasi, bukan bukti" in read_csv(made.content)[1][-1]
    assert lead(service, "exports", NETWORKS).status_code == 403
    (kept,) = officer(service, "exports", method="GET").json()
    assert (kept["number"], kept["approval_id"], kept["who"]) == (1, number, "a-satgas_lead")


def test_a_few_people_leave_without_one_but_never_for_a_counter(service: Service) -> None:
    wish = {"kind": "people", "destination": "police-ntb", "format": "xlsx"}
    assert lead(service, "exports", wish).status_code == 200
    for counter in ("checkpoint-batam", "passport-mataram"):
        refused = lead(service, "exports", wish | {"destination": counter})
        assert (refused.status_code, refused.json()["code"]) == (403, "destination_refused")


def test_broken_glass_is_told_and_judged(service: Service) -> None:
    asked = {
        "act": "reveal_protected",
        "refs": ["person:P-protected"],
        "ground": "UU 13/2006 Pasal 5",
        "reason": "Ancaman jiwa malam ini",
    }
    reveal = {"fields": ["full_name"], "reason": "Menjemput sebelum pelaku tiba"}
    path = "people/P-protected/reveals"
    assert service.send("lpsk", "perlindungan", "POST", path, reveal).json()["code"] == "second_person_needed"
    number = service.send("lpsk", "perlindungan", "POST", "broken-glass", asked).json()["number"]
    assert service.send("lpsk", "perlindungan", "POST", path, reveal).status_code < 300
    assert service.send("lpsk", "perlindungan", "POST", path, reveal).status_code == 403
    (told,) = officer(service, "notices", method="GET").json()
    assert (told["kind"], told["ref"], told["read_at"]) == ("glass_broken", f"approval:{number}", None)
    assert officer(service, f"notices/{told['notice_id']}/reading").status_code == 200
    assert officer(service, f"notices/{told['notice_id']}/reading").status_code == 404
    judged = service.send(
        "lpsk_custodian", "perlindungan", "POST", f"approvals/{number}/review", {"justified": True}
    )
    assert judged.status_code == 200


def test_a_request_of_others_is_listed_to_nobody_else(service: Service) -> None:
    planned = lead(service, "exports/plans", NETWORKS).json()
    lead(
        service,
        "approvals",
        {"act": planned["act"], "refs": planned["refs"], "ground": GROUND, "reason": WHY},
    )
    assert len(officer(service, "approvals", method="GET").json()) == 1
    assert service.send("lpsk", "perlindungan", "GET", "approvals").json() == []


def test_a_wrong_request_is_told_in_both_languages(service: Service) -> None:
    told = lead(service, "approvals", {"act": "x", "refs": ["export:1"], "ground": "x", "reason": WHY}).json()
    assert (told["status"], told["title"], told["title_en"]) == (
        422,
        "Tindakan itu tidak dikenal.",
        "There is no such act.",
    )
