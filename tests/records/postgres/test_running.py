"""The embedded server: shared by all who use a data folder, gone with the last, sound after any kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL

from records.postgres import running
from records.postgres.place import Place
from records.settings import Settings

OWNER = """
import sys
from pathlib import Path
from types import SimpleNamespace
import psycopg
from records.postgres import running
with running(SimpleNamespace(data_dir=Path(sys.argv[1]))) as addresses:
    with psycopg.connect(addresses.owner.set(drivername="postgresql").render_as_string(False)) as connection:
        connection.execute("TRUNCATE kept")
        connection.execute("INSERT INTO kept VALUES (1)")
        connection.commit()
        connection.execute("INSERT INTO kept VALUES (2)")
        print("open", flush=True)
        sys.stdin.read()
"""


@pytest.fixture(scope="module")
def data_dir(reachable_folder: Path) -> Path:
    """A data folder whose server is down: each test brings it up, and must leave it sound for the next."""
    folder = reachable_folder / "crashes"
    with running(Settings(data_dir=folder)) as addresses, connect(addresses.owner) as connection:
        connection.execute("CREATE TABLE kept (id int)")
    return folder


def connect(url: URL) -> psycopg.Connection[Any]:
    return psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))


def kept(data_dir: Path) -> list[int]:
    """What a new user finds."""
    with running(Settings(data_dir=data_dir)) as addresses, connect(addresses.owner) as connection:
        return [number for (number,) in connection.execute("SELECT id FROM kept ORDER BY id")]


def postmaster(data_dir: Path) -> int:
    return int((Place.of(data_dir).data / "postmaster.pid").read_text().split()[0])


def keeper(data_dir: Path) -> int:
    return int(Path(f"/proc/{postmaster(data_dir)}/stat").read_text().rpartition(")")[2].split()[1])


def is_down(data_dir: Path) -> bool:
    return not (Place.of(data_dir).data / "postmaster.pid").exists()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


@contextmanager
def another_process(data_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has committed 1 alone, and has 2 in an open transaction."""
    command = [sys.executable, "-c", OWNER, str(data_dir)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "open\n"
        yield process
        process.kill()


def test_the_server_is_down_when_its_only_user_has_left(data_dir: Path) -> None:
    with running(Settings(data_dir=data_dir)):
        assert not is_down(data_dir)
    assert is_down(data_dir)


def test_a_second_process_shares_the_server_and_it_stays_for_who_is_left(data_dir: Path) -> None:
    with another_process(data_dir) as other:
        with running(Settings(data_dir=data_dir)) as addresses:
            server = postmaster(data_dir)
            other.kill()
            other.wait()
            with connect(addresses.owner) as connection:
                assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1,)
            assert postmaster(data_dir) == server
        until(lambda: is_down(data_dir))


def test_the_server_shuts_down_when_its_user_is_killed(data_dir: Path) -> None:
    with another_process(data_dir) as owner:
        owner.kill()
        until(lambda: is_down(data_dir))
    assert Place.of(data_dir).log.read_text().rstrip().endswith("database system is shut down")
    assert kept(data_dir) == [1]


def test_who_comes_while_the_server_goes_gets_the_next_one(data_dir: Path) -> None:
    with another_process(data_dir) as owner:
        owner.kill()
        assert kept(data_dir) == [1]


def test_a_killed_postmaster_leaves_what_was_committed(data_dir: Path) -> None:
    with another_process(data_dir):
        killed = postmaster(data_dir)
        os.kill(killed, signal.SIGKILL)
        until(lambda: not Path(f"/proc/{killed}").exists())
        assert kept(data_dir) == [1]


def test_a_killed_keeper_takes_the_server_down_in_order(data_dir: Path) -> None:
    with another_process(data_dir):
        os.kill(keeper(data_dir), signal.SIGKILL)
        until(lambda: is_down(data_dir))
        assert kept(data_dir) == [1]


def test_keeper_and_postmaster_killed_at_once_leave_what_was_committed(data_dir: Path) -> None:
    with another_process(data_dir):
        pids = (keeper(data_dir), postmaster(data_dir))
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        assert kept(data_dir) == [1]


def test_all_who_come_during_recovery_share_one_server(data_dir: Path) -> None:
    with another_process(data_dir):
        os.kill(postmaster(data_dir), signal.SIGKILL)
    found: list[list[int]] = []
    users = [threading.Thread(target=lambda: found.append(kept(data_dir))) for _ in range(4)]
    for user in users:
        user.start()
    for user in users:
        user.join()
    assert found == [[1]] * 4


def test_a_stale_pid_that_now_belongs_to_a_stranger_does_not_stop_the_start(data_dir: Path) -> None:
    home = Place.of(data_dir)
    with subprocess.Popen(["sleep", "60"]) as stranger:
        pid_file = home.data / "postmaster.pid"
        pid_file.write_text(f"{stranger.pid}\n{home.data}\n1\n5432\n\n\n\nready\n")
        home.give(pid_file)
        kept(data_dir)
        assert stranger.poll() is None
        stranger.kill()


def test_what_an_interrupted_first_start_left_is_no_cluster(reachable_folder: Path) -> None:
    """A cluster is moved to its place when it is whole; a killed initdb leaves only a draft."""
    new = reachable_folder / "interrupted"
    settings = Settings(data_dir=new)
    command = [sys.executable, "-c", OWNER, str(new)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        until(lambda: any(Place.of(new).home.glob("draft-*/base")))
        lock = Place.of(new).lock.stat().st_ino
        holders = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
        (pid,) = {int(line[4]) for line in holders if line[5].endswith(f":{lock}")}
        os.kill(pid, signal.SIGKILL)
        process.wait()
    with running(settings) as addresses, connect(addresses.owner) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    with running(settings):
        assert not list(Place.of(new).home.glob("draft-*"))


def test_the_server_outlives_the_thread_that_asked_for_it(data_dir: Path) -> None:
    """The kernel's parent-death signal comes when a thread ends, not a process; the keeper has but one."""
    entered = running(Settings(data_dir=data_dir))
    thread = threading.Thread(target=entered.__enter__)
    thread.start()
    thread.join()
    time.sleep(0.2)
    assert not is_down(data_dir)
    entered.__exit__(None, None, None)
    assert is_down(data_dir)


@pytest.mark.skipif(
    os.geteuid() != 0, reason="only root drops rights and moves a cluster out of its own home"
)
def test_root_runs_a_cluster_whose_folder_the_server_cannot_reach(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    settings = Settings(data_dir=closed / "data")
    with running(settings) as addresses, connect(addresses.owner) as connection:
        place = Place.of(settings.data_dir)
        assert place.home.parent == Path("/var/lib/suluh")
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert place.user
        assert Path(f"/proc/{postmaster(settings.data_dir)}").stat().st_uid == place.user.uid
    assert closed.stat().st_mode & 0o777 == 0o700
    subprocess.run(["rm", "-r", str(place.home)], check=True)
