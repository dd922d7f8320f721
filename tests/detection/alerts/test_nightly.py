"""Nights over a small simulated province: capacity by the week, random looks, nothing doubled by doing it again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from alerted import KEY
from sqlalchemy import func, select

from detection import keeping
from detection.alerts.capacity import Question
from detection.alerts.nightly import Night, follow, room
from detection.alerts.states import Kind, Selection
from detection.detect import Detection, detect
from detection.material import Material, gather
from records.days import instant
from records.rights.context import job
from records.settings import Settings
from records.store import Store, open_store
from records.tables import alert_work, alerts
from records.tokens import Tokeniser
from sources import agreements
from sources.incoming import find
from sources.ingest import Ingest
from sources.simulator.spec import Spec
from sources.simulator.world import simulate, write

RANKED = alert_work.c.selection == Selection.RANKED.value
PEOPLE = alert_work.c.kind == Kind.PERSON.value
MONDAY, WEEKLY, SHARE = date(2024, 5, 13), 8, 0.25


@dataclass(frozen=True)
class Province:
    """A province of which everything was received."""

    store: Store
    material: Material

    def night(self, day: date) -> tuple[Detection, Night]:
        """Detect and follow, as the nightly job does."""
        now = instant(day) + timedelta(hours=2)
        places = partial(self.room, day)
        found = detect(self.store, self.material, day, places, seed=7, threads=1)
        return found, follow(self.store, found, WEEKLY, KEY, now, SHARE)

    def room(self, day: date, model: str = "m") -> int:
        """Places that are left to a run of the day."""
        question = Question(day, self.material.last_sequence, model, 7)
        return room(self.store, question, WEEKLY, KEY, SHARE)

    def count(self, *conditions: object) -> int:
        """Pieces of work of which these hold."""
        with self.store.reading() as connection:
            wanted = select(func.count()).select_from(alert_work).where(*conditions)  # type: ignore[arg-type]
            return connection.execute(wanted).scalar_one()


@pytest.fixture(scope="module")
def province(reachable_folder: Path) -> Iterator[Province]:
    folder = reachable_folder / "nights"
    write(simulate(Spec(people=150, weeks=20, seed=11)), folder / "world")
    settings = Settings(data_dir=folder / "data", threads=1)
    with open_store(settings, job()) as store:
        key = settings.token_key()
        taking = Ingest(store, Tokeniser(key), key, agreements.load(None))
        for path in find([folder / "world" / "feeds"]):
            taking.take(path, lambda _done, _rows: None)
        yield Province(store, gather(store, settings.data_dir / "copy", threads=1))
    shutil.rmtree(folder)


def test_nights_of_a_week(province: Province) -> None:
    store = province.store
    found, first = province.night(MONDAY)
    assert len(found.people) == province.count(RANKED, PEOPLE) == 6
    assert len(first.looks) == 2
    with store.reading() as connection:
        looks = connection.execute(select(alert_work).where(~RANKED)).all()
        listed = set(connection.scalars(select(func.unnest(alert_work.c.refs)).where(RANKED, PEOPLE)))
    waiting = int(found.now.standing["is_open"].sum()) - 6
    assert all(look.chance == pytest.approx(2 / waiting) for look in looks)
    assert all(look.hidden_score and look.alert_id is None for look in looks)
    assert not listed.intersection(ref for look in looks for ref in look.refs)

    # The night is done once more, as after a kill: nothing is doubled, and the week's capacity is used.
    before = province.count()
    again = follow(store, found, WEEKLY, KEY, instant(MONDAY) + timedelta(hours=3), SHARE)
    assert (again.opened, again.again, again.looks, province.count()) == ((), (), (), before)
    tuesday = MONDAY + timedelta(days=1)
    assert province.room(tuesday) == 0
    assert province.room(MONDAY + timedelta(days=7)) == 6

    # The same run has the same room when it is done again; a model promoted on the day finds the week used up.
    assert province.room(MONDAY, found.risk.version) == 6
    assert province.room(MONDAY, "promoted") == 0
    promoted = replace(found, risk=replace(found.risk, version="promoted"), people=())
    assert keeping.keep(store, found, {}) == first.run_id
    assert keeping.keep(store, promoted, {}) > first.run_id

    # On Tuesday one of them is scored much higher than when the alert was raised: it is raised again, once.
    (work_id,) = first.opened[:1]
    with store.begin() as connection:
        lower = alert_work.update().where(alert_work.c.work_id == work_id)
        connection.execute(lower.values(probability=0.0, state="ditutup", outcome="data_kurang"))
    later = replace(found, as_of=tuesday, capacity=0, people=())
    keeping.keep(store, later, {})
    raised = follow(store, later, WEEKLY, KEY, instant(tuesday) + timedelta(hours=2), SHARE)
    assert raised.again == (work_id,)
    assert province.count(alert_work.c.work_id == work_id, alert_work.c.state == "baru") == 1
    assert province.count(RANKED, PEOPLE) == 6  # nobody new, and nobody twice
    with store.reading() as connection:
        alert_id = connection.scalar(select(alert_work.c.alert_id).where(alert_work.c.work_id == work_id))
        frozen = connection.execute(select(alerts).where(alerts.c.alert_id == alert_id)).one()
    assert frozen.statement["reasons"]
    assert frozen.run_id == raised.run_id
