"""A sealed backup in the folder of the settings, and none kept for longer than a backup may be."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from api.jobs.declared import Errand
from api.upkeep.backup import SUFFIX, make
from records.days import day_of
from records.retention import backup_window
from records.rights.context import job
from records.rights.purpose import Purpose
from records.store import addresses


def work(errand: Errand) -> None:
    """Make one, then delete those whose time is over: an old backup still opens what was erased since."""
    folder = errand.settings.backup_dir
    if folder is None:
        errand.tell("SULUH_BACKUP_DIR kosong / is not set")
        return
    file = folder / f"nightly-{errand.now:%Y%m%dT%H%M%SZ}{SUFFIX}"
    if not file.exists():
        with addresses(errand.settings) as where:
            store = errand.store.acting(job(Purpose.ADMINISTRATION))
            make(errand.settings, where.owner, store, file, errand.now)
    gone = [old for old in folder.glob(f"nightly-*{SUFFIX}") if _over(old, errand.now)]
    for old in gone:
        old.unlink()
    errand.tell(f"1 cadangan, {len(gone)} dihapus / backup made, old ones deleted")


def _over(file: Path, now: datetime) -> bool:
    made = datetime.strptime(file.name, f"nightly-%Y%m%dT%H%M%SZ{SUFFIX}").replace(tzinfo=UTC)
    return now - made > backup_window(day_of(now))
