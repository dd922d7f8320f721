"""An attempt at a job is written down and audited, however it ends, and a full disk is told as one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from held_people import as_owner
from sqlalchemy import func, insert, select

from api.jobs import runs
from api.jobs.declared import JOB, Errand, Job, Work
from api.jobs.errand import GivenBack, attempt
from api.jobs.runs import Outcome
from records.audit import Deed
from records.settings import Settings
from records.store import Store
from records.tables import audit_entries, notices, received_files

NOW = datetime(2026, 3, 1, 19, tzinfo=UTC)


@dataclass(frozen=True)
class Tried(Job):
    """A job whose work is given."""

    does: Work | None = None

    def work(self) -> Work:
        assert self.does
        return self.does


def tried(does: Work, *, quiet: bool = False) -> Tried:
    return Tried("tried", "x", "x", "", None, 0, timedelta(1), "x", quiet=quiet, does=does)


def take(errand: Errand) -> None:
    file = insert(received_files).values(sha256="00", feed="tips", name="tips.csv", format="csv")
    with errand.store.begin() as connection:
        connection.execute(file)


def give_back(_errand: Errand) -> None:
    raise GivenBack


def audited(store: Store) -> int:
    with store.reading() as connection:
        wanted = select(func.count()).where(audit_entries.c.act == Deed.RUN_JOB)
        return connection.scalar(wanted) or 0


def test_a_full_disk_stops_the_job_with_nothing_half_done(store: Store, settings: Settings) -> None:
    as_owner(
        settings,
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'x' USING ERRCODE = 'disk_full'; END $$",
        "CREATE TRIGGER no_room AFTER INSERT ON received_files FOR EACH ROW EXECUTE FUNCTION no_room()",
    )
    assert attempt(store, settings, tried(take), 1, NOW, {}) is Outcome.FAILED
    with store.reading() as connection:
        newest = runs.newest(connection)["tried"]
        assert (newest.outcome, newest.code) == ("failed", "disk_full")
        assert connection.scalar(select(func.count()).select_from(received_files)) == 0
    as_owner(settings, "DROP TRIGGER no_room ON received_files")
    assert attempt(store, settings, tried(take), 1, NOW, {}) is Outcome.SUCCEEDED


@pytest.mark.parametrize(("quiet", "entries"), [(False, 1), (True, 0)])
def test_success_is_audited_once_unless_the_job_is_quiet(
    store: Store, settings: Settings, quiet: bool, entries: int
) -> None:
    attempt(store, settings, tried(lambda _: None, quiet=quiet), 1, NOW, {})
    assert audited(store) == entries


def test_what_was_given_back_does_not_count_as_a_failure(store: Store, settings: Settings) -> None:
    assert attempt(store, settings, tried(give_back), 5, NOW, {}) is Outcome.GIVEN_BACK
    with store.reading() as connection:
        assert runs.failures(connection, 5) == 0


@pytest.mark.parametrize("name", ["detect", "due", "tidy", "backup"])
def test_a_declared_job_finds_nothing_to_do_in_an_empty_installation(
    store: Store, settings: Settings, name: str
) -> None:
    for number in (1, 2):
        assert attempt(store, settings, JOB[name], number, NOW, {}) is Outcome.SUCCEEDED
    with store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(notices)) == 0


def test_the_nightly_backup_is_made_once_and_old_ones_go(store: Store, settings: Settings) -> None:
    folder = settings.data_dir / "elsewhere"
    folder.mkdir(parents=True)
    old, other = folder / "nightly-20200101T000000Z.suluh", folder / "mine.suluh"
    old.touch()
    other.touch()
    given = settings.model_copy(update={"backup_dir": folder})
    for number in (1, 2):
        assert attempt(store, given, JOB["backup"], number, NOW, {}) is Outcome.SUCCEEDED
    assert sorted(file.name for file in folder.iterdir()) == ["mine.suluh", "nightly-20260301T190000Z.suluh"]
    with store.reading() as connection:
        wanted = select(func.count()).where(audit_entries.c.act == Deed.BACK_UP)
        assert connection.scalar(wanted) == 1
