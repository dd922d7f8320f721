"""The pages of protection, objections, services and calls: what stands on them, and what a form does."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from factories import desk_row
from fastapi.testclient import TestClient
from matrix import NOW as THEN
from matrix import Visited
from peopled import TOKENS
from sqlalchemy import insert, select, text
from unsaid_scene import AREA, LINK, NOW, OWN, Scene, find_the_victim, set_up, take

from api.service.application import create_app
from detection.suspicion import matters, silenced
from protection.directory.seed import seed
from records.rights.context import job
from records.settings import Settings
from records.store import Store
from records.tables import clearings, contests, identities, protection_matters, services

LEAD, PPA = ("satgas_lead", "pencegahan"), ("upt_ppa", "perlindungan")
RECEIVED = (THEN - timedelta(hours=20)).strftime("%Y-%m-%dT%H:%M")
MRC, DPO = ("mrc", "pelayanan"), ("data_protection_officer", "pengawasan")


@pytest.fixture
def scene(store: Store) -> Scene:
    planted = set_up(store)
    find_the_victim(store)
    with store.begin() as connection:
        silenced.refresh(connection, NOW)
        own, link = (f"registrations:{OWN}",), (f"recruiter_links:{LINK}",)
        raised = (connection, matters.DANGER, "P-victim", own, (AREA,), ("renewed", "E05"), NOW)
        assert matters.raise_matter(*raised) == 1
        against = (connection, matters.EVIDENCE, "P-victim", link, (AREA,), ("recruiter_links",), NOW)
        assert matters.raise_matter(*against) == 2
        seed(connection, job(), "52", NOW)
    return planted


@pytest.fixture
def client(store: Store, settings: Settings, scene: Scene) -> TestClient:
    assert scene.run_id
    app = create_app(Visited(Store(store.engine, store.keys), settings, TOKENS))
    return TestClient(app, headers={"sec-fetch-site": "same-origin"}, follow_redirects=False)


def see(client: TestClient, role: tuple[str, str], path: str, **form: str) -> str:
    headers = {"as-role": role[0], "for-purpose": role[1]}
    answer = client.post(path, data=form, headers=headers) if form else client.get(path, headers=headers)
    assert answer.status_code < 500, answer.text
    return answer.text if answer.status_code != 303 else f"gone to {answer.headers['location']}"


def test_guardians_see_danger_without_history_and_take_it_on(client: TestClient, store: Store) -> None:
    page = see(client, PPA, "/pelindungan")
    assert "K-" in page
    assert "/pelindungan/1/ambil" in page
    assert "/pelindungan/2/serahkan" not in page
    for word in ("korban", "tppo_victim", "P-victim", "081255550001", "Nurul"):
        assert word not in page
    assert see(client, PPA, "/pelindungan/1/ambil", x="1") == "gone to /pelindungan"
    assert "15" in see(client, PPA, "/pelindungan/1/tutup", end="spoken", words="ok")
    words = "Ditemui di tempat aman; ia menunda keberangkatan."
    assert see(client, PPA, "/pelindungan/1/tutup", end="spoken", words=words) == "gone to /pelindungan"
    with store.reading() as connection:
        wanted = select(protection_matters.c.state).where(protection_matters.c.matter_id == 1)
        assert connection.scalar(wanted) == "closed"


def test_the_head_asks_a_second_person_before_evidence_goes(client: TestClient) -> None:
    assert "/pelindungan/2/serahkan" in see(client, LEAD, "/pelindungan")
    assert 'data-code="second_person_needed"' not in see(client, LEAD, "/pelindungan")
    refused = see(client, LEAD, "/pelindungan/2/serahkan", x="1")
    assert 'role="alert"' in refused


def test_an_objection_is_taken_in_with_a_code_that_is_shown_once(client: TestClient, store: Store) -> None:
    told = {
        "party": "worker", "asks": "object", "channel": "counter", "received": RECEIVED,
        "contact": "lewat bibinya di kios", "said": "Saya tidak mengenal perekrut yang disebut itu.",
    }  # fmt: skip
    page = see(client, MRC, "/keberatan", **told)
    found = re.search(r"KB-[0-9A-Z]{5}-[0-9A-Z]{5}", page)
    assert found
    assert found[0] not in see(client, MRC, "/keberatan")
    assert "Ada yang diterima" in see(client, MRC, "/keberatan/kode", code=found[0])
    assert "Tidak ada yang diterima" in see(client, MRC, "/keberatan/kode", code="KB-22222-22222")
    lacking = see(client, MRC, "/keberatan", **{**told, "said": "x", "contact": "tetap di sini"})
    assert "tetap di sini" in lacking
    with store.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM contests")) == 1


def test_the_data_protection_officer_carries_it_to_its_answer(client: TestClient, store: Store) -> None:
    told = {
        "party": "named", "asks": "object", "channel": "letter", "received": RECEIVED,
        "contact": "lewat kuasa hukumnya", "said": "Kami petugas lapangan P3MI dengan surat tugas.",
        "about": "recruiter", "key": "recruiter_v",
    }  # fmt: skip
    see(client, DPO, "/keberatan", **told)
    with store.reading() as connection:
        number = connection.scalar(select(contests.c.contest_id))
    here = f"/keberatan/{number}"
    assert "lewat kuasa hukumnya" in see(client, DPO, here)
    assert see(client, DPO, f"{here}/kenali", proof="ktp") == f"gone to {here}"
    assert see(client, DPO, f"{here}/putusan", decision="granted", ground="right") == f"gone to {here}"
    said = "Barisnya dibetulkan; mohon maaf atas keterlambatan."
    assert see(client, DPO, f"{here}/jawaban", said=said) == f"gone to {here}"
    assert "dijawab" in see(client, DPO, "/keberatan")


def test_the_head_clears_and_takes_back(client: TestClient, store: Store, scene: Scene) -> None:
    page = see(client, LEAD, "/keberatan")
    assert "Dampak kekeliruan" in page
    why = "Nomor kantor desa; semua warga memakainya."
    refused = see(client, LEAD, "/keberatan/pulih", kind="phone", hub="absent", why=why)
    assert why in refused
    done = see(client, LEAD, "/keberatan/pulih", kind="phone", hub=scene.other, why=why)
    assert done == "gone to /keberatan"
    with store.reading() as connection:
        number = connection.scalar(select(clearings.c.clearing_id))
    assert see(client, LEAD, f"/keberatan/pulih/{number}/tarik", x="1") == "gone to /keberatan"


def test_a_service_is_written_found_and_a_wrong_line_is_told(client: TestClient, store: Store) -> None:
    page = see(client, MRC, "/layanan?wilayah=5203")
    assert "UPTD PPA Lombok Timur (contoh)" in page
    new = {
        "regency": "5203",
        "name": "Rumah Singgah",
        "kind": "organisation",
        "needs": "shelter",
        "hours": "24 jam",
    }
    assert see(client, MRC, "/layanan", **new) == "gone to /layanan?wilayah=5203"
    assert "Rumah Singgah" in see(client, MRC, "/layanan?wilayah=5203")
    assert "tetap" in see(client, MRC, "/layanan", **{**new, "regency": "9999", "name": "tetap"})
    lines = "regency,name,kind,needs,hours\n9999,X,organisation,shelter,24 jam\n"
    assert "baris 2" in see(client, MRC, "/layanan/csv", csv=lines)
    assert "Rumah Singgah" in see(client, MRC, "/layanan/csv")
    with store.reading() as connection:
        number = connection.scalar(select(services.c.service_id).where(services.c.name == "Rumah Singgah"))
    assert see(client, MRC, f"/layanan/{number}/akhiri", x="1") == "gone to /layanan"
    assert "Rumah Singgah" not in see(client, MRC, "/layanan?wilayah=5203")


def test_a_call_that_is_due_is_written_down(client: TestClient, store: Store) -> None:
    back = (THEN - timedelta(days=20)).isoformat()
    take(store, "returns", desk_row("returns", 1, kind="repatriated", recorded_at=back))
    with store.begin() as connection:
        row = {"run_id": 1, "feed": "returns", "entity_key": "RET-000001", "person_id": "P-worker"}
        connection.execute(insert(identities).values(row))
    page = see(client, MRC, "/tindak-lanjut")
    assert 'value="returns:RET-000001"' in page
    call = {"ref": "returns:RET-000001", "step": "d14", "outcome": "well"}
    kept = see(client, MRC, "/tindak-lanjut", **call, note="Ia di rumah.")
    assert "menyetujui" in kept
    assert see(client, MRC, "/tindak-lanjut", **call) == "gone to /tindak-lanjut"
    assert "returns:RET-000001" not in see(client, MRC, "/tindak-lanjut")
