"""Where the ranking errs: by reason, by feed, by office; from judgements, from what was found, from random looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from detection.alerts.counts import estimated
from detection.alerts.estimates import Estimates, Interval
from detection.alerts.states import Outcome, Selection
from protection.learning.rows import Found, Raised, found, raised
from protection.learning.telling import Telling
from protection.statistics import LEAST
from records import audit
from records.audit import Act, Deed
from records.days import day_of, instant
from records.rights.context import as_program


@dataclass(frozen=True)
class Part:
    """The alerts of one reason, feed or office: put forward, decided, of these without and with indication, found.

    ``over`` is the share of *bukan indikasi* among what was decided, with its interval. None where too small.
    """

    name: str
    raised: int | None
    decided: int | None
    none: int | None
    stronger: int | None
    found: int | None
    over: Interval | None


@dataclass(frozen=True)
class Missed:
    """People found of one office or feed: all of them, those whom no list had had before, and that share."""

    name: str
    found: int | None
    missed: int | None
    share: Interval | None


@dataclass(frozen=True)
class Study:
    """Everything of a period; ``whole`` and ``all_missed`` are their sums, ``estimates`` None where too few looks."""

    whole: Part
    reasons: tuple[Part, ...]
    feeds: tuple[Part, ...]
    offices: tuple[Part, ...]
    all_missed: Missed
    missed_offices: tuple[Missed, ...]
    missed_feeds: tuple[Missed, ...]
    estimates: Estimates | None
    looks_judged: int | None


def study(connection: Connection, telling: Telling, since: datetime, now: datetime) -> Study:
    """Of the people put forward from a moment on, with one audit entry."""
    day = day_of(since)
    with as_program(connection):
        rows = [each for each in raised(connection, day) if each.kind == "person"]
        first = min((each.as_of for each in rows), default=None)
        known = [] if first is None else found(connection, instant(first))
        guess = estimated(connection, since, now)
    audit.write(connection, Act(Deed.READ, "alert_work", ("errors",)))
    return Study(
        _part("", rows, telling),
        _parts(rows, lambda each: [each.reason or ""], telling),
        _parts(rows, lambda each: each.feeds, telling),
        _parts(rows, lambda each: [each.office or ""], telling),
        _missed("", known, telling),
        _misses(known, lambda each: [each.office or ""], telling),
        _misses(known, lambda each: each.feeds, telling),
        guess if telling.exact or guess.looks_judged >= LEAST else None,
        telling.count(guess.looks_judged),
    )


def _parts(
    rows: Iterable[Raised], names: Callable[[Raised], Iterable[str]], telling: Telling
) -> tuple[Part, ...]:
    by_name: dict[str, list[Raised]] = {}
    for row in rows:
        for name in names(row):
            by_name.setdefault(name, []).append(row)
    ordered = sorted(by_name.items(), key=lambda each: (-len(each[1]), each[0]))
    told = telling.counts({name: len(some) for name, some in ordered})
    return tuple(_part(name, some, telling, told[name]) for name, some in ordered)


def _part(name: str, rows: list[Raised], telling: Telling, told: int | None = 0) -> Part:
    """``told`` is None where the whole line is too small."""
    ranked = [row for row in rows if row.selection is Selection.RANKED]
    decided = [row for row in ranked if row.outcome is not None]
    none = sum(row.outcome is Outcome.NONE for row in decided)
    stronger = sum(row.outcome is Outcome.STRONGER for row in decided)
    since = sum(row.found_at is not None for row in rows)
    if told is None:
        return Part(name, None, None, None, None, None, None)
    return Part(
        name,
        telling.count(len(rows)),
        telling.count(len(decided)),
        telling.count(none),
        telling.count(stronger),
        telling.count(since),
        telling.share(none, len(decided)),
    )


def _misses(
    known: Iterable[Found], names: Callable[[Found], Iterable[str]], telling: Telling
) -> tuple[Missed, ...]:
    by_name: dict[str, list[Found]] = {}
    for each in known:
        for name in names(each):
            by_name.setdefault(name, []).append(each)
    ordered = sorted(by_name.items(), key=lambda each: (-len(each[1]), each[0]))
    told = telling.counts({name: len(some) for name, some in ordered})
    return tuple(
        Missed(name, None, None, None) if told[name] is None else _missed(name, some, telling)
        for name, some in ordered
    )


def _missed(name: str, known: list[Found], telling: Telling) -> Missed:
    missed = sum(not _listed(each) for each in known)
    return Missed(name, telling.count(len(known)), telling.count(missed), telling.share(missed, len(known)))


def _listed(each: Found) -> bool:
    return each.first is not None and instant(each.first) <= each.at
