"""Bring the database to this release: a backup, then all migrations and a look at the result in one transaction.

A migration that fails, or one whose result is not exactly as declared, leaves the database as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from sqlalchemy import URL, Connection, NullPool, create_engine

from api.upkeep.backup import SUFFIX, make
from records import audit
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.drift import drift
from records.errors import SuluhError
from records.rights.context import operator
from records.rights.purpose import Purpose
from records.schema import migrate, newest, revision
from records.settings import Settings
from records.store import Store, addresses, open_store, reachable

OLDEST = "0006"
"""The first migration with an audit: what is older kept no account of who did what, and is taken in anew."""


class TooOld(SuluhError):
    """The database is from before the audit: no backup of it could be whole."""

    code: ClassVar[str] = "database_too_old"

    def __init__(self, at: str) -> None:
        super().__init__(
            f"Basis data ini terlalu lama (migrasi {at}). Mulai dengan folder data baru dan terima berkasnya lagi.",
            f"This database is too old (migration {at}). Begin with a new data folder and take the files in again.",
        )


class UpgradeUndone(SuluhError):
    """The result was not as this release declares it; the database is as it was before."""

    code: ClassVar[str] = "upgrade_undone"


@dataclass(frozen=True)
class Upgraded:
    """From which migration to which; ``backup`` is None where there was nothing to lose."""

    before: str | None
    after: str
    backup: Path | None


def upgrade(settings: Settings, folder: Path, now: datetime) -> Upgraded | None:
    """Upgrade, with a backup in ``folder``; None where nothing was to be done.

    Raises UpgradeUndone, TooOld, DatabaseUnavailable; the database is then as it was.
    """
    with addresses(settings) as where, reachable():
        before = _revision(where.owner)
        if before == newest():
            return None
        if before is not None and before < OLDEST:
            raise TooOld(before)
        kept = None
        if before is not None:
            kept = folder / f"before-{newest()}-{now:%Y%m%dT%H%M%SZ}{SUFFIX}"
            engine = create_engine(where.application)
            try:
                store = Store(engine, Keyring(engine, settings.master_key_file))
                make(settings, where.owner, store.acting(operator(Purpose.ADMINISTRATION)), kept, now)
            finally:
                engine.dispose()
        migrate(where.owner, lambda connection: _look(connection, kept))
        with (
            open_store(settings, operator(Purpose.ADMINISTRATION)) as opened,
            opened.begin() as connection,
        ):
            audit.write(connection, Act(Deed.UPGRADE, "migration", (newest(),)))
    return Upgraded(before, newest(), kept)


def _revision(owner: URL) -> str | None:
    with create_engine(owner, poolclass=NullPool).begin() as connection:
        return revision(connection)


def _look(connection: Connection, kept: Path | None) -> None:
    if differences := drift(connection):
        told = "; ".join(differences[:3])
        raise UpgradeUndone(
            f"Pembaruan dibatalkan, basis data tetap seperti semula. Hasilnya berbeda dari deklarasi: {told}. "
            f"Cadangan: {kept or '–'}",
            f"The upgrade was undone and the database is as it was. Its result differs from what is declared: {told}. "
            f"Backup: {kept or '–'}",
        )
