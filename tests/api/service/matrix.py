"""Every cell of route × role × purpose × person, run against the service and compared with what was written by hand.

Each visit is undone, so that cells do not see one another.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from asking import ask
from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from httpx import Response
from peopled import OFFICE, Peopled, Someone
from sqlalchemy import Connection

from api.pages.routes import PAGES
from api.service.application import doors
from api.service.house import House
from api.signin.gate import Gate
from api.signin.keyed import Keyed
from api.signin.passwords import Hasher
from api.signin.refusals import Unauthorised
from api.signin.sessions import Limits
from api.signin.visitor import Visitor
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import PROGRAM, Role
from records.store import Store

NOW = datetime(2025, 1, 8, 9, tzinfo=UTC)
EXPECTED = tomllib.loads((Path(__file__).parent / "expected_rights.toml").read_text())
PAGE_ROUTES = [route for router in PAGES for route in router.routes if isinstance(route, APIRoute)]
ABOUT_ONE = {
    "POST /v1/screenings",
    "POST /antrean/pendaftaran",
    "POST /antrean/jawaban",
    "POST /antrean/konselor",
}
"""Routes that name someone in the body and answer about no one else: to be answered at all is to be shown."""
PERSONS = ("own", "neighbour", "elsewhere", "protected", "absent")
ROLES = tuple(role for role in Role if role not in PROGRAM)


@dataclass(frozen=True)
class Undone(Store):
    """A database on which nothing that is done stays done."""

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        if self.joined is not None:
            with super().begin() as connection:
                yield connection
            return
        with self.engine.connect() as connection, connection.begin() as whole:
            if self.context is not None:
                self.context.enter(connection)
            yield connection
            whole.rollback()


@dataclass(frozen=True)
class Visited(House):
    """A house that takes a visitor to be whoever the request says, and whose hashes are cheap."""

    @cached_property
    def gate(self) -> Gate:
        limits = Limits(timedelta(minutes=15), timedelta(hours=10))
        return Gate(self.store, Keyed(b"k" * 32), limits, Hasher(8, 1, 1))

    def recognise(self, request: Request) -> Visitor:  # type: ignore[override]
        role = request.headers.get("as-role")
        if role is None:
            raise Unauthorised
        body = "ltsa-mataram" if role in ("ltsa", "source") else ""
        context = Context(
            f"a-{role}", Role(role), Purpose(request.headers["for-purpose"]), ("5203",), body, OFFICE
        )
        return Visitor(context, NOW, account_id=f"a-{role}", session_id="s-1", authenticated_at=NOW)


@dataclass(frozen=True)
class Cell:
    """One visit: a route, by whom, for what, about whom."""

    route: str
    role: Role | None
    purpose: Purpose | None
    person: str


@dataclass(frozen=True)
class Matrix:
    """The cells of an application and what came of them."""

    application: FastAPI
    peopled: Peopled
    bodies: dict[str, dict[str, Any]]
    attachments: dict[str, str]
    """The attachment of each person."""
    actions: dict[str, int]
    """The safe call that is planned about each person."""
    written: Mapping[str, Any] = field(default_factory=lambda: EXPECTED)
    """What was written by hand, of the API or of the pages."""

    def routes(self) -> list[str]:
        """Every route that the application has."""
        return sorted(
            f"{method} {route.path}"
            for route, _ in doors(self.application)
            for method in route.methods or ()
            if (route in PAGE_ROUTES) == (self.written is not EXPECTED)
        )

    def is_page(self, route: str) -> bool:  # noqa: ARG002  (LPSK's node has both in one file)
        """Whether the routes that were written are pages: they take forms and answer with a page."""
        return self.written is not EXPECTED

    def cells(self, route: str) -> Iterator[Cell]:
        """Nobody; then every role for every purpose, about every person.

        Whom the door refuses it refuses before it looks at anybody: that is tried about one's own and about nobody.
        """
        yield Cell(route, None, None, "own")
        everyone = self._persons(route)
        few = tuple(person for person in everyone if person in everyone[:1] or person == "absent")
        for role in ROLES:
            for purpose in Purpose:
                refused = self.expected(Cell(route, role, purpose, everyone[0])) == "refused"
                for person in few if refused else everyone:
                    yield Cell(route, role, purpose, person)

    def wrong(self, cell: Cell) -> str | None:
        """What is wrong with a cell; None where all is as expected."""
        expected, found = self.expected(cell), self.found(cell)
        return None if expected == found else f"{cell}: expected {expected}, found {found}"

    def expected(self, cell: Cell) -> str:
        """What was written by hand."""
        said = self.written["route"][cell.route]
        if said.get("public"):
            if cell.role is None and said.get("half_way"):
                return "who are you"  # nobody is half-way through it
            return "nothing there" if said.get("nothing_there") else "let in"
        if cell.role is None or cell.purpose is None:
            return "who are you"
        role, purpose = cell.role.value, cell.purpose.value
        may = role in said["roles"].split() and purpose in said["purposes"].split()
        if not may or purpose not in self.written["purposes"].get(role, "").split():
            return "refused"
        return self._expected_of(said, role, cell.person)

    def _expected_of(self, said: Mapping[str, Any], role: str, person: str) -> str:
        """What was written of whoever holds the right, about that person."""
        about = person in said or any(person in said for person in (*PERSONS, "network", "agency"))
        if said.get("nothing_there") or (about and role not in said.get(person, "").split()):
            return "nothing there"
        if not about:
            return "second person" if said.get("second_person") is True else "let in"
        return "second person" if person in said.get("second_person", "").split() else "let in"

    def visit(self, cell: Cell) -> Response:
        """The answer of the service."""
        method, path = cell.route.split(" ")
        headers = {}
        if cell.role is not None and cell.purpose is not None:
            headers = {"as-role": cell.role.value, "for-purpose": cell.purpose.value}
        someone = self._someone(cell.person)
        body = {
            name: text.format(someone=someone) if isinstance(text, str) else text
            for name, text in self.bodies.get(cell.route, {}).items()
        }
        for name, text in self._parameters(someone).items():
            path = path.replace(f"{{{name}}}", text)
        if not self.is_page(cell.route):
            return ask(self.application, method, path, headers=headers, json=body or None)
        same = {"sec-fetch-site": "same-origin"}
        return ask(self.application, method, path, headers={**headers, **same}, data=body)

    def answer(self, cell: Cell) -> tuple[object, ...]:
        """The answer as it is seen from outside, for the one asked about: status, body, headers."""
        answer = self.visit(cell)
        return answer.status_code, answer.text, sorted(answer.headers.items())

    def found(self, cell: Cell) -> str:
        """What the answer means."""
        someone, answer = self._someone(cell.person), self.visit(cell)
        if answer.headers.get("location") == "/masuk" and cell.role is None:
            return "who are you"
        if answer.status_code < 400:  # a list leaves out whom one may not see
            if self.is_page(cell.route) or self._shows(cell, someone, answer.text):
                return "let in"
            return "nothing there"
        page = re.search(r'data-code="([a-z_]+)"', answer.text)
        if page is None and self.is_page(cell.route):
            return "let in"  # the form again, with what was wrong
        code = page[1] if page else answer.json()["code"]
        return {
            "unauthorised": "who are you",
            "forbidden": "refused",
            "not_found": "nothing there",
            "second_person_needed": "second person",
        }.get(code, code if answer.status_code >= 500 else "let in")

    def _persons(self, route: str) -> tuple[str, ...]:
        said = self.written["route"][route]
        if "network" in said or "agency" in said:
            return ("network" if "network" in said else "agency", "absent")
        return PERSONS if any(person in said for person in PERSONS) else ("own",)

    def _someone(self, person: str) -> Someone:
        if person in ("network", "agency"):
            number = self.peopled.network_id if person == "network" else self.peopled.agency_id
            return replace(self.peopled.own, alert_id=number)
        if person == "absent":
            return Someone("P-absent", "REG-999999", 987654, "5203019901900099", "Tak Ada", "081299999999")
        found: Someone = getattr(self.peopled, person)
        return found

    def _parameters(self, someone: Someone) -> dict[str, str]:
        return {
            "person_id": someone.person_id,
            "alert_id": str(someone.alert_id),
            "work_id": str(someone.work_id),
            "feed": "registrations",
            "recruiter_id": "recruiter_absent",
            "webhook_id": "w-absent",
            "delivery_id": "1",
            "question_id": str(someone.question_id),
            "attachment_id": self.attachments.get(someone.person_id, "l-absent"),
            "account_id": "a-stranger",
            "grant_id": "1",
            "client_id": "c-stranger",
            "digest": "0" * 64,
            "name": "detect",
            "number": "1",
            "sequence": "1",
            "action_id": str(self.actions.get(someone.person_id, 987654)),
            "referral_id": "987654",
            "paper_id": "987654",
            "proceeding_id": "987654",
            "sheet": "rights",
            "peer": "nobody-knows",
            "matter_id": "987654",
            "contest_id": "987654",
            "clearing_id": "987654",
            "service_id": "987654",
        }

    def _shows(self, cell: Cell, someone: Someone, text: str) -> bool:
        if "{" in cell.route or cell.route in ABOUT_ONE or cell.person not in {*PERSONS, "network", "agency"}:
            return True
        said = self.written["route"][cell.route]
        if not any(person in said for person in (*PERSONS, "network", "agency")):
            return True
        return f'"{someone.person_id}"' in text or f'"alert_id":{someone.alert_id},' in text
