"""A real browser before a real server: a small made-up province, an account for each role, Debian's chromium.

The server's clock stands where the province ends and goes on from there. Whatever a page asks of another host is
refused and fails the test, and so does whatever a page's script complains about.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Playwright, Route, sync_playwright
from sqlalchemy import func, select
from windows import WIDE, Served, Visit, Visitor

from api import demonstration
from api.commands.run import run
from api.demonstration_accounts import make
from api.service.application import LIMIT, create_app
from api.service.guard import SERVER, guard
from api.service.house import House
from api.signin import accounts
from api.signin.cookies import SESSION
from api.signin.gate import Gate
from api.signin.passwords import Hasher
from detection.alerts.raising import raise_run
from records.days import instant
from records.rights.context import job, operator
from records.rights.purpose import Purpose
from records.settings import Settings
from records.store import Store, open_store
from records.tables import detection_runs
from records.tokens import Tokeniser

SPEC = replace(demonstration.SPEC, people=300, weeks=22)
CAPACITY = 45
"""People put forward: enough for every test to work on some of them."""
UNTIL = datetime(2024, 6, 3, tzinfo=UTC).date()
CHROMIUM_NEEDED = "Chromium is missing. Install it: apt-get install chromium"


@pytest.fixture(scope="session")
def served(reachable_folder: Path) -> Iterator[Served]:
    """Suluh on a made-up province, on a port of its own."""
    settings = Settings(data_dir=reachable_folder / "browser", threads=1, session_idle_minutes=30)
    with pytest.MonkeyPatch.context() as patch:  # undone before another test of this process begins
        patch.setattr(demonstration, "SPEC", SPEC)
        patch.setattr(demonstration, "CAPACITY", CAPACITY)
        patch.setattr(Settings, "load", classmethod(lambda _: settings))
        run(show=0, until=datetime.combine(UNTIL, datetime.min.time()))
    with open_store(settings, operator(Purpose.ADMINISTRATION)) as store:
        _open_work(store.acting(job()))
        yield from _serve(store, settings)


def _open_work(store: Store) -> None:
    """What the worker's night does with what was found; the command alone leaves it to the worker."""
    with store.begin() as connection:
        run_id = connection.execute(select(func.max(detection_runs.c.run_id))).scalar_one()
    raise_run(store, run_id, b"k" * 32, instant(UNTIL) + timedelta(hours=6))


def _serve(store: Store, settings: Settings) -> Iterator[Served]:
    begun, morning = time.monotonic(), instant(UNTIL) + timedelta(hours=9)

    def clock() -> datetime:
        return morning.astimezone(UTC) + timedelta(seconds=time.monotonic() - begun)

    house = House(store, settings, Tokeniser(settings.token_key()), clock)
    cheap = replace(Gate.of(store, settings), hasher=Hasher(8, 1, 1))
    house.__dict__["gate"] = cheap
    context = operator(Purpose.ADMINISTRATION)
    with store.acting(context).begin() as connection:
        keys = {key.character.login: key for key in make(connection, cheap, context, clock())}
        ids = {login: accounts.find(connection, cheap, login) for login in keys}
    server = uvicorn.Server(
        uvicorn.Config(
            guard(create_app(house), LIMIT), host="localhost", port=0, **{**SERVER, "log_config": None}
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Served(f"http://localhost:{port}", house, keys, ids)
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's chromium; a machine without it is told what to install."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail(CHROMIUM_NEEDED)
    launched = playwright.chromium.launch(
        executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    )
    yield launched
    launched.close()


@pytest.fixture
def visit(served: Served, browser: Browser) -> Iterator[Visit]:
    """``visit("satgas")`` opens a window of that account; ``visit()`` one of nobody.

    ``language``, ``theme``, ``script`` and ``viewport`` set the window. At the end nothing may have gone to another
    host and no script may have complained.
    """
    opened: list[Visitor] = []

    def open_window(
        login: str = "",
        *,
        purpose: Purpose | None = None,
        language: str = "id",
        theme: str = "light",
        script: bool = True,
        viewport: dict[str, int] | None = None,
    ) -> Visitor:
        context = browser.new_context(
            viewport=viewport or WIDE,  # type: ignore[arg-type]
            java_script_enabled=script,
            locale="id-ID",
            base_url=served.address,
        )
        cookies = {"__Host-suluh-language": language, "__Host-suluh-theme": theme}
        if login:
            cookies[SESSION.name] = served.token(login, purpose)
        context.add_cookies(
            [
                {
                    "name": name,
                    "value": value,
                    "domain": "localhost",
                    "path": "/",
                    "secure": True,
                    "httpOnly": True,
                }
                for name, value in cookies.items()
            ]
        )
        visitor = Visitor(context.new_page(), context, served.address)
        context.route("**/*", lambda route: _at_home(route, visitor))
        visitor.page.on("console", lambda said: _listen(said, visitor))
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        opened.append(visitor)
        return visitor

    yield open_window
    complaints = [line for visitor in opened for line in visitor.complaints]
    strangers = [line for visitor in opened for line in visitor.strangers]
    for visitor in opened:
        visitor.context.close()
    assert strangers == [], "a page asked another host"
    assert complaints == [], "a script complained"


def _at_home(route: Route, visitor: Visitor) -> None:
    if route.request.url.startswith((visitor.address, "data:", "blob:")):
        route.continue_()
    else:
        visitor.strangers.append(route.request.url)
        route.abort()


def _listen(said: ConsoleMessage, visitor: Visitor) -> None:
    # A refused form answers with its status, which the browser notes as an error; that is no complaint of a script.
    if said.type == "error" and "Failed to load resource" not in said.text:
        visitor.complaints.append(said.text)
