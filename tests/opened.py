"""A service whose visitor is whoever a test says, within all that stands around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from fastapi.testclient import TestClient

from api.service.application import LIMIT, create_app
from api.service.guard import guard
from api.service.house import House
from api.signin.visitor import Visitor
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tokens import Tokeniser

NOW = datetime(2026, 2, 3, 9, tzinfo=UTC)
KEY = b"k" * 32
LTSA = Context("c-ltsa", Role.SOURCE, Purpose.PREVENTION, ("52",), "ltsa-mataram")


@dataclass(frozen=True)
class Opened(House):
    """A house that takes every visitor to be the same program."""

    who: Context = LTSA
    scopes: frozenset[str] | None = None
    program: bool = True

    def recognise(self, request: Any) -> Visitor:  # noqa: ARG002  (the test says who)
        client = self.who.who if self.program else None
        return Visitor(self.who, self.clock(), client_id=client, scopes=self.scopes)


def opened(store: Store, settings: Settings, who: Context = LTSA, **options: Any) -> TestClient:
    """A client of the whole service, for one visitor."""
    clock = options.pop("clock", lambda: NOW)
    house = Opened(replace(store, context=None), settings, Tokeniser(KEY), clock, who=who, **options)
    return TestClient(guard(create_app(house), LIMIT), raise_server_exceptions=False)


def problem(answer: Any) -> Mapping[str, Any]:
    """A problem's content, after a look at its form."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    content: Mapping[str, Any] = answer.json()
    assert {"status", "code", "title", "title_en"} <= content.keys()
    return content
