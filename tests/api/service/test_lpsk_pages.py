"""The pages of LPSK's cases: a case worked on by its code, names behind a custodian, canaries found nowhere else."""

from __future__ import annotations

import re

import pytest
from fastapi import Request
from fastapi.testclient import TestClient
from lpsk_scene import CANARIES, CUSTODIAN, HANDLER, SECOND, people, received
from matrix import NOW, Visited
from peopled import TOKENS
from sqlalchemy import text

from api.service.application import create_app
from api.signin.entry import Visitor
from api.signin.refusals import Unauthorised
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.settings import Settings
from records.store import Store

KNOWN = {each.who: each for each in (HANDLER, SECOND, CUSTODIAN)}
REASON = "Menghubungi orangnya lewat kontak aman."


class AtLpsk(Visited):
    """A house that takes a visitor to be who the request says."""

    def recognise(self, request: Request) -> Visitor:  # type: ignore[override]
        who = request.headers.get("as-who")
        if who is None:
            raise Unauthorised
        known = KNOWN[who]
        context = Context(who, known.role, Purpose.PROTECTION, known.areas, known.body)
        return Visitor(context, NOW, account_id=who, session_id="s-1", authenticated_at=NOW)


@pytest.fixture
def code(lpsk_store: Store) -> str:
    people(lpsk_store)
    return received(lpsk_store, NOW)


@pytest.fixture
def client(lpsk_store: Store, lpsk_settings: Settings, code: str) -> TestClient:  # noqa: ARG001  (there first)
    app = create_app(AtLpsk(Store(lpsk_store.engine, lpsk_store.keys), lpsk_settings, TOKENS))
    headers = {"sec-fetch-site": "same-origin", "as-who": HANDLER.who}
    return TestClient(app, headers=headers, follow_redirects=False)


def by(who: Context) -> dict[str, str]:
    return {"as-who": who.who}


def post(client: TestClient, address: str, by_whom: Context = HANDLER, /, **form: object) -> str:
    answer = client.post(address, data=form, headers=by(by_whom))
    assert answer.status_code == 303, re.sub(r"\s+", " ", answer.text)[:4000]
    return answer.headers["location"]


def test_a_case_is_taken_through_its_pages(client: TestClient, code: str) -> None:
    case = f"/perkara/{code}"
    listed = client.get("/perkara").text
    assert code in listed
    assert "bahaya sekarang" in listed
    page = client.get(case).text
    assert "Diputus paling lambat" in page
    assert "Paspor ditahan" in page
    post(client, f"{case}/langkah", step="take")
    post(client, f"{case}/temuan", kind="telaah", said="Telaah yang disusun dari yang dikirim.")
    post(client, f"{case}/temuan", kind="threat", level="high", who="perekrut", near="sudah didatangi")
    post(client, f"{case}/temuan", kind="recommendation", proposes="grant", said="Ancaman tinggi dan nyata.")
    post(client, f"{case}/langkah", step="complete")
    post(client, f"{case}/langkah", step="assess")
    own = client.post(
        f"{case}/keputusan", data={"grant": "grant", "number": "1", "said": "Alasan yang cukup."}
    )
    assert own.status_code == 409
    assert "oleh orang lain" in own.text
    sheet = client.get(f"{case}/lembar").text
    assert "Telaah yang disusun" in sheet
    post(
        client, f"{case}/keputusan", SECOND, grant="grant", number="SMPL-1", said="Alasan yang cukup panjang."
    )
    post(client, f"{case}/langkah", step="agree", consent_by="self")
    post(client, f"{case}/layanan", kind="safe_house", provider="Rumah aman A")
    post(client, f"{case}/layanan/1", state="running")
    post(client, f"{case}/tugas", kind="visit")
    post(client, f"{case}/butir", item="health_note", standing="present")
    post(client, "/perkara/tugas/1", cause="not_reached", here=code)
    page = client.get(case).text
    for word in ("dilindungi", "berjalan", "Orangnya belum dapat dihubungi", "SMPL-1"):
        assert word in page


def test_a_name_is_shown_for_a_moment_when_a_custodian_agreed(client: TestClient, code: str) -> None:
    case = f"/perkara/{code}"
    post(client, f"{case}/identitas", sections=["identity", "safe_contact"], said=REASON, how="ask")
    refused = client.post(f"{case}/identitas/buka", data={"sections": ["identity", "safe_contact"]})
    assert refused.status_code == 403
    guarded = client.get("/penjagaan", headers=by(CUSTODIAN)).text
    assert code in guarded
    assert not any(canary in guarded for canary in CANARIES)
    post(client, "/persetujuan/1/putusan", CUSTODIAN, approve="true")
    shown = client.post(f"{case}/identitas/buka", data={"sections": ["identity", "safe_contact"]}).text
    assert CANARIES[0] in shown
    assert CANARIES[2] in shown
    assert 'data-cover="••••"' in shown
    title = re.search(r"<title>(.*?)</title>", shown)
    assert title
    assert code in title[1]
    assert CANARIES[0] not in title[1]
    later = client.get(case, headers=by(SECOND)).text
    assert HANDLER.who in later
    assert CANARIES[0] not in later
    assert client.get(case, headers=by(CUSTODIAN)).status_code == 403


def test_emergency_protection_is_asked_begun_and_reported(client: TestClient, code: str) -> None:
    case = f"/perkara/{code}"
    post(client, f"{case}/darurat", services=["safe_house"], said=REASON, how="ask")
    refused = client.post(f"{case}/darurat", data={"services": ["safe_house"], "how": "begin"})
    assert refused.status_code == 403
    post(client, "/persetujuan/1/putusan", SECOND, approve="true")
    post(client, f"{case}/darurat", services=["safe_house"], how="begin")
    assert "Laporan ke SMPL" in client.get(case).text
    post(client, f"{case}/darurat/1", number="LAP-1")
    post(client, f"{case}/darurat/1", how="end")
    assert "dilaporkan" in client.get(case).text


def test_an_outreach_is_entered_and_its_name_is_gone_from_sight(client: TestClient) -> None:
    address = post(
        client,
        "/perkara/baru",
        origin="outreach",
        role="in_need",
        name=CANARIES[0],
        contact=CANARIES[2],
        now="1",
    )
    page = client.get(address).text
    assert "Tenggat belum berjalan" in page
    assert CANARIES[0] not in page
    assert CANARIES[0] not in address
    post(client, f"{address}/langkah", step="apply")
    assert "Diputus paling lambat" in client.get(address).text


def test_what_was_typed_stays_where_it_is_refused(client: TestClient, code: str) -> None:
    answer = client.post(f"/perkara/{code}/temuan", data={"kind": "recommendation", "said": "Kata-kata saya"})
    assert answer.status_code == 422
    assert "Kata-kata saya" in answer.text


ADDRESSES = ("/perkara", "/perkara/{}", "/perkara/{}/lembar", "/v1/cases", "/v1/cases/{}", "/v1/cases/tasks")


def test_canaries_are_in_no_page_no_answer_no_log_and_no_trail(
    client: TestClient, code: str, lpsk_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    for address in ADDRESSES:
        answer = client.get(address.format(code))
        assert answer.status_code == 200, address
        seen = answer.text + str(answer.headers)
        assert not any(canary in seen for canary in CANARIES), address
    for query in ("/perkara?tahap=Kenari", f"/perkara/{code}x", "/v1/cases/LPSK-2026-222222"):
        assert not any(canary in client.get(query).text for canary in CANARIES)
    assert not any(canary in caplog.text for canary in CANARIES)
    with lpsk_store.begin() as connection:
        trail = str(connection.execute(text("SELECT * FROM audit_entries")).all())
    assert code in trail
    assert not any(canary in trail for canary in CANARIES)
