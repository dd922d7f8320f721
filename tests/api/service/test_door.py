"""A route opens through one door: recognised, allowed, in one transaction, audited, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated

import pytest
from fastapi import APIRouter, FastAPI, Request
from fastapi.testclient import TestClient
from sqlalchemy import insert, select, text

from api.service import application
from api.service.application import Doorless, create_app
from api.service.door import Visit, door
from api.service.house import House
from api.signin.visitor import Visitor
from records import audit
from records.audit import Act, Deed
from records.node import Node
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import audit_entries, received_files
from records.tokens import Tokeniser

NOW = datetime(2025, 1, 6, 9, tzinfo=UTC)
AUDITOR = Context("a-auditor", Role.AUDITOR, Purpose.OVERSIGHT, ("52",))
FILE = insert(received_files).values(sha256="00", feed="tips", name="tips.csv", format="csv")


@dataclass(frozen=True)
class OpenHouse(House):
    """A house whose visitor is whoever the test says."""

    who: Context = AUDITOR
    scopes: frozenset[str] | None = None

    def recognise(self, request: Request) -> Visitor:  # type: ignore[override]  # noqa: ARG002  (the test says who)
        return Visitor(self.who, NOW, scopes=self.scopes)


ROUTER = APIRouter(prefix="/v1")


@ROUTER.get("/read")
def read(visit: Annotated[Visit, door("audit:read")]) -> dict[str, str]:
    audit.write(visit.connection, Act(Deed.READ, "audit_entry", ("1",)))
    return {"who": visit.context.who}


@ROUTER.get("/silent")
def silent(visit: Annotated[Visit, door("audit:read")]) -> dict[str, str]:
    return {"secret": "read without an entry", "who": visit.context.who}


@ROUTER.get("/twice")
def twice(visit: Annotated[Visit, door("audit:read")]) -> None:
    for _ in range(2):
        audit.write(visit.connection, Act(Deed.READ, "audit_entry", ("1",)))


@ROUTER.get("/breaks")
def breaks(visit: Annotated[Visit, door("audit:read")]) -> None:
    audit.write(visit.connection, Act(Deed.READ, "audit_entry", ("1",)))
    raise RuntimeError("Siti Wati 5203010101900001")


@ROUTER.get("/joined")
def joined(visit: Annotated[Visit, door("audit:read")]) -> None:
    with visit.store.begin() as connection:
        audit.write(connection, Act(Deed.READ, "audit_entry", ("1",)))
    raise RuntimeError


@pytest.fixture
def house(store: Store, settings: Settings) -> OpenHouse:
    return OpenHouse(replace(store, context=None), settings, Tokeniser(b"k" * 32))


@pytest.fixture
def client(house: OpenHouse, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setitem(application.ROUTERS_OF, Node.PROVINCE, (ROUTER,))
    with TestClient(create_app(house), raise_server_exceptions=False) as client:
        yield client


def entries(store: Store) -> list[tuple[str, str, str]]:
    columns = audit_entries.c
    with store.reading() as connection:
        return [tuple(row) for row in connection.execute(select(columns.who, columns.role, columns.act))]  # type: ignore[misc]


def test_a_visit_acts_in_the_visitors_name_and_is_audited(client: TestClient, store: Store) -> None:
    assert client.get("/v1/read").json() == {"who": "a-auditor"}
    assert entries(store) == [("a-auditor", "auditor", "read")]


@pytest.mark.parametrize("path", ["/v1/silent", "/v1/twice"])
def test_an_act_without_its_one_entry_does_not_happen(client: TestClient, store: Store, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (500, "fault")
    assert "secret" not in answer.text
    assert entries(store) == []


@pytest.mark.parametrize("path", ["/v1/breaks", "/v1/joined"])
def test_a_fault_rolls_everything_back_and_tells_nothing(client: TestClient, store: Store, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 500
    assert "Siti" not in answer.text
    assert entries(store) == []


def test_nothing_leaves_when_the_transaction_cannot_be_committed(
    client: TestClient, settings: Settings
) -> None:
    from sqlalchemy import NullPool, create_engine  # noqa: PLC0415

    assert settings.database_owner_url
    owner = create_engine(settings.database_owner_url.get_secret_value(), poolclass=NullPool)
    with owner.begin() as connection:
        connection.execute(
            text(
                "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS "
                "$$BEGIN RAISE EXCEPTION 'no commit'; END$$"
            )
        )
        connection.execute(
            text(
                "CREATE CONSTRAINT TRIGGER no AFTER INSERT ON audit_entries DEFERRABLE INITIALLY DEFERRED "
                "FOR EACH ROW EXECUTE FUNCTION no()"
            )
        )
    answer = client.get("/v1/read")
    assert answer.status_code == 500
    assert "a-auditor" not in answer.text


def test_who_may_not_is_refused_and_that_is_audited(
    house: OpenHouse, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(application.ROUTERS_OF, Node.PROVINCE, (ROUTER,))
    for other in (
        replace(house, who=replace(AUDITOR, role=Role.SATGAS)),
        replace(house, who=replace(AUDITOR, purpose=Purpose.PREVENTION)),
        replace(house, scopes=frozenset({"alert:read"})),
    ):
        assert TestClient(create_app(other)).get("/v1/read").json()["code"] == "forbidden"
    assert [act for _, _, act in entries(store)] == ["refuse"] * 3


def test_a_route_without_a_door_does_not_start(house: OpenHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    open_router = APIRouter()
    open_router.add_api_route("/open", lambda: None)
    monkeypatch.setitem(application.ROUTERS_OF, Node.PROVINCE, (open_router,))
    with pytest.raises(Doorless):
        create_app(house)


def test_no_document_of_the_api_is_served(house: OpenHouse) -> None:
    application_: FastAPI = create_app(house)
    client = TestClient(application_)
    assert {client.get(path).status_code for path in ("/docs", "/redoc", "/openapi.json", "/metrics")} == {
        404
    }
    assert client.get("/health").json() == {"status": "ok"}


def test_far_more_visitors_than_connections_are_all_served(client: TestClient, store: Store) -> None:
    """They wait before the door; waiting for a connection in threads would stop those who want to give one back."""
    with ThreadPoolExecutor(80) as crowd:
        codes = list(crowd.map(lambda _: client.get("/v1/read").status_code, range(160)))
    assert codes == [200] * 160
    assert len(entries(store)) == 160
