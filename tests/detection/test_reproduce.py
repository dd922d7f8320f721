"""A frozen alert is made again to the byte from the rows of its day, or what was lawfully erased is named."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from held_people import erase_person
from sqlalchemy import select
from typer.testing import CliRunner

from api.cli import app
from detection.configuration import configuration
from detection.detect import Detection, detect
from detection.material import gather
from detection.person_alerts import canonical
from detection.reproduce import Reproduced, differences, reproduce
from records.errors import NotFound
from records.rights.context import job
from records.settings import Settings
from records.store import Store, open_store
from records.tables import alerts
from records.tokens import Tokeniser
from sources import agreements
from sources.incoming import find
from sources.ingest import Ingest
from sources.simulator.spec import Spec
from sources.simulator.world import simulate, write

DAY, CAPACITY = date(2024, 6, 3), 5


@dataclass(frozen=True)
class Hamlet:
    """A few people, ingested and looked at once."""

    settings: Settings
    store: Store
    found: Detection

    def alert(self, kind: str = "person", rank: int = 1) -> int:
        wanted = select(alerts.c.alert_id).where(alerts.c.kind == kind, alerts.c.rank == rank)
        with self.store.reading() as connection:
            return int(connection.scalars(wanted).one())

    def statement(self, alert_id: int) -> dict[str, object]:
        with self.store.reading() as connection:
            said: dict[str, object] = connection.scalars(
                select(alerts.c.statement).where(alerts.c.alert_id == alert_id)
            ).one()
        return said

    def again(self, alert_id: int, threads: int = 1) -> Reproduced:
        return reproduce(self.store, alert_id, self.settings.data_dir / "copy", threads)


def ingest(settings: Settings, store: Store, folder: Path) -> None:
    key = settings.token_key()
    taking = Ingest(store, Tokeniser(key), key, agreements.load(None))
    for path in find([folder]):
        taking.take(path, lambda _done, _rows: None)


@pytest.fixture(scope="module")
def hamlet(reachable_folder: Path) -> Iterator[Hamlet]:
    folder = reachable_folder / "hamlet"
    write(simulate(Spec(people=120, weeks=30, seed=5)), folder / "world")
    settings = Settings(data_dir=folder / "data", threads=1)
    with open_store(settings, job()) as store:
        ingest(settings, store, folder / "world" / "feeds")
        material = gather(store, settings.data_dir / "copy", threads=1)
        yield Hamlet(settings, store, detect(store, material, DAY, CAPACITY, seed=7, threads=1))
    shutil.rmtree(folder)


def test_every_statement_has_its_parts(hamlet: Hamlet) -> None:
    for rank in range(1, CAPACITY + 1):
        said = hamlet.statement(hamlet.alert(rank=rank))
        summary, reasons = said["summary"], said["reasons"]
        assert isinstance(summary, dict)
        assert isinstance(reasons, list)
        assert all(
            summary[language].count(".") == 1 + summary[language].count(".0") for language in ("id", "en")
        )
        speaking_for = [reason for reason in reasons if reason["contribution"] > 0]
        assert len(speaking_for) <= 5
        assert said["missing"] or len(speaking_for) < len(reasons)
        assert all(reason["elements"] and reason["grounds"] for reason in speaking_for)
        assert all(
            ground["valid_from"] <= DAY.isoformat() for each in speaking_for for ground in each["grounds"]
        )
        assert set(said["elements"]) == {"proses", "cara", "tujuan"}  # type: ignore[call-overload]


def test_the_groups_add_up_to_the_raw_log_odds(hamlet: Hamlet) -> None:
    for alert in hamlet.found.people:
        odds = alert.odds
        np.testing.assert_allclose(odds.base + sum(odds.groups.values()), odds.raw, atol=1e-9)
        assert odds.raw == pytest.approx(hamlet.found.scores.loc[alert.linked_as, "raw"], abs=1e-9)


def test_what_would_lower_it_takes_its_own_part_away(hamlet: Hamlet) -> None:
    for alert in hamlet.found.people:
        for lowering, reason in zip(alert.lowerings, alert.reasons, strict=False):
            assert lowering.group == reason.group
            assert lowering.raw == pytest.approx(alert.odds.raw - reason.contribution)
            assert lowering.still_listed == (lowering.raw >= hamlet.found.last_listed)


def test_a_statement_says_from_what_it_was_made(hamlet: Hamlet) -> None:
    frozen = hamlet.statement(hamlet.alert())["frozen"]
    assert isinstance(frozen, dict)
    assert frozen["data_digest"] == hamlet.found.data_digest
    assert frozen["model_version"] == hamlet.found.risk.version
    assert frozen["configuration"] == configuration()


def test_postgresql_gives_back_the_bytes_that_were_frozen(hamlet: Hamlet) -> None:
    said = hamlet.statement(hamlet.alert())
    assert canonical(said) == canonical(dict(reversed(said.items())))


def late(hamlet: Hamlet, folder: Path) -> None:
    """A row recorded before the day, but received after the run: the run could not see it."""
    written = pd.read_csv(
        hamlet.settings.data_dir.parent / "world" / "feeds" / "registrations.csv",
        dtype=str,
        keep_default_na=False,
    )
    row = written.iloc[:1].assign(registration_id="REG-LATE", recorded_at="2024-05-01T08:00:00+07:00")
    folder.mkdir()
    row.to_csv(folder / "registrations.csv", index=False)
    ingest(hamlet.settings, hamlet.store, folder)


def test_the_same_bytes_come_again_on_more_threads_and_after_more_rows(
    hamlet: Hamlet, tmp_path: Path
) -> None:
    late(hamlet, tmp_path / "late")
    again = hamlet.again(hamlet.alert(), threads=2)
    assert again.differs == ()
    assert again.same
    assert not again.erased


def test_what_differs_is_told_by_its_place_and_nothing_explains_it() -> None:
    one = {"missing": [], "reasons": [{"group": "phone", "rows": [1, 2]}], "summary": {"id": "a", "en": "b"}}
    other = {
        "missing": [],
        "reasons": [{"group": "phone", "rows": [1, 3]}],
        "summary": {"id": "a", "en": "c"},
    }
    assert tuple(differences(one, other)) == ("reasons[0].rows[1]", "summary.en")
    assert tuple(differences(one, one)) == ()
    assert not Reproduced(1, canonical(one), canonical(other), ("summary.en",), (), ()).explained


def test_no_alert_of_that_number_is_told(hamlet: Hamlet) -> None:
    with pytest.raises(NotFound):
        hamlet.again(10**6)


def test_what_was_lawfully_erased_is_named(hamlet: Hamlet) -> None:
    gone, other = hamlet.found.people[0], hamlet.alert(rank=2)
    erase_person(hamlet.store, list(gone.refs))
    own = hamlet.again(hamlet.alert(rank=1))
    assert own.again is None
    assert own.explained
    assert own.erased
    assert all(row.ref.partition(":")[2].startswith("erased:") for row in own.erased)
    others = hamlet.again(other)
    assert others.explained
    assert others.same or others.erased


def test_the_command_is_there() -> None:
    assert "ID" in CliRunner().invoke(app, ["alert", "reproduce", "--help"]).output
