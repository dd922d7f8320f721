"""The embedded PostgreSQL: a real server from a wheel, in a local folder, behind a private socket.

``running`` is all that the rest of Suluh needs. Everyone who uses the same data folder at the same time
shares one server; it stops when the last of them has left (see ``keeper``).
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from records.errors import DatabaseUnavailable
from records.postgres.place import Place

if TYPE_CHECKING:
    from records.addresses import Addresses
    from records.settings import Settings

_PATIENCE_WITH_OTHERS = 60.0  # seconds until another keeper has stopped or answers
_PATIENCE_WITH_SERVER = 1800.0  # seconds; recovery after a crash reads back what the log holds
_ASK_AGAIN = 0.05


@contextmanager
def running(settings: Settings) -> Iterator[Addresses]:
    """The addresses of the embedded server in ``settings.data_dir``, which runs as long as the block.

    Makes the cluster on first use. Raises DatabaseUnavailable.
    """
    place = Place.of(settings.data_dir)
    keeper = _attach(place, settings.data_dir)
    try:
        yield _addresses(place)
    finally:
        _leave(keeper)


def _attach(place: Place, data_dir: Path) -> socket.socket:
    """A connection to the keeper, once its server takes connections."""
    deadline = time.monotonic() + _PATIENCE_WITH_OTHERS
    while time.monotonic() < deadline:
        keeper = _knock(place) or _summon(data_dir)
        answer, *texts = _line(keeper).split("\t")
        if answer == "ready":
            return keeper
        keeper.close()
        if answer == "failed":
            raise DatabaseUnavailable(*texts)
        time.sleep(_ASK_AGAIN)  # busy, or just leaving
    raise DatabaseUnavailable(
        f"Klaster di {place.home} sedang dipakai proses lain yang tidak menjawab.",
        f"The cluster in {place.home} is in use by another process that does not answer.",
    )


def _knock(place: Place) -> socket.socket | None:
    """A connection to the keeper that runs already, if one does."""
    run = place.run
    if run is None:
        return None
    keeper = socket.socket(socket.AF_UNIX)
    try:
        keeper.connect(str(run / "keeper"))
    except (FileNotFoundError, ConnectionRefusedError, PermissionError):
        keeper.close()
        return None
    return keeper


def _summon(data_dir: Path) -> socket.socket:
    """A new keeper, with us as its first user."""
    ours, theirs = socket.socketpair()
    with theirs:
        code = [str(Path(__file__).parents[2]), *filter(None, sys.path)]  # what we found, the keeper finds
        done = subprocess.run(  # noqa: S603  (our own interpreter and module)
            # -P: a folder "records" where the user happens to stand must not be taken for ours.
            [sys.executable, "-P", "-m", "records.postgres.keeper", str(data_dir)],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(code)},
            check=False,
        )
    if done.returncode != 0:
        ours.close()
        reason = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise DatabaseUnavailable(
            f"Pengawas PostgreSQL tidak dapat dijalankan: {reason}",
            f"PostgreSQL's keeper cannot be started: {reason}",
        )
    return ours


def _line(keeper: socket.socket) -> str:
    """What the keeper says; empty when he ends without a word."""
    keeper.settimeout(_PATIENCE_WITH_SERVER)
    with suppress(ConnectionError), keeper.makefile("r") as stream:
        return stream.readline().rstrip("\n")
    return ""


def _leave(keeper: socket.socket) -> None:
    """Tell the keeper that we are done; returns when others stay, or when the server has stopped."""
    with keeper, suppress(OSError):
        keeper.shutdown(socket.SHUT_WR)
        keeper.recv(1)


def _addresses(place: Place) -> Addresses:
    # SQLAlchemy is heavy, and the keeper imports this package without needing it.
    from sqlalchemy import URL  # noqa: PLC0415

    from records.addresses import Addresses  # noqa: PLC0415
    from records.postgres.cluster import DATABASE  # noqa: PLC0415
    from records.roles import APPLICATION_ROLE, OWNER_ROLE  # noqa: PLC0415

    run = place.run
    if run is None:
        raise DatabaseUnavailable(
            f"Soket PostgreSQL di {place.home} hilang.", f"PostgreSQL's socket in {place.home} has gone."
        )
    host = {"host": str(run / "server")}

    def login(role: str, password: Path) -> URL:
        return URL.create(
            "postgresql+psycopg", role, password.read_text().strip(), database=DATABASE, query=host
        )

    return Addresses(
        owner=login(OWNER_ROLE, place.owner_password),
        application=login(APPLICATION_ROLE, place.application_password),
    )
