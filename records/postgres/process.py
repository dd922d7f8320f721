"""Start the server's own programs, and find what an earlier server left behind.

Used by the keeper alone, which has one thread: only so may code run between fork and exec, and only so does
the parent-death signal mean the death of the whole parent.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from records.postgres.place import Place

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)
_GRACE_FOR_SHUTDOWN = 30.0
_GRACE_FOR_ORPHANS = 2.0


def start(command: list[str], place: Place, log: IO[bytes], stdin: int) -> subprocess.Popen[bytes]:
    """Start a program of PostgreSQL in its own session and as the server's account.

    The kernel sends it SIGINT, which PostgreSQL takes as an orderly and fast shutdown, when we die.
    """
    parent = os.getpid()

    def die_with_parent() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:  # the parent died before the kernel had been asked
            os._exit(1)

    # Changing the account clears the parent-death signal; preexec_fn runs after that change.
    account: dict[str, Any] = {}
    if place.user is not None:
        account = {"user": place.user.uid, "group": place.user.gid, "extra_groups": []}
    return subprocess.Popen(  # noqa: S603  (our own binaries, no shell)
        command,
        stdin=stdin,
        stdout=log,
        stderr=log,
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
        start_new_session=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509  (one thread, see above)
        **account,
    )


def end_leftovers(data: Path) -> None:
    """Wait until no process of an earlier server works on a cluster; after a while, end them."""
    began = time.monotonic()
    told = False
    while running := _processes_in(data):
        postmaster = _postmaster(data)
        if postmaster in running and not told:
            _send(postmaster, signal.SIGINT)
            told = True
        grace = _GRACE_FOR_SHUTDOWN if postmaster in running else _GRACE_FOR_ORPHANS
        if time.monotonic() - began > grace:
            for pid in running:
                _send(pid, signal.SIGKILL)
        time.sleep(0.02)


def remove_stale_locks(data: Path, sockets: Path) -> None:
    """Remove the lock files of an earlier server, once ``end_leftovers`` has seen that it is gone.

    PostgreSQL itself refuses to start while the pid in such a file exists, even as a zombie or as a stranger
    who got the same number. All its processes stand in the data folder, so looking there is surer.
    """
    for stale in (data / "postmaster.pid", *sockets.iterdir()):
        stale.unlink(missing_ok=True)


def is_ready(data: Path) -> bool:
    """Whether the server says in its pid file that it takes connections."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[7].strip() == "ready"


def _postmaster(data: Path) -> int | None:
    try:
        return int((data / "postmaster.pid").read_text().split(maxsplit=1)[0])
    except (OSError, ValueError, IndexError):
        return None


def _processes_in(folder: Path) -> list[int]:
    """The processes whose working directory is ``folder``; zombies have none and do not count."""
    here = folder.resolve()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if (entry / "cwd").readlink() == here:
                    found.append(int(entry.name))
            except OSError:  # gone meanwhile, a zombie, or not ours to look at
                continue
    return found


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
