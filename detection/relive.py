"""A replay from files alone: a database of its own, which is gone when the replay ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

from detection.material import gather
from detection.refs import passport_numbers
from detection.replay import Written, replay
from records.rights.context import job
from records.settings import Settings
from records.store import Store, open_store
from records.tokens import Tokeniser
from sources import agreements
from sources.incoming import find
from sources.ingest import Ingest
from sources.report import FileReport, Status

_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  (a folder of our own is made in it)


@dataclass(frozen=True)
class Relived:
    """What a replay wrote, the feeds of which there was nothing, and how many rows were set aside."""

    written: Written
    missing: list[str]
    refused: list[FileReport]
    quarantined: int


def relive(
    feeds: Path,
    first: date,
    last: date,
    every: timedelta,
    capacity: int,
    settings: Settings,
    tell: Callable[[str], None],
) -> Relived:
    """Ingest the files of a folder into a temporary database and replay them; the running one is left alone."""
    with TemporaryDirectory(prefix="suluh-replay-") as folder, TemporaryDirectory(dir=_MEMORY) as keys:
        own = Settings(
            data_dir=Path(folder),
            token_key_file=Path(folder) / "keys" / "token.key",
            # What a replay that is killed leaves behind must not lie beside the key that opens it.
            master_key_file=Path(keys) / "master.key",
            threads=settings.threads,
            seed=settings.seed,
            agreements_file=settings.agreements_file,
            database_url=None,
            database_owner_url=None,
        )
        _fix_key(own)
        with open_store(own, job()) as store:
            reports = _ingest(store, own, feeds, tell)
            tell("menyalin kolom / copying columns")
            material = gather(store, own.data_dir / "copy", own.threads)
            passports = passport_numbers(store)
        missing = material.missing()
        written = replay(material, passports, first, last, every, capacity, own.seed, own.threads, tell)
        refused = [report for report in reports if report.status is Status.REFUSED]
        return Relived(written, missing, refused, sum(report.quarantined for report in reports))


def _ingest(store: Store, settings: Settings, feeds: Path, tell: Callable[[str], None]) -> list[FileReport]:
    key, in_force = settings.token_key(), agreements.load(settings.agreements_file)
    taking = Ingest(store, Tokeniser(key), key, in_force)
    reports = []
    for path in find([feeds]):
        tell(f"memuat / reading {path.name}")
        reports.append(taking.take(path, lambda _done, _rows: None))
    return reports


def _fix_key(settings: Settings) -> None:
    """Tokens that are the same in every replay under one seed, so that no order depends on a random key."""
    settings.token_key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.token_key_file.touch(mode=0o600)
    settings.token_key_file.write_text(
        blake2b(f"replay {settings.seed}".encode(), digest_size=32).hexdigest()
    )
