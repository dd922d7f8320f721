"""One early warning end to end: read, followed to its row, taken, judged, taken back, noted; also without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import cast, func, select
from sqlalchemy.dialects.postgresql import JSONPATH
from windows import PHONE, Served, Visit

from records.tables import alert_work, alerts, work_looks

REASON = "Nomor perekrut yang sama muncul pada banyak pendaftaran."
ROWS = "$.reasons[*].rows[0]"
AGAINST = "Keluarga membenarkan rencana dan kontraknya."


def a_case(served: Served, place: int, *, unseen: bool = False) -> str:
    """The address of a person's early warning that nobody works on, with rows behind its reasons.

    ``unseen``: nobody has had it open either, in this test or another.
    """
    wanted = (
        select(alert_work.c.work_id)
        .join(alerts, alerts.c.alert_id == alert_work.c.alert_id)
        .where(
            alert_work.c.kind == "person",
            alert_work.c.state == "baru",
            alert_work.c.owner.is_(None),
            func.jsonb_path_exists(alerts.c.statement, cast(ROWS, JSONPATH)),
        )
        .order_by(alert_work.c.work_id.desc())
    )
    if unseen:
        wanted = wanted.where(alert_work.c.work_id.not_in(select(work_looks.c.work_id)))
    with served.store.begin() as connection:
        return f"/tugas/{connection.scalars(wanted.offset(place).limit(1)).one()}"


@pytest.mark.parametrize("script", [True, False])
def test_a_case_is_read_followed_to_its_row_judged_and_taken_back(
    served: Served, visit: Visit, script: bool
) -> None:
    address = a_case(served, 0 if script else 1)
    window = visit("satgas", script=script)
    page = window.open(address)
    titles = page.locator(".why section > h2").all_inner_texts()
    assert titles[:3] == ["Apa yang terjadi", "Mengapa muncul", "Apa yang meringankan"]
    assert page.locator(".against").inner_text().strip()

    page.locator(".why details.rows summary").first.click()
    page.locator(".why details.rows[open] a.cite").first.click()
    assert re.search(r"/tugas/\d+/bukti/\d+$", page.url)
    expect(page.locator("h1")).to_contain_text("Bukti:")
    assert re.fullmatch(r"[0-9a-f]{64}", page.inner_text("code.digest"))
    page.locator(".crumbs a").last.click()

    page.get_by_role("button", name=re.compile("^Ambil")).click()
    expect(page.locator("#news")).to_contain_text("sekarang Anda tangani")
    page.check("input[name=outcome][value=bukan_indikasi]")
    page.select_option("#f-ground", "penjelasan_sah")
    page.fill("#f-reason", "pendek")
    page.fill("#f-against", AGAINST)
    page.get_by_role("button", name="Simpan, tetap di sini").click()
    expect(page.locator("#putusan .faults")).to_be_visible()
    assert page.input_value("#f-against") == AGAINST, "no word is lost"
    page.fill("#f-reason", REASON)
    page.get_by_role("button", name="Simpan, tetap di sini").click()
    expect(page.locator("#history")).to_be_visible()
    assert REASON in page.inner_text(".why")

    page.get_by_role("button", name="Batalkan tindakan terakhir saya").click()
    expect(page.locator("#putusan")).to_be_visible()
    page.locator("#catatan summary").click()
    page.fill("#f-note", "Keluarga akan datang hari Senin.")
    page.get_by_role("button", name="Simpan catatan").click()
    assert "Keluarga akan datang hari Senin." in page.inner_text(".why")


def test_what_is_revealed_covers_itself_when_the_window_is_left(served: Served, visit: Visit) -> None:
    window = visit("satgas")
    page = window.open(a_case(served, 2))
    page.locator("#buka summary").click()
    page.check("#buka input[value=full_name]")
    page.fill("#f-reveal_reason", "Mencocokkan dengan kartu identitas di kantor desa.")
    page.get_by_role("button", name="Tampilkan sebentar").click()
    shown = page.locator("#buka .revealed").first
    expect(shown).to_be_visible()
    name = shown.inner_text()
    assert name not in page.title() + page.url
    page.evaluate(
        "Object.defineProperty(document, 'hidden', {value: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    expect(shown).to_have_text("••••")
    assert name not in page.content()


def test_esc_goes_back_once_and_locks_three_times(served: Served, visit: Visit) -> None:
    window = visit("satgas")
    page = window.open(a_case(served, 3))
    page.keyboard.press("Escape")
    page.wait_for_url("**/tugas")
    window.open(a_case(served, 3))
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("**/terkunci")


@pytest.mark.parametrize("viewport", [PHONE, {"width": 320, "height": 640}])
def test_a_case_and_its_row_fit_a_phone(served: Served, visit: Visit, viewport: dict[str, int]) -> None:
    window = visit("satgas", viewport=viewport)
    page = window.open(a_case(served, 3))
    wide = "document.documentElement.scrollWidth"
    assert page.evaluate(wide) <= viewport["width"]
    page.locator("#journey ~ ol a.cite").first.click()
    page.wait_for_load_state("load")
    assert page.evaluate(wide) <= viewport["width"]


def test_two_records_are_judged_side_by_side_by_keys(visit: Visit) -> None:
    window = visit("satgas")
    page = window.open("/identitas")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/identitas/\d+$"))
    before = page.url
    page.keyboard.press("h")
    expect(page.locator("input[value=unsure]")).to_be_checked()
    page.fill("#f-reason", "Tanggal lahir tidak tercatat di satu sisi.")
    page.get_by_role("button", name="Simpan, lanjut ke pasangan berikutnya").click()
    page.wait_for_url(re.compile(r"/identitas(/\d+)?$"))
    assert page.url != before
