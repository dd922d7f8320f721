"""A crawl with every role through every route: nothing that identifies anyone comes out where it should not."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Annotated

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient
from matrix import EXPECTED, Cell, Matrix, Visited
from peopled import TOKENS, people
from sqlalchemy import text
from test_rights_matrix import BODIES, attached, planned

from api.service import application
from api.service.application import create_app
from api.service.door import Visit, door
from api.service.guard import guard
from api.service.house import House
from records import audit
from records.audit import Act, Deed
from records.node import Node
from records.settings import Settings
from records.store import Store
from records.tables import metadata

REVEALS = "POST /v1/people/{person_id}/reveals"


@pytest.fixture
def matrix(store: Store, settings: Settings) -> Matrix:
    peopled = people(store)
    app = create_app(Visited(Store(store.engine, store.keys), settings, TOKENS))
    return Matrix(app, peopled, BODIES, attached(store, peopled), planned(store, peopled))


def crawl(matrix: Matrix) -> Iterator[tuple[Cell, str]]:
    """Every cell whose door opens, with all that its answer holds."""
    for route in sorted(EXPECTED["route"]):
        for cell in matrix.cells(route):
            if matrix.expected(cell) in {"let in", "nothing there", "second person"}:
                answer = matrix.visit(cell)
                yield cell, answer.text + repr(sorted(answer.headers.items())) + str(answer.url)


def ours(caplog: pytest.LogCaptureFixture) -> str:
    """What the service logged; the client of these tests logs addresses, which is its own affair."""
    records = [record for record in caplog.records if record.name.startswith(("suluh", "uvicorn"))]
    return "\n".join(f"{record.getMessage()} {vars(record)}" for record in records)


def allowed(matrix: Matrix, cell: Cell) -> set[str]:
    """What this cell may show in clear."""
    if cell.route != REVEALS or matrix.expected(cell) != "let in":
        return set()
    return {getattr(matrix.peopled, cell.person).name}


def test_no_answer_no_log_and_no_table_holds_a_canary(
    matrix: Matrix, store: Store, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    answers = 0
    for cell, answer in crawl(matrix):
        answers += 1
        found = {secret for secret in matrix.peopled.secrets if secret in answer} - allowed(matrix, cell)
        assert not found, f"{cell} shows {found}"
    assert answers > 200
    out, err = capfd.readouterr()
    written = ours(caplog) + out + err
    assert [secret for secret in matrix.peopled.secrets if secret in written] == []
    with store.begin() as connection:
        for table in metadata.sorted_tables:
            rows = connection.execute(text(f"SELECT t::text FROM {table.name} AS t"))  # noqa: S608  (our own names)
            held = "\n".join(row[0] for row in rows)
            assert [secret for secret in matrix.peopled.secrets if secret in held] == [], table.name
    print(f"{answers} answers, {len(matrix.peopled.secrets)} canaries")


def test_a_fault_and_a_malformed_request_tell_nothing(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    peopled = people(store)
    caplog.set_level(logging.DEBUG)
    client = TestClient(
        guard(create_app(Visited(Store(store.engine, store.keys), settings, TOKENS))),
        raise_server_exceptions=False,
    )
    headers = {"as-role": "satgas", "for-purpose": "pencegahan"}
    secret = peopled.own.nik
    answers = [
        client.post("/v1/people/searches", headers=headers, json={"by": secret, "text": secret}),
        client.post("/v1/people/searches", headers=headers, json={"by": "nik", "text": [secret]}),
        client.post("/v1/people/searches", headers=headers, content=f'{{"by": "{secret}'),
        client.get(f"/v1/people/{secret}", headers=headers),
        client.get("/v1/alerts", headers=headers, params={"cursor": secret + "x"}),
        client.get(f"/{secret}", headers=headers),
    ]
    monkeypatch.setattr(House, "__getattribute__", lambda *_: (_ for _ in ()).throw(RuntimeError(secret)))
    answers.append(client.get("/v1/alerts", headers=headers))
    assert {answer.status_code for answer in answers} == {400, 404, 422, 500}
    assert [answer.text for answer in answers if secret in answer.text] == []
    assert secret not in ours(caplog)


ROUTER = APIRouter()


@ROUTER.get("/leak")
def leak(visit: Annotated[Visit, door("health:read")]) -> dict[str, str]:  # noqa: ARG001  (the door is declared)
    """The planted fault: a route that shows and writes down what it read."""
    nik = "5203010206900001"
    logging.getLogger("suluh").warning("looked at %s", nik)
    return {"nik": nik}


def test_a_planted_leak_would_be_seen(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    peopled = people(store)
    monkeypatch.setitem(application.ROUTERS_OF, Node.PROVINCE, (ROUTER,))
    answer = TestClient(create_app(Visited(store, settings, TOKENS))).get("/leak").text
    assert any(secret in answer for secret in peopled.secrets)
    assert any(secret in ours(caplog) for secret in peopled.secrets)
    with store.begin() as connection, pytest.raises(Exception, match="never by value"):
        audit.write(connection, Act(Deed.READ, "person", (peopled.own.nik,)))
