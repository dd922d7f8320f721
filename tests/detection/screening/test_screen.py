"""Screening over a real database: the batch's vectors, one word, one record, and alarms that the desk is not told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from factories import write_csv
from sqlalchemy import func, select

from detection.detect import Detection, detect
from detection.material import Material, gather
from detection.screening import alarms
from detection.screening.answer import Answer, Outcome
from detection.screening.desk import Desk, Warm
from detection.screening.neighbourhood import vector
from detection.screening.prepare import for_tomorrow
from detection.screening.rows import from_database
from detection.screening.screen import draw, screen
from detection.screening.whose import owner
from features.compute import snapshot
from graphs.linkage.mentioned import recruiter_mentions
from graphs.linkage.recruiters import resolve_recruiters
from graphs.network.known import Known
from records.errors import NotFound
from records.feed import Identifier
from records.lake import Lake
from records.rights.context import Context, job
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store, open_store
from records.tables import audit_entries, notices, screenings, source_rows
from records.tokens import Tokeniser
from sources import agreements
from sources.incoming import find
from sources.ingest import Ingest
from sources.simulator.spec import Spec
from sources.simulator.world import World, simulate, write

DAY = date(2024, 11, 4)
TOMORROW = DAY + timedelta(days=1)
NOW = datetime(2024, 11, 4, 3, tzinfo=UTC)


@dataclass(frozen=True)
class Province:
    """A province that was looked at in the night, and its desk."""

    world: World
    settings: Settings
    store: Store
    material: Material
    found: Detection
    desk: Desk
    folder: Path

    @property
    def key(self) -> bytes:
        return self.settings.token_key()

    @property
    def warm(self) -> Warm:
        warm = self.desk.warm(TOMORROW)
        assert warm is not None
        return warm

    def take(self, name: str, rows: list[dict[str, str]]) -> None:
        taking = Ingest(self.store, Tokeniser(self.key), self.key, agreements.load(None))
        report = taking.take(write_csv(self.folder / name, rows), lambda _done, _rows: None)
        assert report.new == len(rows), report

    def ask(self, key: str, who: str = "a-clerk", now: datetime = NOW) -> Answer:
        at = self.office(key)
        context = Context(who, Role.LTSA, Purpose.SERVICE, ("52",), "", at)
        with self.store.acting(context).begin() as connection:
            return screen(connection, self.store, self.desk, self.key, key, who, now)

    def office(self, key: str) -> str:
        with self.store.reading() as connection:
            known = connection.scalar(
                select(source_rows.c.known["office_code"].astext).where(
                    source_rows.c.feed == "registrations", source_rows.c.entity_key == key
                )
            )
        return known or "-"

    def record(self, key: str) -> list[dict[str, object]]:
        with self.store.reading() as connection:
            found = connection.execute(
                select(screenings).where(screenings.c.registration == key).order_by(screenings.c.asked_at)
            )
            return [dict(row._mapping) for row in found]

    def told(self, kind: str) -> set[tuple[str, str]]:
        with self.store.reading() as connection:
            rows = connection.execute(select(notices.c.for_role, notices.c.ref).where(notices.c.kind == kind))
            return {(row.for_role, row.ref) for row in rows}


@pytest.fixture(scope="module")
def province(reachable_folder: Path) -> Iterator[Province]:
    folder = reachable_folder / "desk"
    world = simulate(Spec(people=250, weeks=50, seed=5))
    write(world, folder / "world")
    settings = Settings(data_dir=folder / "data", threads=1)
    with open_store(settings, job()) as store:
        key = settings.token_key()
        taking = Ingest(store, Tokeniser(key), key, agreements.load(None))
        for path in find([folder / "world" / "feeds"]):
            taking.take(path, lambda _done, _rows: None)
        material = gather(store, settings.data_dir / "copy", threads=1)
        found = detect(store, material, DAY, 8, seed=7, threads=1)
        for_tomorrow(settings, material, found)
        desk = Desk(settings.data_dir, key, benches=1)
        yield Province(world, settings, store, material, found, desk, folder)
    shutil.rmtree(folder)


def registrations(province: Province, recorded_before: date = DAY) -> list[str]:
    """Keys of the registrations of open people, the likeliest to be referred first."""
    persons = province.found.known.persons
    own = persons[persons["feed"] == "registrations"].set_index("person_id")["key"]
    still = province.found.now.standing["is_open"]
    scores = province.found.scores["raw"][still].sort_values(ascending=False)
    return [key for person in scores.index if person in own.index for key in [own.loc[[person]].iloc[0]]]


def test_vectors_from_the_database_are_the_batchs(province: Province) -> None:
    lake = Lake(province.material.lake.folder, threads=1)
    recruiters = resolve_recruiters(recruiter_mentions(lake, TOMORROW))
    taken = snapshot(Known(lake, TOMORROW, province.found.known.persons, recruiters))
    expressions = province.warm.benches.get()
    keys = registrations(province)
    rows = []
    with province.store.reading() as connection:
        for key in keys:
            after = province.warm.page.data_sequence
            whose = owner(connection, province.store.keys, province.warm.frozen, key, after, TOMORROW)
            rows.append(vector(expressions, from_database(connection, whose), province.warm.book))
    province.warm.benches.put(expressions)
    found = pd.concat(rows)
    print(f"{len(keys)} registrations")
    assert len(keys) > 20
    pd.testing.assert_frame_equal(found, taken.matrix.loc[found.index], check_exact=True)


def test_the_answer_is_one_record_and_one_entry(province: Province) -> None:
    key = registrations(province)[0]
    with province.store.reading() as connection:
        before = connection.scalar(select(func.count()).select_from(audit_entries))
    told = province.ask(key)
    (row,) = province.record(key)
    assert told.outcome is Outcome.COUNSEL
    assert row["outcome"] == "rujuk"
    assert row["raw"] >= row["threshold"]  # type: ignore[operator]
    with province.store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(audit_entries)) == (before or 0) + 1
