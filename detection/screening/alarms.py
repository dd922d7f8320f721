"""Insider alarms: who tries out what the desk answers is reported, and is not told.

Three signs: one person asked about again and again while phone, NIK or referrer change in between; an account that
asks far more often than it used to; a registration that names a planted recruiter, who exists nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import ARRAY, Connection, Text, bindparam, insert, select, text
from sqlalchemy.exc import IntegrityError

from records import audit
from records.audit import Act, Deed
from records.errors import InputRefused
from records.feed import Identifier
from records.law import in_force
from records.tables import honey_recruiters
from records.tokens import Tokeniser

CHANGED, MANY, HONEY = "screening_changed", "screening_many", "screening_honey"
TOLD = ("satgas_lead", "data_protection_officer")
"""The roles that are told."""

_TELL = text("INSERT INTO notices (for_role, kind, ref) VALUES (:role, :kind, :ref) ON CONFLICT DO NOTHING")
_EARLIER = text("""
    SELECT particulars FROM screenings
    WHERE registration = :registration OR person_id = ANY(:persons)
    ORDER BY asked_at, screening_id
""").bindparams(bindparam("persons", type_=ARRAY(Text)))
_DAYS = text("""
    SELECT asked_on, count(*) AS n FROM screenings WHERE who = :who AND asked_on >= :since GROUP BY asked_on
""")


@dataclass(frozen=True)
class Alarm:
    """One sign, about a screening or an account's day."""

    kind: str
    ref: str


def alarms(
    connection: Connection,
    screening_id: str,
    registration: str,
    persons: Sequence[str],
    particulars: Sequence[str],
    who: str,
    today: date,
) -> list[Alarm]:
    """What is odd about this asking, read in the program's own name before it is kept."""
    rule = in_force("screening_alarm", today)[-1]
    found = []
    earlier = [
        tuple(each)
        for each in connection.scalars(_EARLIER, {"registration": registration, "persons": list(persons)})
    ]
    now = tuple(particulars)
    if (not earlier or earlier[-1] != now) and changes([*earlier, now]) >= rule["changes"]:
        found.append(Alarm(CHANGED, screening_id))
    since = today - timedelta(days=rule["days"])
    by_day = {row.asked_on: int(row.n) for row in connection.execute(_DAYS, {"who": who, "since": since})}
    if too_many(by_day, today, rule["at_least"], rule["times_usual"]):
        found.append(Alarm(MANY, f"{who}:{today.isoformat()}"))
    planted = select(honey_recruiters.c.honey_id).where(
        honey_recruiters.c.token.in_([each for each in now if each])
    )
    if connection.execute(planted.limit(1)).one_or_none() is not None:
        found.append(Alarm(HONEY, screening_id))
    return found


def changes(seen: Sequence[tuple[str, ...]]) -> int:
    """How often the particulars differ from one asking to the next."""
    return sum(one != other for one, other in pairwise(seen))


def too_many(by_day: dict[date, int], today: date, at_least: int, times_usual: float) -> bool:
    """Whether today, with the asking at hand, is far above the account's usual day (the median of those it worked)."""
    before = sorted(count for day, count in by_day.items() if day < today)
    usual = before[len(before) // 2] if before else 0
    return by_day.get(today, 0) + 1 >= max(at_least, times_usual * usual)


def tell(connection: Connection, found: Iterable[Alarm]) -> None:
    """Leave a notice for each role, in the transaction of the answer; each once."""
    for alarm in found:
        for role in TOLD:
            connection.execute(_TELL, {"role": role, "kind": alarm.kind, "ref": alarm.ref})


def plant(
    connection: Connection, tokens: Tokeniser, kind: Identifier, words: str, who: str, now: datetime
) -> int:
    """Plant a recruiter by a phone or name that no real one has; gives its number. Raises InputRefused.

    Whoever is then asked to screen a registration that names them was sent to try the desk.
    """
    token = tokens.token(kind, words) if kind in (Identifier.PHONE, Identifier.NAME) else None
    if token is None:
        raise InputRefused("Nomor atau nama itu tidak dapat dibaca.", "That phone or name cannot be read.")
    planting = insert(honey_recruiters).values(token=token, planted_at=now, planted_by=who)
    try:
        with connection.begin_nested():
            number: int = connection.execute(planting.returning(honey_recruiters.c.honey_id)).scalar_one()
    except IntegrityError:
        raise InputRefused("Sudah ditanam sebelumnya.", "It was planted before.") from None
    audit.write(connection, Act(Deed.PLANT, "honey_recruiter", (f"honey:{number}",)))
    return number
