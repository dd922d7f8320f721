"""Forty alerts and a slow line: the inbox by keys alone, without script, empty, crowded, and given out by the lead."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select
from windows import Served, Visit, Visitor

from detection.alerts.states import OPEN
from records.rights.context import job
from records.rights.purpose import Purpose
from records.tables import alert_work

DECIDED_BY_KEYS = 20
NO_MOUSE = """
for (const kind of ["pointerdown", "mousedown", "wheel"]) {
  addEventListener(kind, () => console.error("a mouse was used: " + kind), true);
}
"""
FIFTH_GROUND = 5
"""Presses of the arrow down to "Ada penjelasan sah atas petunjuknya"."""
REASON = "Surat izin keluarga dan kontrak kerja sudah diperiksa."
AGAINST = "Kantor P3MI membenarkan seluruh dokumennya."


def keyboard_only(window: Visitor) -> Page:
    """From here on a mouse is a complaint."""
    window.page.add_init_script(NO_MOUSE)
    return window.page


def still_open(served: Served) -> int:
    with served.store.acting(job()).begin() as connection:
        wanted = select(func.count()).where(alert_work.c.state.in_([state.value for state in OPEN]))
        return connection.execute(wanted).scalar_one()


def decide(page: Page, key: str) -> None:
    """Judge the case that one is on: outcome by its key, ground, reason, what speaks against it, save."""
    page.keyboard.press(key)
    expect(page.locator("[name=outcome]:checked")).to_be_focused()
    page.keyboard.press("Tab")
    for _ in range(FIFTH_GROUND):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.insert_text(REASON)
    page.keyboard.press("Tab")
    page.keyboard.insert_text(AGAINST)
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_twenty_alerts_are_decided_without_a_mouse_and_each_leads_to_the_next(
    served: Served, visit: Visit
) -> None:
    before = still_open(served)
    assert before >= DECIDED_BY_KEYS
    window = visit("satgas")
    page = keyboard_only(window)
    window.open("/tugas")
    page.keyboard.press("j")
    expect(page.locator("[data-row] a").first).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("3")
    assert re.search(r"/tugas/\d+\?outcome=bukan_indikasi#putusan$", page.url)
    seen: list[str] = []
    for _ in range(DECIDED_BY_KEYS):
        seen.append(page.inner_text("h1"))
        decide(page, "3")
        expect(page.locator("#news")).to_contain_text("Penilaian Anda tercatat.")
        expect(page.locator("main h1")).to_be_focused()
    assert len(set(seen)) == DECIDED_BY_KEYS
    assert still_open(served) <= before - DECIDED_BY_KEYS


def test_what_was_decided_can_be_taken_back_from_the_line_that_tells_of_it(visit: Visit) -> None:
    window = visit("satgas")
    page = keyboard_only(window)
    window.open("/tugas/berikutnya")
    what = page.inner_text("h1")
    decide(page, "3")
    assert page.inner_text("h1") != what
    page.locator("#news button").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.inner_text("h1") == what
    expect(page.locator("#news")).to_contain_text("Dibatalkan.")


def test_keys_go_through_the_lines_and_are_dead_while_one_types(visit: Visit) -> None:
    window = visit("satgas")
    page = keyboard_only(window)
    window.open("/tugas?view=all")
    links = page.locator("[data-row] > td a")
    for key, line in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(links.nth(line)).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("t")
    address = page.url
    assert address.endswith("?open=snooze#tunda")
    page.locator("#f-snooze_reason").focus()
    page.keyboard.type("j k n t 1 3 ? /")
    assert page.locator("#f-snooze_reason").input_value() == "j k n t 1 3 ? /"
    assert page.url == address
    window.open("/tugas")
    page.keyboard.press("/")
    page.keyboard.press("Control+j")
    assert not page.locator("[data-row] a:focus").count()


def test_the_keys_are_told_by_a_question_mark_and_can_be_switched_off_for_good(visit: Visit) -> None:
    window = visit("satgas")
    page = keyboard_only(window)
    window.open("/tugas?view=all")
    page.keyboard.press("?")
    expect(page.locator("#keys-help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys-help")).to_be_hidden()
    page.keyboard.press("?")
    page.locator("#keys-help button[value=off]").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/tugas?view=all")
    for _ in range(2):
        page.keyboard.press("j")
        assert not page.locator("[data-row] a:focus").count()
        page.reload()
    page.locator("button[value=on]").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.keyboard.press("j")
    expect(page.locator("[data-row] a").first).to_be_focused()


def test_a_filter_swaps_the_list_and_its_address_opens_the_same_again(visit: Visit) -> None:
    window = visit("satgas")
    page = window.open("/tugas?view=all")
    everything = page.locator("[data-row]").count()
    page.click(".filtering > summary")
    page.select_option("#f-kind", "network")
    page.click(".filtering button")
    page.wait_for_url("**kind=network*")
    expect(page.locator(".chip")).to_contain_text("Jaringan")
    networks = page.locator("[data-row]").all_inner_texts()
    assert 0 < len(networks) < everything
    assert visit("satgas").open(page.url.removeprefix(window.address)).locator("[data-row]").count() == len(
        networks
    )
    page.locator(".chip").click()
    expect(page.locator("[data-row]")).to_have_count(everything)


def test_without_script_one_opens_filters_and_takes(visit: Visit) -> None:
    window = visit("bp3mi", purpose=Purpose.PREVENTION, script=False)
    page = window.open("/tugas?view=free")
    page.click(".filtering > summary")
    page.select_option("#f-kind", "person")
    page.click(".filtering button")
    assert "kind=person" in page.url
    line = page.locator("[data-row]").first
    what = line.locator("a .code").inner_text()
    line.locator("button").click()
    assert what in page.inner_text("h1")
    assert "Tugas ini sekarang Anda tangani." in page.inner_text("#news")
    assert what in window.open("/tugas?view=mine").inner_text("#list")


def test_an_empty_inbox_is_calm(visit: Visit) -> None:
    page = visit("pengawas").open("/tugas?view=mine")
    assert "Tidak ada yang menunggu Anda." in page.inner_text("main")
    page.keyboard.press("j")
    page.keyboard.press("3")
    assert page.url.endswith("/tugas?view=mine")


@pytest.mark.parametrize("width", [320, 390, 1366])
def test_a_crowded_inbox_never_makes_the_page_wider_than_the_screen(visit: Visit, width: int) -> None:
    page = visit("ketua.satgas", viewport={"width": width, "height": 800}).open("/tugas?view=all&most=200")
    assert page.locator("[data-row]").count() >= 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_lead_gives_out_what_was_selected_by_keys_and_sees_each_result(visit: Visit) -> None:
    window = visit("ketua.satgas")
    page = keyboard_only(window)
    window.open("/tugas?view=free")
    for _ in range(2):
        page.keyboard.press("j")
        page.keyboard.press("x")
    assert page.locator("[name=chosen]:checked").count() == 2
    assert not page.locator("[name=outcome], [formaction*=putusan], [action*=putusan]").count()
    page.locator("#f-assignee").focus()
    page.keyboard.type("Peran Pen")
    page.locator("#assign button").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("p[role=status]")).to_contain_text(
        "2 dapat ditugaskan kepada Peran Penyidik, 0 tidak."
    )
    page.locator("main button.primary").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("p[role=status]")).to_contain_text("2 ditugaskan kepada Peran Penyidik, 0 tidak.")
    page = visit("penyidik").open("/tugas?view=mine")
    assert page.locator("[data-row]").count() == 2
