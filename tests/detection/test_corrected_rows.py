"""A row that made two people one is corrected: the next day's run shows it throughout, an earlier day's does not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from factories import write_csv
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from detection.detect import Detection, detect, look
from detection.history import History
from detection.keeping import Past
from detection.material import Material, gather
from records.rights.context import job
from records.settings import Settings
from records.store import Store, open_store
from records.tables import alerts, identities
from records.tokens import Tokeniser
from sources import agreements
from sources.incoming import find
from sources.ingest import Ingest
from sources.simulator.spec import Spec
from sources.simulator.world import World, simulate, write

DAY = date(2024, 4, 15)
LATER = DAY + timedelta(days=7)
CAPACITY = 6
MIXED = "REG-MIXED"
OTHER = {
    "full_name": "Yohanes Banu Tefa",
    "birth_place": "Sumbawa",
    "sex": "L",
    "phone": "081377700077",
    "guardian_name": "Markus Tefa",
    "village_code": "5204012001",
}
"""Whose registration it really is, but for a NIK; they are of one birthday, or the ingest would set it aside."""
NONE_BEFORE = Past(set(), pd.DataFrame(columns=["feed", "key", "person_id"]))


@dataclass
class Province:
    """A province whose desk has typed one applicant's particulars into another's registration."""

    world: World
    settings: Settings
    store: Store
    folder: Path

    def take(self, path: Path) -> None:
        key = self.settings.token_key()
        taking = Ingest(self.store, Tokeniser(key), key, agreements.load(None))
        report = taking.take(path, lambda _done, _rows: None)
        assert "identity_conflict" not in report.reasons, report

    def material(self) -> Material:
        return gather(self.store, self.settings.data_dir / "copy", threads=1)

    def looks(self, day: date) -> Detection:
        """What a run of a day would find, with nobody alerted before."""
        material = self.material()
        history = History(material, seed=7, threads=1)
        return look(history, history.risk(day), material, day, CAPACITY, NONE_BEFORE)

    def detects(self, day: date) -> Detection:
        return detect(self.store, self.material(), day, CAPACITY, seed=7, threads=1)

    def writes(self, row: dict[str, str], at: datetime) -> None:
        told = row | {"registration_id": MIXED, "recorded_at": at.isoformat()}
        self.take(write_csv(self.folder / f"{at:%m%d}.csv", [told]))

    def held(self) -> dict[str, str]:
        """Whose each registration is held to be today."""
        order = (identities.c.entity_key, identities.c.run_id.desc())
        own = select(identities).where(identities.c.feed == "registrations")
        wanted = own.ext(distinct_on(identities.c.entity_key)).order_by(*order)
        with self.store.reading() as connection:
            rows = connection.execute(wanted).all()
        return {row.entity_key: row.person_id for row in rows}


@pytest.fixture
def provinces(reachable_folder: Path) -> Iterator[tuple[Province, Province]]:
    """The same province twice: in one the desk will be wrong."""
    folder = reachable_folder / "corrected"
    world = simulate(Spec(people=150, weeks=16, seed=5))
    write(world, folder / "world")
    with ExitStack() as stack:
        made = []
        for name in ("wrong", "right"):
            settings = Settings(data_dir=folder / name, token_key_file=folder / "token.key", threads=1)
            store = stack.enter_context(open_store(settings, job()))
            made.append(Province(world, settings, store, folder / name))
            for path in find([folder / "world" / "feeds"]):
                made[-1].take(path)
        yield made[0], made[1]
    shutil.rmtree(folder)


def owner(found: Detection, key: str) -> str:
    """Who holds a registration inside a run."""
    persons = found.known.persons
    mine = persons[(persons["feed"] == "registrations") & (persons["key"] == key)]
    return str(mine["person_id"].item())


def told(found: Detection, person: str) -> tuple[list[str], list[object]]:
    """Rows and reasons of a person's alert."""
    (alert,) = (each for each in found.people if each.person_id == found.names.get(person, person))
    reasons = [
        (each.text_id, each.contribution, [(row.feed, row.entity_key) for row in each.rows])
        for each in alert.reasons
    ]
    return sorted(alert.refs), [*reasons, *alert.missing]


def test_a_correction_shows_from_its_day_on_and_never_before(provinces: tuple[Province, Province]) -> None:
    province, right = provinces
    top = province.looks(DAY).people[0]
    key = next(ref.partition(":")[2] for ref in top.refs if ref.startswith("registrations:"))
    rows = province.world.feeds["registrations"]
    own = {str(name): str(cell) for name, cell in rows[rows["registration_id"] == key].iloc[-1].items()}
    others = own | OTHER | {"nik": f"520401{own['nik'][6:12]}0077"}
    first, second = datetime(2024, 4, 5, 3, tzinfo=UTC), datetime(2024, 4, 18, 3, tzinfo=UTC)
    right.writes(others | {"guardian_name": "Markus"}, first)  # days are counted from the newest version
    right.writes(others, second)
    province.writes(own, first)

    before = province.detects(DAY)
    person = owner(before, key)
    assert owner(before, MIXED) == person, "the wrong particulars make them one"
    refs, reasons = told(before, person)
    assert f"registrations:{MIXED}" in refs
    held = province.held()
    assert held[MIXED] == held[key]

    province.writes(others, second)
    after = province.looks(LATER)
    assert owner(after, MIXED) != owner(after, key)
    assert f"registrations:{MIXED}" not in told(after, owner(after, key))[0]
    assert not after.now.matrix.loc[owner(after, key)].equals(before.now.matrix.loc[person])
    never = right.looks(LATER)
    pd.testing.assert_frame_equal(after.now.matrix, never.now.matrix)
    assert [each.refs for each in after.people] == [each.refs for each in never.people]
    assert told(after, owner(after, key)) == told(never, owner(never, key))

    province.detects(LATER)
    held = province.held()
    assert held[key] == person
    assert held[MIXED] != person

    again = province.detects(DAY)  # the earlier day, with the corrected row in the records
    assert told(again, owner(again, key)) == (refs, reasons)
    pd.testing.assert_frame_equal(again.now.matrix, before.now.matrix)
    assert province.held() == held, "an earlier day that is looked at again takes today's identities back"
    with province.store.reading() as connection:
        listed = select(alerts.c.refs).where(alerts.c.kind == "person").order_by(alerts.c.run_id)
        assert refs in [sorted(row) for row in connection.scalars(listed)]
