"""How long rows are kept as it stands: the declared times, and what two people have changed since.

A change names a kind of rows, its days, the day from which on they hold, and what it rests on; it is carried out once,
by whoever asked, when a second person has agreed to exactly that. Nothing of it is ever rewritten: another change goes
before it. A declared time of a later day (``records/retention.toml``) goes before an older change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, insert, select

from records import audit, four_eyes
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.days import day_of
from records.errors import InputRefused
from records.four_eyes import reading
from records.four_eyes.book import SHORTEST_REASON
from records.four_eyes.machine import State
from records.retention import Period, periods
from records.rights.context import Context, who_acts
from records.tables import retention_changes

ACT = "change_retention"
"""The guarded act (``records.four_eyes.acts``)."""

LONGEST = 36_525
SHORTEST_SOURCE, LONGEST_SOURCE = 5, 200
AHEAD = timedelta(days=1_000)
_R = retention_changes.c


@dataclass(frozen=True)
class Wish:
    """What is to hold: ``days`` for a kind of rows from a day on, and the rule or decision behind it."""

    rows: str
    days: int
    valid_from: date
    source: str


@dataclass(frozen=True)
class Change:
    """A change that was carried out."""

    change_id: int
    rows: str
    days: int
    valid_from: date
    source: str
    approval_id: int
    changed_by: str
    changed_at: datetime


def in_force(connection: Connection, day: date) -> tuple[Period, ...]:
    """How long each kind of rows is kept on a day; whoever calls writes the audit entry."""
    newest: dict[str, Change] = {}
    for each in changes(connection):
        if each.valid_from <= day:
            newest[each.rows] = each
    return tuple(_changed(period, newest.get(period.rows)) for period in periods(day))


def changes(connection: Connection) -> list[Change]:
    """Every change, in order; whoever calls writes the audit entry."""
    return [Change(*row) for row in connection.execute(select(retention_changes).order_by(_R.change_id))]


def ref(wish: Wish) -> str:
    """What a second person agrees to: these days of these rows from this day on, on this ground and no other."""
    ground = "".join(chr(ord("a") + byte % 26) for byte in sha256(wish.source.encode()).digest()[:12])
    return f"retention:{wish.rows}/{wish.days}/{wish.valid_from.isoformat()}/{ground}"


def ask(connection: Connection, keys: Keyring, wish: Wish, ground: str, reason: str, now: datetime) -> int:
    """Ask a second person; gives the request's number. Raises InputRefused, StepRefused."""
    asked = checked(connection, wish, now)
    if len(reason.strip()) < SHORTEST_REASON:
        raise InputRefused("Tuliskan alasannya dengan jelas.", "Write the reason out.")
    return four_eyes.ask(connection, keys, ACT, (ref(asked),), ground, f"{asked.source}\n{reason.strip()}")


def agreed(connection: Connection, keys: Keyring) -> list[Wish]:
    """What a second person has agreed to of one's own requests, and was not carried out yet; one entry for each."""
    me, found = who_acts(connection), []
    for each in reading.latest(connection, acts=(ACT,)):
        if each.asker != me or each.state is not State.APPROVED:
            continue
        _, told = reading.request(connection, keys, each.approval_id)
        rows, days, day, _ = each.refs[0].removeprefix("retention:").split("/")
        wish = Wish(rows, int(days), date.fromisoformat(day), told.partition("\n")[0])
        if ref(wish) == each.refs[0]:
            found.append(wish)
    return found


def change(connection: Connection, context: Context, wish: Wish, now: datetime) -> int:
    """Carry out what a second person has agreed to; gives its number. One audit entry.

    Raises InputRefused, SecondPersonNeeded.
    """
    wanted = checked(connection, wish, now)
    approval_id = four_eyes.use(connection, ACT, (ref(wanted),))
    number: int = connection.execute(
        insert(retention_changes)
        .values(
            rows=wanted.rows,
            days=wanted.days,
            valid_from=wanted.valid_from,
            source=wanted.source,
            approval_id=approval_id,
            changed_by=context.who,
            changed_at=now,
        )
        .returning(_R.change_id)
    ).scalar_one()
    objects = (f"retention:{wanted.rows}", f"retention_change/{number}")
    audit.write(connection, Act(Deed.CHANGE_RETENTION, "retention", objects, None, ("days", "valid_from")))
    return number


def checked(connection: Connection, wish: Wish, now: datetime) -> Wish:
    """A wish that can be carried out: it changes a time, not of the past. Raises InputRefused."""
    today, source = day_of(now), " ".join(wish.source.split())
    stands = _timed(in_force(connection, today)).get(wish.rows)
    if stands is None:
        raise InputRefused("Pilih jenis data yang bermasa simpan.", "Choose a kind of rows that has a time.")
    if not 1 <= wish.days <= LONGEST:
        raise InputRefused(f"Hari: 1 sampai {LONGEST}.", f"Days: 1 to {LONGEST}.")
    if not today <= wish.valid_from <= today + AHEAD:
        raise InputRefused(
            "Perubahan berlaku mulai hari ini atau kemudian, tidak surut.",
            "A change holds from today or a later day on, never from the past.",
        )
    if not SHORTEST_SOURCE <= len(source) <= LONGEST_SOURCE or not source.isprintable():
        raise InputRefused(
            "Sebutkan dasarnya: aturan atau keputusan.", "Name the rule or decision behind it."
        )
    if stands.days == wish.days:
        raise InputRefused("Masa simpan itu sudah berlaku.", "That time holds already.")
    return replace(wish, source=source)


def _timed(found: Sequence[Period]) -> dict[str, Period]:
    return {period.rows: period for period in found if period.days is not None}


def _changed(period: Period, by: Change | None) -> Period:
    if by is None or period.days is None or period.valid_from > by.valid_from:
        return period
    return replace(period, days=by.days, source=by.source, verified=True, valid_from=by.valid_from)
