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
from sqlalchemy import func, insert, select

from detection.history import History
from detection.material import gather
from detection.ranking import score
from detection.screening import alarms
from detection.screening.answer import Answer, Outcome
from detection.screening.desk import Desk, Warm
from detection.screening.neighbourhood import vector
from detection.screening.prepare import prepare
from detection.screening.rows import from_database
from detection.screening.screen import screen
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
from records.store import Store, copy_rows, open_store
from records.tables import audit_entries, detection_runs, notices, screenings, source_rows
from records.tokens import Tokeniser
from sources import agreements
from sources.incoming import find
from sources.ingest import Ingest
from sources.simulator.spec import Spec
from sources.simulator.world import World, simulate, write

DAY = date(2024, 4, 15)
TOMORROW = DAY + timedelta(days=1)
NOW = datetime(2024, 4, 15, 3, tzinfo=UTC)


@dataclass(frozen=True)
class Province:
    """A province that was looked at in the night, and its desk."""

    world: World
    settings: Settings
    store: Store
    lake: Lake
    persons: pd.DataFrame
    scores: pd.Series
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
            return screen(connection, self.store.keys, self.desk, self.key, key, context, now)

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
    world = simulate(Spec(people=150, weeks=16, seed=5))
    write(world, folder / "world")
    settings = Settings(data_dir=folder / "data", threads=1)
    with open_store(settings, job()) as store:
        key = settings.token_key()
        taking = Ingest(store, Tokeniser(key), key, agreements.load(None))
        for path in find([folder / "world" / "feeds"]):
            taking.take(path, lambda _done, _rows: None)
        material = gather(store, settings.data_dir / "copy", threads=1)
        history = History(material, seed=7, threads=1)
        risk, now = history.risk(DAY), history.snapshot(DAY)
        persons = history.known(DAY).persons
        held(store, persons, material.last_sequence)
        lake = Lake(material.lake.folder, threads=1)
        linkage, rows, last = history.linkage, material.rows, material.last_sequence
        prepare(settings.data_dir, lake, persons, rows, linkage, risk, TOMORROW, last, key)
        desk = Desk(settings.data_dir, key, benches=1)
        scores = score(now.open, risk)["raw"]
        yield Province(world, settings, store, lake, persons, scores, desk, folder)
    shutil.rmtree(folder)


def held(store: Store, persons: pd.DataFrame, last: int) -> None:
    """Keep whose each row is, as a run does."""
    run = {"as_of": DAY, "capacity": 8, "data_sequence": last, "data_digest": "d", "model_version": "m"}
    with store.begin() as connection:
        insertion = insert(detection_runs).values(**run, learned=False, people=0, missing=[], seed=7)
        run_id = connection.execute(insertion.returning(detection_runs.c.run_id)).scalar_one()
        rows = ((run_id, row.feed, row.key, row.person_id) for row in persons.itertuples())
        copy_rows(connection, "identities", ("run_id", "feed", "entity_key", "person_id"), rows)


def registrations(province: Province) -> list[str]:
    """Keys of the registrations of open people at an office, the likeliest to be referred first."""
    persons = province.persons
    own = (
        persons[persons["feed"] == "registrations"].drop_duplicates("person_id").set_index("person_id")["key"]
    )
    scores = province.scores.sort_values(ascending=False)
    return [
        own[person] for person in scores.index if person in own.index and province.office(own[person]) != "-"
    ]


def test_vectors_from_the_database_are_the_batchs(province: Province) -> None:
    recruiters = resolve_recruiters(recruiter_mentions(province.lake, TOMORROW))
    taken = snapshot(Known(province.lake, TOMORROW, province.persons, recruiters))
    expressions = province.warm.benches.get()
    keys = registrations(province)[:25]
    rows = []
    with province.store.reading() as connection:
        for key in keys:
            after = province.warm.page.data_sequence
            whose = owner(connection, province.store.keys, province.warm.frozen, key, after, TOMORROW)
            rows.append(vector(expressions, from_database(connection, whose), province.warm.book))
    province.warm.benches.put(expressions)
    found = pd.concat(rows)
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


def test_a_desk_cannot_read_what_stood_behind_an_answer(province: Province) -> None:
    key = registrations(province)[1]
    province.ask(key)
    context = Context("a-clerk", Role.LTSA, Purpose.SERVICE, ("52",), "", province.office(key))
    for role, sees in ((Role.LTSA, False), (Role.PLACEMENT_OFFICER, False), (Role.SATGAS_LEAD, True)):
        with province.store.acting(replace(context, role=role)).reading() as connection:
            found = connection.scalar(select(func.count()).select_from(screenings))
        assert bool(found) is sees, role


def test_another_offices_registration_is_not_there(province: Province) -> None:
    key = registrations(province)[0]
    context = Context("a-clerk", Role.LTSA, Purpose.SERVICE, ("52",), "", "ELSEWHERE")
    with province.store.acting(context).begin() as connection, pytest.raises(NotFound):
        screen(connection, province.store.keys, province.desk, province.key, key, context, NOW)


def test_asked_again_on_the_day_the_referral_holds(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = registrations(province)[2]
    first = province.ask(key)
    monkeypatch.setattr(
        "detection.screening.screen.draw", lambda *_: 0.0 if first.outcome != "rujuk" else 1.0
    )
    again = province.ask(key, now=NOW + timedelta(hours=1))
    assert again == first
    assert len(province.record(key)) == 2


def test_an_ordinary_registration_is_told_its_missing_documents_alone(province: Province) -> None:
    outcomes = set()
    for key in registrations(province)[-6:]:
        told = province.ask(key)
        (row,) = province.record(key)
        assert row["missing"] == [each.document for each in told.documents]
        if not row["referred"]:
            assert told.outcome is (Outcome.COMPLETE if told.documents else Outcome.GO_ON)
        outcomes.add(told.outcome)
    assert outcomes


def corrected(province: Province, key: str, at: datetime, **changes: str) -> dict[str, str]:
    rows = province.world.feeds["registrations"]
    row = rows[rows["registration_id"] == key].iloc[-1].to_dict()
    return {str(name): str(cell) for name, cell in row.items()} | {"recorded_at": at.isoformat()} | changes


def test_asking_again_after_phone_and_nik_changed_raises_an_alarm_of_which_the_answer_tells_nothing(
    province: Province,
) -> None:
    key = registrations(province)[4]
    seen = []
    for number in range(3):
        at = NOW + timedelta(minutes=10 * number)
        if number:
            row = corrected(province, key, at, phone=f"08123400000{number}")
            province.take(f"corrected-{number}.csv", [row])
        seen.append(province.ask(key, now=at + timedelta(minutes=1)))
        (*_, last) = province.record(key)
        refs = {(role, last["screening_id"]) for role in alarms.TOLD}
        assert (refs <= province.told(alarms.CHANGED)) is (number == 2)
    assert seen[0] == seen[1] == seen[2]


def test_a_registration_that_names_a_planted_recruiter_raises_an_alarm(province: Province) -> None:
    phone = "081299990001"
    lead = Context("a-lead", Role.SATGAS_LEAD, Purpose.PREVENTION, ("52",))
    with province.store.acting(lead).begin() as connection:
        alarms.plant(connection, Tokeniser(province.key), Identifier.PHONE, phone, "a-lead", NOW)
    key = registrations(province)[5]
    row = corrected(
        province, key, NOW - timedelta(minutes=5), registration_id="REG-HONEY", referrer_phone=phone
    )
    province.take("honey.csv", [row])
    told = province.ask("REG-HONEY", now=NOW)
    (kept,) = province.record("REG-HONEY")
    assert {(role, kept["screening_id"]) for role in alarms.TOLD} <= province.told(alarms.HONEY)
    assert "honey" not in repr(told).lower()
    held = province.persons.set_index(["feed", "key"])["person_id"]
    assert kept["person_id"] == held["registrations", key]  # linked at the desk: the run has never seen it


def test_an_account_that_asks_far_too_often_is_reported_once(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        alarms,
        "in_force",
        lambda *_: [{"changes": 99, "at_least": 3, "times_usual": 3, "days": 28}],
    )
    key = registrations(province)[6]
    for number in range(5):
        province.ask(key, who="a-busy", now=NOW + timedelta(minutes=number))
        assert bool(province.told(alarms.MANY)) is (number >= 2)
    assert province.told(alarms.MANY) == {(role, f"a-busy:{DAY}") for role in alarms.TOLD}
