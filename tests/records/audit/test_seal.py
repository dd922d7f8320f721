"""The sealer chains every committed entry once, in whatever order they become visible, and whatever kills it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from history import SECRET, TRUSTED, sealed_history, write_entries
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from records.audit import Act, Deed, seal, trail, write
from records.audit.check import Verdict
from records.audit.verify import verify
from records.settings import Settings
from records.store import Store
from records.tables import audit_entries, audit_heads, audit_seals, audit_unsealed

ACT = Act(Deed.READ, "alert", ("17",))
WATCH = [sys.executable, "-c", "from api.cli import main; main()", "audit", "seal", "--watch"]


def committed_and_sealed(store: Store) -> tuple[list[int], list[int]]:
    with store.reading() as connection:
        entries = connection.scalars(select(audit_entries.c.entry_id)).all()
        seals = connection.scalars(select(audit_seals.c.entry_id)).all()
    return sorted(entries), sorted(seals)


def sound(store: Store) -> Verdict:
    verdict = verify(store, TRUSTED)
    assert verdict.findings == ()
    return verdict


def test_what_is_committed_is_sealed_once_and_then_waits_no_more(store: Store) -> None:
    write_entries(store, 3)
    assert seal.seal(store, SECRET) == 3
    assert seal.seal(store, SECRET) == 0
    write_entries(store, 2)
    assert seal.seal(store, SECRET) == 2
    assert sound(store).links == 5
    with store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(audit_unsealed)) == 0


def test_an_act_that_fell_is_not_sealed(store: Store) -> None:
    with suppress(RuntimeError), store.begin() as connection:
        write(connection, ACT)
        raise RuntimeError
    write_entries(store, 1)
    assert seal.seal(store, SECRET) == 1
    assert sound(store).links == 1


def test_a_lower_number_that_is_committed_late_is_sealed_late(store: Store) -> None:
    with store.begin() as slow:
        first = write(slow, ACT)
        write_entries(store, 1)
        assert seal.seal(store, SECRET) == 1
    assert seal.seal(store, SECRET) == 1
    assert sound(store).links == 2
    with store.reading() as connection:
        last = select(audit_seals.c.entry_id).order_by(audit_seals.c.position.desc()).limit(1)
        assert connection.scalar(last) == first


def test_whoever_writes_does_not_wait_for_a_sealer(store: Store) -> None:
    write_entries(store, 1)
    with store.begin() as sealing:
        sealing.scalar(select(func.audit_seal(100)))
        with store.begin() as writing:
            writing.execute(text("SET LOCAL lock_timeout = '1s'"))
            write(writing, ACT)
    assert seal.seal(store, SECRET) == 1
    assert sound(store).links == 2


def test_a_head_follows_every_hundredth_link_in_the_same_transaction(store: Store) -> None:
    sealed_history(store, 99)
    assert sound(store).heads == 0
    sealed_history(store, 252)
    verdict = sound(store)
    assert (verdict.heads, verdict.links) == (3, 351)
    with store.reading() as connection:
        assert connection.scalars(select(audit_heads.c.position)).all() == [100, 200, 300]


def test_a_head_follows_when_a_link_is_older_than_a_quarter_of_an_hour(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed_history(store, 103)
    assert sound(store).heads == 1
    ago = str(seal.DUE).replace("clock_timestamp()", "clock_timestamp() + interval '14 minutes'")
    monkeypatch.setattr(seal, "DUE", text(ago))
    seal.seal(store, SECRET)
    assert sound(store).heads == 1
    later = str(seal.DUE).replace("'14 minutes'", "'16 minutes'")
    monkeypatch.setattr(seal, "DUE", text(later))
    seal.seal(store, SECRET)
    assert sound(store).heads == 2
    with store.reading() as connection:
        head = trail.last_head(connection)
    assert head is not None
    assert head["position"] == 103


@pytest.mark.parametrize(
    "way",
    [
        "INSERT INTO audit_seals VALUES (1, 1, now(), '', '', '')",
        "INSERT INTO audit_unsealed VALUES (1)",
        "DELETE FROM audit_unsealed",
        "UPDATE audit_seals SET position = 2",
        "DELETE FROM audit_seals",
        "UPDATE audit_heads SET number = 2",
        "DELETE FROM audit_heads",
        "DELETE FROM audit_countersignatures",
        "UPDATE audit_installation SET installation = 'x'",
        "INSERT INTO audit_installation VALUES ('x')",
        "SELECT audit_canonical(NULL)",
    ],
)
def test_the_application_seals_through_the_function_alone(store: Store, way: str) -> None:
    write_entries(store, 1)
    with pytest.raises(DBAPIError, match="permission denied"), store.begin() as connection:
        connection.execute(text(way))


@pytest.mark.parametrize("table", ["seals", "heads", "countersignatures", "installation"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_not_even_the_owner_changes_what_is_sealed(settings: Settings, table: str, change: str) -> None:
    assert settings.database_owner_url
    column = {"seals": "position", "installation": "installation"}.get(table, "number")
    statement = change.format(f"audit_{table}", column, column)
    owner = create_engine(settings.database_owner_url.get_secret_value())
    with pytest.raises(IntegrityError, match="append-only"), owner.begin() as connection:
        connection.execute(text(statement))
    owner.dispose()


def write_at_random(store: Store, seed: int, acts: int) -> int:
    """Acts of one writer, that commit late or fall as chance has it; gives how many were committed."""
    draw, committed = random.Random(seed), 0  # noqa: S311  (test data, no secret)
    for _ in range(acts):
        with suppress(RuntimeError), store.begin() as connection:
            write(connection, ACT)
            time.sleep(draw.choice((0, 0.001, 0.01)))
            if draw.random() < 0.2:
                raise RuntimeError
            committed += 1
    return committed


def test_nothing_is_skipped_or_doubled_while_many_write_and_two_seal(store: Store) -> None:
    done = threading.Event()
    with ThreadPoolExecutor(6) as threads:
        sealers = [threads.submit(seal.watch, store, SECRET, done.is_set, 0.001) for _ in range(2)]
        writers = [threads.submit(write_at_random, store, seed, 100) for seed in range(4)]
        committed = sum(writer.result() for writer in writers)
        done.set()
        for sealer in sealers:
            sealer.result()
    seal.seal(store, SECRET)
    entries, seals = committed_and_sealed(store)
    assert len(entries) == committed
    assert entries == seals
    assert sound(store).links == committed


@pytest.fixture
def environ(settings: Settings) -> dict[str, str]:
    assert settings.database_url
    assert settings.database_owner_url
    settings.audit_key_file.parent.mkdir(parents=True)
    settings.audit_key_file.write_text(SECRET.hex())
    settings.audit_key_file.chmod(0o600)
    return os.environ | {
        "SULUH_DATA_DIR": str(settings.data_dir),
        "SULUH_DATABASE_URL": settings.database_url.get_secret_value(),
        "SULUH_DATABASE_OWNER_URL": settings.database_owner_url.get_secret_value(),
    }


def kills(environ: dict[str, str], store: Store, count: int) -> Iterator[int]:
    """Start the sealer, write, kill it while it seals; again."""
    draw = random.Random(7)  # noqa: S311  (test data, no secret)
    for _ in range(count):
        with subprocess.Popen(WATCH, env=environ) as sealer:
            before = sealed_so_far(store)
            write_entries(store, 1_500)
            while sealed_so_far(store) == before and sealer.poll() is None:
                time.sleep(0.01)
            time.sleep(draw.uniform(0, 0.3))
            sealer.kill()
            yield sealer.wait()


def sealed_so_far(store: Store) -> int:
    with store.reading() as connection:
        return connection.scalar(select(func.count()).select_from(audit_seals)) or 0


def test_a_sealer_killed_again_and_again_skips_and_doubles_nothing(
    store: Store, environ: dict[str, str]
) -> None:
    for ended in kills(environ, store, 2):
        assert ended == -signal.SIGKILL
        sound(store)
    while seal.seal(store, SECRET):
        pass
    entries, seals = committed_and_sealed(store)
    assert len(entries) == 3_000
    assert entries == seals
    assert sound(store).heads == 30


def test_entries_are_sealed_within_a_second_while_the_sealer_runs(
    store: Store, environ: dict[str, str]
) -> None:
    """Timings are no assertions here: it is enough that the sealer gets there without being called."""
    with subprocess.Popen(WATCH, env=environ) as sealer:
        write_entries(store, 1)
        while sealed_so_far(store) == 0 and sealer.poll() is None:
            time.sleep(0.05)
        sealer.terminate()
        assert sealer.wait() == 0
    assert sound(store).links == 1


def test_a_verification_can_begin_at_a_head(store: Store) -> None:
    sealed_history(store, 150)
    with store.reading() as connection:
        now = str(connection.scalar(text("SELECT clock_timestamp()")))
    sealed_history(store, 100)
    verdict = verify(store, TRUSTED, since=now)
    assert verdict.sound
    assert (verdict.links, verdict.heads) == (150, 1)
