"""Restore a backup onto an empty database: all of it is checked before the first byte is written.

What was lawfully erased since is erased again, from the list that lies apart from the backups; whoever was signed in
is not any more; and the audit is verified. What came after the backup is gone, and this tells what that was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import URL, Connection, NullPool, create_engine, inspect, update

from api.upkeep.backup import DATABASE
from protection.erasure.backups import list_in, reapply
from records import audit
from records.audit import Act, Deed
from records.audit.check import Verdict
from records.audit.kept import Kept
from records.audit.signing import public_key
from records.audit.verify import verify
from records.backup import archive, sealed_stream
from records.backup.dump import NotWhole, counts
from records.backup.dump import restore as fill
from records.errors import SuluhError
from records.files import whole
from records.keys import read_key
from records.rights.context import job, operator
from records.rights.purpose import Purpose
from records.schema import ensure_role
from records.settings import Settings
from records.store import addresses, open_store
from records.tables import sessions


class NotEmpty(SuluhError):
    """There is something where the backup would go; a restore replaces nothing."""

    code: ClassVar[str] = "not_empty"
    status: ClassVar[int] = 409


@dataclass(frozen=True)
class Restored:
    """What a restore did. ``again`` rows were erased anew; ``listed`` tells whether there was a list for that."""

    manifest: dict[str, Any]
    again: int
    listed: bool
    verdict: Verdict
    lost: tuple[int, int] | None
    """Links of the audit that heads kept elsewhere vouch for and that the backup does not hold: first and last."""


def check(settings: Settings, file: Path) -> dict[str, Any]:
    """Read all of a backup without writing anything; gives its manifest. Raises BackupDamaged, BackupKeyWrong."""
    with file.open("rb") as source:
        return archive.unpack(sealed_stream.read(source, _masters(settings)), lambda _name, _blocks: None)


def restore(settings: Settings, file: Path, now: datetime, heads: Iterable[dict[str, Any]] = ()) -> Restored:
    """Restore ``file``. ``heads`` are those that were kept elsewhere.

    Raises BackupDamaged, BackupKeyWrong, NotEmpty, NotWhole.
    """
    manifest = check(settings, file)
    with addresses(settings) as where:
        _refuse_what_is_there(settings, where.owner, manifest)
        listed = list_in(settings.data_dir).exists()
        with file.open("rb") as source:
            archive.unpack(
                sealed_stream.read(source, _masters(settings)),
                lambda name, blocks: _take(settings, where.owner, name, blocks),
            )
        engine = create_engine(where.owner, poolclass=NullPool)
        with engine.begin() as connection:
            job(Purpose.ADMINISTRATION).enter(connection)
            _compare(connection, manifest)
        with open_store(settings, operator(Purpose.ADMINISTRATION)) as store:  # brings it to this release
            with engine.begin() as connection:
                operator().enter(connection)
                tombstones = list_in(settings.data_dir)
                again = reapply(connection, tombstones, settings.token_key()) if tombstones.exists() else 0
            with store.begin() as connection:
                connection.execute(
                    update(sessions)
                    .where(sessions.c.ended_at.is_(None))
                    .values(ended_at=now, ended_because="killed")
                )
                audit.write(connection, Act(Deed.RESTORE, "backup", (f"entry/{manifest['entries']}",)))
            own = (public_key(settings.audit_key()),) if settings.audit_key_file.exists() else ()
            verdict = verify(store.acting(operator(Purpose.OVERSIGHT)), frozenset(own))
    return Restored(manifest, again, listed, verdict, _lost(manifest, heads))


def kept_heads(files: Iterable[Path]) -> list[dict[str, Any]]:
    """The heads of files that another agency kept; those that are not sound do not count."""
    from records.audit.kept import read_file  # noqa: PLC0415  (beside its only use)

    kept = Kept(document for file in files for document in read_file(file))
    return list(kept.heads.values())


def _masters(settings: Settings) -> Iterator[bytes]:
    """The master key and those before it, which older backups are under."""
    file = settings.master_key_file
    yield read_key(file)
    for other in sorted(file.parent.glob(f"{file.name}.*")):
        if not other.name.startswith("."):
            yield read_key(other)


def _refuse_what_is_there(settings: Settings, owner: URL, manifest: dict[str, Any]) -> None:
    with create_engine(owner, poolclass=NullPool).begin() as connection:
        tables = inspect(connection).get_table_names()
        if not tables:
            ensure_role(connection)
    files = [
        member["name"]
        for member in manifest["members"]
        if (settings.data_dir / member["name"]).exists() and not _is_list(member["name"])
    ]
    if tables or files:
        there = f"{len(tables)} tabel / tables" if tables else files[0]
        raise NotEmpty(
            f"Tujuan tidak kosong ({there}); pemulihan tidak menimpa apa pun. Pakai SULUH_DATA_DIR yang baru.",
            f"The target is not empty ({there}); a restore replaces nothing. Use a new SULUH_DATA_DIR.",
        )


def _take(settings: Settings, owner: URL, name: str, blocks: Iterator[bytes]) -> None:
    target = settings.data_dir / name
    if name == DATABASE:
        fill(owner, blocks)
    elif not (_is_list(name) and target.exists()):  # a list that is there is newer than the backup's
        with whole(target) as stream:
            for block in blocks:
                stream.write(block)


def _is_list(name: str) -> bool:
    return name == list_in(Path()).as_posix()


def _compare(connection: Connection, manifest: dict[str, Any]) -> None:
    found = counts(connection)
    if different := sorted(table for table, rows in manifest["rows"].items() if found.get(table) != rows):
        raise NotWhole(
            f"Hasil pemulihan berbeda dari manifes: {', '.join(different)}.",
            f"What was restored differs from the manifest: {', '.join(different)}.",
        )


def _lost(manifest: dict[str, Any], heads: Iterable[dict[str, Any]]) -> tuple[int, int] | None:
    held = manifest["rows"].get("public.audit_seals", 0)
    last = max((head["position"] for head in heads), default=0)
    return (held + 1, last) if last > held else None
