"""The pages of dossiers and of statistics: made from a case, checked by its code; figures told the same everywhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from fastapi.testclient import TestClient
from httpx import Response
from matrix import Visited
from peopled import TOKENS, Peopled, people
from sqlalchemy import insert

from api.service.application import create_app
from protection.cube.protecting import Row, protect
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import cube_releases

NOW = datetime(2025, 1, 20, tzinfo=UTC)


@dataclass
class Pages:
    """The service, five people, and whoever asks."""

    client: TestClient
    store: Store
    peopled: Peopled

    def ask(
        self,
        method: str,
        path: str,
        role: Role = Role.INVESTIGATOR,
        purpose: Purpose = Purpose.INVESTIGATION,
        **sent: Any,
    ) -> Response:
        headers = {"as-role": role.value, "for-purpose": purpose.value, "sec-fetch-site": "same-origin"}
        answer: Response = self.client.request(method, path, headers=headers, **sent)
        return answer


@pytest.fixture
def pages(settings: Settings, store: Store) -> Pages:
    house = Visited(Store(store.engine, store.keys), settings, TOKENS)
    client = TestClient(create_app(house), raise_server_exceptions=False, follow_redirects=False)
    return Pages(client, store, people(store))


def test_a_dossier_is_made_from_the_case_and_checked_with_its_file(pages: Pages) -> None:
    own = pages.peopled.own
    case = pages.ask("GET", f"/tugas/{own.work_id}")
    assert f'href="/berkas/{own.alert_id}"' in case.text
    form = pages.ask("GET", f"/berkas/{own.alert_id}")
    assert form.status_code == 200
    assert f"registrations:{own.entity_key}" in form.text
    assert [secret for secret in pages.peopled.secrets if secret in form.text] == []
    wrong = pages.ask("POST", f"/berkas/{own.alert_id}", data={"tujuan": "passport-ntb", "kata": "Melati"})
    assert wrong.status_code == 403
    assert "Melati" in wrong.text  # what was typed stays
    made = pages.ask(
        "POST",
        f"/berkas/{own.alert_id}",
        data={"tujuan": "police-ntb", "baris": f"registrations:{own.entity_key}"},
    )
    assert made.headers["content-type"] == "application/pdf"
    page = pypdfium2.PdfDocument(BytesIO(made.content))[0].get_textpage().get_text_range()
    assert own.entity_key not in page
    found = re.search(r"Kode periksa\s+([0-9A-Z-]{23})", page)
    assert found
    good = pages.ask(
        "POST", "/berkas/periksa", data={"kode": found[1]}, files={"berkas": ("x.pdf", made.content)}
    )
    assert "Asli: berkas tidak berubah" in good.text
    other = pages.ask(
        "POST", "/berkas/periksa", data={"kode": found[1]}, files={"berkas": ("x.pdf", made.content + b"x")}
    )
    assert "Tidak sama: berkas telah diubah" in other.text
    told = pages.ask(
        "POST", "/v1/dossiers/verifications", Role.AUDITOR, Purpose.OVERSIGHT, json={"code": found[1].lower()}
    ).json()
    assert (told["known"], told["same"]) == (True, None)
    unknown = pages.ask("POST", "/berkas/periksa", data={"kode": "AAAAA-AAAAA"})
    assert "Tidak ada berkas dengan kode ini" in unknown.text


def test_a_network_asks_for_a_second_person_and_names_the_ground(pages: Pages) -> None:
    address = f"/berkas/{pages.peopled.network_id}"
    asked = pages.ask("POST", address, data={"tujuan": "police-ntb"})
    assert 'name="dasar"' in asked.text
    assert "UU 21/2007 Pasal 28-32" in asked.text
    assert pages.ask("GET", f"/berkas/{pages.peopled.agency_id}").status_code == 404
    assert pages.ask("GET", address, Role.SATGAS, Purpose.PREVENTION).status_code == 403


def test_page_list_and_file_tell_the_same_frozen_figures(pages: Pages) -> None:
    category = {"area": "5203", "modus": "debt", "kind": "police", "decision": "none"}
    rows = [Row(2023, category | {"area": area}) for area in ["5203"] * 9 + ["5204"] * 6]
    with pages.store.begin() as connection:
        connection.execute(
            insert(cube_releases).values(
                year=2023,
                version=1,
                released_at=NOW,
                who="a-analyst",
                figures=protect(rows, 2023)
                | {"hidden": {"estimate": 30, "chao": 20, "low": 10, "high": 70, "factor": 2.0}},
                sha256="0" * 64,
            )
        )
    reader = (Role.ANALYST, Purpose.STATISTICS)
    page = pages.ask("GET", "/statistik?tahun=2023", *reader)
    assert page.status_code == 200
    for wanted in (
        "Jerat utang",
        "LOMBOK TIMUR",
        "tidak ditampilkan",
        "Antara 10 dan 70 orang",
        "Bukan sasaran",
    ):
        assert wanted.lower() in page.text.lower(), wanted
    lines = pages.ask("GET", "/v1/figures", *reader).json()
    file = pages.ask("GET", "/statistik/unduh", *reader).text.splitlines()
    assert file == pages.ask("GET", "/v1/figures/file", *reader).text.splitlines()
    assert len(file) == len(lines) + 1
    assert [line["cases"] for line in lines if line["dimension"] == "area"] == [9, 6]


def test_a_year_that_has_not_ended_is_refused_and_an_ended_one_is_released(pages: Pages) -> None:
    reader = (Role.ANALYST, Purpose.STATISTICS)
    refused = pages.ask("POST", "/statistik", *reader, data={"tahun": "2998"})
    assert refused.status_code == 409
    done = pages.ask("POST", "/statistik", *reader, data={"tahun": "2020"})
    assert done.status_code == 303
    assert "2020" in pages.ask("GET", "/statistik", *reader).text
    assert pages.ask("POST", "/statistik", data={"tahun": "2020"}).status_code == 403
