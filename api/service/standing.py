"""How the service stands: what must be so for it to be ready, each looked at anew."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, text

from api.jobs import queue
from api.service.house import House
from records.errors import SuluhError
from records.rights.context import job
from records.rights.purpose import Purpose
from records.schema import newest
from records.tables import audit_entries, audit_heads, audit_unsealed

ROOM = 512 * 2**20
"""Bytes that must be free where the data lie."""
CLOCKS_APART = timedelta(minutes=2)
UNSEALED = timedelta(minutes=5)
WORKER = timedelta(minutes=2)


@dataclass(frozen=True)
class Look:
    """What one part shows: whether it is well, and a measure where there is one."""

    name: str
    well: bool
    text_id: str
    text_en: str
    measure: float | None = None


Measured = tuple[bool, float | None]


def _migrated(connection: Connection, _house: House, _now: datetime) -> Measured:
    return connection.scalar(text("SELECT version_num FROM alembic_version")) == newest(), None


def _keys(_connection: Connection, house: House, _now: datetime) -> Measured:
    try:
        return True, float(house.store.keys.refresh())
    except SuluhError:
        return False, None


def _disk(_connection: Connection, house: House, _now: datetime) -> Measured:
    free = shutil.disk_usage(house.settings.data_dir if house.settings.data_dir.exists() else "/").free
    return free >= ROOM, float(free)


def _worker(connection: Connection, _house: House, _now: datetime) -> Measured:
    seen, now = queue.worker_seen(connection), connection.scalar(select(func.clock_timestamp()))
    if seen is None or now is None:
        return False, None
    return now - seen < WORKER, (now - seen).total_seconds()


def _sealer(connection: Connection, _house: House, _now: datetime) -> Measured:
    oldest = select(func.clock_timestamp() - func.min(audit_entries.c.at)).select_from(
        audit_unsealed.join(audit_entries)
    )
    age = connection.scalar(oldest) or timedelta()
    return age < UNSEALED, age.total_seconds()


def _clock(connection: Connection, _house: House, now: datetime) -> Measured:
    there = connection.execute(select(func.clock_timestamp(), func.max(audit_heads.c.at))).one()
    apart = abs(now - there[0])
    return apart < CLOCKS_APART and (there[1] is None or there[1] <= there[0]), apart.total_seconds()


@dataclass(frozen=True)
class Part:
    """One part of the service, and how it is looked at."""

    name: str
    text_id: str
    text_en: str
    look: Callable[[Connection, House, datetime], Measured]


PARTS: tuple[Part, ...] = (
    Part("migration", "basis data sesuai rilis ini", "the database is of this release", _migrated),
    Part("keys", "kunci induk membuka data", "the master key opens the data", _keys),
    Part("disk", "ruang penyimpanan cukup (bita)", "there is room on the disk (bytes)", _disk),
    Part("worker", "pekerja tugas hidup (detik)", "a worker lives (seconds ago)", _worker),
    Part("sealer", "audit disegel (detik menunggu)", "the audit is sealed (seconds waiting)", _sealer),
    Part("clock", "jam benar (detik selisih)", "the clocks agree (seconds apart)", _clock),
)
"""Every part; the service is ready when all are well. That the database answers is asked by asking them."""


def look(house: House, now: datetime) -> Iterator[Look]:
    """Look at every part. Raises where the database does not answer."""
    with house.store.acting(job(Purpose.ADMINISTRATION)).reading() as connection:
        for part in PARTS:
            well, measure = part.look(connection, house, now)
            yield Look(part.name, well, part.text_id, part.text_en, measure)
