"""Dampak kekeliruan: how many people were held up for nothing, and for how many days; by month and by regency.

Counted are actions on people about whom nothing was found, by the hours that they cost, and people whom a desk sent to
a counsellor and about whom nothing was found since, by the days until they were spoken with. A count below
``protection.statistics.LEAST`` is not told, nor are its days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from protection.delays import BY, counted
from protection.statistics import suppress
from records import audit
from records.audit import Act, Deed
from records.rights.context import as_program

_SPAN = "at >= :since AND at < :until"


@dataclass(frozen=True)
class Held:
    """Of one month or regency: how many people were held up for nothing, and person-days; None where too few."""

    name: str
    people: int | None
    days: float | None


@dataclass(frozen=True)
class Impact:
    """The whole, told where it is not too small itself, and its two tables."""

    since: datetime
    until: datetime
    people: int | None
    days: float | None
    by_month: tuple[Held, ...]
    by_regency: tuple[Held, ...]


def impact(connection: Connection, since: datetime, until: datetime) -> Impact:
    """What mistakes cost in a time, within the areas of the context; it names nobody; one audit entry."""
    with as_program(connection):
        whole = _counted(connection, "'all'", since, until)
        months, regencies = (_counted(connection, by, since, until) for by in BY.values())
    audit.write(connection, Act(Deed.READ, "statistics", ("mistakes",), None, ("people", "days")))
    (total,) = whole or (Held("all", 0, 0.0),)
    return Impact(since, until, total.people, total.days, months, regencies)


def _counted(connection: Connection, by: str, since: datetime, until: datetime) -> tuple[Held, ...]:
    query = text(counted(by, _SPAN))
    rows: Sequence[object] = connection.execute(query, {"since": since, "until": until}).all()
    told = suppress({row.name: int(row.people) for row in rows})  # type: ignore[attr-defined]
    return tuple(
        Held(row.name, told[row.name], None if told[row.name] is None else round(float(row.days), 1))  # type: ignore[attr-defined]
        for row in rows
    )
