"""The service and its description: requests are sent as cases of Schemathesis, and every answer is held to it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.transport import Response as Answer
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from visitors import NOBODY, Caller, Visitors

from api.service.doors import doors
from api.service.openapi import describe

CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
FORESEEN = frozenset({"not_ready"})
"""What a server may say of itself with a status from 500 up, in a test where it lacks nothing else."""
BASE = "https://testserver"
OF_SESSIONS = ("/v1/session", "/v1/me")
"""Below these one may end or exchange one's own session."""


class ServerFault(Exception):
    """The server made a fault."""


@dataclass
class Sending:
    """One service; what each operation answered, by whom it was asked, and what was wrong with an answer."""

    client: TestClient
    application: FastAPI
    visitors: Visitors
    known: dict[str, str] = field(default_factory=dict)
    """Parameters of addresses that lead to something."""
    answered: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    asked_by: set[tuple[str, str]] = field(default_factory=set)
    wrong: dict[tuple[str, str], str] = field(default_factory=dict)
    """The first instance of each kind of fault of an operation."""

    def __post_init__(self) -> None:
        self.schema = schemathesis.openapi.from_dict(describe(self.application))
        self.permissions = {
            f"{method} {route.path}": door.permission
            for route, door in doors(self.application)
            for method in route.methods or ()
        }
        self.operations = {found.ok().label: found.ok() for found in self.schema.get_all_operations()}

    def send(
        self,
        label: str,
        caller: Caller = NOBODY,
        body: Any = None,
        where: Mapping[str, object] | None = None,
        media: str = "application/json",
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """One request; parameters of the address that are not told are the known ones."""
        operation = self.operations[label]
        found = self.known | {name: str(value) for name, value in (where or {}).items()}
        made = operation.Case(
            path_parameters={name: value for name, value in found.items() if f"{{{name}}}" in operation.path},
            query=dict(query or {}),
            headers=dict(headers or {}),
            **({} if body is None else {"body": body, "media_type": media}),
        )
        answer = self.case(made, caller)
        assert answer is not None
        return answer

    def case(self, case: Any, caller: Caller) -> Response | None:
        """Send a case; None where it cannot even be put on the wire."""
        label = case.operation.label
        try:
            sent = _on_the_wire(case, self.visitors.headers(caller))
            self.client.cookies.clear()
            request = self.client.build_request(**sent)
            request.read()  # a form is a stream, and not everything can be a file in it
        except (UnicodeError, ValueError, TypeError, AttributeError):
            return None
        answer = self.client.send(request)
        if case.operation.path.startswith(OF_SESSIONS) and answer.request.method != "GET":
            self.visitors.forget(caller)
        self.answered[label][answer.status_code] += 1
        self.asked_by.add((label, str(caller.role)))
        for fault in self._faults(case, answer):
            told = f"{caller} {sent} -> {answer.status_code} {answer.text[:400]}: {fault}"
            self.wrong.setdefault((label, f"{answer.status_code} {type(fault).__name__}"), told)
        return answer

    def _faults(self, case: Any, answer: Response) -> Sequence[BaseException]:
        if answer.status_code >= 500 and answer.json().get("code") not in FORESEEN:
            return [ServerFault(answer.text)]
        try:
            case.validate_response(Answer.from_httpx(answer, verify=False), checks=CHECKS)
        except FailureGroup as found:
            return found.exceptions
        except Failure as found:
            return [found]
        return []

    def reached(self) -> set[str]:
        """The operations that answered with a success."""
        return {label for label, seen in self.answered.items() if any(200 <= each < 300 for each in seen)}


def _on_the_wire(case: Any, own: Mapping[str, str]) -> dict[str, Any]:
    sent = case.as_transport_kwargs(base_url=BASE)
    told = {str(name).lower(): str(value) for name, value in (sent.get("headers") or {}).items()}
    for taken in ("cookie", "authorization"):
        told.pop(taken, None)
    kept = {
        name: sent[name]
        for name in ("method", "url", "params", "json", "files")
        if sent.get(name) is not None
    }
    if sent.get("data") is not None:
        kept["content" if isinstance(sent["data"], bytes | str) else "data"] = sent["data"]
    return kept | {"headers": told | dict(own)}
