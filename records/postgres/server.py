"""One running server: how it is configured, started and stopped."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path
from typing import IO

from records.postgres.place import Place
from records.postgres.process import start
from records.roles import APPLICATION_ROLE, OWNER_ROLE

_GRACE_FOR_SHUTDOWN = 60.0  # seconds; a last checkpoint on a slow disk takes its time

# The superuser has no line: it can log in nowhere. Everyone else proves a password, and from this machine.
_WHO_MAY_LOG_IN = f"""\
# Written by Suluh at every start.
local all {OWNER_ROLE} scram-sha-256
local all {APPLICATION_ROLE} scram-sha-256
"""

_CONFIGURATION: tuple[tuple[str, str], ...] = (
    ("listen_addresses", ""),  # no TCP port: a Unix socket in a private folder is the only door
    ("unix_socket_permissions", "0700"),
    ("timezone", "UTC"),
    ("log_timezone", "UTC"),
    ("recovery_init_sync_method", "syncfs"),  # a start after a crash takes tenths of a second, not seconds
    ("shared_buffers", "256MB"),
    ("max_wal_size", "2GB"),
    ("checkpoint_completion_target", "0.9"),
    # Errors quote values, and values are personal data: the client is told of them, the log is not.
    ("log_min_messages", "log"),
    ("log_min_error_statement", "panic"),
    ("log_error_verbosity", "terse"),
)


def start_server(place: Place, binaries: Path, run: Path, log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start ``postgres`` as our direct child; it takes connections once ``process.is_ready``."""
    who_may_log_in = place.home / "pg_hba.conf"
    who_may_log_in.write_text(_WHO_MAY_LOG_IN)
    who_may_log_in.chmod(0o644)
    command = [str(binaries / "postgres"), "-D", str(place.data)]
    for name, value in (
        *_CONFIGURATION,
        ("hba_file", str(who_may_log_in)),
        ("unix_socket_directories", str(run / "server")),
    ):
        command += ["-c", f"{name}={value}"]
    return start(command, place, log, subprocess.DEVNULL)


def stop_server(server: subprocess.Popen[bytes]) -> None:
    """Shut down in order: running transactions are rolled back, what is committed is on disk."""
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(_GRACE_FOR_SHUTDOWN)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)  # gives up at once; the next start recovers from the log
            server.wait()
