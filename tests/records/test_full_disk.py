"""A full disk is told as one, whoever meets it; nothing is half-written, and the same act succeeds afterwards."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from factories import desk_row, write_csv
from held_people import as_owner
from psycopg import OperationalError
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from records import full_disk
from records.errors import DatabaseUnavailable
from records.files import whole
from records.full_disk import DiskFull, as_full_disk
from records.settings import Settings
from records.store import Store
from records.tables import audit_entries, received_files, source_rows

COMMAND = [sys.executable, "-c", "from api.cli import main; main()"]


@contextmanager
def full(settings: Settings, table: str) -> Iterator[None]:
    """A database that has no room for one row more in a table, as PostgreSQL tells it (53100)."""
    as_owner(
        settings,
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$",
        f"CREATE CONSTRAINT TRIGGER no_room AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION no_room()",
    )
    yield
    as_owner(settings, f"DROP TRIGGER no_room ON {table}", "DROP FUNCTION no_room()")


def counted(store: Store) -> list[int | None]:
    with store.reading() as connection:
        return [
            connection.scalar(select(func.count()).select_from(table))
            for table in (received_files, source_rows, audit_entries)
        ]


def test_ingest_tells_a_full_disk_and_takes_the_file_in_when_there_is_room(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "tips.csv", [desk_row("tips", number) for number in range(20)])
    own = {
        f"SULUH_{name.upper()}": getattr(settings, name) for name in ("database_url", "database_owner_url")
    }
    urls = {name: url.get_secret_value() for name, url in own.items()}
    environ = os.environ | {"SULUH_DATA_DIR": str(settings.data_dir)} | urls
    command = [*COMMAND, "ingest", str(file)]
    with full(settings, "source_rows"):
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "penuh" in done.stderr
    assert "disk is full" in done.stderr
    assert "Traceback" not in done.stderr
    assert counted(store) == [0, 0, 0]
    subprocess.run(command, env=environ, capture_output=True, check=True)
    assert counted(store) == [1, 20, 1]


def test_it_is_found_behind_whatever_stands_before_it(tmp_path: Path) -> None:
    wrapped = RuntimeError("while writing")
    wrapped.__cause__ = OSError(errno.ENOSPC, "No space left on device", str(tmp_path / "x"))
    told = as_full_disk(wrapped)
    assert told
    assert str(tmp_path) in told.text_en
    assert as_full_disk(DiskFull()) is not None
    assert as_full_disk(ValueError("x"), tmp_path) is None
    assert as_full_disk(OSError(errno.EACCES, "no")) is None


@pytest.mark.parametrize("error", [OperationalError("gone"), DatabaseUnavailable("x", "y")], ids=repr)
def test_a_server_that_left_for_want_of_room_is_a_full_disk(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert as_full_disk(error, tmp_path) is None
    monkeypatch.setattr(full_disk.shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    assert as_full_disk(error, tmp_path / "not" / "there") is not None


def test_the_drivers_own_error_is_recognised(store: Store, settings: Settings) -> None:
    insert = text(
        "INSERT INTO received_files (sha256, feed, name, format) VALUES ('0', 'tips', 'x.csv', 'csv')"
    )
    with full(settings, "received_files"), pytest.raises(DBAPIError) as raised, store.begin() as connection:
        connection.execute(insert)
    assert as_full_disk(raised.value) is not None


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "a"
    with whole(file) as stream:
        stream.write(b"first")

    def write_on_a_full_disk() -> None:
        with whole(file) as stream:
            stream.write(b"second")
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_on_a_full_disk()
    assert file.read_bytes() == b"first"
    assert [each.name for each in tmp_path.iterdir()] == ["a"]
