"""LPSK's own node in the browser: its pages alone, by case code, with nothing of a name on the way in."""

from __future__ import annotations

from lpsk_work import RECRUITER
from sending_node import PACKETS
from windows import Visit

NAMES = [packet["sections"].get("identity", {}).get("name") for packet in PACKETS]


def test_a_handler_arrives_at_lpsks_work_and_sees_no_name(lpsk_visit: Visit) -> None:
    page = lpsk_visit("lpsk").open("/")
    assert "/masuk" not in page.url
    body = page.content()
    assert [name for name in NAMES if name and name in body] == []
    addresses = page.eval_on_selector_all("nav a", "links => links.map(link => link.getAttribute('href'))")
    assert not {"/tugas", "/antrean", "/jaringan", "/peta"} & set(addresses)


def test_an_administrator_sees_the_other_nodes_and_their_fingerprints(lpsk_visit: Visit) -> None:
    page = lpsk_visit("admin.lpsk").open("/simpul")
    assert page.locator("h1").inner_text() == "Simpul"
    assert "satgas-ntb" in page.inner_text("table")


def test_a_fingerprint_that_differs_is_told_and_what_was_typed_stays(lpsk_visit: Visit) -> None:
    page = lpsk_visit("admin.lpsk", script=False).open("/simpul")
    card = page.locator("#own-card").text_content() or ""
    page.fill("textarea[name=card]", card.replace(":lpsk:lpsk:", ":province:satgas-lain:"))
    page.fill("input[name=fingerprint]", "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA")
    page.click("form[action='/simpul'] button")
    assert "Sidik kunci tidak cocok" in page.inner_text("main")
    assert page.input_value("input[name=fingerprint]").startswith("AAAA")


def test_closed_evidence_is_opened_covered_again_and_decided_by_two(lpsk_visit: Visit) -> None:
    custodian, handler = lpsk_visit("kustodian").open("/bukti"), lpsk_visit("lpsk", script=False).page
    assert RECRUITER not in custodian.content()
    custodian.click("tbody a")
    address = custodian.url
    custodian.click("form[action$='/buka'] button")
    shown = custodian.locator("dd:has(.revealed)").last
    assert RECRUITER in (shown.text_content() or "")
    custodian.goto(address)
    assert RECRUITER not in custodian.content()
    custodian.locator("input[name=end]").first.check()
    custodian.select_option("#f-ground", index=1)
    custodian.fill("#f-reason", "Ia dipaksa majikan membawa orang lain.")
    custodian.click("form[action$='/persetujuan'] button")
    asked = custodian.locator("aside a[href^='/persetujuan/']").get_attribute("href")
    handler.goto(address.partition("/bukti")[0] + str(asked))
    assert RECRUITER not in handler.content()
    handler.click("button[value=true]")
    custodian.goto(address)
    custodian.click("form[action$='/putusan'] button")
    assert "tetap korban" in custodian.inner_text(".note")


def test_a_handler_hands_two_cases_over_when_a_custodian_agreed(lpsk_visit: Visit) -> None:
    handler, custodian = lpsk_visit("lpsk").open("/perkara/htcds"), lpsk_visit("kustodian").page
    boxes = handler.locator("input[name=cases][type=checkbox]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    handler.fill("#f-destination", "mrc-ntb")
    handler.locator("form[action$='/serahkan'] button").last.click()
    assert boxes.nth(1).is_checked(), "what was chosen stays"
    handler.select_option("#f-ground", index=1)
    handler.fill("#f-reason", "Pemulihan diteruskan oleh MRC setempat.")
    handler.locator("form[action$='/serahkan'] button").last.click()
    asked = handler.locator("a[href^='/persetujuan/']").first.get_attribute("href")
    custodian.goto(handler.url.partition("/perkara")[0] + str(asked))
    custodian.click("button[value=true]")
    handler.reload()
    with handler.expect_download() as file:
        handler.locator("form[action$='/serahkan'] button.primary").first.click()
    assert file.value.suggested_filename.startswith("htcds-")
