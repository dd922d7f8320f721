"""Paper: one page, equal bytes for equal input, masked, and honest about what it leaves out."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from peopled import Peopled, people
from sqlalchemy import insert, select, text

from detection.case_codes import case_code
from detection.indicators import INDICATORS
from protection.actions.briefs.information import information_report
from protection.actions.briefs.network import network_brief
from protection.actions.briefs.paper import cut, pages, set_paper
from protection.actions.briefs.person import person_brief
from records.errors import NotFound
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store
from records.tables import alerts, detection_runs

NOW = datetime(2025, 1, 8, 9, tzinfo=UTC)
OFFICER = Context("a-siti", Role.SATGAS, Purpose.PREVENTION, ("5203",), "satgas-ntb")
LETTERHEAD = "PEMERINTAH PROVINSI NTB; SATGAS TPPO"
RANKS = itertools.count(50)
CANARY = "#panic() *tebal* $x$ @lain <b>"


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    return "\n".join(page.get_textpage().get_text_range() for page in document).replace("\r", "")


def raised(store: Store, kind: str, subject: str, refs: list[str], statement: dict[str, Any]) -> int:
    with store.begin() as connection:
        number: int = connection.execute(
            insert(alerts)
            .values(
                run_id=connection.scalar(select(detection_runs.c.run_id)),
                kind=kind,
                subject=subject,
                rank=next(RANKS),
                probability=0.4242,
                refs=refs,
                areas=["5203"],
                statement=statement,
            )
            .returning(alerts.c.alert_id)
        ).scalar_one()
    return number


def reason(
    told: str, contribution: float, feed: str = "registrations", group: str = "process"
) -> dict[str, Any]:
    rows = [[feed, "X-1", "2025-01-01T00:00:00+07:00"]]
    return {"group": group, "contribution": contribution, "text_id": told, "text_en": told, "rows": rows}


def crowded(key: str) -> dict[str, Any]:
    """More than any page holds, with every indicator fired."""
    details = {"documents": "2025-01-01; 3; 4; 5"}
    return {
        "reasons": [reason(f"Alasan {n} {CANARY} " + "panjang sekali " * 20, 0.5) for n in range(20)]
        + [reason("Seorang pelapor bicara", 0.9, "complaints"), reason("Laporan", 0.8, group="phone_reports")]
        + [reason("Perekrutnya berizin", -0.4)],
        "indicators": [
            {"indicator": each.id, "feed": "registrations", "entity_key": key, "detail": details["documents"]}
            for each in INDICATORS
        ],
        "missing": [f"hal {n} belum diketahui / thing {n} not known" for n in range(20)],
    }


@pytest.fixture
def peopled(store: Store) -> Peopled:
    return people(store)


def brief(store: Store, alert_id: int, context: Context = OFFICER) -> bytes:
    with store.acting(context).begin() as connection:
        return person_brief(connection, store.keys, context, alert_id, LETTERHEAD, NOW)


def test_a_field_brief_is_one_masked_page_and_equal_input_gives_equal_bytes(
    store: Store, peopled: Peopled
) -> None:
    made = brief(store, peopled.own.alert_id)
    assert pages(made) == 1
    assert made == brief(store, peopled.own.alert_id)
    told = words(made)
    for wanted in (
        "PEMERINTAH PROVINSI NTB",
        "RINGKASAN LAPANGAN",
        f"RL/{peopled.own.alert_id}/20250108.160000",
        "a-siti · 8 Januari 2025 pukul 16.00 WIB",
        "terindikasi, bukan bukti",
        "halaman 1 dari 1",
        case_code(peopled.own.person_id),
        "KABUPATEN LOMBOK TIMUR",
    ):
        assert wanted in told, wanted
    assert [secret for secret in peopled.secrets if secret in told] == []
    assert "0.2" not in told


def test_long_content_still_is_one_page_and_tells_how_much_is_left_out(
    store: Store, peopled: Peopled
) -> None:
    own = peopled.own
    statement = crowded(own.entity_key)
    number = raised(store, "person", own.person_id, [f"registrations:{own.entity_key}"], statement)
    made = brief(store, number)
    assert pages(made) == 1
    told = words(made)
    assert told.count("lainnya di Suluh") >= 3
    assert CANARY.split(maxsplit=1)[0] in told  # set as text, not run
    assert "Perekrutnya berizin" in told
    assert "pelapor bicara" not in told
    assert "Laporan\n" not in told
    assert "0,42" not in told
    assert "0.42" not in told


def test_a_brief_of_someone_hidden_does_not_exist_and_each_is_audited_once(
    store: Store, peopled: Peopled
) -> None:
    for hidden in (peopled.protected.alert_id, peopled.elsewhere.alert_id, peopled.network_id, 987654):
        with pytest.raises(NotFound):
            brief(store, hidden)
    brief(store, peopled.own.alert_id)
    with store.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM audit_entries WHERE act = 'print'")) == 1


def test_a_network_brief_counts_what_is_shared_and_names_no_number(store: Store, peopled: Peopled) -> None:
    statement = {
        "reasons": [
            {"sign": "dropped", "id": "3 nomor perekrut dipakai sebentar lalu diganti", "en": "x"},
            {"sign": "named", "id": "pengaduan menyebutnya: 2", "en": "x"},
        ],
        "things": [["phone", "ph_1"], ["phone", "ph_2"], ["account", "ac_9"]],
        "roles": [["phone", "ph_1", "sponsor"]],
    }
    refs = [f"registrations:{each.entity_key}" for each in (peopled.own, peopled.neighbour)]
    number = raised(store, "network", "net_abc", refs, statement)
    with store.acting(OFFICER).begin() as connection:
        made = network_brief(connection, OFFICER, number, LETTERHEAD, NOW)
    told = words(made)
    assert pages(made) == 1
    assert "nomor telepon: 2" in told
    assert "sponsor: 1" in told
    assert "perlu dilindungi (1)" in told  # whom the officer may see
    assert case_code(peopled.own.person_id) in told
    for hidden in ("ph_1", "ac_9", "pengaduan menyebutnya", case_code(peopled.neighbour.person_id)):
        assert hidden not in told


def test_an_information_report_names_sources_elements_and_limits_and_no_score(
    store: Store, peopled: Peopled
) -> None:
    own = peopled.own
    fired = [
        {"indicator": "D03", "feed": "registrations", "entity_key": own.entity_key, "detail": "16"},
        {"indicator": "E05", "feed": "complaints", "entity_key": "COM-1", "detail": "2025-01-02"},
    ]
    statement = {"reasons": [reason("Perekrutnya berizin", -0.4)], "indicators": fired, "missing": []}
    number = raised(store, "person", own.person_id, [f"registrations:{own.entity_key}"], statement)

    def made(kind: str, alert_id: int) -> bytes:
        with store.acting(OFFICER).begin() as connection:
            return information_report(connection, OFFICER, alert_id, kind, LETTERHEAD, NOW)

    told = words(made("person", number))
    flat = " ".join(told.split())
    for wanted in (
        "LAPORAN INFORMASI",
        f"registrations:{own.entity_key} (01-01-2024)",
        "complaints:COM-1 (di luar kewenangan)",
        "proses ada petunjuk D03",
        "cara ada petunjuk E05",
        "tujuan tidak dapat dinilai",
        "Perekrutnya berizin",
        "bukan alat bukti",
    ):
        assert wanted in flat, wanted
    assert "0.4" not in flat
    assert [secret for secret in peopled.secrets if secret in flat] == []
    crowd = raised(store, "person", "P-9", [f"registrations:{own.entity_key}"], crowded(own.entity_key))
    many = made("person", crowd)
    assert pages(many) > 1
    assert f"halaman 2 dari {pages(many)}" in words(many)
    assert made("network", peopled.network_id)[:5] == b"%PDF-"


def test_what_is_cut_is_counted() -> None:
    assert cut(["a", "b", "c"], 3) == ["a", "b", "c"]
    assert cut(["a", "b", "c", "d"], 2) == ["a", "b", "2 lainnya di Suluh"]
    (long,) = cut(["x" * 500], 1)
    assert long.endswith("…")


def test_a_planted_text_is_never_run_as_markup() -> None:
    content = {
        "title": CANARY,
        "number": "N",
        "mark": CANARY,
        "letterhead": [CANARY],
        "secrecy": "R",
        "nature": "n",
        "facts": [[CANARY, CANARY]],
        "sections": [{"title": CANARY, "lines": [CANARY], "boxes": True}],
        "close": CANARY,
    }
    assert words(set_paper("brief", content)).count("#panic()") == 9
