"""A slow line: 400 kbit/s and 400 ms. What is brought along is bounded; how long it takes is measured and printed.

A time is no assertion: it depends on the machine. Run with ``-s``; docs/operators.md keeps what was measured.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page
from test_satgas_case import a_case
from windows import Served, Visit, cookies

LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""Milliseconds and bytes a second: 400 kbit/s."""
FIRST_BYTES = 150_000
"""The first load, compressed, without the islands of script."""
ISLANDS = ("/vendor/", "/network.js", "/network_drawing.js")
PLACES = (
    ("inbox", "satgas", "/tugas", "#list tbody a"),
    ("case", "satgas", "", ".why .reason"),
    ("desk queue", "ltsa", "/antrean", "main table tbody tr, .finder input"),
)
"""Name, account, address (a case where there is none), the first row that is of use."""

SEEN = """(row) => {
  const look = () => {
    const found = document.querySelector(row);
    if (found && found.getBoundingClientRect().height > 0) { window.seenAt = performance.now(); }
    else { requestAnimationFrame(look); }
  };
  look();
}"""


def counted(session: CDPSession) -> dict[str, int]:
    """Bytes that came over the line, by address, as they were packed."""
    addresses: dict[str, str] = {}
    brought: dict[str, int] = {}
    session.on(
        "Network.responseReceived",
        lambda each: addresses.__setitem__(each["requestId"], each["response"]["url"]),
    )

    def finished(each: dict[str, Any]) -> None:
        address = addresses.get(each["requestId"], "")
        brought[address] = brought.get(address, 0) + int(each["encodedDataLength"])

    session.on("Network.loadingFinished", finished)
    return brought


def slowed(page: Page) -> dict[str, int]:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    return counted(session)


@pytest.mark.parametrize(("name", "login", "path", "row"), PLACES, ids=[each[0] for each in PLACES])
def test_the_first_load_is_small(
    served: Served, visit: Visit, name: str, login: str, path: str, row: str
) -> None:
    window = visit(login)
    page = window.page
    address = path or a_case(served, 4)
    page.add_init_script(f"({SEEN})({row!r})")
    brought = slowed(page)
    page.goto(window.address + address, wait_until="networkidle")
    first = page.evaluate("window.seenAt")
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0")
    waited = page.evaluate("performance.getEntriesByType('navigation')[0].responseStart")
    core = {one: size for one, size in brought.items() if not any(each in one for each in ISLANDS)}
    print(
        f"\n{name}: first useful row {first:.0f} ms, first paint {painted:.0f} ms, first byte {waited:.0f} ms, "
        f"{sum(core.values())} bytes without islands, {sum(brought.values())} with, {len(brought)} requests"
    )
    assert first is not None, "the row never came"
    assert 0 < sum(core.values()) <= FIRST_BYTES


def test_what_is_brought_twice_comes_from_the_browser(served: Served, browser: Browser) -> None:
    """The second page brings itself alone: style and script stay for a year, by their digest."""
    # A window of its own: whoever stands between a browser and its host switches the browser's cache off.
    plain = browser.new_context(base_url=served.address)
    plain.add_cookies(cookies(served, "satgas", None, language="id"))  # type: ignore[arg-type]
    page = plain.new_page()
    brought = slowed(page)
    page.goto("/tugas", wait_until="networkidle")
    assert any(one.endswith(".css") and size > 0 for one, size in brought.items())
    brought.clear()
    page.goto("/akun-saya", wait_until="networkidle")
    plain.close()
    assert [one for one, size in brought.items() if one.endswith((".css", ".js")) and size > 0] == []


def test_the_count_would_notice_a_heavy_page(visit: Visit) -> None:
    """The planted fault: a page that asks for itself again and again."""
    window = visit("satgas")
    brought = counted(listened := window.page.context.new_cdp_session(window.page))
    listened.send("Network.enable")
    window.open("/tugas")
    window.page.evaluate(
        "Promise.all([...Array(60).keys()].map((n) => fetch('/tugas?n=' + n).then((each) => each.text())))"
    )
    assert sum(brought.values()) > FIRST_BYTES
