"""Make a new cluster, whole or not at all: it is built beside its place and moved there when complete."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import IO

from records.errors import DatabaseUnavailable
from records.keys import key_in
from records.postgres.place import Place
from records.postgres.process import end_leftovers, start
from records.roles import APPLICATION_ROLE, OWNER_ROLE

DATABASE = "suluh"
_SUPERUSER = "postgres"


def ensure_cluster(place: Place, binaries: Path, log: IO[bytes]) -> None:
    """Make the cluster with its database, its two roles and their passwords, unless it exists."""
    for unfinished in place.home.glob("draft-*"):
        end_leftovers(unfinished)
        shutil.rmtree(unfinished, ignore_errors=True)
    if place.data.exists():
        return
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=place.home))
    place.give(draft)
    initdb = [str(binaries / "initdb"), "--pgdata", str(draft), "--username", _SUPERUSER]
    initdb += ["--sync-method=syncfs"]  # one call for the file system in place of one for each file
    initdb += ["--auth-local=reject", "--auth-host=reject", "--data-checksums", "--encoding=UTF8"]
    initdb += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    _run(initdb, place, log)
    owner, application = key_in(place.owner_password).hex(), key_in(place.application_password).hex()
    single = [str(binaries / "postgres"), "--single", "-D", str(draft), "-c", "exit_on_error=on", _SUPERUSER]
    statements = (
        f"CREATE ROLE {OWNER_ROLE} LOGIN CREATEDB PASSWORD '{owner}'",
        f"CREATE ROLE {APPLICATION_ROLE} LOGIN PASSWORD '{application}'",
        f"GRANT {APPLICATION_ROLE} TO {OWNER_ROLE}",
        f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}",
    )
    _run(single, place, log, ";\n".join(statements) + ";\n")
    draft.rename(place.data)


def _run(command: list[str], place: Place, log: IO[bytes], text: str = "") -> None:
    process = start(command, place, log, subprocess.PIPE)
    process.communicate(text.encode())
    if process.returncode != 0:
        name = Path(command[0]).name
        raise DatabaseUnavailable(
            f"{name} gagal menyiapkan klaster PostgreSQL; lihat {place.log}.",
            f"{name} failed to prepare the PostgreSQL cluster; see {place.log}.",
        )
