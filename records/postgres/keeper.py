"""The keeper: a small process of its own that runs one cluster's server for as long as anyone uses it.

Every user holds a connection to the keeper's socket. The kernel closes it however the user ends, by kill -9
too; when the last one has gone the keeper shuts the server down and ends. When the keeper itself is killed,
the kernel tells the server (parent-death signal), which shuts down in order. Whoever comes next starts anew.

The first user comes as the keeper's standard input. A user reads one line: ``ready``, ``busy`` (another
keeper has the cluster: ask that one) or ``failed`` with two texts. A user who leaves closes his side and
reads to the end of the stream, which for the last one comes when the server has stopped.
"""

from __future__ import annotations

import fcntl
import os
import selectors
import signal
import socket
import subprocess
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import IO, Never

from records.errors import DatabaseUnavailable, SuluhError
from records.postgres.cluster import ensure_cluster
from records.postgres.place import Place, binaries
from records.postgres.process import end_leftovers, is_ready, remove_stale_locks
from records.postgres.server import start_server, stop_server

_ASK_AGAIN = 0.01  # seconds between two looks at whether the server is ready
_LARGEST_LOG = 5_000_000  # bytes


class Keeper:
    """Who uses the server of one place."""

    def __init__(self, place: Place, first: socket.socket) -> None:
        self.place = place
        self.users = {first}
        self.last: socket.socket | None = None
        self.ready = False

    def keep(self) -> None:
        """Run the server until the last user has left; does nothing where another keeper does so already."""
        self.place.prepare_home()
        with self.place.lock.open("w") as lock, self._log() as log:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._tell("busy")
                return
            run = self.place.prepare_run()
            with socket.socket(socket.AF_UNIX) as door:
                address = run / "keeper"
                address.unlink(missing_ok=True)
                door.bind(str(address))
                door.listen()
                try:
                    self._run_server(run, door, log)
                finally:
                    address.unlink(missing_ok=True)
                    self.place.leave_run()

    def fail(self, text_id: str, text_en: str) -> None:
        """Tell those who wait that there will be no server."""
        self._tell("\t".join(("failed", text_id, text_en)).replace("\n", " "))

    def _run_server(self, run: Path, door: socket.socket, log: IO[bytes]) -> None:
        programs = binaries(self.place.user)
        ensure_cluster(self.place, programs, log)
        end_leftovers(self.place.data)
        remove_stale_locks(self.place.data, run / "server")
        server = start_server(self.place, programs, run, log)
        try:
            self._let_users_come_and_go(door, server)
        finally:
            door.close()  # who comes now finds nobody, and starts the next keeper
            stop_server(server)

    def _let_users_come_and_go(self, door: socket.socket, server: subprocess.Popen[bytes]) -> None:
        death = os.pidfd_open(server.pid)
        with selectors.DefaultSelector() as events:
            sources: tuple[socket.socket | int, ...] = (door, death, *self.users)
            for source in sources:
                events.register(source, selectors.EVENT_READ)
            while self.users:
                for key, _ in events.select(None if self.ready else _ASK_AGAIN):
                    if key.fileobj is door:
                        user, _ = door.accept()
                        self.users.add(user)
                        events.register(user, selectors.EVENT_READ)
                        if self.ready:
                            _send(user, "ready")
                    elif isinstance(key.fileobj, socket.socket):
                        events.unregister(key.fileobj)
                        self._leave(key.fileobj)
                    else:
                        self._server_died()
                if not self.ready and is_ready(self.place.data):
                    self.ready = True
                    self._tell("ready")

    def _leave(self, user: socket.socket) -> None:
        self.users.remove(user)
        if self.users:
            user.close()
        else:
            self.last = user  # stays open, and so waiting, until we end

    def _server_died(self) -> Never:
        raise DatabaseUnavailable(
            f"PostgreSQL berhenti sendiri; lihat {self.place.log}.",
            f"PostgreSQL ended by itself; see {self.place.log}.",
        )

    def _tell(self, line: str) -> None:
        for user in self.users:
            _send(user, line)

    def _log(self) -> IO[bytes]:
        log = self.place.log
        if log.exists() and log.stat().st_size > _LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
        return log.open("ab")


def _send(user: socket.socket, line: str) -> None:
    with suppress(OSError):  # left without a word; the next event says so
        user.sendall(line.encode() + b"\n")


def _end(*_: object) -> Never:
    raise SystemExit


def main() -> None:
    """``python -m records.postgres.keeper DATA_DIR``, with the first user's socket as standard input."""
    keeper = Keeper(Place.of(Path(sys.argv[1])), socket.socket(fileno=os.dup(0)))
    if os.fork():
        os._exit(0)  # who summoned us need not wait for us: we belong to all users alike
    os.setsid()
    os.umask(0o077)
    os.chdir("/")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        keeper.keep()
    except SuluhError as error:
        keeper.fail(error.text_id, error.text_en)
    except OSError as error:
        keeper.fail(f"Basis data tidak dapat disiapkan: {error}", f"The database cannot be prepared: {error}")
    except Exception:
        with keeper.place.log.open("a") as log:
            traceback.print_exc(file=log)
        raise


if __name__ == "__main__":
    main()
