"""Whoever takes the disk without the key finds no protected value on it: not in tables, log, temporary files."""

from __future__ import annotations

import os
import re
import signal
import tempfile
from pathlib import Path

import pytest
from factories import desk_row, write_csv
from sqlalchemy import create_engine, text
from unsealed import quarantined_rows_of, source_rows_of

from records.addresses import Addresses
from records.contract import FEEDS
from records.errors import DatabaseUnavailable
from records.export import export
from records.feed import Feed, Field, Identifier
from records.lake import Lake
from records.postgres import running
from records.rights.context import job
from records.settings import Settings
from records.store import Store, open_store
from records.tokens import Tokeniser
from sources import agreements
from sources.ingest import Ingest

KEY = bytes(32)
DIGITS, WORD = "4839261", "qzxkanari"
# However a value is written down: as it is, in other letters, in two bytes a letter, in hexadecimal.
MARK = re.compile(
    b"|".join(
        re.escape(form)
        for mark in (DIGITS, WORD)
        for form in (mark.encode(), mark.encode("utf-16-le"), mark.encode().hex().encode())
    ),
    re.IGNORECASE,
)
VALUES = {
    Identifier.NAME: f"Siti {WORD} {{}}",
    Identifier.NIK: f"{DIGITS}{{:09d}}",
    Identifier.PASSPORT: f"X{DIGITS}{{:05d}}",
    Identifier.PHONE: f"08{DIGITS}{{:04d}}",
    Identifier.ACCOUNT: f"BRI {DIGITS}{{}}",
}
ROWS = 40


def canary(field: Field, number: int) -> str:
    """A value that is nobody else's; every one holds a mark that is looked for."""
    assert field.identifier is not None
    return VALUES.get(field.identifier, f"{WORD} {{}}").format(number)


def canary_row(feed: Feed, number: int) -> dict[str, str]:
    row = desk_row(feed.name, number)
    if feed.name == "recruiter_links":  # a registration's number, for instance, identifies nobody by itself
        row["subject_type"] = "place"
    return row | {field.name: canary(field, number) for field in feed.identifiers}


def misplaced(feed: Feed, number: int) -> dict[str, str]:
    """A row with a NIK where the moment should stand."""
    return canary_row(feed, number) | {"recorded_at": f"{DIGITS}{number:09d}"}


def conflicting(feed: Feed, number: int) -> list[dict[str, str]]:
    """Two rows for one key and time that do not agree in a protected field."""
    row = canary_row(feed, number)
    other = next(field for field in feed.identifiers if field.name not in feed.key)
    return [row, row | {other.name: canary(other, number + 1)}]


def with_canaries(feed: Feed) -> list[dict[str, str]]:
    rows = [canary_row(feed, number) for number in range(ROWS)]
    rows += [misplaced(feed, number) for number in range(ROWS, ROWS + 5)]
    return rows + conflicting(feed, ROWS + 10)


def found_in(*folders: Path) -> dict[str, int]:
    """The files below the folders that hold a mark, and how often."""
    found = {}
    for folder in folders:
        for file in folder.rglob("*"):
            if file.is_file() and (marks := len(MARK.findall(file.read_bytes()))):
                found[str(file.relative_to(folder))] = marks
    return found


def cluster_of(settings: Settings) -> Path:
    return (settings.data_dir / "postgres").resolve()


def shrink_memory(where: Addresses) -> None:
    """So little memory that sorts and temporary tables go to disk at once."""
    owner = create_engine(where.owner)
    with owner.begin() as connection:
        connection.execute(text("ALTER DATABASE suluh SET work_mem = '64kB'"))
        connection.execute(text("ALTER DATABASE suluh SET temp_buffers = '800kB'"))
    owner.dispose()


@pytest.fixture
def stolen(reachable_folder: Path) -> Settings:
    """A cluster and a data folder of the test's own, with little memory."""
    settings = Settings(data_dir=Path(tempfile.mkdtemp(prefix="stolen-", dir=reachable_folder)))
    settings.data_dir.chmod(0o711)
    with open_store(settings, job()), running(settings) as where:
        shrink_memory(where)
    return settings


def ingest(store: Store) -> Ingest:
    return Ingest(store, Tokeniser(KEY), KEY, agreements.load(None))


PROTECTED = [feed for feed in FEEDS if feed.identifiers]


def test_nothing_protected_is_on_the_disk(stolen: Settings, tmp_path: Path) -> None:
    files = [write_csv(tmp_path / f"{feed.name}.csv", with_canaries(feed)) for feed in PROTECTED]
    assert found_in(tmp_path), "the marks are in the files that are taken in"
    with open_store(stolen, job()) as store:
        for file in files:
            ingest(store).take(file, lambda _fraction, _rows: None)
        export(store, Lake(stolen.data_dir / "copy", threads=1))
        values = {value for (opened,) in source_rows_of(store, "opened") for value in (opened or {}).values()}
        for feed in PROTECTED:
            assert {canary(field, 1) for field in feed.identifiers} <= values, feed.name
        assert len(quarantined_rows_of(store, "opened")) >= 5 * len(PROTECTED)
        assert DIGITS in repr(quarantined_rows_of(store, "opened"))
    assert found_in(cluster_of(stolen), stolen.data_dir) == {}
    # The same search finds one value in one column, in the table and in the write-ahead log.
    with running(stolen) as where:
        owner = create_engine(where.owner)
        with owner.begin() as connection:
            connection.execute(text("CREATE TABLE planted (clear text)"))
            connection.execute(text("INSERT INTO planted VALUES (:one)"), {"one": f"{DIGITS}000000001"})
        owner.dispose()
    planted = found_in(cluster_of(stolen))
    assert any("pg_wal" in name for name in planted)
    assert any("base" in name for name in planted)


def test_a_server_that_is_killed_in_the_middle_leaves_nothing_either(
    stolen: Settings, tmp_path: Path
) -> None:
    feed = next(feed for feed in FEEDS if feed.name == "registrations")
    rows = [canary_row(feed, number) for number in range(4_000)]
    rows += [misplaced(feed, number) for number in range(4_000, 5_000)]
    file = write_csv(tmp_path / "registrations.csv", rows)
    on_disk: list[int] = []

    def kill(_fraction: float, taken: int) -> None:
        if taken < 4_500 or on_disk:
            return
        data = next(cluster_of(stolen).rglob("postmaster.pid"))
        on_disk.append(sum(each.stat().st_size for each in data.parent.rglob("t[0-9]*_[0-9]*")))
        assert found_in(cluster_of(stolen)) == {}
        os.kill(int(data.read_text().split()[0]), signal.SIGKILL)

    with open_store(stolen, job()) as store, pytest.raises(DatabaseUnavailable):
        ingest(store).take(file, kill)
    assert on_disk[0] > 2**20, "the staged rows were on the disk when it was taken"
    assert found_in(cluster_of(stolen), stolen.data_dir) == {}
