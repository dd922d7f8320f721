"""The entries of the directory: read by all who help, written by those who keep it. They tell of offices, of nobody."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from protection.directory.kinds import KIND, LANGUAGE, NEED
from records import areas, audit
from records.audit import Act, Deed
from records.errors import InputRefused, NotFound
from records.rights.context import Context
from records.tables import services

_BODY = re.compile(r"[a-z0-9_-]{1,60}")
_PHONE = re.compile(r"[0-9+() /-]{3,40}")


@dataclass(frozen=True)
class Entry:
    """What is written of a service; ``address`` is empty where it is kept secret.

    ``body`` is the institution of its accounts on this node, where it has any: a referral to it reaches them alone.
    """

    regency: str
    name: str
    kind: str
    needs: tuple[str, ...]
    hours: str
    languages: tuple[str, ...]
    address: str = ""
    phone: str = ""
    round_the_clock: bool = False
    women: bool = False
    children: bool = False
    body: str = ""


@dataclass(frozen=True)
class Service:
    """A service as it stands in the directory."""

    service_id: int
    entry: Entry
    changed_at: datetime


def checked(entry: Entry) -> Entry:
    """The entry, if it says what it must. Raises InputRefused, with the first thing that is wrong."""
    wrong: Sequence[tuple[bool, str, str]] = (
        (
            not _is_place(entry.regency),
            "Kode kabupaten/kota tidak dikenal.",
            "The regency code is not known.",
        ),
        (
            not 3 <= len(entry.name.strip()) <= 200,
            "Nama layanan 3–200 huruf.",
            "A name has 3 to 200 characters.",
        ),
        (entry.kind not in KIND, f"Jenis: {', '.join(KIND)}.", f"Kinds: {', '.join(KIND)}."),
        (not entry.needs, "Sebutkan bantuannya.", "Say what it helps with."),
        (not set(entry.needs) <= set(NEED), f"Bantuan: {', '.join(NEED)}.", f"Needs: {', '.join(NEED)}."),
        (
            not set(entry.languages) <= set(LANGUAGE),
            f"Bahasa: {', '.join(LANGUAGE)}.",
            f"Languages: {', '.join(LANGUAGE)}.",
        ),
        (not entry.hours.strip() or len(entry.hours) > 200, "Tuliskan jam layanan.", "Write down the hours."),
        (len(entry.address) > 300, "Alamat terlalu panjang.", "The address is too long."),
        (
            bool(entry.phone) and _PHONE.fullmatch(entry.phone) is None,
            "Nomor telepon tidak dapat dibaca.",
            "The phone number cannot be read.",
        ),
        (
            bool(entry.body) and _BODY.fullmatch(entry.body) is None,
            "Kode lembaga: huruf kecil, angka, - dan _.",
            "The code of an institution: small letters, digits, - and _.",
        ),
    )
    for is_wrong, text_id, text_en in wrong:
        if is_wrong:
            raise InputRefused(text_id, text_en)
    return entry


def listing(connection: Connection, regency: str = "") -> list[Service]:
    """The services of a regency and of its province, or all; one audit entry."""
    found = _standing(connection, regency)
    audit.write(connection, Act(Deed.READ, "service", tuple(f"service/{each.service_id}" for each in found)))
    return found


def standing(connection: Connection, regency: str = "") -> list[Service]:
    """The same for a function that writes its own entry."""
    return _standing(connection, regency)


def one(connection: Connection, service_id: int) -> Service:
    """The service of that number. Whoever calls writes the entry. Raises NotFound."""
    wanted = select(services).where(services.c.service_id == service_id, services.c.ended_at.is_(None))
    row = connection.execute(wanted).one_or_none()
    if row is None:
        raise NotFound("Tidak ada layanan dengan nomor itu.", "There is no such service.")
    return Service(row.service_id, _told(row._asdict()), row.changed_at)


def put(connection: Connection, context: Context, entry: Entry, now: datetime) -> int:
    """Add a service, or change the one of that name in that regency; gives its number. Raises InputRefused."""
    number = write(connection, context, checked(entry), now)
    _entry(connection, number)
    return number


def write(connection: Connection, context: Context, entry: Entry, now: datetime) -> int:
    """The same without the audit entry, for many at once."""
    columns = services.c
    values = {**_values(entry), "changed_by": context.who, "changed_at": now, "ended_at": None}
    same = (columns.regency == entry.regency) & (columns.name == entry.name.strip())
    number: int | None = connection.scalar(select(columns.service_id).where(same))
    if number is not None:
        changes = {name: value for name, value in values.items() if name not in ("regency", "name")}
        connection.execute(update(services).where(columns.service_id == number).values(**changes))
        return number
    added: int = connection.execute(
        insert(services).values(**values).returning(columns.service_id)
    ).scalar_one()
    return added


def end(connection: Connection, context: Context, service_id: int, now: datetime) -> None:
    """Take a service from the directory. Raises NotFound."""
    columns = services.c
    wanted = update(services).where(columns.service_id == service_id, columns.ended_at.is_(None))
    values = {"ended_at": now, "changed_by": context.who, "changed_at": now}
    if connection.execute(wanted.values(**values).returning(columns.service_id)).one_or_none() is None:
        raise NotFound("Tidak ada layanan dengan nomor itu.", "There is no such service.")
    _entry(connection, service_id)


def _standing(connection: Connection, regency: str) -> list[Service]:
    columns = services.c
    wanted = select(services).where(columns.ended_at.is_(None))
    if regency:
        wanted = wanted.where(columns.regency.in_([regency[:4], regency[:2]]))
    rows = connection.execute(wanted.order_by(columns.regency, columns.name))
    return [Service(row.service_id, _told(row._asdict()), row.changed_at) for row in rows]


def _is_place(code: str) -> bool:
    return areas.level(code) in (areas.Level.PROVINCE, areas.Level.REGENCY)


def _told(row: Mapping[str, Any]) -> Entry:
    values = {name: row[name] for name in Entry.__dataclass_fields__}
    values |= {name: tuple(values[name]) for name in ("needs", "languages")}
    values |= {name: values[name] or "" for name in ("address", "phone", "body")}
    return Entry(**values)


def _values(entry: Entry) -> dict[str, object]:
    values = asdict(entry) | {"needs": sorted(set(entry.needs)), "languages": sorted(set(entry.languages))}
    return values | {
        "name": entry.name.strip(),
        "address": entry.address.strip() or None,
        "phone": entry.phone or None,
        "body": entry.body or None,
    }


def _entry(connection: Connection, number: int) -> None:
    audit.write(connection, Act(Deed.WORK, "service", (f"service/{number}",)))
