"""LPSK's own node in the browser: its pages alone, by case code, with nothing of a name on the way in."""

from __future__ import annotations

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
