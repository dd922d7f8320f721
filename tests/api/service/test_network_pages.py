"""The pages of networks and the map: what stands on them, what never does, and that the table is the picture."""

from __future__ import annotations

import re
from html import unescape

import pytest
from colleagues import account
from fastapi.testclient import TestClient
from matrix import Visited
from peopled import TOKENS, Peopled, people
from ringed import HOSTILE, hostile, large, ring, star

from api.service.application import create_app
from protection.disclosure.network_view import key_of
from records.rights.role import Role
from records.settings import Settings
from records.store import Store

SATGAS = {"as-role": "satgas", "for-purpose": "pencegahan"}
ANALYST = {"as-role": "analyst", "for-purpose": "statistik"}


@pytest.fixture
def peopled(store: Store) -> Peopled:
    return people(store)


@pytest.fixture
def client(store: Store, settings: Settings, peopled: Peopled) -> TestClient:
    assert peopled.network_id
    app = create_app(Visited(Store(store.engine, store.keys), settings, TOKENS))
    return TestClient(app, headers={"sec-fetch-site": "same-origin", **SATGAS}, follow_redirects=False)


def edges(page: str) -> list[tuple[str, ...]]:
    """The rows of the table of relations, in words."""
    table = page.partition('<table id="edges">')[2].partition("</table>")[0]
    return [
        tuple(unescape(re.sub(r"<[^>]+>", "", cell)) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row))
        for row in re.findall(r"<tr>(.*?)</tr>", table.partition("<tbody>")[2])
    ]


def test_networks_recruiters_and_agencies_are_listed_with_their_work(
    client: TestClient, peopled: Peopled
) -> None:
    page = client.get("/jaringan").text
    assert f'href="/jaringan/{peopled.network_id}"' in page
    assert "recruiter_1" in page
    assert re.search(r'href="/tugas/\d+"', page)
    assert not [secret for secret in peopled.secrets if secret in page]


def test_people_stand_by_case_code_and_no_token_is_told(client: TestClient, store: Store) -> None:
    number = ring(store, star(3))
    for page in (client.get(f"/jaringan/{number}"), client.get(f"/jaringan/{number}/gambar")):
        assert page.status_code == 200, page.text
        assert not re.search(r"ph_\d|ac_0", page.text)
    assert "Nomor telepon 3" in client.get(f"/jaringan/{number}").text


def test_the_table_holds_every_edge_of_the_picture(client: TestClient, store: Store) -> None:
    number = ring(store, large(150, 450))
    drawn = client.get(f"/jaringan/{number}/gambar").json()
    names = [node[2] for node in drawn["nodes"]]
    pages = [client.get(f"/jaringan/{number}", params={"halaman": n}).text for n in (1, 2, 3)]
    rows = [row for page in pages for row in edges(page)]
    assert len(drawn["ties"]) == 450
    assert sorted((row[0], row[2]) for row in rows) == sorted(
        (names[one], names[other]) for one, other, *_ in drawn["ties"]
    )


def test_a_filter_a_node_and_a_path_are_said_in_the_address_by_keys_alone(
    client: TestClient, store: Store
) -> None:
    number = ring(store, star(3))
    here = f"/jaringan/{number}"
    phone, other = key_of(number, "phone:ph_0001"), key_of(number, "recruiter:recruiter_1")
    assert len(edges(client.get(here).text)) == 5
    assert len(edges(client.get(here, params={"jenis": ["phone", "recruiter"]}).text)) == 3
    assert len(edges(client.get(here, params={"simpul": phone}).text)) == 1
    found = client.get(here, params={"dari": phone, "ke": other}).text
    chain = re.findall(r"<bdi>(.*?)</bdi>", found.partition('<span id="chain">')[2].partition("</span>")[0])
    assert chain == ["Nomor telepon 2", "Perekrut 1", "Nomor telepon 1", "Rekening 1", "Perekrut 2"]
    assert client.get(here, params={"simpul": "<script>"}).status_code == 422
    assert client.get(here, params={"simpul": "0123456789", "sampai": "kemarin"}).status_code == 200


def test_rows_are_sorted_by_any_column(client: TestClient, store: Store) -> None:
    number = ring(store, star(12))
    by_other = edges(client.get(f"/jaringan/{number}", params={"urut": "ke"}).text)
    assert [row[2] for row in by_other[:2]] == ["Nomor telepon 1", "Perekrut 1"]
    numbers = [row[0] for row in edges(client.get(f"/jaringan/{number}").text) if row[0].startswith("Nomor")]
    assert numbers.index("Nomor telepon 2") < numbers.index("Nomor telepon 10"), "by number, not by letter"


def test_hostile_words_are_words(client: TestClient, store: Store) -> None:
    ties, roles = hostile()
    page = client.get(f"/jaringan/{ring(store, ties, roles)}").text
    assert "<script>window" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page
    assert HOSTILE[3] not in page, "cut short"


def test_a_network_of_another_area_is_not_there(client: TestClient, store: Store) -> None:
    number = ring(store, star(2), areas=("3315",))
    assert client.get(f"/jaringan/{number}").status_code == 404
    assert client.get(f"/jaringan/{number}/gambar").status_code == 404
    assert client.get("/jaringan/999999").status_code == 404


def areas(page: str) -> set[str]:
    return set(re.findall(r'data-area="(\d+)"', page))


def rows(page: str, table: str) -> dict[str, str]:
    inside = page.partition(f'<table id="{table}"')[2].partition("</table>")[0]
    found = re.findall(r'<tr data-code="([^"]*)">.*?<td class="right">(.*?)</td>', inside)
    return {code: re.sub(r"<[^>]+>", "", count) for code, count in found}


def test_the_map_has_an_area_for_each_row_and_a_row_for_each_area(client: TestClient) -> None:
    page = client.get("/peta").text
    assert areas(page) == rows(page, "provinces").keys() == {"52"}
    assert set(rows(page, "regencies")) == {"5203"}, "the officer's own area alone"
    assert "5203" not in client.get("/peta", params={"provinsi": "33"}).text.partition("<main")[2]


def test_a_rate_stands_beside_counts_of_ten_and_more(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert '<td class="right"><span class="quiet">–' in client.get("/peta").text
    monkeypatch.setattr("records.population.LEAST", 1)
    page = client.get("/peta", params={"apa": "peringatan"}).text
    assert re.search(r'data-code="5203">.*?<td class="right">1</td><td class="right">0,01</td>', page)


def test_filters_of_the_map_are_kept_in_its_address(client: TestClient) -> None:
    page = client.get("/peta", params={"provinsi": "52", "hari": "30", "apa": "pendaftaran"}).text
    assert 'value="30" selected' in page
    assert '<option value="pendaftaran" selected' in page
    assert client.get("/peta", params={"provinsi": "5203001"}).status_code == 422


def test_whoever_makes_statistics_gets_no_small_count_and_no_way(client: TestClient) -> None:
    page = client.get("/peta/statistik", headers=ANALYST).text
    assert rows(page, "provinces") == {"52": "tidak ditampilkan"}
    assert 'id="ways"' not in page
    assert 'name="hari"' not in page
    assert client.get("/peta", headers=ANALYST).status_code == 403


INVESTIGATOR = {"as-role": "investigator", "for-purpose": "penyidikan"}
LEAD = {"as-role": "satgas_lead", "for-purpose": "penyidikan"}


def test_a_file_leaves_only_after_a_second_person_agreed_to_exactly_it(
    client: TestClient, store: Store
) -> None:
    for role in (Role.INVESTIGATOR, Role.SATGAS_LEAD):
        account(store, f"a-{role}", role)
    wish = {"tujuan": "police-ntb", "bentuk": "graphml"}
    asked = client.post("/jaringan/ekspor", data=wish, headers=INVESTIGATOR)
    assert 'name="alasan"' in asked.text
    assert 'value="police-ntb"' in asked.text
    short = wish | {"dasar": "UU 21/2007 Pasal 28-32", "alasan": "x"}
    again = client.post("/jaringan/ekspor", data=short, headers=INVESTIGATOR)
    assert again.status_code == 422
    assert 'value="police-ntb"' in again.text, "what was typed is kept"
    meant = short | {"alasan": "Gelar perkara mingguan dengan penyidik Polda NTB"}
    sent = client.post("/jaringan/ekspor", data=meant, headers=INVESTIGATOR)
    assert (sent.status_code, sent.headers["location"]) == (303, "/persetujuan")
    number = re.search(r'href="/persetujuan/(\d+)"', client.get("/persetujuan", headers=LEAD).text)
    assert number
    agreed = client.post(f"/persetujuan/{number[1]}/putusan", data={"approve": "true"}, headers=LEAD)
    assert agreed.status_code == 303, agreed.text
    other = client.post("/jaringan/ekspor", data=wish | {"tujuan": "satgas-ntb"}, headers=INVESTIGATOR)
    assert 'name="alasan"' in other.text, "another file is not what was agreed to"
    made = client.post("/jaringan/ekspor", data=wish, headers=INVESTIGATOR)
    assert made.headers["content-disposition"].startswith("attachment")
    assert "graphml" in made.text


def test_no_file_goes_where_it_must_not(client: TestClient) -> None:
    refused = client.post("/jaringan/ekspor", data={"tujuan": "checkpoint-ntb"}, headers=INVESTIGATOR)
    assert refused.status_code == 403
    assert 'value="checkpoint-ntb"' in refused.text
    assert client.get("/jaringan/ekspor").status_code == 403, "no role that exports"
