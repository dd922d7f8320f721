"""Keys change while others seal and read, and a change that was cut short goes on where it stopped."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from time import monotonic

import pytest
from factories import desk_row, write_csv
from sqlalchemy import func, select, text, update
from unsealed import quarantined_rows_of, source_rows_of

from records.custody import data_keys as keys_of_data
from records.custody import keyring, rotation, row_keys
from records.custody.envelope import Sealed, Tampered
from records.custody.keyring import Keyring
from records.custody.rotation import fingerprint, rotate, rotate_master
from records.keys import read_key
from records.rights.context import job
from records.settings import Settings
from records.store import Store, open_store
from records.tables.custody import data_keys
from records.tables.custody import row_keys as table
from records.tokens import Tokeniser
from sources import agreements
from sources.ingest import Ingest

KEY = bytes(32)


def about(number: int) -> bytes:
    return b"accounts\x1f%d" % number


def put(store: Store, numbers: range) -> dict[int, Sealed]:
    sealed = {number: store.keys.seal(b"plain %d" % number, about(number)) for number in numbers}
    with store.begin() as connection:
        row_keys.put_all(connection, "accounts", {number: each.key for number, each in sealed.items()})
    return sealed


def readable(store: Store, sealed: dict[int, Sealed]) -> set[int]:
    with store.reading() as connection:
        keys = row_keys.take(connection, "accounts", sealed)
    return {
        n for n, key in keys.items() if store.keys.unseal(sealed[n].box, key, about(n)) == b"plain %d" % n
    }


def under(store: Store) -> dict[int, int]:
    counted = select(table.c.key_id, func.count()).group_by(table.c.key_id)
    with store.reading() as connection:
        return dict(map(tuple, connection.execute(counted).all()))


def test_every_row_key_comes_under_the_new_key_and_everything_stays_readable(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 7)
    sealed = put(store, range(50))
    done = rotate(store)
    assert (done.key_id, done.rewrapped, done.left, done.destroyed) == (2, 50, 0, 0)
    assert under(store) == {2: 50}
    assert readable(store, sealed) == set(range(50))
    assert store.keys.seal(b"", b"").key.key_id == 2


def test_what_was_erased_stays_erased(store: Store) -> None:
    sealed = put(store, range(10))
    with store.begin() as connection:
        row_keys.destroy(connection, "accounts", [3, 4])
    rotate(store)
    assert readable(store, sealed) == set(range(10)) - {3, 4}


def test_a_process_that_still_seals_under_the_old_key_loses_nothing(store: Store, settings: Settings) -> None:
    put(store, range(3))
    with open_store(settings, job()) as other:
        other.keys.seal(b"", b"")
        rotate(store)
        late = put(other, range(100, 103))
        assert under(store) == {1: 3, 2: 3}
        assert readable(store, late) == readable(other, late) == {100, 101, 102}
        assert rotate(store).rewrapped == 6
        assert under(other) == {3: 6}
        assert readable(other, late) == {100, 101, 102}


def test_a_running_process_seals_under_a_new_key_soon(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(settings, job()) as other:
        other.keys.seal(b"", b"")
        rotate(store)
        assert other.keys.seal(b"", b"").key.key_id == 1
        now = monotonic() + keyring.FRESH_SECONDS
        monkeypatch.setattr(keyring, "monotonic", lambda: now)
        assert other.keys.seal(b"", b"").key.key_id == 2


def test_an_old_key_is_destroyed_a_day_later_and_never_while_anything_is_under_it(
    store: Store, settings: Settings
) -> None:
    sealed = put(store, range(4))
    rotate(store)
    with store.begin() as connection:
        connection.execute(
            update(data_keys).where(data_keys.c.key_id == 1).values(retired_at=text("'2020-01-01'"))
        )
        connection.execute(
            update(table).where(table.c.id == 0).values(key_id=1)
        )  # not rewrapped: a broken row
    with pytest.raises(Tampered):
        rotate(store)
    with store.begin() as connection:
        row_keys.destroy(connection, "accounts", [0])
    assert rotate(store).destroyed == 1
    with store.reading() as connection:
        states = connection.execute(select(data_keys.c.key_id, data_keys.c.wrapped.is_(None))).all()
    assert dict(map(tuple, states))[1]
    assert readable(store, sealed) == {1, 2, 3}
    assert sealed[1].key.key_id == 1
    with pytest.raises(Tampered):  # a copy of the old row key opens nothing any more
        Keyring(store.engine, settings.master_key_file).unseal(*sealed[1], about(1))


def test_a_rotation_that_is_cut_short_goes_on_with_the_same_key(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 5)
    sealed = put(store, range(20))

    def cut(done: int) -> None:
        if done >= 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate(store, cut)
    assert under(store) == {1: 10, 2: 10}
    assert readable(store, sealed) == set(range(20))
    done = rotate(store)
    assert (done.key_id, done.rewrapped, done.left) == (2, 10, 0)


def test_files_are_taken_in_and_rows_read_while_keys_rotate(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    ingest = Ingest(store, Tokeniser(KEY), KEY, agreements.load(None))
    files = [
        write_csv(
            tmp_path / f"tips-{number}.csv",
            [
                desk_row("tips", 100 * number + row, district_code="x" if row == 7 else "520301")
                for row in range(100)
            ],
        )
        for number in range(6)
    ]
    stop = Event()

    def rotating() -> int:
        rotations = 0
        with open_store(settings, job()) as own:
            while not stop.is_set():
                rotate(own)
                rotations += 1
        return rotations

    def reading() -> int:
        reads = 0
        with open_store(settings, job()) as own:
            while not stop.is_set():
                assert all(opened for (opened,) in source_rows_of(own, "opened"))
                reads += 1
        return reads

    with ThreadPoolExecutor(2) as threads:
        running = [threads.submit(rotating), threads.submit(reading)]
        try:
            reports = [ingest.take(file, lambda _fraction, _rows: None) for file in files]
        finally:
            stop.set()
        assert all(each.result() for each in running)
    assert sum(report.new for report in reports) == 594
    assert all(opened["narrative"] for (opened,) in source_rows_of(store, "opened"))
    assert len(quarantined_rows_of(store, "opened")) == 6
    last = rotate(store)
    assert last.left == 0
    assert under(store) == {last.key_id: 600}


def test_a_new_master_key_opens_everything_and_the_old_one_nothing(store: Store, settings: Settings) -> None:
    sealed = put(store, range(5))
    rotate(store)
    before = read_key(settings.master_key_file)
    kept = rotate_master(store)
    assert kept is not None
    assert read_key(kept) == before != read_key(settings.master_key_file)
    assert kept.name == f"master.key.was-{fingerprint(before)}"
    assert not keys_of_data.successor(settings.master_key_file).exists()
    with open_store(settings, job()) as again:
        assert readable(again, sealed) == set(range(5))
    kept.replace(settings.master_key_file)
    with open_store(settings, job()) as again, pytest.raises(keys_of_data.MasterKeyMissing):
        again.keys.refresh()


KILLED = """
import os, signal
from pathlib import Path
from records.custody import rotation
from records.rights.context import job
from records.settings import Settings
from records.store import open_store

point = {point!r}
calls = dict(key_in=rotation.key_in, _set_aside=rotation._set_aside, _make_durable=rotation._make_durable)
def die_after(*arguments):
    done = calls[point](*arguments)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(rotation, point, die_after)
with open_store(Settings.load(), job()) as store:
    rotation.rotate_master(store)
"""


@pytest.mark.parametrize("point", ["key_in", "_set_aside", "_make_durable"])
def test_a_change_of_the_master_key_survives_kill_9(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    sealed = put(store, range(5))
    monkeypatch.setenv("SULUH_DATA_DIR", str(settings.data_dir))
    assert settings.database_url
    assert settings.database_owner_url
    monkeypatch.setenv("SULUH_DATABASE_URL", settings.database_url.get_secret_value())
    monkeypatch.setenv("SULUH_DATABASE_OWNER_URL", settings.database_owner_url.get_secret_value())
    killed = subprocess.run([sys.executable, "-c", KILLED.format(point=point)], check=False)
    assert killed.returncode == -signal.SIGKILL
    with open_store(settings, job()) as again:
        assert readable(again, sealed) == set(range(5))
        assert again.keys.seal(b"", b"").key.key_id == 1
        rotate(again)  # a new data key comes under the master key that opens the others
        rotate_master(again)
    assert not keys_of_data.successor(settings.master_key_file).exists()
    with open_store(settings, job()) as again:
        assert readable(again, sealed) == set(range(5))
