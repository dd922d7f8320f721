"""Rows and files handed in through the API: by their owners alone, checked and sealed as any file, done once."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from factories import desk_row, write_csv
from fastapi.testclient import TestClient
from opened import KEY, LTSA, NOW, opened, problem
from sqlalchemy import insert, text

from api.commands.ingest import ingest
from api.jobs import queue
from protection.subject import contests
from protection.subject.contests import Contest
from records.contract import FEED_BY_NAME, FEEDS
from records.keys import write_key
from records.rights.bodies import BODIES, BODY
from records.settings import Settings
from records.store import Store, take_turn
from records.tables import subject_requests
from records.tokens import Tokeniser
from sources import agreements
from sources.examples import example
from sources.ingest import TURN, Ingest
from sources.suppliers import SUPPLIERS, supplied_by

ROWS = "/v1/feeds/registrations/rows"
RECORDED = text("""
    SELECT feed, entity_key, recorded_at, digest, known, area, nik_token, sealed IS NOT NULL AS sealed
    FROM source_rows ORDER BY entity_key, recorded_at
""")


@pytest.fixture
def client(store: Store, settings: Settings) -> TestClient:
    return opened(store, settings)


def rows(count: int, start: int = 1) -> list[dict[str, str]]:
    return [desk_row("registrations", number) for number in range(start, start + count)]


def recorded(store: Store) -> list[tuple[Any, ...]]:
    with store.reading() as connection:
        return [tuple(row) for row in connection.execute(RECORDED)]


def entries(store: Store) -> list[tuple[str, str, str]]:
    wanted = text("SELECT who, role, act FROM audit_entries ORDER BY entry_id")
    with store.reading() as connection:
        return [tuple(row) for row in connection.execute(wanted)]  # type: ignore[misc]


def counts(answer: Any) -> tuple[int, int, int, int]:
    told = answer.json()
    return told["read"], told["new"], told["repeated"], told["quarantined"]


def test_rows_are_recorded_in_the_name_of_whoever_hands_them_in(client: TestClient, store: Store) -> None:
    answer = client.post(ROWS, json={"rows": rows(3)})
    assert (answer.status_code, counts(answer)) == (200, (3, 3, 0, 0))
    assert answer.json()["status"] == "recorded"
    assert len(recorded(store)) == 3
    assert entries(store) == [("c-ltsa", "source", "receive")]


def test_a_single_row_is_a_list_of_one(client: TestClient) -> None:
    assert counts(client.post(ROWS, json={"rows": rows(1)})) == (1, 1, 0, 0)


def test_rows_by_api_and_by_file_are_equal(
    client: TestClient, store: Store, settings: Settings, tmp_path: Path
) -> None:
    """Equal in key, time, digest, tokens and facts, whichever way they came."""
    sent = rows(40)
    sent[7]["birth_date"] = "17 Agustus"
    client.post(ROWS, json={"rows": sent})
    through_api = recorded(store)
    with store.begin() as connection:
        set_aside = [
            tuple(row)
            for row in connection.execute(text("SELECT field, reason, value_class FROM quarantined_rows"))
        ]
    again = Ingest(store, Tokeniser(KEY), settings.token_key(), agreements.load(None), NOW)
    report = again.take(write_csv(tmp_path / "registrations.csv", sent), lambda _done, _rows: None)
    assert (report.read, report.repeated, report.quarantined) == (40, 39, 1)
    assert recorded(store) == through_api
    with store.begin() as connection:
        both = connection.execute(text("SELECT field, reason, value_class FROM quarantined_rows ORDER BY id"))
        assert [tuple(row) for row in both] == set_aside * 2


def _xlsx(sent: list[dict[str, str]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(sent[0]))
    for row in sent:
        sheet.append(list(row.values()))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _parquet(sent: list[dict[str, str]]) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(sent), stream)
    return stream.getvalue()


def _csv(sent: list[dict[str, str]]) -> bytes:
    lines = [",".join(f'"{cell}"' for cell in line) for line in (sent[0], *(row.values() for row in sent))]
    return "\n".join(lines).encode()


FORMS = {
    "text/csv": _csv,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _xlsx,
    "application/x-ndjson": lambda sent: "\n".join(map(json.dumps, sent)).encode(),
    "application/vnd.apache.parquet": _parquet,
}


def test_files_of_every_form_bring_the_same_rows(client: TestClient, store: Store) -> None:
    sent = rows(5)
    seen = []
    for media, written in FORMS.items():
        answer = client.post(
            "/v1/files/registrations", content=written(sent), headers={"content-type": media}
        )
        assert answer.status_code == 200, answer.text
        seen.append(counts(answer))
    assert seen == [(5, 5, 0, 0)] + [(5, 0, 5, 0)] * 3
    assert len(recorded(store)) == 5


def test_every_problem_of_every_row_is_told_without_its_value(client: TestClient) -> None:
    sent = rows(4)
    sent[1]["birth_date"] = "kemarin 5203015708950001"
    sent[1]["country"] = "Malaysia"
    sent[3]["registration_id"] = ""
    answer = client.post(ROWS, json={"rows": sent})
    told = [(each["row"], each["field"], each["reason"], each["found"]) for each in answer.json()["errors"]]
    assert told == [
        (2, "birth_date", "bad_date", "text"),
        (2, "country", "bad_pattern", "text"),
        (4, "registration_id", "required_missing", "empty"),
    ]
    assert counts(answer) == (4, 2, 0, 2)
    assert all(each["text_id"] and each["text_en"] for each in answer.json()["errors"])
    assert "kemarin" not in answer.text
    assert "5203015708950001" not in answer.text


def test_the_same_request_under_its_key_is_done_once_and_answered_alike(
    client: TestClient, store: Store
) -> None:
    key = {"Idempotency-Key": "5f0c9a1e"}
    sent = rows(3)
    sent[0]["country"] = "??"
    first = client.post(ROWS, json={"rows": sent}, headers=key)
    again = client.post(ROWS, json={"rows": sent}, headers=key)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    other = client.post(ROWS, json={"rows": rows(1, start=9)}, headers=key)
    assert (other.status_code, problem(other)["code"]) == (409, "idempotency_key_used")
    assert len(recorded(store)) == 2
    assert [act for _, _, act in entries(store)] == ["receive", "read"]


def test_a_key_is_its_owners_and_lasts_a_day(store: Store, settings: Settings) -> None:
    key, body = {"Idempotency-Key": "x"}, {"rows": rows(1)}
    assert opened(store, settings).post(ROWS, json=body, headers=key).json()["status"] == "recorded"
    other = opened(store, settings, replace(LTSA, who="c-other"))
    assert other.post(ROWS, json={"rows": rows(1, start=5)}, headers=key).json()["new"] == 1
    later = opened(store, settings, clock=lambda: NOW.replace(day=5))
    assert later.post(ROWS, json=body, headers=key).json()["status"] == "known"


def test_the_same_rows_without_a_key_are_known(client: TestClient, store: Store) -> None:
    for status in ("recorded", "known"):
        answer = client.post(ROWS, json={"rows": rows(2)})
        assert answer.json()["status"] == status
    assert counts(answer) == (2, 0, 2, 0)
    assert len(recorded(store)) == 2


def test_every_feed_takes_its_example(store: Store, settings: Settings) -> None:
    for supplier in SUPPLIERS:
        who = replace(LTSA, who=f"c-{supplier.kind}", body=f"{supplier.kind}-x")
        client = opened(store, settings, who)
        for feed in sorted(supplier.feeds):
            answer = client.post(f"/v1/feeds/{feed}/rows", json={"rows": [example(feed)]})
            assert answer.status_code == 200, answer.text
            assert answer.json()["quarantined"] == 0, answer.text


def test_every_feed_has_a_supplier_and_every_supplier_is_an_institution() -> None:
    assert {feed for supplier in SUPPLIERS for feed in supplier.feeds} == {feed.name for feed in FEEDS}
    assert {supplier.kind for supplier in SUPPLIERS} <= BODY.keys()


@pytest.mark.parametrize("kind", [body.name for body in BODIES])
def test_an_institution_hands_in_its_own_feeds_alone(store: Store, settings: Settings, kind: str) -> None:
    who = replace(LTSA, body=f"{kind}-x")
    client = opened(store, settings, who)
    for feed in FEED_BY_NAME:
        answer = client.post(f"/v1/feeds/{feed}/rows", json={"rows": [{}]})
        assert answer.status_code == (200 if feed in supplied_by(who.body) else 403), answer.text
    assert {act for _, _, act in entries(store)} <= {"receive", "refuse"}


def test_a_refusal_of_a_foreign_feed_is_written_down(client: TestClient, store: Store) -> None:
    assert client.post("/v1/feeds/passports/rows", json={"rows": [{}]}).status_code == 403
    assert entries(store) == [("c-ltsa", "source", "refuse")]


def test_after_the_agreement_nothing_is_taken_in(store: Store, settings: Settings) -> None:
    late = opened(store, settings, clock=lambda: NOW.replace(year=2100))
    answer = late.post(ROWS, json={"rows": rows(1)})
    assert (answer.status_code, problem(answer)["code"]) == (403, "agreement_ended")
    assert recorded(store) == []


@pytest.mark.parametrize(
    "cell", ["a\x00b", "\ud800", 10**39, 1.5, True, None, [1], {"a": 1}, "x" * 100_000, "=1+1", "\u202e"]
)
def test_no_cell_makes_a_fault(client: TestClient, cell: Any) -> None:
    sent = rows(2)
    for field in ("full_name", "registration_id", "recorded_at", "declared_cost_idr"):
        answer = client.post(
            ROWS,
            content=json.dumps({"rows": [sent[0], sent[1] | {field: cell}]}),
            headers={"content-type": "application/json"},
        )
        assert answer.status_code in (200, 400), answer.text


@pytest.mark.parametrize("body", [b"", b"\0", b"PK\x03\x04", b"\xff\xfe", b"a,a\n1,2", b"{"])
@pytest.mark.parametrize("media", [*FORMS, "text/html", ""])
def test_no_file_makes_a_fault(client: TestClient, media: str, body: bytes) -> None:
    answer = client.post("/v1/files/agencies", content=body, headers={"content-type": media})
    assert 400 <= answer.status_code < 500, answer.text


def test_whoever_waits_too_long_is_told_to_come_again(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sources.handing_in._PATIENCE", text("SET LOCAL lock_timeout = 50"))
    with store.begin() as connection:
        take_turn(connection, TURN)
        answer = client.post(ROWS, json={"rows": rows(1)})
    assert (answer.status_code, problem(answer)["code"], answer.headers["retry-after"]) == (503, "busy", "10")
    assert client.post(ROWS, json={"rows": rows(1)}).status_code == 200


def test_a_supplier_sees_how_its_own_feeds_stand(client: TestClient) -> None:
    client.post(ROWS, json={"rows": rows(1)})
    told = {each["feed"]: each for each in client.get("/v1/feeds").json()}
    assert set(told) == supplied_by(LTSA.body)
    assert told["registrations"]["rows"] == 1
    form = client.get("/v1/feeds/registrations").json()
    assert form["row"]["properties"]["nik"]["x-identifier"] == "nik"
    assert client.get("/v1/feeds/passports").status_code == 404


def by_rows(client: TestClient, row: dict[str, str], _folder: Path) -> None:
    assert client.post(ROWS, json={"rows": [row]}).json()["new"] == 1


def by_file(client: TestClient, row: dict[str, str], folder: Path) -> None:
    content = write_csv(folder / "correction.csv", [row]).read_bytes()
    answer = client.post("/v1/files/registrations", content=content, headers={"content-type": "text/csv"})
    assert answer.json()["new"] == 1


def by_command(_client: TestClient, row: dict[str, str], folder: Path) -> None:
    ingest([write_csv(folder / "correction.csv", [row])])


@pytest.mark.parametrize("hand_in", [by_rows, by_file, by_command])
def test_a_correction_ends_the_contest_whichever_way_it_comes(
    client: TestClient,
    store: Store,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    hand_in: Callable[[TestClient, dict[str, str], Path], None],
) -> None:
    for name in ("database_url", "database_owner_url"):
        monkeypatch.setenv(f"SULUH_{name.upper()}", getattr(settings, name).get_secret_value())
    monkeypatch.setenv("SULUH_DATA_DIR", str(settings.data_dir))
    write_key(settings.token_key_file, KEY)
    wrong, since = rows(1)[0], datetime(2025, 6, 1, tzinfo=UTC)
    client.post(ROWS, json={"rows": [wrong]})
    with store.begin() as connection:
        request = insert(subject_requests).values(
            kind="perbaikan",
            state="received",
            channel="counter",
            received_by="x",
            received_at=since,
            due_at=since + timedelta(days=3),
        )
        number = connection.execute(request.returning(subject_requests.c.request_id)).scalar_one()
        dispute = [Contest(f"registrations:{wrong['registration_id']}", ("position",))]
        contests.mark_rows(connection, number, dispute, since)
        assert len(contests.asked(connection)) == 1
    hand_in(client, {**wrong, "position": "babysitter", "recorded_at": "2026-01-05T08:00:00+07:00"}, tmp_path)
    with store.reading() as connection:
        assert contests.asked(connection) == []
        assert queue.counts(connection)[("duty", "todo")] == 1
    assert [act for _, _, act in entries(store)] == ["receive", "receive", "hear"]
