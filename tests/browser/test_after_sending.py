"""The pages that exist only after a form was sent: refused, shown for a moment, previewed, proven. Axe finds no fault.

Every form of every page that a role can reach is sent as it stands, unchecked by the browser, so a new form is tried
without anybody adding it here; each kind of form once, by the first account that has it. The forms that would end the
visit itself are left out by name.
"""

from __future__ import annotations

import re

import pytest
from crawl import kind_of, known
from looked import violations
from playwright.sync_api import Page, expect
from test_satgas_case import a_case
from windows import Served, Visit

from api.demonstration_accounts import CAST

LOGINS = [character.login for character in CAST]
ENDS_THE_VISIT = ("/keluar", "/kunci", "/terkunci", "/tampilan", "/akun", "/akun-saya/peran", "/masuk")
NARROW = 320
LEAST = 45
"""Kinds of forms that are sent in all, so that the test cannot pass by finding none."""
SENT: set[str] = set()
_ACTION = re.compile(r'<form\b[^>]*?\baction="([^"?#]+)')
FORMS = """() => [...document.querySelectorAll("main form")].filter((form) => form.method === "post")
  .map((form) => new URL(form.action).pathname)"""
SEND = """(place) => {
  const form = [...document.querySelectorAll("main form")].filter((each) => each.method === "post")[place];
  const button = form.querySelector("button[name]");
  if (button) {
    const said = document.createElement("input");
    said.type = "hidden"; said.name = button.name; said.value = button.value;
    form.append(said);
  }
  form.noValidate = true;
  HTMLFormElement.prototype.submit.call(form);
}"""


def unsent(action: str) -> bool:
    """Whether nobody has sent a form of this kind yet, and it does not end the visit."""
    ends = any(action == each or action.startswith(each + "/") for each in ENDS_THE_VISIT)
    return not ends and kind_of(action) not in SENT


def narrow(page: Page, state: str) -> list[str]:
    """Whether it is wider than a small screen."""
    before = page.viewport_size
    page.set_viewport_size({"width": NARROW, "height": 640})
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert before is not None
    page.set_viewport_size(before)
    return [f"{state}: {wide} px wide on a screen of {NARROW}"] if wide > NARROW else []


@pytest.mark.parametrize("login", LOGINS)
def test_what_comes_of_every_form_is_without_fault(served: Served, visit: Visit, login: str) -> None:
    window = visit(login)
    page = window.page
    before = len(SENT)
    faults: list[str] = []
    for seen in known(served, login):
        if not seen.kind.startswith("text/html") or not any(map(unsent, _ACTION.findall(seen.text))):
            continue
        window.open(seen.path)
        for action in page.evaluate(FORMS):
            if not unsent(action):
                continue
            window.open(seen.path)
            there = page.evaluate(FORMS)
            if action not in there:
                continue  # what was sent before has changed the page
            SENT.add(kind_of(action))
            place = there.index(action)
            with page.expect_navigation():
                page.evaluate(SEND, place)
            if page.locator("h1").count() == 0:
                continue  # a file
            state = f"{login} sends {kind_of(action)}"
            faults += violations(page, state) + narrow(page, state)
    print(f"\n{login}: {len(SENT) - before} forms")
    assert faults == []
    if login == LOGINS[-1]:
        assert len(SENT) >= LEAST


def test_what_is_shown_for_a_moment_and_what_waits_is_without_fault(served: Served, visit: Visit) -> None:
    page = visit("satgas").open(a_case(served, 6))
    page.locator("#buka summary").click()
    page.check("#buka input[value=nik]")
    page.fill("#f-reveal_reason", "Mencocokkan dengan kartu identitas di kantor desa.")
    page.get_by_role("button", name="Tampilkan sebentar").click()
    expect(page.locator("#buka .revealed").first).to_be_visible()
    faults = violations(page, "satgas is shown a NIK")
    page.locator("#catatan summary").click()
    page.locator("#tunda summary").click()
    faults += violations(page, "satgas has every form of a case open")
    page.keyboard.press("Escape")
    page.goto(page.url.partition("#")[0])
    page.click("[popovertarget=keys-help]")
    faults += violations(page, "satgas reads the list of keys")
    assert faults == []


def test_a_bulk_assignment_is_previewed_without_fault(visit: Visit) -> None:
    page = visit("ketua.satgas").open("/tugas")
    page.locator("input[name=chosen]").first.check()
    page.locator("input[name=chosen]").nth(1).check()
    page.select_option("#f-assignee", index=1)
    with page.expect_navigation():
        page.locator("#assign button").click()
    assert violations(page, "ketua.satgas previews an assignment") == []
