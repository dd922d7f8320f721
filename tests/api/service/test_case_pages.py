"""The page of an early warning: what it tells, what it hides, what can be done there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from factories import desk_row, write_csv
from fastapi.testclient import TestClient
from httpx import Response
from matrix import Visited
from peopled import KEY, TOKENS, Peopled, people
from sqlalchemy import insert, select, text, update
from test_rights_matrix import let_in

from api.service.application import create_app
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import alert_work, alerts
from sources import agreements
from sources.ingest import Ingest

REASON = "Nomor perekrut muncul pada banyak orang."
AGAINST = "Keluarga mengenal perusahaannya."
ROW = "registrations"


@dataclass
class Pages:
    """The service, a database of five people, and forms as a browser sends them."""

    client: TestClient
    store: Store
    peopled: Peopled

    def get(self, path: str, role: Role = Role.SATGAS, language: str = "id") -> Response:
        headers = {"as-role": role.value, "for-purpose": _purpose(role).value}
        headers["cookie"] = f"__Host-suluh-language={language}"
        answer: Response = self.client.get(path, headers=headers)
        return answer

    def post(self, path: str, role: Role = Role.SATGAS, **form: Any) -> Response:
        headers = {
            "as-role": role.value,
            "for-purpose": _purpose(role).value,
            "sec-fetch-site": "same-origin",
        }
        answer: Response = self.client.post(path, headers=headers, data=form)
        return answer

    def one(self, statement: str, **values: Any) -> Any:
        with self.store.begin() as connection:
            return connection.execute(text(statement), values).one()

    @property
    def case(self) -> str:
        return f"/tugas/{self.peopled.own.work_id}"

    @property
    def row(self) -> str:
        found = self.one(
            "SELECT sequence FROM source_rows WHERE feed = 'registrations' AND entity_key = :key",
            key=self.peopled.own.entity_key,
        )
        return f"{self.case}/bukti/{found.sequence}"

    def version(self) -> int:
        found: int = self.one(
            "SELECT version FROM alert_work WHERE work_id = :id", id=self.peopled.own.work_id
        ).version
        return found


def _purpose(role: Role) -> Purpose:
    return {
        Role.INVESTIGATOR: Purpose.INVESTIGATION,
        Role.LABOUR_INSPECTOR: Purpose.OVERSIGHT,
    }.get(role, Purpose.PREVENTION)


def statement(key: str) -> dict[str, Any]:
    """What a run freezes, with a reason for and one against, both resting on one row."""
    row = [ROW, key, "2025-01-02T03:04:05+00:00"]
    chance = {
        "text_id": "Dari 100 peringatan serupa, 7 terbukti.",
        "text_en": "Of 100 like this, 7.",
        "share": 0.07,
    }
    ground = {"text": "UU 18/2017 ps. 49", "unverified": False, "valid_from": "2017-11-22"}
    return {
        "summary": {"id": "Mungkin memerlukan perlindungan.", "en": "May need protection."},
        "chance": chance,
        "reasons": [
            {
                "group": "phone",
                "contribution": 1.4,
                "text_id": "Nomor dipakai bersama",
                "text_en": "A shared number",
                "rows": [row],
                "elements": ["proses"],
                "grounds": [ground],
                "indicators": ["P02"],
            },
            {
                "group": "travel",
                "contribution": -0.3,
                "text_id": "Paspor lama",
                "text_en": "An old passport",
                "rows": [row],
                "elements": [],
                "grounds": [],
                "indicators": [],
            },
        ],
        "indicators": [
            {"feed": ROW, "entity_key": key, "detail": "no_agency", "element": "proses", "indicator": "P02"}
        ],
        "grounds": {"P02": [ground]},
        "elements": {"cara": "none_yet", "proses": "hinted", "tujuan": "cannot_be_judged"},
        "missing": ["paspor tidak ditemukan / no passport found"],
        "lowers": [{"text_id": "Bila nomornya dijelaskan, turun.", "text_en": "Were it explained, lower."}],
    }


@pytest.fixture
def drawn() -> bool:
    """Whether the score of every piece of work is hidden until it is judged."""
    return False


@pytest.fixture
def pages(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch, drawn: bool) -> Pages:
    monkeypatch.setattr("detection.alerts.raising.drawn", lambda *_: drawn)
    peopled = people(store)
    let_in(store)
    own = peopled.own
    with store.begin() as connection:
        before = connection.execute(select(alerts).where(alerts.c.alert_id == own.alert_id)).one()._asdict()
        told = {**before, "statement": statement(own.entity_key), "rank": 99}
        told.pop("alert_id")
        newer = connection.execute(insert(alerts).values(told).returning(alerts.c.alert_id)).scalar_one()
        newest = update(alert_work).where(alert_work.c.work_id == own.work_id)
        connection.execute(newest.values(alert_id=newer))
    house = Visited(Store(store.engine, store.keys), settings, TOKENS)
    client = TestClient(create_app(house), follow_redirects=False, raise_server_exceptions=False)
    return Pages(client, store, peopled)


def test_a_case_tells_why_and_what_speaks_against_it_and_names_nobody(pages: Pages) -> None:
    page = pages.get(pages.case)
    assert page.status_code == 200, page.text
    for words in (
        "Mungkin memerlukan perlindungan.",
        "Nomor dipakai bersama",
        "Paspor lama",
        "paspor tidak ditemukan",
        "ada petunjuk",
        "belum ada petunjuk",
        "tidak dapat dinilai",
        "Penjelasan wajar",
        "UU 18/2017 ps. 49",
        "Dari 100 peringatan serupa",
    ):
        assert words in page.text
    assert page.text.index("Nomor dipakai bersama") < page.text.index("Paspor lama")
    assert [secret for secret in pages.peopled.secrets if secret in page.text] == []
    assert pages.row in page.text, "a reason leads to its row"


@pytest.mark.parametrize("drawn", [True])
def test_the_score_stays_hidden_until_the_first_judgement(pages: Pages) -> None:
    page = pages.get(pages.case)
    assert "Dari 100 peringatan serupa" not in page.text
    assert "●" not in page.text
    assert "turun." not in page.text
    assert "Nomor dipakai bersama" in page.text
    assert page.text.index("Nomor dipakai bersama") < page.text.index("Apa yang meringankan</h2>")
    assert page.text.index("Paspor lama") > page.text.index("Apa yang meringankan</h2>")


def test_the_row_behind_a_reason_is_shown_masked_with_its_file(pages: Pages) -> None:
    page = pages.get(pages.row)
    assert page.status_code == 200, page.text
    digest = pages.one("SELECT sha256 FROM received_files WHERE feed = 'registrations'").sha256
    assert digest in page.text
    assert "registrations.csv" not in page.text, "a file's name may hold anything"
    assert [secret for secret in pages.peopled.secrets if secret in page.text] == []


def test_a_row_that_the_case_does_not_rest_on_is_not_there(pages: Pages) -> None:
    other = pages.one("SELECT max(sequence) AS n FROM source_rows WHERE feed = 'agencies'").n
    assert pages.get(f"{pages.case}/bukti/{other}").status_code == 404


def test_who_works_elsewhere_finds_no_case(pages: Pages) -> None:
    assert pages.get(f"/tugas/{pages.peopled.elsewhere.work_id}").status_code == 404
    assert pages.get(pages.case, Role.LABOUR_INSPECTOR).status_code == 404


def test_judging_needs_words_and_keeps_what_was_typed(pages: Pages) -> None:
    refused = pages.post(
        f"{pages.case}/putusan",
        version=1,
        outcome="perlu_pendalaman",
        ground="tekanan",
        reason="pendek",
        against=AGAINST,
    )
    assert refused.status_code == 422
    assert AGAINST in refused.text
    assert 'role="alert"' in refused.text
    assert pages.version() == 1, "nothing was stored"


def test_a_judgement_is_stored_and_can_be_taken_back(pages: Pages) -> None:
    judged = pages.post(
        f"{pages.case}/putusan",
        version=1,
        outcome="bukan_indikasi",
        ground="penjelasan_sah",
        reason=REASON,
        against=AGAINST,
    )
    assert judged.status_code == 303, judged.text
    assert judged.headers["location"] == "/tugas/berikutnya"
    assert "putusan" in pages.get(pages.case).text
    assert pages.post(f"{pages.case}/batal").status_code == 303
    found = pages.one(
        "SELECT state, outcome FROM alert_work WHERE work_id = :id", id=pages.peopled.own.work_id
    )
    assert (found.state, found.outcome) == ("baru", None)


def test_a_stale_form_tells_what_changed_and_loses_no_word(pages: Pages) -> None:
    assert pages.post(f"{pages.case}/ambil", version=1).status_code == 303
    stale = pages.post(f"{pages.case}/catatan", version=1, note="Sudah ditelepon kantor desanya.")
    assert stale.status_code in (409, 412)
    assert "Sudah ditelepon kantor desanya." in stale.text
    assert "siapa yang menangani" in stale.text
    assert f'name="version" value="{pages.version()}"' in stale.text


def test_what_another_holds_cannot_be_judged_from_the_page(pages: Pages) -> None:
    pages.post(f"{pages.case}/ambil", Role.SATGAS_LEAD, version=1)
    page = pages.get(pages.case)
    assert 'id="putusan"' not in page.text
    assert 'id="catatan"' in page.text


def test_putting_off_and_noting_work_without_script(pages: Pages) -> None:
    assert (
        pages.post(f"{pages.case}/catatan", version=1, note="Keluarga akan datang Senin.").status_code == 303
    )
    assert "Keluarga akan datang Senin." in pages.get(pages.case).text
    snoozed = pages.post(f"{pages.case}/tunda", version=2, snooze_reason="Menunggu jawaban imigrasi.")
    assert snoozed.status_code == 303, snoozed.text
    assert "Menunggu jawaban imigrasi." in pages.get(pages.case).text


def test_a_reveal_needs_a_reason_and_shows_only_what_was_asked(pages: Pages) -> None:
    own = pages.peopled.own
    refused = pages.post(f"{pages.case}/buka", fields="nik", reveal_reason="x")
    assert refused.status_code == 422
    assert own.nik not in refused.text
    shown = pages.post(
        f"{pages.case}/buka", fields="nik", reveal_reason="Mencocokkan dengan kartu identitas."
    )
    assert shown.status_code == 200, shown.text
    assert own.nik in shown.text
    assert own.name not in shown.text
    assert 'data-cover="••••"' in shown.text
    assert pages.one("SELECT count(*) AS n FROM reveals").n == 1
    row = pages.post(
        f"{pages.row}/buka", fields="full_name", reveal_reason="Mencocokkan dengan kartu identitas."
    )
    assert own.name in row.text
    assert own.nik not in row.text


def test_an_action_is_planned_begun_and_reported_on_pages(pages: Pages) -> None:
    plan: dict[str, Any] = {
        "kind": "file_check",
        "owner": "a-stranger",
        "action_ground": "prevention",
        "action_words": "",
    }
    refused = pages.post(f"{pages.case}/tindakan", **{**plan, "action_ground": "", "letter_no": "ST/9"})
    assert refused.status_code == 422
    assert "ST/9" in refused.text
    made = pages.post(f"{pages.case}/tindakan", **plan)
    assert made.status_code == 303, made.text
    action = made.headers["location"]
    assert pages.get(action).status_code == 200
    assert pages.post(f"{action}/mulai", version=1).status_code == 303
    short = pages.post(f"{action}/laporan", version=2, report_words="pendek", outcome="data_kurang")
    assert short.status_code == 422
    assert "pendek" in short.text
    told = "Berkas diperiksa di kantor desa; semua dokumen ada dan cocok."
    assert (
        pages.post(f"{action}/laporan", version=2, report_words=told, outcome="data_kurang").status_code
        == 303
    )
    assert told in pages.get(action).text


def test_before_a_call_one_sees_who_else_uses_the_number(pages: Pages) -> None:
    page = pages.get(f"{pages.case}/nomor")
    assert page.status_code == 200, page.text
    assert pages.peopled.own.phone not in page.text


def test_a_brief_is_printed_under_a_name_that_says_nothing(pages: Pages) -> None:
    paper = pages.get(f"{pages.case}/ringkasan")
    assert paper.status_code == 200, paper.text
    assert paper.content.startswith(b"%PDF")
    number = pages.peopled.own.work_id
    assert paper.headers["content-disposition"] == f'inline; filename="ringkasan-{number}.pdf"'


def test_who_judged_first_waits_for_another(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    application: Any = pages.client.app
    monkeypatch.setitem(application.state.house.settings.__dict__, "second_review", "always")
    form = {"outcome": "bukan_indikasi", "ground": "penjelasan_sah", "reason": REASON, "against": AGAINST}
    assert pages.post(f"{pages.case}/putusan", version=1, **form).status_code == 303
    own = pages.get(pages.case).text
    assert 'id="putusan"' not in own
    assert "Anda sudah menilai" in own
    second = pages.get(pages.case, Role.SATGAS_LEAD).text
    assert 'id="putusan"' in second
    assert REASON not in second


def test_a_network_and_an_agency_have_the_same_page(pages: Pages) -> None:
    for number in (pages.peopled.network_id, pages.peopled.agency_id):
        work = pages.one("SELECT work_id FROM alert_work WHERE alert_id = :id", id=number).work_id
        page = pages.get(f"/tugas/{work}")
        assert page.status_code == 200, page.text
        assert "Apa yang meringankan" in page.text


def test_others_with_the_same_number_are_counted_only_where_one_may_see_them(
    pages: Pages, tmp_path: Path
) -> None:
    other = pages.peopled.elsewhere
    _correct(pages.store, tmp_path, other.entity_key, pages.peopled.own.phone, "3315012001")
    assert "Nomor orang ini juga pada" not in pages.get(pages.case).text, "shared, and out of sight"
    _correct(
        pages.store,
        tmp_path,
        other.entity_key,
        pages.peopled.own.phone,
        "5203012001",
        "2025-01-07T10:00:00+07:00",
    )
    with pages.store.begin() as connection:
        there = update(alert_work).where(alert_work.c.work_id == other.work_id)
        connection.execute(there.values(areas=["5203"]))
    assert "Nomor orang ini juga pada 1 peringatan lain" in pages.get(pages.case).text


def _correct(
    store: Store, folder: Path, key: str, phone: str, village: str, at: str = "2025-01-06T10:00:00+07:00"
) -> None:
    """A later version of a registration, with another's phone."""
    row = desk_row("registrations", 3, registration_id=key, phone=phone, village_code=village, recorded_at=at)
    path = write_csv(folder / f"registrations-{village}.csv", [row])
    report = Ingest(store, TOKENS, KEY, agreements.load(None)).take(path, lambda _done, _rows: None)
    assert report.new == 1, report


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_journey_leaves_an_unknown_time_blank(pages: Pages, language: str) -> None:
    page = pages.get(pages.case, language=language)
    assert "00.00" not in page.text
    assert "00:00 W" not in page.text


def test_identity_is_judged_side_by_side(pages: Pages) -> None:
    question = f"/identitas/{pages.peopled.own.question_id}"
    assert question in pages.get("/identitas").text
    page = pages.get(question)
    assert page.status_code == 200, page.text
    assert [secret for secret in pages.peopled.secrets if secret in page.text] == []
    refused = pages.post(f"{question}/penilaian", verdict="same", reason="pendek")
    assert refused.status_code == 422
    assert "pendek" in refused.text
    assert (
        pages.post(
            f"{question}/penilaian", verdict="unsure", reason="Tanggal lahirnya tidak tercatat."
        ).status_code
        == 303
    )
    number = pages.one("SELECT max(judgement_id) AS n FROM identity_judgements").n
    taken = pages.post(
        f"{question}/penarikan", judgement_id=number, withdraw_reason="Salah membaca pasangan ini."
    )
    assert taken.status_code == 303
    assert pages.one("SELECT count(*) AS n FROM identity_judgements WHERE withdraws = :n", n=number).n == 1
