"""One case from its alert to the next model: the label is taught, and when it is withdrawn it is not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from colleagues import account, acting
from sqlalchemy import select

from detection.detect import detect
from detection.history import History
from detection.material import gather
from detection.training import Trained, train
from features.compute import Snapshot
from models import forest, trial
from models.examples import Examples, examples
from protection.outcomes.writing import Released, release_due
from protection.proceedings.opening import Opening, begin
from protection.proceedings.persons import Somebody, add
from protection.proceedings.reading import Member, Proceeding, one
from protection.proceedings.stages import Stage
from protection.proceedings.stepping import Next, go_on
from records.rights.context import job
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store, open_store
from records.tables import alerts
from records.tokens import Tokeniser
from sources import agreements
from sources.handing_in import Desk
from sources.incoming import find
from sources.ingest import Ingest
from sources.simulator.spec import Spec
from sources.simulator.world import simulate, write

DAY = date(2024, 12, 2)
WEEK = timedelta(days=7)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


@dataclass
class Office:
    """A small province that has been ingested, with an investigator, and what each training was taught."""

    settings: Settings
    store: Store
    taught: list[Examples] = field(default_factory=list)
    persons: list[pd.DataFrame] = field(default_factory=list)

    def desk(self, store: Store, now: datetime) -> Desk:
        key = self.settings.token_key()
        return Desk(store, Tokeniser(key), key, agreements.load(None), now)

    def release(self, now: datetime) -> Released:
        with self.store.begin() as connection:
            desk = self.desk(self.store.within(connection), now)
            return release_due(connection, self.store.keys, desk)

    def train(self, day: date) -> Trained:
        history = History(gather(self.store, self.settings.data_dir / "copy", 1), seed=7, threads=1)
        return train(self.store, self.settings, day, at(day), 8, history=history)

    def whom(self, case: Proceeding) -> str:
        """The person whom the last training held the label to be about: by linkage, as with any finding."""
        last = self.persons[-1]
        row = last[(last["feed"] == "case_outcomes") & (last["key"] == f"{case.code}/1")]
        return str(row["person_id"].item())

    def taught_victims(self) -> set[str]:
        last = self.taught[-1]
        return set(last.person[last.found["tppo"].to_numpy()])


@pytest.fixture(scope="module")
def office(reachable_folder: Path) -> Iterator[Office]:
    folder = reachable_folder / "followed"
    write(simulate(Spec(people=400, weeks=50, seed=11)), folder / "world")
    settings = Settings(data_dir=folder / "data", threads=1)
    with pytest.MonkeyPatch.context() as patch, open_store(settings, job()) as store:
        made = Office(settings, store)

        def keep(
            snapshots: Sequence[Snapshot], findings: pd.DataFrame, persons: pd.DataFrame, seed: int
        ) -> Examples:
            made.persons.append(persons)
            made.taught.append(examples(snapshots, findings, persons, seed))
            return made.taught[-1]

        patch.setattr("detection.history.examples", keep)
        patch.setattr(forest, "ROUNDS", 10)
        patch.setattr(trial, "try_out", trial.answer)
        patch.setattr("detection.history.LOOK_BACK", timedelta(days=27))
        key = settings.token_key()
        taking = Ingest(store, Tokeniser(key), key, agreements.load(None))
        for path in find([folder / "world" / "feeds"]):
            taking.take(path, lambda _done, _rows: None)
        account(store, "inka", Role.INVESTIGATOR)
        yield made
    shutil.rmtree(folder)


def test_a_case_is_followed_from_its_alert_to_the_next_model_and_back(office: Office) -> None:
    store, keys, now = office.store, office.store.keys, at(DAY)
    material = gather(store, office.settings.data_dir / "copy", 1)
    detect(store, material, DAY, 8, seed=7, threads=1, models=office.settings.data_dir / "models")
    before = office.taught_victims()
    with store.reading() as connection:
        raised = connection.execute(select(alerts).where(alerts.c.kind == "person")).all()
    alert = next(row for row in raised if row.subject not in before)
    inka = acting(store, "inka", Role.INVESTIGATOR, Purpose.INVESTIGATION)
    context = inka.context
    assert context is not None

    def stage(stands: Proceeding, to: Stage, number: str, words: str = "") -> Proceeding:
        wish = Next(to, DAY, number, "Polda NTB", words=words)
        with inka.begin() as connection:
            return go_on(connection, keys, context, stands.proceeding_id, stands.version, wish, now)

    with inka.begin() as connection:
        opening = Opening(
            Stage.REPORT, "uu_21_2007", ("2",), DAY, "LP/B/1/XII/2024", "Polda NTB", alert_id=alert.alert_id
        )
        case = begin(connection, keys, context, opening, now)
    with inka.begin() as connection:
        tokens = Tokeniser(office.settings.token_key())
        whom = Somebody("victim", alert.subject)
        case = add(connection, keys, tokens, context, case.proceeding_id, case.version, whom, now)
    assert office.release(now) == Released(0, 0, 0)  # a report founds nothing
    case = stage(case, Stage.INVESTIGATION, "SP.Sidik/1/XII/2024")
    assert office.release(at(DAY)) == Released(1, 0, 0)

    first = office.train(DAY + WEEK)
    (member,) = _members(inka, case)
    assert office.whom(case) in office.taught_victims()
    assert member.labels[0].confirmed_by == "inka"

    case = stage(case, Stage.STOPPED, "SP3/1/XII/2024", "Tidak cukup bukti menurut gelar perkara")
    assert office.release(at(DAY + WEEK)) == Released(1, 0, 0)
    second = office.train(DAY + 2 * WEEK)
    assert office.whom(case) not in office.taught_victims()
    assert first.kept.data_digest != second.kept.data_digest


def _members(store: Store, case: Proceeding) -> tuple[Member, ...]:
    with store.begin() as connection:
        return one(connection, store.keys, case.proceeding_id).members
