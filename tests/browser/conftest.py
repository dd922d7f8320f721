"""A real browser before a real server: a small made-up province, an account for each role, Debian's chromium.

The server's clock stands where the province ends and goes on from there. Whatever a page asks of another host is
refused and fails the test, and so does whatever a page's script complains about.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import lpsk_work
import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright
from sending_node import PACKETS, hand_in, introduced
from serving import made, serve
from windows import Served, Visit, windows

from api.demonstration_accounts import LPSK_CAST
from records.node import Node
from records.rights.context import operator
from records.rights.purpose import Purpose
from records.settings import Settings
from records.store import open_store

CHROMIUM_NEEDED = "Chromium is missing. Install it: apt-get install chromium"


@pytest.fixture(scope="session")
def served(reachable_folder: Path) -> Iterator[Served]:
    """Suluh on a made-up province, on a port of its own."""
    settings = Settings(
        data_dir=reachable_folder / "browser", threads=1, session_idle_minutes=30, random_looks=0.0
    )
    made(settings)
    with open_store(settings, operator(Purpose.ADMINISTRATION)) as store:
        yield from serve(store, settings)


@pytest.fixture(scope="session")
def lpsk_served(reachable_folder: Path) -> Iterator[Served]:
    """LPSK's own node on a port of its own, with cases that came as bundles and were worked on; without a province."""
    settings = Settings(
        data_dir=reachable_folder / "lpsk-browser",
        node=Node.LPSK,
        node_name="lpsk",
        threads=1,
        session_idle_minutes=30,
    )
    with open_store(settings, operator(Purpose.ADMINISTRATION)) as store:
        sender = introduced(store, settings, reachable_folder / "sender.key")
        for each in PACKETS:
            hand_in(store, settings, sender, each)
        for served in serve(store, settings, LPSK_CAST):
            lpsk_work.done(served)
            yield served


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Debian's chromium stands; a machine without it is told what to install."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail(CHROMIUM_NEEDED)
    return path


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    launched = playwright.chromium.launch(
        executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    )
    yield launched
    launched.close()


@pytest.fixture
def visit(served: Served, browser: Browser) -> Iterator[Visit]:
    """``visit("satgas")`` opens a window of that account; ``visit()`` one of nobody (``windows.windows``)."""
    yield from windows(served, browser)


@pytest.fixture
def lpsk_visit(lpsk_served: Served, browser: Browser) -> Iterator[Visit]:
    """``lpsk_visit("lpsk")`` opens a window on LPSK's own node; ``lpsk.dua``, ``kustodian`` … are there too."""
    yield from windows(lpsk_served, browser)
