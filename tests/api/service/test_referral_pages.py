"""Referring somebody through the pages: from a case and from nothing, looked over, sent, answered, withdrawn."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from matrix import Visited
from peopled import TOKENS, Peopled, people
from pypdf import PdfReader
from test_rights_matrix import let_in

from api.service.application import create_app
from protection.directory import entries
from protection.directory.entries import Entry
from records.law import in_force
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store

SATGAS = ("satgas", "pencegahan")
LEAD = ("satgas_lead", "pencegahan")
PPA = ("upt_ppa", "perlindungan")
MRC = ("mrc", "perlindungan")
FORM: Mapping[str, str | list[str]] = {
    "to": "upt_ppa",
    "why-upt_ppa": "violence",
    "role": "korban",
    "age": "adult",
    "identity.name": "Nama Rekaan",
    "safe_contact.way": "phone",
    "safe_contact.to": "081299990001",
    "threat.now": "1",
    "threat.what": "Didatangi di rumah",
    "needs.needs": ["shelter", "legal"],
    "health.needs": "Rahasia sekali",
    "unshared": "Jangan beri tahu kepala desa",
    "consent_by": "self",
    "consent_at": "2025-01-08T15:00",
    "shared": ["identity", "safe_contact", "threat", "needs"],
}


@dataclass(frozen=True)
class Scene:
    """A service with people in it."""

    client: TestClient
    peopled: Peopled
    store: Store

    def get(self, who: tuple[str, str], path: str) -> Response:
        return self.client.get(path, headers={"as-role": who[0], "for-purpose": who[1]})

    def post(
        self, who: tuple[str, str], path: str, form: Mapping[str, str | list[str]] | None = None
    ) -> Response:
        headers = {"as-role": who[0], "for-purpose": who[1], "sec-fetch-site": "same-origin"}
        return self.client.post(path, headers=headers, data=dict(form or {}))

    def begun(self, path: str = "/rujukan/baru", **more: str | list[str]) -> str:
        answer = self.post(SATGAS, path, dict(FORM) | more)
        assert answer.status_code == 303, re.findall(r'role="alert".*?</div>', answer.text, re.DOTALL)
        return str(answer.headers["location"])

    def version(self, where: str, who: tuple[str, str] = SATGAS) -> str:
        found = re.search(r'name="version" value="(\d+)"', self.get(who, where).text)
        return found[1] if found else "0"

    def sent(self, **more: str | list[str]) -> str:
        where = self.begun(**more)
        assert self.post(SATGAS, f"{where}/kirim", {"version": "1"}).status_code == 303
        return where


@pytest.fixture
def scene(store: Store, settings: Settings) -> Scene:
    peopled = people(store)
    let_in(store)
    app = create_app(Visited(store, settings, TOKENS))
    return Scene(TestClient(app, follow_redirects=False), peopled, store)


def test_somebody_in_no_record_is_referred_and_answered(scene: Scene) -> None:
    assert scene.get(SATGAS, "/rujukan/baru").status_code == 200
    where = scene.begun()
    draft = scene.get(SATGAS, where)
    assert "Didatangi di rumah" in draft.text
    assert "Nama Rekaan" not in draft.text  # opened by itself, and written down
    assert scene.get(PPA, where).status_code == 404
    assert scene.post(SATGAS, f"{where}/kirim", {"version": "1"}).status_code == 303
    received = scene.get(PPA, where)
    assert "Didatangi di rumah" in received.text
    for never in ("Rahasia sekali", "kepala desa", "Nama Rekaan"):
        assert never not in received.text
    assert "Nama Rekaan" in scene.post(PPA, f"{where}/buka", {"section": "identity"}).text
    assert scene.post(PPA, f"{where}/buka", {"section": "health"}).status_code == 404
    assert "RJ-" in scene.get(PPA, "/rujukan").text
    version = scene.version(where, PPA)
    told = scene.post(PPA, f"{where}/jawab", {"version": version, "step": "accept", "words": "Sudah ditemui"})
    assert told.status_code == 303
    assert "Sudah ditemui" in scene.get(SATGAS, where).text
    assert "RJ-" in scene.get(SATGAS, "/rujukan").text


def test_from_a_case_nothing_is_asked_that_is_known(scene: Scene) -> None:
    own = scene.peopled.own
    path = f"/rujukan/baru?peringatan={own.alert_id}"
    page = scene.get(SATGAS, path).text
    assert 'name="identity.name"' not in page
    assert 'name="age"' not in page
    assert own.name not in page
    assert own.nik not in page
    where = scene.begun(path)
    opened = scene.post(SATGAS, f"{where}/buka", {"section": "identity"}).text
    assert own.name not in opened  # the sender sees it as masked as everywhere
    scene.post(SATGAS, f"{where}/kirim", {"version": "1"})
    assert own.name in scene.post(PPA, f"{where}/buka", {"section": "identity"}).text


def test_a_protected_person_is_referred_by_those_who_guard_them_alone(scene: Scene) -> None:
    path = f"/rujukan/baru?peringatan={scene.peopled.protected.alert_id}"
    assert scene.get(SATGAS, path).status_code == 404
    assert scene.post(SATGAS, path, FORM).status_code == 404
    assert scene.get(LEAD, path).status_code == 200


def test_what_is_refused_keeps_what_was_typed(scene: Scene) -> None:
    page = scene.post(SATGAS, "/rujukan/baru", dict(FORM) | {"age": "16_17", "consent_by": "self"})
    assert page.status_code == 422
    assert "Didatangi di rumah" in page.text
    kept = scene.post(
        SATGAS, "/rujukan/baru", dict(FORM) | {"age": "16_17", "to": "mrc", "why-mrc": "counsel"}
    )
    assert kept.status_code == 422
    assert scene.begun(age="16_17", consent_by="parent")


def test_what_the_person_withdraws_is_read_no_more(scene: Scene) -> None:
    where = scene.sent()
    form = {"version": "2", "withdrawn": ["threat"]}
    assert scene.post(SATGAS, f"{where}/cabut", form).status_code == 303
    assert "Didatangi di rumah" not in scene.get(PPA, where).text
    assert "Didatangi di rumah" in scene.get(SATGAS, where).text
    assert scene.post(SATGAS, f"{where}/tarik", {"version": "3", "reason": "wished"}).status_code == 303
    assert scene.get(PPA, where).status_code == 404


def test_a_file_and_its_code_for_who_has_no_account(scene: Scene) -> None:
    where = scene.sent(**{"to": "dinsos", "why-dinsos": "rehabilitation"})
    made = scene.post(SATGAS, f"{where}/berkas")
    assert made.headers["content-type"] == "application/pdf"
    assert "RJ-" in made.headers["content-disposition"]
    page = scene.get(SATGAS, where).text
    number = re.search(rf"{where}/berkas/(\d+)/kode", page)
    assert number
    told = scene.post(SATGAS, f"{where}/berkas/{number[1]}/kode").text
    code = re.search(r'class="key"><code>([0-9A-Z-]+)</code>', told)
    assert code
    assert PdfReader(BytesIO(made.content)).decrypt(code[1])
    assert scene.post(SATGAS, f"{where}/berkas/{number[1]}/kode").status_code == 409
    note = {"version": scene.version(where), "step": "reject", "reason": "no_room"}
    assert scene.post(SATGAS, f"{where}/catat", note).status_code == 303


def test_a_draft_is_changed_and_agreed_to_later(scene: Scene) -> None:
    where = scene.begun(consent_by="", shared=[])
    assert 'name="version"' in scene.get(SATGAS, where).text
    assert scene.post(SATGAS, f"{where}/kirim", {"version": "1"}).status_code == 409
    changed = {"version": "1", "section": "threat", "threat.what": "Diancam lewat telepon", "threat.now": "1"}
    assert scene.post(SATGAS, f"{where}/isi", changed).status_code == 303
    consent = {"version": "2", "shared": ["threat"], "consent_by": "self", "consent_at": "2025-01-08T15:30"}
    assert scene.post(SATGAS, f"{where}/setuju", consent).status_code == 303
    assert scene.post(SATGAS, f"{where}/kirim", {"version": "3"}).status_code == 303
    assert "Diancam lewat telepon" in scene.get(PPA, where).text


def test_nothing_goes_without_consent_before_two_have_decided(scene: Scene) -> None:
    where = scene.sent()
    refused = scene.post(SATGAS, f"{where}/tanpa-persetujuan", {"version": "2", "shared": ["health"]})
    assert refused.status_code == 403
    assert "Rahasia sekali" not in scene.post(PPA, f"{where}/buka", {"section": "health"}).text


def test_mrc_refers_from_a_talk(scene: Scene) -> None:
    talk = scene.post(MRC, "/konseling/datang").headers["location"]
    number = talk.rpartition("/")[2]
    assert scene.get(MRC, f"/rujukan/baru?konseling={number}").status_code == 200
    answer = scene.post(MRC, f"/rujukan/baru?konseling={number}", FORM)
    assert answer.status_code == 303
    assert scene.get(MRC, answer.headers["location"]).status_code == 200


def test_who_fits_is_shown_by_what_is_ticked_and_nothing_typed_is_lost_or_begun(scene: Scene) -> None:
    entry = Entry("5203", "UPTD PPA Contoh", "upt_ppa", ("shelter",), "24 jam", ("id", "sas"), women=True)
    context = Context("a-mrc", Role.MRC, Purpose.SERVICE, ("52",), "mrc-ntb")
    with scene.store.acting(context).begin() as connection:
        number = entries.put(connection, context, entry, datetime(2025, 1, 8, tzinfo=UTC))
    look = dict(FORM) | {"look": "1", "area": "5203", "to": f"upt_ppa@{number}", "language": "sas"}
    page = scene.post(SATGAS, "/rujukan/baru", look)
    assert page.status_code == 200
    assert "Didatangi di rumah" in page.text
    legends = re.findall(r'class="offer"><legend>(.*?)</legend>', page.text)
    assert legends[:2] == ["LPSK", "UPTD PPA"]  # a threat now, then a place that is safe
    assert re.search(rf'value="upt_ppa@{number}" required checked', page.text)
    assert "UPTD PPA Contoh" in page.text
    assert "RJ-" not in scene.get(SATGAS, "/rujukan").text
    nowhere = scene.post(SATGAS, "/rujukan/baru", look | {"area": "99\x00", "language": "x"})
    assert nowhere.status_code in (200, 400, 422)
    where = scene.begun(to=f"upt_ppa@{number}", language="sas", shared=["safe_contact"])
    assert "UPTD PPA Contoh" in scene.get(SATGAS, where).text
    contact = scene.post(SATGAS, f"{where}/buka", {"section": "safe_contact"}).text
    assert "Sasak" in contact  # asked once, and kept where the receiver reads it
    refused = scene.post(SATGAS, "/rujukan/baru", dict(FORM) | {"to": f"mrc@{number}", "why-mrc": "counsel"})
    assert refused.status_code == 422


def test_whoever_has_no_account_reads_how_to_object_and_nothing_else(scene: Scene) -> None:
    page = scene.client.get("/masuk/keberatan")
    assert page.status_code == 200
    assert "3 × 24 jam" in page.text
    assert all(line["phone"] in page.text for line in in_force("danger_line", date(2026, 1, 1)))
    assert "<form" not in page.text.partition("<main")[2].partition("</main>")[0]
    assert "/masuk/keberatan" in scene.client.get("/masuk").text
