"""The clerk's three steps and the counsellor's talk, in a real browser, by keys and without script."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from windows import PHONE, Visit

FIRST = "tbody tr th .code"


def number_of_somebody(page: Page) -> str:
    """A registration that stands in the queue."""
    return page.locator(FIRST).first.inner_text()


@pytest.mark.parametrize("script", [True, False])
def test_a_clerk_finds_makes_sure_and_answers_by_keys_alone(
    visit: Visit, script: bool, record_property: Callable[[str, object], None]
) -> None:
    page = visit("ltsa", script=script).open("/")
    assert page.inner_text("h1") == "Antrean hari ini"
    number = number_of_somebody(page)
    begun = time.monotonic()
    page.focus("#f-words")
    page.keyboard.type(number.lower())
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Benarkah ini pemohonnya?")
    page.focus(
        "form[action='/antrean/jawaban'] button"
    )  # where the page itself put it, with script or without
    page.keyboard.press("Enter")
    page.wait_for_selector(".answer")
    record_property("seconds", time.monotonic() - begun)
    assert page.inner_text("h1") in {"lanjut", "lengkapi", "rujuk ke konselor"}
    assert number in page.inner_text(".slip")
    assert number not in page.url
    assert number not in page.title()
    page.click("text=Pemohon berikutnya")
    assert "ditanyakan" in page.inner_text("main")


def test_on_paper_there_is_the_slip_alone(visit: Visit) -> None:
    page = visit("ltsa").open("/antrean")
    page.click("tbody tr:first-child button")
    page.click("form[action='/antrean/jawaban'] button")
    page.wait_for_selector(".slip")
    page.emulate_media(media="print")
    assert page.is_visible(".slip")
    assert not page.is_visible(".answer")
    assert not page.is_visible("text=Masih perlu dibawa")


def test_the_list_on_paper_has_boxes_and_empty_rows_and_is_entered_afterwards(visit: Visit) -> None:
    page = visit("ltsa").open("/antrean")
    number = number_of_somebody(page)
    page.click("text=Daftar di kertas")
    assert page.locator(".box").count() >= 12
    page.click("text=Masukkan catatan kertas")
    page.fill("#f-registration", number)
    page.fill("#f-hour", "08:05")
    page.check("input[value='served']")
    page.click("main button.primary")
    page.wait_for_selector(".answer")
    assert "Dicatat di kertas" in page.inner_text("main")


def test_an_unknown_number_stays_typed_and_says_what_to_do(visit: Visit) -> None:
    page = visit("ltsa", viewport=PHONE).open("/antrean")
    page.fill("#f-words", "REG-TAK-ADA")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Pendaftaran itu tidak ada di kantor ini")
    assert page.input_value("#f-words") == "REG-TAK-ADA"


@pytest.mark.parametrize("script", [True, False])
def test_a_counsellor_keeps_wishes_talks_and_writes_what_happened_next(visit: Visit, script: bool) -> None:
    clerk = visit("ltsa", script=script).open("/antrean")
    clerk.click("tbody tr:first-child button")
    clerk.click("form[action='/antrean/jawaban'] button")
    clerk.click("text=Pemohon meminta konselor")
    assert "Konselor sudah diberi tahu" in clerk.inner_text("#news")
    page = visit("mrc", script=script).open("/")
    assert page.inner_text("h1") == "Konseling"
    page.click("text=Ada yang datang sendiri")
    page.check("input[name='woman']")
    page.select_option("#f-language", "sas")
    page.click("text=Catat keinginan")
    assert page.is_checked("input[name='woman']")
    page.check("input[value='thinks']")
    page.fill("#f-note", "Ingin bertanya dahulu.")
    page.click("text=Catat kelanjutannya")
    page.wait_for_selector(".faults")
    assert page.input_value("#f-note") == "Ingin bertanya dahulu."
    page.check("input[name='agreed']")
    page.click("text=Catat kelanjutannya")
    page.wait_for_selector("text=Kelanjutannya dicatat.")
    assert "Sudah berbicara hari ini" in page.inner_text("main")


def test_a_sheet_is_written_in_a_regional_language(visit: Visit) -> None:
    page = visit("mrc").open("/konseling/lembar/rights?bahasa=jv")
    page.fill("#f-body", "Paspor sampeyan dipegang dhewe.")
    page.click("text=Simpan sebagai versi baru")
    page.wait_for_selector("text=Versi baru disimpan.")
    assert "Paspor sampeyan" in page.inner_text(".sheet")
