"""A network taken apart in a real browser, by keyboard too; the map; hostile words everywhere; what large ones cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from ringed import HOSTILE, hostile, large, ring, star
from sqlalchemy import select
from windows import PHONE, Served, Visit, Visitor

from records.tables import alerts

HANDS = 5


def networks(served: Served) -> Sequence[int]:
    """Those that were found in the province itself, the worst first."""
    wanted = select(alerts.c.alert_id).where(alerts.c.kind == "network", alerts.c.subject.like("net_%"))
    with served.store.reading() as connection:
        return connection.scalars(wanted.order_by(alerts.c.rank)).all()


def drawn(window: Visitor, number: int) -> Page:
    """The page of a network with its picture drawn."""
    page = window.open(f"/jaringan/{number}")
    page.wait_for_selector("#picture[data-nodes]")
    return page


def shown(page: Page) -> tuple[int, int]:
    """How many nodes and edges the picture shows."""
    picture = page.locator("#picture")
    return int(picture.get_attribute("data-nodes") or 0), int(picture.get_attribute("data-ties") or 0)


@pytest.fixture
def made(served: Served) -> int:
    """Five phones of one recruiter; behind the first an account and another recruiter."""
    return ring(served.store, star(HANDS))


def test_from_the_list_to_a_network_of_the_province(served: Served, visit: Visit) -> None:
    window = visit("satgas")
    page = window.open("/jaringan")
    page.click("#networks tbody a >> nth=0")
    page.wait_for_selector("#picture[data-nodes]")
    nodes, ties = shown(page)
    assert nodes > 3
    assert page.locator("#edges tbody tr").count() >= ties > 3
    assert networks(served)


def test_folded_unfolded_and_taken_back_by_keyboard_alone(made: int, visit: Visit) -> None:
    page = drawn(visit("satgas"), made)
    whole = shown(page)
    assert whole == (HANDS + 3, HANDS + 2)
    page.focus('.nodes button:has-text("Perekrut 1")')
    page.keyboard.press("Enter")
    page.focus('[data-do="fold"]')
    page.keyboard.press("Enter")
    assert shown(page) == (4, 3), "the phone that is tied to an account stays"
    page.focus('[data-do="unfold"]')
    page.keyboard.press("Enter")
    assert shown(page) == whole
    for expected in ((4, 3), whole):
        page.focus('[data-do="undo"]')
        page.keyboard.press("Enter")
        assert shown(page) == expected
    assert page.is_disabled('[data-do="undo"]')


def test_the_path_between_two_is_shown(made: int, visit: Visit) -> None:
    page = drawn(visit("satgas"), made)
    page.click('.nodes button:has-text("Nomor telepon 3")')
    page.click('[data-do="from"]')
    page.click('.nodes button:has-text("Perekrut 2")')
    page.click('[data-do="from"]')
    assert page.locator(".way li").all_inner_texts() == [
        "Nomor telepon 3", "Perekrut 1", "Nomor telepon 1", "Rekening 1", "Perekrut 2",
    ]  # fmt: skip


def test_kinds_are_hidden_and_surroundings_singled_out(made: int, visit: Visit) -> None:
    page = drawn(visit("satgas"), made)
    page.click('.kinds [data-kind="phone"]')
    assert shown(page) == (3, 1)
    page.click('.kinds [data-kind="phone"]')
    page.click('.nodes button:has-text("Rekening 1")')
    page.click('[data-do="only"]')
    assert shown(page) == (3, 2)
    page.click('[data-do="begin"]')
    assert shown(page) == (HANDS + 3, HANDS + 2)


def test_a_day_hides_what_was_seen_later(served: Served, visit: Visit) -> None:
    page = drawn(visit("satgas"), networks(served)[0])
    whole = shown(page)
    page.focus("#f-slider")
    page.keyboard.press("Home")
    first = shown(page)
    assert first[1] < whole[1]
    page.keyboard.press("End")
    assert shown(page) == whole
    page.click('[data-do="undo"]')
    assert shown(page) == first


def test_the_table_has_every_edge_with_and_without_script(made: int, visit: Visit) -> None:
    window = visit("satgas")
    with_script = drawn(window, made).locator("#edges tbody tr").all_inner_texts()
    plain = visit("satgas", script=False).open(f"/jaringan/{made}")
    assert plain.locator("#edges tbody tr").all_inner_texts() == with_script
    assert len(with_script) == HANDS + 2
    assert plain.is_hidden("#picture")
    plain.click("#edges thead a >> nth=2")
    assert plain.get_attribute("#edges th >> nth=2", "aria-sort") == "ascending"
    plain.click("#edges tbody a >> nth=0")
    plain.click("#at a >> nth=0")
    plain.click("#edges tbody a >> nth=-1")
    assert plain.locator("#chain").is_visible()


def test_a_node_of_the_picture_is_found_in_the_table(made: int, visit: Visit) -> None:
    page = drawn(visit("satgas"), made)
    page.click('.nodes button:has-text("Rekening 1")')
    page.click('[data-do="table"]')
    page.wait_for_selector("#at")
    assert page.locator("#edges tbody tr").count() == 2


def test_hostile_words_do_nothing_in_list_picture_table_and_files(
    served: Served, visit: Visit, tmp_path: Path
) -> None:
    page = drawn(visit("satgas"), ring(served.store, *hostile()))
    assert page.evaluate("window.hit") is None
    assert page.locator("main script, main img").count() == 0
    said = page.inner_text("#picture") + page.inner_text("#relations")
    assert HOSTILE[0] in said
    assert HOSTILE[3] not in said, "cut short"
    page.click(".nodes button >> nth=0")
    for what in ("svg", "png"):
        with page.expect_download() as waiting:
            page.click(f'[data-do="{what}"]')
        waiting.value.save_as(tmp_path / f"x.{what}")
    picture = (tmp_path / "x.svg").read_text()
    assert "<script" not in picture
    assert "<img" not in picture
    assert (tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_two_thousand_nodes_are_drawn_and_moved(served: Served, visit: Visit) -> None:
    """Measured on a processor slowed down four times, and printed (``-s``); a time is no assertion."""
    window = visit("satgas")
    number = ring(served.store, large(2000, 4000))
    window.page.context.new_cdp_session(window.page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page = drawn(window, number)
    assert shown(page)[0] == 150
    first = page.evaluate("performance.now()")
    page.click('[data-do="all"]')
    assert shown(page) == (2000, 4000)
    told: Mapping[str, Any] = page.evaluate(MOVE)
    print(f"\nfirst drawing {first:.0f} ms after the address; everything, moved: {told}")
    assert min(told.values()) > 0


MOVE = """async () => {
  const drawing = document.querySelector("#picture").apart.drawing;
  const frame = () => new Promise(requestAnimationFrame);
  const times = async (act) => {
    await frame();
    const begun = performance.now();
    let frames = 0;
    while (performance.now() - begun < 2000) { act(frames); await frame(); frames += 1; }
    return frames / 2;
  };
  return {
    panned: await times(() => drawing.pan(1, 1)),
    zoomed: await times((n) => drawing.zoom(n % 2 ? 1.02 : 0.98)),
  };
}"""
"""Frames a second."""


def test_the_map_and_its_tables_hold_the_same(visit: Visit) -> None:
    page = visit("satgas").open("/peta?apa=pendaftaran")
    codes = page.locator("#provinces tbody tr").evaluate_all("rows => rows.map((row) => row.dataset.code)")
    areas = page.locator("svg.map [data-area]").evaluate_all("all => all.map((each) => each.dataset.area)")
    assert sorted(filter(None, codes)) == sorted(areas) != []
    page.focus("svg.map a >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_url("**provinsi=*")
    assert page.locator(".filters .chip").count() == 1


@pytest.mark.parametrize("path", ["/jaringan", "/peta?apa=pendaftaran"])
def test_a_phone_needs_no_scrolling_sideways(path: str, visit: Visit) -> None:
    page = visit("satgas", viewport=PHONE, theme="dark", language="en").open(path)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
