"""Two people at one case: each sees that the other has it open, and a note reaches whom it was written for."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from test_satgas_case import a_case
from windows import Served, Visit

MARK = ".svg"
"""The little picture of a tab, which a browser fetches when it likes."""
NOTE = "Untuk ketua saja: kantor desanya sudah dihubungi."


@pytest.mark.parametrize("script", [True, False])
def test_each_sees_that_the_other_has_it_open_and_loses_no_word(
    served: Served, visit: Visit, script: bool
) -> None:
    address = a_case(served, 0, unseen=True)
    mine = visit("satgas", script=script).open(address)
    expect(mine.locator("#pembuka")).to_contain_text("tidak ada orang lain")
    theirs = visit("ketua.satgas", script=script).open(address)
    expect(theirs.locator("#pembuka")).to_contain_text("Peran Anggota Satgas")
    if script:
        mine.locator("#catatan summary").click()
        mine.fill("#f-note", "Sedang ditulis, belum dikirim.")
    mine.locator("#pembuka a").click()
    expect(mine.locator("#pembuka")).to_contain_text("Peran Ketua Sekretariat")
    if script:
        assert mine.input_value("#f-note") == "Sedang ditulis, belum dikirim."
        assert mine.url.endswith(address)


def test_a_note_for_the_lead_is_read_by_the_lead_alone(served: Served, visit: Visit) -> None:
    address = a_case(served, 5)
    mine = visit("penyidik").open(address)
    mine.locator("#catatan summary").click()
    mine.fill("#f-note", NOTE)
    mine.check("input[name=seen_by][value=lead]")
    mine.get_by_role("button", name="Simpan catatan").click()
    expect(mine.locator(".said").first).to_contain_text(NOTE)
    expect(visit("ketua.satgas").open(address).locator(".said").first).to_contain_text(NOTE)
    others = visit("satgas").open(address)
    expect(others.locator("#history")).to_be_visible()
    assert NOTE not in others.content()


def test_a_page_that_nobody_touches_asks_for_nothing(served: Served, visit: Visit) -> None:
    page = visit("satgas").open(a_case(served, 3))
    asked: list[str] = []
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: request.url.endswith(MARK) or asked.append(request.url))
    page.wait_for_timeout(2500)
    assert asked == []
    page.evaluate("document.querySelector('[data-present]').dataset.present = '0'")
    with page.expect_response("**/pembuka"):
        page.mouse.wheel(0, 40)
