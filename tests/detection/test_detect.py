"""From files to reasoned alerts and back, over a small simulated province and a real database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import func, select

from detection.detect import Detection, detect
from detection.material import Material, gather
from detection.relive import Relived, relive
from features.catalogue import columns
from records.rights.context import job
from records.settings import Settings
from records.store import Store, open_store
from records.tables import alerts, audit_entries, detection_runs, identities
from records.tokens import Tokeniser
from sources import agreements
from sources.incoming import find
from sources.ingest import Ingest
from sources.simulator.spec import Spec
from sources.simulator.world import simulate, write

DAY, CAPACITY = date(2024, 12, 2), 8


@dataclass(frozen=True)
class Province:
    """A province that has been ingested and looked at once."""

    feeds: Path
    settings: Settings
    store: Store
    material: Material
    found: Detection


@pytest.fixture(scope="module")
def province(reachable_folder: Path) -> Iterator[Province]:
    folder = reachable_folder / "province"
    write(simulate(Spec(people=400, weeks=50, seed=11)), folder / "world")
    settings = Settings(data_dir=folder / "data", threads=1)
    with open_store(settings, job()) as store:
        key, in_force = settings.token_key(), agreements.load(None)
        taking = Ingest(store, Tokeniser(key), key, in_force)
        for path in find([folder / "world" / "feeds"]):
            taking.take(path, lambda _done, _rows: None)
        material = gather(store, settings.data_dir / "copy", threads=1)
        found = detect(store, material, DAY, CAPACITY, seed=7, threads=1, tracking=folder / "mlruns")
        yield Province(folder / "world" / "feeds", settings, store, material, found)
    shutil.rmtree(folder)


def counts(store: Store) -> list[int]:
    with store.reading() as connection:
        tables = (detection_runs, identities, alerts)
        return [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]


def test_alerts_fill_the_capacity_in_order(province: Province) -> None:
    people = province.found.people
    assert [alert.rank for alert in people] == list(range(1, CAPACITY + 1))
    said = [alert.probability for alert in people]
    assert said == sorted(said, reverse=True)


def test_every_alert_has_reasons_for_and_the_rows_behind_them(province: Province) -> None:
    for alert in province.found.people:
        speaking_for = [reason for reason in alert.reasons if reason.contribution > 0]
        assert 1 <= len(speaking_for) <= 5
        assert any(reason.rows for reason in speaking_for)
        assert all(reason.text_id and reason.text_en for reason in alert.reasons)
        assert alert.missing or any(reason.contribution < 0 for reason in alert.reasons)


def test_every_row_behind_a_reason_was_known_on_the_day(province: Province) -> None:
    at = pd.Timestamp(DAY, tz="Asia/Jakarta")
    for alert in province.found.people:
        for reason in alert.reasons:
            for row in reason.rows:
                rows = province.material.lake.versions(row.feed, DAY)
                assert rows.filter(rows.entity_key == row.entity_key).count().execute() >= 1
                assert row.recorded_at < at


def test_the_groups_of_all_columns_add_up_to_the_score(province: Province) -> None:
    scorer = province.found.risk.models["tppo"].scorer
    parts = scorer.contributions(province.found.now.matrix.head(20))
    assert {column.name for column in columns()} | {"base"} == set(parts.columns)
    np.testing.assert_allclose(parts.sum(axis=1), scorer.raw(province.found.now.matrix.head(20)), atol=1e-6)


def test_the_same_question_again_gives_the_same_answer_and_keeps_nothing_new(province: Province) -> None:
    before = counts(province.store)
    again = detect(province.store, province.material, DAY, CAPACITY, seed=7, threads=1)
    assert counts(province.store) == before
    assert again.risk.version == province.found.risk.version
    assert again.data_digest == province.found.data_digest
    assert [alert.person_id for alert in again.people] == [alert.person_id for alert in province.found.people]


def test_who_was_alerted_is_not_alerted_again_a_week_later(province: Province) -> None:
    later = detect(province.store, province.material, DAY + timedelta(days=7), CAPACITY, seed=7, threads=1)
    before = {ref for alert in province.found.people for ref in alert.refs}
    assert not before & {ref for alert in later.people for ref in alert.refs}


def test_reading_clear_rows_and_detecting_is_in_the_audit(province: Province) -> None:
    with province.store.reading() as connection:
        deeds = set(connection.scalars(select(audit_entries.c.act)))
    assert {"receive", "export", "link", "detect"} <= deeds


def test_no_identifier_is_kept_with_an_alert(province: Province) -> None:
    clear = pd.read_csv(province.feeds / "registrations.csv", dtype=str, keep_default_na=False)
    with province.store.reading() as connection:
        kept = " ".join(map(str, connection.execute(select(alerts.c.refs, alerts.c.statement))))
    for column in ("nik", "full_name", "phone"):
        values = {value for value in clear[column] if len(value) > 7}
        assert not [value for value in values if value in kept]


@pytest.fixture(scope="module")
def relived(province: Province, reachable_folder: Path) -> Relived:
    """Two weeks replayed without tips and interceptions, and with every bank account empty."""
    feeds = reachable_folder / "some-feeds"
    shutil.copytree(province.feeds, feeds)
    (feeds / "tips.csv").unlink()
    (feeds / "interceptions.csv").unlink()
    links = pd.read_csv(feeds / "recruiter_links.csv", dtype=str, keep_default_na=False)
    links.assign(recruiter_bank_account="").to_csv(feeds / "recruiter_links.csv", index=False)
    step = timedelta(days=7)
    return relive(feeds, DAY, DAY + step, step, CAPACITY, Settings(threads=1), lambda _: None)


def test_a_replay_does_without_feeds_and_says_which(relived: Relived) -> None:
    assert relived.missing == ["interceptions", "tips"]
    assert not relived.refused


def test_a_replay_alerts_nobody_twice_and_keeps_to_its_capacity(relived: Relived) -> None:
    alerted = pd.concat(relived.written.alerts)
    assert (alerted.groupby("as_of").size() == CAPACITY).all()
    refs = alerted["refs"].str.split(";").explode()
    assert not refs.duplicated().any()


def test_a_replay_scores_every_open_person_with_probabilities(relived: Relived) -> None:
    for week in relived.written.scores:
        assert week["p_tppo"].between(0, 1).all()
        assert (week["p_non_procedural"] >= week["p_tppo"]).all()
        assert week["refs"].str.match(r"^(registrations|passports):").all()


def test_a_replay_names_records_by_the_keys_that_agencies_know(relived: Relived, province: Province) -> None:
    entities = pd.concat(relived.written.entities)
    passports = set(pd.read_csv(province.feeds / "passports.csv", dtype=str)["passport_no"])
    assert set(entities.loc[entities["feed"] == "passports", "key"]) <= passports
    assert not entities.duplicated(["feed", "key"]).any()
