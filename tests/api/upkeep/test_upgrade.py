"""An upgrade stands behind a backup, and one whose result is not as declared leaves the database as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from held_people import as_owner
from sqlalchemy import NullPool, create_engine, inspect, select

from api.upkeep import upgrade as upgrading
from api.upkeep.restore import check
from api.upkeep.upgrade import OLDEST, TooOld, UpgradeUndone, upgrade
from records import schema
from records.audit import Deed
from records.rights.context import job
from records.schema import newest, revision
from records.settings import Settings
from records.store import addresses, open_store
from records.tables import audit_entries

NOW = datetime(2026, 3, 2, 16, tzinfo=UTC)
ONE_BEFORE = f"{int(newest()) - 1:04d}"


@pytest.fixture
def release(blank: Settings) -> Callable[[str], Settings]:
    """An installation as the release with that newest migration left it."""

    def install(at: str) -> Settings:
        with addresses(blank) as where, create_engine(where.owner, poolclass=NullPool).begin() as connection:
            schema.ensure_role(connection)
            command.upgrade(schema._config(connection), at)
        return blank

    return install


def standing(settings: Settings) -> str | None:
    with addresses(settings) as where, create_engine(where.owner, poolclass=NullPool).begin() as connection:
        return revision(connection)


def has(settings: Settings, table: str) -> bool:
    with addresses(settings) as where:
        return inspect(create_engine(where.owner, poolclass=NullPool)).has_table(table)


@pytest.mark.parametrize("at", [OLDEST, ONE_BEFORE])
def test_from_any_release_it_goes_to_this_one_behind_a_backup(
    release: Callable[[str], Settings], at: str, tmp_path: Path
) -> None:
    old = release(at)
    done = upgrade(old, tmp_path / "backups", NOW)
    assert done
    assert done.backup
    assert (done.before, done.after, standing(old)) == (at, newest(), newest())
    assert check(old, done.backup)["migration"] == at
    with open_store(old, job()) as store, store.reading() as connection:
        acts = connection.scalars(select(audit_entries.c.act).order_by(audit_entries.c.entry_id)).all()
    assert acts == [Deed.BACK_UP, Deed.UPGRADE]
    assert upgrade(old, tmp_path / "backups", NOW) is None


def test_an_empty_place_needs_no_backup(release: Callable[[str], Settings], tmp_path: Path) -> None:
    done = upgrade(release("base"), tmp_path / "backups", NOW)
    assert done
    assert (done.before, done.backup) == (None, None)


def test_what_is_from_before_the_audit_is_refused(release: Callable[[str], Settings], tmp_path: Path) -> None:
    old = release("0003")
    with pytest.raises(TooOld):
        upgrade(old, tmp_path / "backups", NOW)
    assert standing(old) == "0003"


def test_a_result_that_is_not_as_declared_is_undone(
    release: Callable[[str], Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = release(ONE_BEFORE)
    monkeypatch.setattr(upgrading, "drift", lambda _: ["planted: something differs"])
    with pytest.raises(UpgradeUndone) as told:
        upgrade(old, tmp_path / "backups", NOW)
    assert "planted" in told.value.text_en
    assert standing(old) == ONE_BEFORE
    (kept,) = (tmp_path / "backups").iterdir()
    assert check(old, kept)["migration"] == ONE_BEFORE


def test_a_migration_that_fails_leaves_everything_as_it_was(
    release: Callable[[str], Settings], tmp_path: Path
) -> None:
    old = release("0017")
    as_owner(old, "CREATE TABLE job_runs (planted int)")
    with pytest.raises(Exception, match="job_runs"):
        upgrade(old, tmp_path / "backups", NOW)
    assert standing(old) == "0017"
    assert not has(old, "urgent_looks")
