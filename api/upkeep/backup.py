"""Make a backup: one moment of the database, and the files that belong to it, sealed under the master key.

The keys are not in it. The master key opens it, and two custodians recover that one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import URL, Connection, NullPool, create_engine, func, select, text

from records import audit
from records.audit import Act, Deed, trail
from records.backup import archive, sealed_stream
from records.backup.dump import NotWhole, counts, dump, hidden
from records.files import whole
from records.keys import key_in
from records.rights.context import job
from records.rights.purpose import Purpose
from records.schema import revision
from records.settings import Settings
from records.store import Store
from records.tables import audit_entries

DATABASE = "database.dump"
FOLDERS = ("models", "mlruns", "erasures")
"""Folders below ``data_dir`` that nothing else can make anew."""
SUFFIX = ".suluh"
_AT_ONCE = 2**18


@dataclass(frozen=True)
class Made:
    """A backup that was made; ``sha256`` of the whole file, for a copy to be compared with."""

    file: Path
    bytes: int
    sha256: str
    entries: int


def make(settings: Settings, owner: URL, store: Store, file: Path, now: datetime) -> Made:
    """Write a backup to ``file``, whole or not at all, with its audit entry.

    Raises NotWhole where something would be missing, DatabaseUnavailable; a full disk leaves nothing behind.
    """
    master = key_in(settings.master_key_file)
    engine = create_engine(owner, poolclass=NullPool, isolation_level="REPEATABLE READ")
    with engine.begin() as connection:
        job(Purpose.ADMINISTRATION).enter(connection)
        if missing := hidden(connection):
            named = ", ".join(missing)
            raise NotWhole(
                f"Cadangan tidak akan lengkap: program tidak melihat semua baris {named}.",
                f"The backup would not be whole: the program does not see every row of {named}.",
            )
        snapshot = str(connection.scalar(select(func.pg_export_snapshot())))
        about = {"made_at": now.isoformat(), **_about(connection, settings)}
        contents = (_contents(settings, dump(owner, snapshot)), lambda: about)
        with whole(file) as target:
            sealed_stream.write(target, archive.pack(*contents), master)
    digest = _digest(file)
    with store.begin() as connection:
        audit.write(connection, Act(Deed.BACK_UP, "backup", (digest[:32],)))
    return Made(file, file.stat().st_size, digest, about["entries"])


def _contents(settings: Settings, database: Iterator[bytes]) -> Iterator[tuple[str, Iterator[bytes]]]:
    yield DATABASE, database
    for folder in FOLDERS:
        for path in sorted((settings.data_dir / folder).rglob("*")):
            if path.is_file() and not path.is_symlink() and ".draft" not in path.name:
                yield path.relative_to(settings.data_dir).as_posix(), _blocks(path)


def _about(connection: Connection, settings: Settings) -> dict[str, Any]:
    last = trail.last_head(connection)
    return {
        "release": version("suluh"),
        "migration": revision(connection),
        "installation": trail.installation(connection),
        "entries": connection.scalar(select(func.max(audit_entries.c.entry_id))) or 0,
        "head": None if last is None else {name: last[name] for name in ("number", "position", "hash", "at")},
        "rows": counts(connection),
        "server": str(connection.scalar(text("SHOW server_version"))),
        "settings": _told(settings),
    }


def _told(settings: Settings) -> Mapping[str, str]:
    """The settings as one would type them; of a secret only that there is one."""
    return {
        f"SULUH_{name.upper()}": "…" if isinstance(value, SecretStr) else str(value)
        for name, value in settings
        if value is not None
    }


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while block := source.read(_AT_ONCE):
            yield block


def _digest(file: Path) -> str:
    digest = sha256()
    for block in _blocks(file):
        digest.update(block)
    return digest.hexdigest()
