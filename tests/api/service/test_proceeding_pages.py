"""The pages of proceedings and of restitution: walked from the first step to the last, and nobody is named."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from matrix import Visited
from peopled import TOKENS, Peopled, people
from planted_cases import planted

from api.pages import restitution_part
from api.service.application import create_app
from protection.restitution.heads import HEADS
from records.settings import Settings
from records.store import Store

SAME = {"sec-fetch-site": "same-origin"}
DAY = "2025-01-07"


def at(store: Store, settings: Settings, role: str, purpose: str) -> TestClient:
    house = Visited(Store(store.engine, store.keys), settings, TOKENS)
    headers = {"as-role": role, "for-purpose": purpose, **SAME}
    return TestClient(create_app(house), follow_redirects=False, headers=headers)


def goes(client: TestClient, address: str, **form: object) -> str:
    """Post a form that is carried out; gives the address that it leads to."""
    answer = client.post(address, data=form)
    assert answer.status_code == 303, re.sub(r"\s+", " ", answer.text)[:3000]
    return answer.headers["location"]


def seen(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text[:2000]
    return answer.text


def version(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found[1]


@pytest.fixture
def peopled(store: Store) -> Peopled:
    return people(store)


@pytest.fixture
def police(store: Store, settings: Settings) -> TestClient:
    return at(store, settings, "investigator", "penyidikan")


def test_a_proceeding_is_walked_by_forms_alone(police: TestClient, peopled: Peopled) -> None:
    assert "/perkara/baru" in seen(police, "/perkara")
    assert 'name="alert_id" value="1"' in seen(police, "/perkara/baru?peringatan=1")
    here = goes(
        police,
        "/perkara",
        stage="report",
        law="uu_21_2007",
        articles=["2", "10"],
        happened_on=DAY,
        document_no="LP/B/7/I/2025",
        area="5203",
    )
    page = seen(police, here)
    registration = peopled.own.entity_key
    goes(police, f"{here}/orang", version=version(page), role="victim", registration=registration)
    page = seen(police, here)
    goes(
        police,
        f"{here}/tahap",
        version=version(page),
        stage="investigation",
        happened_on=DAY,
        document_no="SP.Sidik/1/I/2025",
        officer="AKP Contoh",
    )
    page = seen(police, here)
    assert "Temuan: korban TPPO" in page
    assert "AKP Contoh" in page
    assert [value for value in peopled.secrets if value in page] == []
    assert "PK-2025-" in seen(police, "/perkara")
    assert "PK-2025-" not in seen(police, "/perkara?selesai=true")


def test_what_was_typed_stays_where_it_was_refused(police: TestClient) -> None:
    refused = police.post("/perkara", data={"stage": "report", "document_no": "LP/B/8/I/2025"})
    assert refused.status_code == 200
    assert "LP/B/8/I/2025" in refused.text
    assert "Isi tanggal dokumennya" in refused.text


@pytest.fixture
def handler(lpsk_store: Store, lpsk_settings: Settings) -> TestClient:
    return at(lpsk_store, lpsk_settings, "lpsk", "perlindungan")


def test_restitution_is_walked_from_a_loss_to_the_last_rupiah(handler: TestClient, lpsk_store: Store) -> None:
    code = planted(lpsk_store)["own"]["case_code"]
    here = goes(handler, f"/restitusi/kasus/{code}", applicant="lpsk")
    form = {"head": "care", "amount": "1.250.000", "loss_words": "Biaya rumah sakit"}
    goes(handler, f"{here}/kerugian", version=version(seen(handler, here)), **form)
    for stage in ("computed", "handed", "demanded", "ruled", "final"):
        more = {"court": "PN-MTR", "granted_care": "1000000"} if stage == "ruled" else {}
        goes(
            handler,
            f"{here}/tahap",
            version=version(seen(handler, here)),
            stage=stage,
            happened_on=DAY,
            document_no="R-9/2025",
            **more,
        )
    money = {"kind": "direct", "happened_on": DAY, "document_no": "KW-9/2025"}
    goes(handler, f"{here}/uang", amount="900000", **money)
    too_much = handler.post(f"{here}/uang", data={"amount": "900000", **money})
    assert "melebihi sisa" in too_much.text
    goes(handler, f"{here}/uang", amount="100000", **money)
    page = seen(handler, here)
    entry = re.findall(r"/uang/(\d+)/batal", page)[-1]
    goes(handler, f"{here}/uang/{entry}/batal")
    assert "Pembatalan" in seen(handler, here)
    goes(handler, f"{here}/uang", amount="100000", **money)
    goes(handler, f"{here}/tahap", version=version(page), stage="paid", happened_on=DAY)
    assert code in seen(handler, "/restitusi?selesai=true")
    assert "PN-MTR" in seen(handler, "/restitusi")


def test_the_page_of_a_case_shows_its_claims_and_what_the_sender_will_hear(
    handler: TestClient, lpsk_store: Store
) -> None:
    code = planted(lpsk_store)["own"]["case_code"]
    page = seen(handler, f"/perkara/{code}")
    assert "/restitusi/1" in page
    assert goes(handler, f"/restitusi/kasus/{code}/hasil", outcome="victim") == f"/perkara/{code}"
    assert "menunggu kelompoknya" in seen(handler, f"/perkara/{code}")


def test_the_states_compensation_is_offered_nowhere(handler: TestClient, lpsk_store: Store) -> None:
    code = planted(lpsk_store)["own"]["case_code"]
    pages = [seen(handler, address) for address in ("/restitusi", "/restitusi/1", f"/perkara/{code}")]
    assert not any("kompensasi" in page.lower() for page in pages)
    assert not any("kompensasi" in head.text_id.lower() for head in HEADS)
    assert set(restitution_part.OUTCOMES) == {"victim", "cleared", "withdrawn"}
