"""What the browser's tests work with: a running Suluh, a window of one person, and how windows are opened."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route

from api.demonstration_accounts import Key
from api.service.house import House
from api.signin import one_time_codes
from api.signin.cookies import SESSION
from api.signin.sessions import open_session
from api.signin.sign_in import first_purpose, grants
from records.rights.purpose import Purpose
from records.store import Store

WIDE = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Served:
    """A running Suluh and who may enter it."""

    address: str
    house: House
    keys: dict[str, Key]
    account_ids: dict[str, str]

    @property
    def store(self) -> Store:
        return self.house.store

    def token(self, login: str, purpose: Purpose | None = None) -> str:
        """A session of this account, as signing in would have opened it."""
        now, gate = self.house.clock(), self.house.gate
        with gate.begin() as connection:
            (grant,) = grants(connection, self.account_ids[login], now)
            wanted = purpose or first_purpose(self.keys[login].character.role)
            return open_session(
                connection, self.account_ids[login], grant, wanted, "", gate.limits, now
            ).token

    def code(self, login: str) -> str:
        """What the authenticator shows next: the code of this step was used when the account was made."""
        soon = self.house.clock() + timedelta(seconds=one_time_codes.STEP_SECONDS)
        return one_time_codes.code(base64.b32decode(self.keys[login].factor), soon)


@dataclass
class Visitor:
    """One browser window of one person."""

    page: Page
    context: BrowserContext
    address: str
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    """Requests to other hosts."""

    def open(self, path: str) -> Page:
        """Go to one of our pages."""
        self.page.goto(self.address + path)
        return self.page


Visit = Callable[..., Visitor]
"""``visit(login, *, purpose, language, theme, script, viewport)``: see ``windows``."""


def cookies(served: Served, login: str, purpose: Purpose | None, **others: str) -> list[dict[str, object]]:
    """A session of this account and other choices, as a browser keeps them."""
    values = {f"__Host-suluh-{name}": value for name, value in others.items()}
    if login:
        values[SESSION.name] = served.token(login, purpose)
    return [
        {
            "name": name,
            "value": value,
            "domain": "localhost",
            "path": "/",
            "secure": True,
            "httpOnly": True,
        }
        for name, value in values.items()
    ]


def windows(served: Served, browser: Browser) -> Iterator[Visit]:
    """What opens a window of an account, or of nobody.

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
        context.add_cookies(cookies(served, login, purpose, language=language, theme=theme))  # type: ignore[arg-type]
        visitor = Visitor(context.new_page(), context, served.address)
        watch(visitor)
        opened.append(visitor)
        return visitor

    yield open_window
    complaints = [line for visitor in opened for line in visitor.complaints]
    strangers = [line for visitor in opened for line in visitor.strangers]
    for visitor in opened:
        visitor.context.close()
    assert strangers == [], "a page asked another host"
    assert complaints == [], "a script complained"


def watch(visitor: Visitor) -> None:
    """Note what its pages ask of other hosts, and what their scripts complain about."""
    visitor.context.route("**/*", lambda route: _at_home(route, visitor))
    visitor.page.on("console", lambda said: _listen(said, visitor))
    visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))


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
