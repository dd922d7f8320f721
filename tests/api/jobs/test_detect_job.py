"""The night's job over a small simulated province: done twice it changes nothing, and the next night goes on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from api.jobs.declared import JOB
from api.jobs.errand import attempt
from api.jobs.runs import Outcome
from records.days import instant
from records.rights.context import job
from records.settings import Settings
from records.store import Store, open_store
from records.tables import detection_runs, metadata
from records.tokens import Tokeniser
from sources import agreements
from sources.incoming import find
from sources.ingest import Ingest
from sources.simulator.spec import Spec
from sources.simulator.world import simulate, write

MONDAY, WEEKLY = date(2024, 5, 13), 4
TOLD = {"job_runs", "audit_entries", "audit_unsealed", "urgent_looks"}
"""Tables that tell of each attempt."""


@pytest.fixture(scope="module")
def province(reachable_folder: Path) -> Iterator[tuple[Store, Settings]]:
    folder = reachable_folder / "job-nights"
    write(simulate(Spec(people=120, weeks=20, seed=11)), folder / "world")
    settings = Settings(data_dir=folder / "data", threads=1, capacity=WEEKLY, random_looks=0.25)
    with open_store(settings, job()) as store:
        key = settings.token_key()
        taking = Ingest(store, Tokeniser(key), key, agreements.load(None))
        for path in find([folder / "world" / "feeds"]):
            taking.take(path, lambda _done, _rows: None)
        yield store, settings
    shutil.rmtree(folder)


def everything(store: Store) -> dict[str, list[str]]:
    with store.reading() as connection:
        return {
            table.name: sorted(connection.scalars(text(f"SELECT t::text FROM {table.name} AS t")))  # noqa: S608
            for table in metadata.sorted_tables
            if table.name not in TOLD
        }


def night(store: Store, settings: Settings, day: date, number: int) -> Outcome:
    now = instant(day) + timedelta(hours=2)
    return attempt(store, settings, JOB["detect"], number, now, {"as_of": day.isoformat()})


def test_done_twice_it_changes_nothing_and_a_week_without_room_goes_on(
    province: tuple[Store, Settings],
) -> None:
    store, settings = province
    assert night(store, settings, MONDAY, 1) is Outcome.SUCCEEDED
    before = everything(store)
    assert before["alert_work"]
    assert night(store, settings, MONDAY, 2) is Outcome.SUCCEEDED
    after = everything(store)
    assert {name for name in before if before[name] != after[name]} == set()
    # The week's capacity is used up: on Tuesday nobody new is raised, and the night ends well.
    assert night(store, settings, MONDAY + timedelta(days=1), 3) is Outcome.SUCCEEDED
    with store.reading() as connection:
        assert connection.scalars(select(detection_runs.c.capacity).order_by("run_id")).all() == [3, 0]
