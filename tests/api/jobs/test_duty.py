"""What cannot wait reaches whoever is on duty: by the job, by any clock, and by a real worker after an ingest."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import HTTPServer
from pathlib import Path

import pytest
from duty_scene import (
    NOW,
    SATURDAY_NIGHT,
    complaint,
    last,
    later,
    linked,
    officer,
    on_duty,
    registration,
    take_in,
    tip,
)
from gateway import Gateway, serving
from opened import opened
from pydantic import SecretStr
from sqlalchemy import func, select, text

from api.after_ingest import follow_up
from api.jobs import queue
from api.jobs.declared import JOB
from api.jobs.errand import attempt
from api.jobs.process import environment
from api.jobs.runs import Outcome
from detection.urgent import items, looks
from detection.urgent.looks import FRESH, Occasion
from detection.urgent.urgent import after_ingest
from records.settings import Settings
from records.store import Store
from records.tables import urgent_items

NIK = "5203010106900001"
PATIENCE = 60.0
DUTY = JOB["duty"]


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[dict[str, str], bytes]]:
    """What the gateway was sent."""
    monkeypatch.setattr(Gateway, "taken", [])
    return Gateway.taken


@pytest.fixture
def calling(settings: Settings) -> Iterator[Settings]:
    """The settings with a gateway on this machine."""
    with serving(HTTPServer(("127.0.0.1", 0), Gateway)) as port:
        url = SecretStr(f"http://127.0.0.1:{port}/hook")
        yield settings.model_copy(update={"duty_gateway_url": url})


def called(taken: list[tuple[dict[str, str], bytes]]) -> list[str]:
    return [json.loads(body)["to"] for _, body in taken]


def matters(store: Store) -> int:
    with store.reading() as connection:
        return connection.scalar(select(func.count()).select_from(urgent_items)) or 0


def test_on_a_saturday_night_the_job_of_each_minute_calls_the_first_then_the_next(
    store: Store, calling: Settings, taken: list[tuple[dict[str, str], bytes]], tmp_path: Path
) -> None:
    assert SATURDAY_NIGHT.weekday() == 5
    on_duty(store, "a-siti", 1, gateway="+621")
    on_duty(store, "a-budi", 2, gateway="+622")
    take_in(store, tmp_path / "in", "registrations", registration(1, nik=NIK))
    linked(store, "P-1", ["registrations:REG-000001"])
    take_in(store, tmp_path / "in", "complaints", complaint(1, worker_nik=NIK, category="violence"))
    calls = []
    for minute in (0, 1, 29, 30, 31):
        assert attempt(store, calling, DUTY, minute + 1, later(minute), {}) is Outcome.SUCCEEDED
        calls.append(called(taken))
    assert calls == [["+621"], ["+621"], ["+621"], ["+621", "+622"], ["+621", "+622"]]
    who = officer("a-budi")
    with store.acting(who).begin() as connection:
        (item,) = items.waiting(connection, later(32))
        items.open_item(connection, who, item.item_id, later(32))
    attempt(store, calling, DUTY, 99, later(90), {})
    assert len(taken) == 2
    with store.reading() as connection:
        runs = text("SELECT count(*) FROM audit_entries WHERE act = 'run_job'")
        assert connection.scalar(runs) == 0, (
            "a look that went well is not audited; what it raised and sent is"
        )


def test_the_night_is_a_night_on_sundays_too() -> None:
    assert DUTY.cron_utc() == "* * * * *"


def test_who_leaves_soon_is_found_without_anything_new(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    """The clock alone makes it urgent: two days before, not three."""
    take_in(store, tmp_path / "in", "registrations", registration(1, planned_departure_on="2026-03-04"))
    linked(store, "P-1", ["registrations:REG-000001"])
    take_in(
        store,
        tmp_path / "in",
        "complaints",
        complaint(1, worker_nik=registration(1)["nik"], category="violence"),
    )
    after_ingest(store, NOW)
    with store.reading() as connection:
        assert connection.execute(select(urgent_items.c.signs)).scalars().all() == [["E06"]]
    attempt(store, settings, DUTY, 1, later(60 * 24 * 2), {})
    with store.reading() as connection:
        assert connection.execute(select(urgent_items.c.signs)).scalars().all() == [["E06", "leaving"]]


def test_a_look_that_was_killed_before_it_was_noted_is_made_again_and_adds_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(store, tmp_path / "in", "complaints", complaint(1, category="violence"))
    with monkeypatch.context() as killed:
        killed.setattr(looks, "reach", lambda *_: None)
        assert len(after_ingest(store, NOW).opened) == 1
    assert after_ingest(store, later(1)).items == ()
    take_in(store, tmp_path / "in", "complaints", complaint(2, category="violence"))
    assert len(after_ingest(store, later(2)).opened) == 1
    with store.reading() as connection:
        assert looks.since(connection, Occasion.INGEST) == last(store)
    assert matters(store) == 2


def test_history_that_is_handed_in_late_calls_nobody(store: Store, tmp_path: Path) -> None:
    old = (NOW - FRESH - timedelta(days=1)).isoformat()
    take_in(store, tmp_path / "in", "complaints", complaint(1, category="violence", recorded_at=old))
    minor = {"birth_date": "2010-06-01", "nik": "5203010106100007", "recorded_at": old}
    take_in(store, tmp_path / "in", "registrations", registration(7, **minor))
    assert after_ingest(store, NOW).items == ()


def test_the_next_night_looks_at_what_was_recorded_on_the_runs_own_day(store: Store, tmp_path: Path) -> None:
    for number in (1, 2, 3):
        day = "2026-02-28" if number == 2 else "2026-02-27"
        take_in(store, tmp_path / "in", "tips", tip(number, recorded_at=f"{day}T08:00:00+07:00"))
    midnight = datetime(2026, 2, 27, 17, tzinfo=UTC)  # 28 February, 00.00 WIB
    with store.begin() as connection:
        assert looks.known_up_to(connection, 0, last(store), midnight) == 1
        assert looks.known_up_to(connection, 0, last(store), midnight + timedelta(days=1)) == last(store)
        looks.reach(connection, Occasion.NIGHT, 3, NOW)
        looks.reach(connection, Occasion.NIGHT, 1, NOW)
        assert looks.since(connection, Occasion.NIGHT) == 3


def test_an_ingest_puts_one_look_into_the_queue_however_many_there_are(store: Store) -> None:
    with store.begin() as connection:
        for _ in range(3):
            follow_up(connection, NOW)
        assert queue.counts(connection) == {("duty", "todo"): 1}


def test_a_real_worker_calls_within_a_minute_of_an_ingest_by_api_and_by_file(
    store: Store,
    calling: Settings,
    taken: list[tuple[dict[str, str], bytes]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = datetime.now(UTC)
    on_duty(store, "a-siti", at=now, gateway="+621")
    recorded = now.isoformat(timespec="seconds")
    for name in ("data_dir", "database_url", "database_owner_url", "duty_gateway_url"):
        value = getattr(calling, name)
        plain = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        monkeypatch.setenv(f"SULUH_{name.upper()}", plain)
    supplier = opened(store, calling, clock=lambda: now)
    script = str(Path(__file__).with_name("duty_worker.py"))
    worker = subprocess.Popen([sys.executable, script], stdin=subprocess.PIPE, env=environment())
    try:
        minor = registration(
            1,
            birth_date=f"{now.year - 15}-01-01",
            planned_departure_on=(now + timedelta(days=200)).date().isoformat(),
            recorded_at=recorded,
        )
        answer = supplier.post("/v1/feeds/registrations/rows", json={"rows": [minor]})
        assert (answer.status_code, answer.json()["new"]) == (200, 1), answer.text
        until(lambda: len(taken) == 1)
        take_in(store, tmp_path / "in", "complaints", complaint(1, category="violence", recorded_at=recorded))
        with store.begin() as connection:
            follow_up(connection, now)
        until(lambda: len(taken) == 2)
    finally:
        worker.terminate()
        worker.communicate(timeout=PATIENCE)
    assert called(taken) == ["+621", "+621"]
    assert matters(store) == 2


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "nobody was called"
        time.sleep(0.05)
