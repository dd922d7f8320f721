"""From a training to a promoted model that scores a run: over a small simulated province and a real database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from colleagues import account, acting
from held_people import erase_person
from sqlalchemy import func, insert, select
from sqlalchemy.exc import DBAPIError

from detection import shadow
from detection.detect import Detection, _in_service, detect
from detection.groups import ATTRIBUTES
from detection.history import History
from detection.material import Material, gather
from detection.ranking import score
from detection.reproduce import reproduce
from detection.training import Trained, carry_out, train
from features.catalogue import columns
from graphs.network.known import Known
from models import forest, signing, trial
from models.refusal import ModelRefused
from models.serving import in_service, kept, promotions, signers, trainings
from models.serving.promotions import Role as Part
from models.serving.promotions import Wish
from records import four_eyes
from records.errors import InputRefused
from records.keys import write_key
from records.rights.context import job
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store, open_store
from records.tables import alerts, audit_entries, notices
from records.tables.promotions import (
    fairness_audits,
    model_bundles,
    model_drift,
    shadow_outcomes,
    shadow_results,
    shadow_subjects,
)
from records.tokens import Tokeniser
from sources import agreements
from sources.incoming import find
from sources.ingest import Ingest
from sources.simulator.spec import Spec
from sources.simulator.world import simulate, write

DAY, CAPACITY = date(2024, 12, 2), 8
WEEK = timedelta(days=7)
NOW = datetime(2024, 12, 2, 3, tzinfo=UTC)
GROUND = "UU 21/2007 Pasal 56-58"
WHY = "Lebih banyak temuan pada volume yang sama"
DESPITE = "Provinsi kecil; ditinjau lagi setiap bulan"


@dataclass(frozen=True)
class Office:
    """A province that has been ingested, with an analyst and a lead who have keys, and one trained model."""

    settings: Settings
    store: Store
    material: Material
    history: History
    trained: Trained

    @property
    def models(self) -> Path:
        return self.settings.data_dir / "models"

    def sign(self, digest: str, *names: str) -> None:
        for name in names:
            key = signers.read_private(self.settings.data_dir / f"{name}.key")
            sealed = signing.read_bytes(kept.place(self.models, digest))
            with self.store.begin() as connection:
                signature = key.sign(signing.to_sign(sealed))
                public = key.public_key().public_bytes_raw()
                signers.sign(connection, self.models, digest, public, signature, NOW)

    def promote(self, digest: str, part: Part, *, agreed: bool = True, despite: str = DESPITE) -> int:
        analyst = acting(self.store, "ana", Role.ANALYST, Purpose.STATISTICS)
        if agreed:
            with analyst.begin() as connection:
                asked = promotions.refs(digest, part)
                number = four_eyes.ask(connection, self.store.keys, promotions.ACT, asked, GROUND, WHY)
            lead = acting(self.store, "lena", Role.SATGAS_LEAD, Purpose.STATISTICS)
            with lead.begin() as connection:
                four_eyes.decide(connection, number, approve=True)
        with analyst.begin() as connection:
            wish = Wish(digest, part, GROUND, WHY, despite)
            return promotions.promote(connection, self.store.keys, self.models, wish, NOW)

    def detect(self, day: date) -> Detection:
        return detect(self.store, self.material, day, CAPACITY, seed=7, threads=1, models=self.models)

    def count(self, table: object) -> int:
        with self.store.reading() as connection:
            return connection.execute(select(func.count()).select_from(table)).scalar_one()  # type: ignore[call-overload,no-any-return]


def planted(known: Known, first: int = 0) -> SimpleNamespace:
    """Every fifth registered person was found the day before the training: enough to learn from in a small world."""
    registered = known.persons[known.persons["feed"] == "registrations"]
    persons = registered.sort_values("key")[
        "person_id"
    ].drop_duplicates()  # an id hangs on the installation's key
    found = pd.DataFrame({"person_id": persons[first::5], "finding": "tppo"}).reset_index(drop=True)
    at = pd.Timestamp(DAY - timedelta(days=1), tz="Asia/Jakarta")
    return SimpleNamespace(execute=lambda: found.assign(case_id="case/" + found["person_id"], recorded_at=at))


@pytest.fixture(scope="module")
def office(reachable_folder: Path) -> Iterator[Office]:
    folder = reachable_folder / "office"
    write(simulate(Spec(people=400, weeks=50, seed=11)), folder / "world")
    settings = Settings(data_dir=folder / "data", threads=1)
    write_key(settings.token_key_file, b"k" * 32)  # folds and order hang on it
    with pytest.MonkeyPatch.context() as patch, open_store(settings, job()) as store:
        patch.setattr(forest, "ROUNDS", 30)
        patch.setattr("detection.history.findings", planted)
        # The first parse in a child process has tests of its own, and takes seconds.
        patch.setattr(trial, "try_out", trial.answer)
        patch.setattr("detection.history.LOOK_BACK", timedelta(days=27))
        key, in_force = settings.token_key(), agreements.load(None)
        taking = Ingest(store, Tokeniser(key), key, in_force)
        for path in find([folder / "world" / "feeds"]):
            taking.take(path, lambda _done, _rows: None)
        material = gather(store, settings.data_dir / "copy", threads=1)
        history = History(material, seed=7, threads=1)
        trained = train(store, settings, DAY, NOW, CAPACITY, history=history)
        for name, role in (("ana", Role.ANALYST), ("lena", Role.SATGAS_LEAD)):
            account(store, name, role)
            with store.begin() as connection:
                signers.make_key(connection, name, settings.data_dir / f"{name}.key", "operator", NOW)
        yield Office(settings, store, material, history, trained)
    shutil.rmtree(folder)


def test_a_training_is_kept_as_a_file_a_row_and_an_audit_of_groups(office: Office) -> None:
    model = office.trained.kept
    assert model.learned
    assert kept.place(office.models, model.digest).exists()
    with office.store.reading() as connection:
        assert [each.digest for each in kept.listing(connection)] == [model.digest]
        assert [each.attribute for each in kept.fairness(connection, model.digest)] == sorted(ATTRIBUTES)
        deeds = set(connection.scalars(select(audit_entries.c.act)))
    assert "train_model" in deeds


def test_every_figure_has_an_interval_around_it(office: Office) -> None:
    for target in ("tppo", "non_procedural"):
        for name in ("average_precision", "auc", "precision", "recall"):
            figure = office.trained.kept.metrics[target][name]
            assert isinstance(figure, dict)
            assert figure["low"] <= figure["value"] <= figure["high"], (target, name)


def test_nothing_personal_goes_to_mlflow_or_into_the_file(office: Office) -> None:
    persons = set(office.material.rows.as_of(DAY)["name"].dropna())
    told = b"".join(
        file.read_bytes() for file in (office.settings.data_dir / "mlruns").rglob("*") if file.is_file()
    )
    told += kept.place(office.models, office.trained.kept.digest).read_bytes()
    assert not [name for name in persons if str(name).encode() in told]
    people = set(office.history.known(DAY).persons["person_id"])
    assert not [person for person in people if person.encode() in told]


def test_the_same_model_again_is_kept_once_with_its_signatures(office: Office) -> None:
    path = kept.place(office.models, office.trained.kept.digest)
    before = path.read_bytes()
    again = train(office.store, office.settings, DAY, NOW + WEEK, CAPACITY, history=office.history)
    assert again.kept == office.trained.kept
    assert path.read_bytes() == before
    assert office.count(model_bundles) == 1
    assert office.count(fairness_audits) == len(ATTRIBUTES)


def test_a_training_that_was_asked_for_is_carried_out_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("detection.training.train", lambda *_: office.trained)
    analyst = acting(office.store, "ana", Role.ANALYST, Purpose.STATISTICS)
    with analyst.begin() as connection:
        number = trainings.ask(connection, DAY, CAPACITY, NOW)
    assert carry_out(office.store, office.settings, NOW) == number
    assert carry_out(office.store, office.settings, NOW) is None
    with analyst.reading() as connection:
        (done,) = trainings.listing(connection, 0, 10)
    assert (done.asked_by, done.digest, done.failure) == ("ana", office.trained.kept.digest, None)


def test_a_training_that_was_refused_is_ended_with_its_code_and_one_that_broke_is_tried_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults: list[Exception] = [RuntimeError(), InputRefused("", "")]

    def breaks(*_: object) -> None:
        raise faults.pop(0)

    monkeypatch.setattr("detection.training.train", breaks)
    with acting(office.store, "ana", Role.ANALYST, Purpose.STATISTICS).begin() as connection:
        number = trainings.ask(connection, DAY, CAPACITY, NOW)
    with pytest.raises(RuntimeError):
        carry_out(office.store, office.settings, NOW)
    assert carry_out(office.store, office.settings, NOW + timedelta(hours=1)) is None
    assert carry_out(office.store, office.settings, NOW + timedelta(hours=7)) == number
    with office.store.reading() as connection:
        assert trainings.listing(connection, number - 1, 1)[0].failure == "input_refused"


def test_nothing_is_promoted_without_a_second_person_and_both_signatures(office: Office) -> None:
    digest = office.trained.kept.digest
    with pytest.raises(four_eyes.SecondPersonNeeded):
        office.promote(digest, Part.CHAMPION, agreed=False)
    with pytest.raises(ModelRefused, match="signatures are needed"):
        office.promote(digest, Part.CHAMPION)
    with office.store.reading() as connection:
        assert in_service.load(connection, office.models) == in_service.InService()


@pytest.fixture(scope="module")
def champion(office: Office) -> str:
    """The digest of a model that two people promoted."""
    digest = office.trained.kept.digest
    office.sign(digest, "ana", "lena")
    office.promote(digest, Part.CHAMPION)
    return digest


@pytest.fixture(scope="module")
def challenger(office: Office, champion: str) -> str:
    """A model that learnt from other findings, which an analyst put into the shadow of the champion."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("detection.history.findings", lambda known: planted(known, first=2))
        other = train(office.store, office.settings, DAY, NOW, CAPACITY, history=office.history).kept.digest
    assert other != champion
    office.promote(other, Part.CHALLENGER, agreed=False)
    return other


@pytest.fixture(scope="module")
def first(office: Office, challenger: str) -> Detection:
    """A run with a champion, and a challenger beside it."""
    assert challenger
    return office.detect(DAY)


@pytest.fixture(scope="module")
def second(office: Office, first: Detection) -> Detection:
    """The run of a week later."""
    return office.detect(first.as_of + WEEK)


def test_a_run_with_a_promoted_bundle_gives_exactly_the_scores_of_the_model_that_was_trained(
    office: Office, first: Detection
) -> None:
    at_training = office.history.snapshot(DAY)
    trained = score(at_training.matrix, office.trained.risk)
    assert first.risk.version == office.trained.risk.version
    assert first.risk is not office.trained.risk
    pd.testing.assert_frame_equal(first.now.persons, at_training.persons, check_exact=True)
    pd.testing.assert_frame_equal(first.scores, trained, check_exact=True)
    with office.store.reading() as connection:
        raised = connection.scalars(select(alerts.c.probability).where(alerts.c.kind == "person")).all()
    assert sorted(raised) == sorted(alert.probability for alert in first.people)


def test_a_run_tells_how_far_inputs_scores_and_reasons_have_moved(
    office: Office, champion: str, first: Detection
) -> None:
    with office.store.reading() as connection:
        told = connection.execute(select(model_drift).where(model_drift.c.digest == champion)).all()
    by = {(row.about, row.name): row for row in told}
    assert {about for about, _ in by} == {"input", "score", "reason"}
    assert {name for about, name in by if about == "score"} == {"tppo", "non_procedural"}
    assert {name for about, name in by if about == "input"} == {column.group for column in columns()}
    assert all(row.value >= 0 for row in told)
    reasons = [row for row in told if row.about == "reason"]
    # The same people as at training give the same reasons.
    assert len(first.people) == CAPACITY
    assert all(row.share_now == row.share_then for row in reasons)


def test_a_challenger_runs_in_the_shadow_at_equal_volume_and_raises_nothing(
    office: Office, challenger: str, second: Detection
) -> None:
    with office.store.reading() as connection:
        wanted = select(shadow_results).where(shadow_results.c.digest == challenger)
        results = connection.execute(wanted).all()
        subjects = connection.execute(select(shadow_subjects)).all()
        (outcome,) = connection.execute(select(shadow_outcomes)).all()
        raised = connection.scalars(select(alerts.c.subject).where(alerts.c.kind == "person")).all()
    assert [row.raised for row in results] == [CAPACITY] * 2
    assert all(0 <= row.overlap <= CAPACITY and -1 <= row.correlation <= 1 for row in results)
    assert {row.champion for row in results} == {second.risk.version}
    would = {(row.run_id, row.subject) for row in subjects if row.side == "challenger"}
    assert len(would) == len({subject for _, subject in would}) == 2 * CAPACITY, "nobody twice"
    assert {subject for _, subject in would} - set(raised), "what it alone would raise is no alert"
    assert (outcome.runs, outcome.challenger_people, outcome.champion_people) == (1, CAPACITY, CAPACITY)


def test_outcomes_that_come_later_are_counted_for_both(
    office: Office, challenger: str, second: Detection, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.store.reading() as connection:
        before = shadow.compare(connection, second, challenger)
        would, has = min(before.challenger - before.champion), min(before.champion - before.challenger)
        at = pd.Timestamp(DAY, tz="Asia/Jakarta") + timedelta(days=3)
        planted = pd.DataFrame({"person_id": [would, has], "finding": "tppo", "recorded_at": at})
        planted.loc[2] = [min(before.champion), "cleared", at]
        planted.loc[3] = [max(before.champion), "tppo", at - timedelta(days=9)]
        monkeypatch.setattr(shadow, "findings", lambda _: SimpleNamespace(execute=lambda: planted))
        after = shadow.compare(connection, second, challenger)
    assert after.found == {would, has}
    assert after.alone == (1, 2)
    assert replace(after, found=before.found) == before


def test_the_program_promotes_nothing_and_an_analyst_sees_no_subject_of_the_shadow(
    office: Office, challenger: str, second: Detection
) -> None:
    assert second.people
    row = {"digest": challenger, "role": "challenger", "asked_by": "suluh", "ground": GROUND, "too_few": []}
    with pytest.raises(DBAPIError, match="row-level security"), office.store.begin() as connection:
        connection.execute(insert(promotions.promotions).values(sealed=b"", at=NOW, **row))
    with acting(office.store, "ana", Role.ANALYST, Purpose.STATISTICS).reading() as connection:
        assert connection.execute(select(shadow_results)).first()
        assert connection.execute(select(shadow_subjects)).first() is None


def test_a_bad_or_missing_file_is_told_loudly_and_the_last_good_champion_goes_on(
    office: Office, champion: str, challenger: str, second: Detection
) -> None:
    assert second.people
    office.sign(challenger, "ana", "lena")
    office.promote(challenger, Part.CHAMPION)
    path, good = (kept.place(office.models, digest) for digest in (challenger, champion))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    heard: list[str] = []
    serving = _in_service(office.store, office.models, heard.append)
    assert serving.champion
    assert serving.champion.digest == champion
    assert [line for line in heard if challenger[:12] in line]
    with office.store.reading() as connection:
        told = connection.execute(select(notices.c.for_role, notices.c.ref)).all()
        assert ("satgas_lead", f"model:{challenger}") in told
        path.unlink()
        good.rename(good.with_name("away"))
        none_left = in_service.load(connection, office.models)
        assert none_left.champion is None
        assert len(none_left.refused) == 2
        good.with_name("away").rename(good)
        path.write_bytes(whole)
        again = in_service.load(connection, office.models)
    assert again.champion
    assert again.champion.digest == challenger
    assert not again.refused


def test_an_alert_is_made_again_to_the_byte_by_the_model_of_its_day_after_another_was_promoted(
    office: Office, challenger: str, first: Detection, second: Detection
) -> None:
    with office.store.reading() as connection:
        if promotions.standing(connection).champion != challenger:
            pytest.fail("the test before this one promotes another model")
        wanted = select(alerts.c.alert_id, alerts.c.refs).where(alerts.c.kind == "person")
        raised = connection.execute(wanted.order_by(alerts.c.alert_id)).all()
    assert len(raised) == 2 * CAPACITY
    assert first.risk.version == second.risk.version
    copy = office.settings.data_dir / "copy"
    again = reproduce(office.store, raised[-1].alert_id, copy, 2, office.models)
    assert again.differs == ()
    assert again.same
    erase_person(office.store, raised[0].refs)
    for number in (raised[0].alert_id, raised[-1].alert_id):
        after = reproduce(office.store, number, copy, 1, office.models)
        assert not after.same
        assert {row.ref.partition(":")[2].partition(":")[0] for row in after.erased} == {"erased"}
        assert after.explained
