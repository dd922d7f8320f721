"""What the browser's tests work with: a running Suluh, a window of one person, and how windows are opened."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from playwright.sync_api import BrowserContext, Page

from api.demonstration_accounts import Key
from api.service.house import House
from api.signin import one_time_codes
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
"""``visit(login, *, purpose, language, theme, script, viewport)``: see the fixture."""
