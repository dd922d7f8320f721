"""A worker through the counsellor, and an agency by letter, object to what is said; both are answered on a clock."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from sqlalchemy import select
from windows import Served, Visit

from records.tables import alerts, contests

SAID = "Perekrut yang ditulis petugas loket bukan perekrut saya; itu nomor paman saya."
ANSWERED = "Barisnya dibetulkan oleh loket; mohon maaf atas keterlambatan keberangkatan."


def taken_in(page: Page, party: str, asks: str, contact: str, about: str = "", key: str = "") -> str:
    """Take an objection in by the form; gives the code that is shown once."""
    page.goto("/keberatan")
    page.locator("details", has=page.locator("#f-party")).locator("summary").first.click()
    page.select_option("#f-party", party)
    page.select_option("#f-asks", asks)
    page.select_option("#f-channel", "counter")
    page.fill("#f-contact", contact)
    page.fill("#f-said", SAID)
    if about:
        page.select_option("#f-about", about)
        page.fill("#f-key", key)
    page.locator("form:has(#f-party) button").click()
    code = page.locator("code.key").inner_text()
    assert re.fullmatch(r"KB-\w{5}-\w{5}", code)
    return code


def carried_through(page: Page, number: int, refs: str, disputed: str = "") -> None:
    """Identify, decide and answer, as the data protection officer."""
    page.goto(f"/keberatan/{number}")
    expect(page.locator("dl.facts")).to_contain_text(SAID)
    page.select_option("#f-proof", "ktp")
    if refs:
        page.fill("#f-refs", refs)
        page.fill("#f-disputed", disputed)
    page.locator("form:has(#f-proof) button").click()
    page.select_option("#f-decision", "granted")
    page.select_option("#f-ground", "right")
    page.locator("form:has(#f-decision) button").click()
    page.fill("#f-said", ANSWERED)
    page.locator("form:has(#f-said) button").click()
    expect(page.locator("main")).to_contain_text("dijawab")


def newest(served: Served) -> int:
    with served.store.reading() as connection:
        return (
            connection.scalars(select(contests.c.contest_id).order_by(contests.c.contest_id.desc())).first()
            or 0
        )


def test_a_worker_objects_through_the_counsellor(served: Served, visit: Visit) -> None:
    mrc = visit("mrc").page
    code = taken_in(mrc, "worker", "correct", "lewat bibinya di kios depan balai desa")
    mrc.fill("#f-code", code)
    mrc.locator("form:has(#f-code) button").click()
    expect(mrc.locator("main")).to_contain_text("Ada yang diterima dengan kode itu")
    assert SAID not in mrc.locator("main").inner_text()
    with served.store.reading() as connection:
        refs = connection.scalars(select(alerts.c.refs).where(alerts.c.kind == "person").limit(1)).one()
    own = next(ref for ref in refs if ref.startswith("registrations:"))
    officer = visit("ppdp").page
    carried_through(officer, newest(served), own, f"{own} referrer_phone referrer_relation")
    officer.goto("/keberatan")
    expect(officer.locator("main")).to_contain_text("dijawab tepat waktu")


def test_an_agency_objects_and_is_cleared(served: Served, visit: Visit) -> None:
    with served.store.reading() as connection:
        wanted = select(alerts.c.subject).where(alerts.c.kind == "agency").order_by(alerts.c.alert_id.desc())
        licence = connection.scalars(wanted.limit(1)).one()
    officer = visit("ppdp").page
    taken_in(officer, "agency", "object", "kuasa hukum P3MI", "agency", licence)
    carried_through(officer, newest(served), "")
    lead = visit("ketua.satgas").page
    lead.goto("/keberatan")
    lead.locator("details", has=lead.locator("#f-kind")).locator("summary").click()
    lead.select_option("#f-kind", "agency")
    lead.fill("#f-hub", licence)
    lead.fill("#f-why", "Kuota dan izinnya sah; pengaduannya tentang P3MI lain yang namanya mirip.")
    lead.locator("form:has(#f-kind) button").click()
    expect(lead.locator("main")).to_contain_text(licence)
    expect(lead.locator("main")).to_contain_text("dipulihkan")
