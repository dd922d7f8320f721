"""The duty roster (piket): who answers at which time, weekends and holidays included, and where nobody does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, text, update

from detection.urgent.channels import CHANNEL
from records import audit
from records.audit import Act, Deed
from records.custody import sealed_words
from records.custody.keyring import Keyring
from records.errors import InputRefused, NotFound
from records.rights.context import Context
from records.rights.role import Role
from records.tables import duty_shifts

HOLDER = duty_shifts.name
LONGEST = timedelta(days=7)
AHEAD = timedelta(days=14)
"""So far ahead the check looks for gaps."""

ANSWERERS = (Role.SATGAS, Role.SATGAS_LEAD, Role.PLACEMENT_OFFICER)
_HOLDS = text("SELECT suluh_holds(:account, :role)")


@dataclass(frozen=True)
class Shift:
    """Somebody on duty; ``place`` 1 is called first. Their addresses stay sealed."""

    shift_id: int
    account_id: str
    role: str
    place: int
    starts_at: datetime
    ends_at: datetime
    channels: tuple[str, ...]


@dataclass(frozen=True)
class Gap:
    """A time when nobody is on duty."""

    starts_at: datetime
    ends_at: datetime


_COLUMNS = tuple(
    duty_shifts.c[name]
    for name in ("shift_id", "account_id", "role", "place", "starts_at", "ends_at", "channels")
)
_IN_FORCE = duty_shifts.c.cancelled_at.is_(None)


def put(
    connection: Connection,
    keys: Keyring,
    context: Context,
    account_id: str,
    role: Role,
    place: int,
    span: tuple[datetime, datetime],
    addresses: Mapping[str, str],
    now: datetime,
) -> Shift:
    """Put somebody on the roster. Raises InputRefused where they could not answer then, or not be called."""
    starts, ends = span
    if not starts < ends <= starts + LONGEST or ends <= now:
        raise InputRefused(
            "Waktu piket keliru: paling lama tujuh hari, dan belum lewat.",
            "The time of the shift is wrong: seven days at most, and not over yet.",
        )
    if role not in ANSWERERS or not connection.scalar(_HOLDS, {"account": account_id, "role": role.value}):
        raise InputRefused(
            "Akun itu tidak memegang peran yang dapat berpiket.", "That account holds no role that answers."
        )
    if not addresses or any(
        name not in CHANNEL or not CHANNEL[name].address.fullmatch(address)
        for name, address in addresses.items()
    ):
        raise InputRefused("Alamat panggilan keliru.", "An address to call is wrong.")
    shift_id = sealed_words.put(
        connection,
        keys,
        duty_shifts,
        dict(addresses),
        _about(account_id, starts),
        account_id=account_id,
        role=role.value,
        place=place,
        starts_at=starts,
        ends_at=ends,
        channels=sorted(addresses),
        made_by=context.who,
        made_at=now,
    )
    _audit(connection, Deed.ROSTER, (shift_id,))
    return Shift(shift_id, account_id, role.value, place, starts, ends, tuple(sorted(addresses)))


def in_a_zone(moment: datetime) -> datetime:
    """The moment, refused where it does not say in which time zone. Raises InputRefused."""
    if moment.tzinfo is None:
        raise InputRefused("Sebutkan zona waktu (+07:00).", "Name the time zone (+07:00).")
    return moment


def cancel(connection: Connection, context: Context, shift_id: int, now: datetime) -> None:
    """Take a shift off the roster. Raises NotFound."""
    wanted = update(duty_shifts).where(duty_shifts.c.shift_id == shift_id, _IN_FORCE)
    gone = connection.execute(
        wanted.values(cancelled_at=now, cancelled_by=context.who).returning(duty_shifts.c.shift_id)
    )
    if gone.one_or_none() is None:
        raise NotFound("Tidak ada giliran piket itu.", "There is no such shift.")
    _audit(connection, Deed.ROSTER, (shift_id,))


def shifts(connection: Connection, since: datetime, until: datetime) -> list[Shift]:
    """The shifts that touch a time, in the order of the line; whoever calls writes the audit entry."""
    wanted = select(*_COLUMNS).where(
        _IN_FORCE, duty_shifts.c.starts_at < until, duty_shifts.c.ends_at > since
    )
    rows = connection.execute(wanted.order_by(duty_shifts.c.place, duty_shifts.c.shift_id))
    return [_shift(row) for row in rows]


def on_duty(connection: Connection, at: datetime) -> list[Shift]:
    """Who is on duty at a moment, first in line first."""
    return shifts(connection, at, at + timedelta(microseconds=1))


def by_number(connection: Connection, shift_ids: Sequence[int]) -> list[Shift]:
    """The shifts of these numbers, cancelled ones too; whoever calls writes the audit entry."""
    wanted = select(*_COLUMNS).where(duty_shifts.c.shift_id.in_(shift_ids))
    return [_shift(row) for row in connection.execute(wanted.order_by(duty_shifts.c.shift_id))]


def gaps(there: Sequence[Shift], since: datetime, until: datetime) -> list[Gap]:
    """When nobody is on duty within a time, given the shifts that touch it."""
    found, covered = [], since
    for shift in sorted(there, key=lambda shift: (shift.starts_at, shift.ends_at)):
        if shift.starts_at > covered:
            found.append(Gap(covered, min(shift.starts_at, until)))
        covered = max(covered, shift.ends_at)
        if covered >= until:
            return found
    found.append(Gap(covered, until))
    return found


def roster(connection: Connection, now: datetime) -> tuple[list[Shift], list[Gap]]:
    """The roster of the days ahead and its gaps; the reading is audited."""
    there = shifts(connection, now, now + AHEAD)
    _audit(connection, Deed.READ, tuple(shift.shift_id for shift in there))
    return there, gaps(there, now, now + AHEAD)


def addresses_of(connection: Connection, keys: Keyring, shift: Shift) -> dict[str, str]:
    """Where somebody is called, by channel; empty where the key is gone. Raises Tampered."""
    box: bytes = connection.execute(
        select(duty_shifts.c.sealed).where(duty_shifts.c.shift_id == shift.shift_id)
    ).scalar_one()
    about = _about(shift.account_id, shift.starts_at)
    return sealed_words.document(connection, keys, HOLDER, shift.shift_id, box, about) or {}


def _shift(row: Any) -> Shift:
    values = row._asdict()
    return Shift(**values | {"channels": tuple(values["channels"])})


def _about(account_id: str, starts: datetime) -> bytes:
    return sealed_words.about(HOLDER, account_id, starts)


def _audit(connection: Connection, deed: Deed, shift_ids: Sequence[int]) -> None:
    audit.write(connection, Act(deed, "duty_shift", tuple(f"shift/{number}" for number in shift_ids)))
