"""Hostile words in every name, place, agency, recruiter, note and motive: nothing runs, nothing breaks the page.

A small province of its own is made of them, and every page that any role reaches is opened in a real browser.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from crawl import Share, known
from hostile_province import HOSTILE, rework
from markupsafe import escape
from playwright.sync_api import Browser, Page, expect
from serving import SPEC, made, serve
from test_satgas_case import a_case
from windows import Served, Visit, Visitor, windows

from api.demonstration_accounts import CAST
from records.rights.context import operator
from records.rights.purpose import Purpose
from records.settings import Settings
from records.store import open_store

LOGINS = [character.login for character in CAST]
SMALL = replace(SPEC, people=160, weeks=18)
ESCAPED = tuple(form(word[:12]) for word in HOSTILE for form in (html.escape, lambda word: str(escape(word))))
NARROW = {"width": 320, "height": 640}
OPENED = Share(1)
STRANGE = """() => [
  ...document.querySelectorAll("body script, body img[src=x], [onerror], [onload], iframe, object, embed, base"),
].map((each) => each.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def hostile(reachable_folder: Path) -> Iterator[Served]:
    """Suluh on the hostile province."""
    settings = Settings(data_dir=reachable_folder / "hostile", threads=1)
    made(settings, SMALL, 20, rework)
    with open_store(settings, operator(Purpose.ADMINISTRATION)) as store:
        yield from serve(store, settings)


@pytest.fixture
def window(hostile: Served, browser: Browser) -> Iterator[Visit]:
    yield from windows(hostile, browser)


def faults(page: Page, state: str) -> list[str]:
    """What a hostile word has come to on a page that is narrow."""
    found = [f"{state}: ran"] if page.evaluate("window.hit") is not None else []
    found += [f"{state}: {each}" for each in page.evaluate(STRANGE)]
    if "⟦49⟧" in page.content():
        found.append(f"{state}: a template was filled in")
    wide = page.evaluate("document.documentElement.scrollWidth")
    return found + ([f"{state}: {wide} px wide"] if wide > NARROW["width"] else [])


@pytest.mark.parametrize("login", LOGINS)
def test_no_page_of_any_role_runs_it_or_breaks(hostile: Served, window: Visit, login: str) -> None:
    visitor = window(login, viewport=NARROW)
    found: list[str] = []
    seen = [page for page in known(hostile, login) if page.kind.startswith("text/html")]
    for each in OPENED.of(seen):
        page = visitor.open(each.path)
        found += faults(page, f"{login} {each.path}")
    shown = sum(any(word in each.text for word in ESCAPED) for each in seen)
    print(f"\n{login}: {len(seen)} pages, hostile words stand on {shown} of them")
    assert shown or login != "satgas", "the words do not reach any page: nothing was tried"
    assert seen
    assert found == []


def test_a_revealed_name_is_words_alone(hostile: Served, window: Visit) -> None:
    """Shown as it is written, in a box of its own, so that it turns no other text around."""
    page = window("satgas", viewport=NARROW).open(a_case(hostile, 0))
    page.locator("#buka summary").click()
    for box in page.locator("#buka input[name=fields]").all():
        box.check()
    page.fill("#f-reveal_reason", "Mencocokkan dengan kartu identitas di kantor desa.")
    page.get_by_role("button", name="Tampilkan sebentar").click()
    shown = page.locator("#buka .revealed")
    expect(shown.first).to_be_visible()
    assert any(word[:20] in text for word in HOSTILE for text in shown.all_inner_texts())
    assert faults(page, "revealed") == []
    isolated = "each => getComputedStyle(each).unicodeBidi.startsWith('isolate')"
    assert all(each.evaluate(isolated) for each in shown.all())


def test_hostile_words_that_people_write_stay_words(hostile: Served, window: Visit) -> None:
    page = window("satgas", viewport=NARROW).open(a_case(hostile, 0))
    page.locator("#catatan summary").click()
    page.fill("#f-note", " ".join(HOSTILE))
    page.get_by_role("button", name="Simpan catatan").click()
    said = page.locator("#history ~ ol .said").first
    expect(said).to_contain_text(HOSTILE[0])
    assert faults(page, "note") == []
    assert said.evaluate("each => getComputedStyle(each).unicodeBidi.startsWith('isolate')")


def test_the_picture_of_a_network_and_its_table_hold_words_alone(window: Visit) -> None:
    page = window("satgas").open("/jaringan")
    if page.locator("#networks tbody a").count():
        page.locator("#networks tbody a").first.click()
        page.wait_for_selector("#picture[data-nodes]")
    assert page.evaluate("window.hit") is None
    assert page.evaluate(STRANGE) == []


def test_the_search_would_notice(window: Visit) -> None:
    """The planted fault: a page that takes a name for markup."""
    visitor: Visitor = window("satgas", viewport=NARROW)
    page = visitor.open("/tugas")
    page.evaluate(
        "const title = document.querySelector('h1'); title.style.whiteSpace = 'nowrap';"
        "title.append(document.createElement('iframe'), '⟦49⟧', 'W '.repeat(400))"
    )
    assert len(faults(page, "planted")) == 3
