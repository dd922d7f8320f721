"""The worker does what waits, tries again what failed, gives back what it cannot finish, and loses nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text
from trial_jobs import TRIALS

from api.jobs import queue, runs
from api.jobs.errand import OUT_OF_TIME
from api.jobs.keeping import Workers
from api.jobs.process import environment
from records.audit import Deed
from records.settings import Settings
from records.store import Store
from records.tables import audit_entries, job_runs

PATIENCE = 60.0
WORKER = str(Path(__file__).with_name("trial_worker.py"))
TRIAL = {trial.name: trial for trial in TRIALS}


@pytest.fixture(autouse=True)
def _surroundings(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of the test for the processes that it starts."""
    monkeypatch.setenv("SULUH_DATA_DIR", str(settings.data_dir))
    for name in ("database_url", "database_owner_url"):
        monkeypatch.setenv(f"SULUH_{name.upper()}", getattr(settings, name).get_secret_value())
    monkeypatch.setenv("TRIAL_FOLDER", str(tmp_path))


@pytest.fixture
def start() -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts workers, and ends those that are left."""
    started: list[subprocess.Popen[bytes]] = []

    def begin() -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, WORKER], stdin=subprocess.PIPE, env=environment())
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def defer(store: Store, name: str) -> int:
    with store.begin() as connection:
        return queue.defer(connection, TRIAL[name], {})


def states(store: Store) -> dict[str, str]:
    with store.reading() as connection:
        return dict(queue.counts(connection).keys())


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.05)


def outcomes(store: Store, job: str) -> list[str | None]:
    with store.reading() as connection:
        wanted = select(job_runs.c.outcome).where(job_runs.c.job == job).order_by(job_runs.c.run_id)
        return list(connection.scalars(wanted))


def asleep(folder: Path) -> set[int]:
    return {int(file.name) for file in folder.iterdir() if file.name.isdigit()}


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_jobs_end_well_are_tried_again_or_become_dead_letters(
    store: Store, start: Callable[[], subprocess.Popen[bytes]]
) -> None:
    for name in ("done", "fails", "dies"):
        defer(store, name)
    start()
    ends = {"done": "succeeded", "fails": "failed", "dies": "failed"}
    until(lambda: states(store) == ends)
    assert outcomes(store, "done") == ["succeeded"]
    assert outcomes(store, "fails") == ["failed", "failed"]
    with store.reading() as connection:
        newest = runs.newest(connection)
        dead = {each.job: each.code for each in queue.dead_letters(connection)}
        audited = connection.scalars(
            select(audit_entries.c.object_refs).where(audit_entries.c.act == Deed.RUN_JOB)
        ).all()
        kept = connection.execute(text("SELECT string_agg(r::text, ' ') FROM job_runs AS r")).scalar_one()
    assert newest["done"].progress == "hampir selesai / nearly done"
    assert dead == {"fails": "ValueError", "dies": None}
    assert len(audited) == 3, "each ending is audited; the killed one's when it is found"
    assert "Siti" not in kept
    assert "5203010101900001" not in kept


def test_an_errand_that_is_out_of_time_says_so(store: Store, tmp_path: Path) -> None:
    given = [WORKER.replace("worker", "errand"), "sleeps", "7", "2026-03-02T00:00:00+00:00", "{}"]
    errand = subprocess.Popen(
        [sys.executable, *given], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    )
    until(lambda: bool(asleep(tmp_path)))
    errand.send_signal(OUT_OF_TIME)
    assert errand.wait(PATIENCE) == 1
    assert errand.stdout
    assert errand.stdout.read() == b"1", "how often it has failed"
    errand.communicate()
    with store.reading() as connection:
        newest = runs.newest(connection)["sleeps"]
    assert (newest.outcome, newest.code) == ("failed", "timeout")


def test_a_worker_that_is_asked_to_stop_gives_its_job_back(
    store: Store, start: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    defer(store, "sleeps")
    worker = start()
    until(lambda: bool(asleep(tmp_path)))
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0
    assert states(store) == {"sleeps": "todo"}
    assert outcomes(store, "sleeps") == ["given_back"]
    assert not any(alive(pid) for pid in asleep(tmp_path))


def test_what_a_killed_worker_had_taken_is_done_by_the_next(
    store: Store, start: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    number = defer(store, "sleeps")
    start_of_first = start()
    until(lambda: len(asleep(tmp_path)) == 1)
    start_of_first.kill()
    start_of_first.wait()
    until(lambda: not any(alive(pid) for pid in asleep(tmp_path)))  # an errand does not outlive its worker
    start()
    until(lambda: len(asleep(tmp_path)) == 2)
    assert outcomes(store, "sleeps") == ["lost", None]
    with store.reading() as connection:
        assert runs.failures(connection, number) == 1


def test_two_workers_never_do_two_jobs_of_one_lock_at_once(
    store: Store, start: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    for _ in range(2):
        defer(store, "sleeps")
    start()
    start()
    until(lambda: bool(asleep(tmp_path)))
    time.sleep(1.5)
    assert len(asleep(tmp_path)) == 1
    with store.reading() as connection:
        assert queue.counts(connection) == {("sleeps", "doing"): 1, ("sleeps", "todo"): 1}


def test_a_worker_that_dies_is_started_again_and_ends_with_its_service(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "api.jobs.keeping.command", lambda _: [sys.executable, "-c", "import time; time.sleep(60)"]
    )
    with Workers(first_pause=0.05) as workers:
        until(lambda: workers.started == 1)
        assert workers.process
        workers.process.kill()
        until(lambda: workers.started == 2)
        last = workers.process
    assert last.poll() is not None


def test_a_process_that_lost_whoever_started_it_ends() -> None:
    code = "import api.jobs.process as p, time; p.end_with_parent(); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, env=environment())
    assert process.stdin
    process.stdin.close()
    assert process.wait(PATIENCE) == -signal.SIGTERM
    assert not alive(process.pid)
