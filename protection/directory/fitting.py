"""Which services fit somebody: what they need first, then who can be spoken with, in which language, how near."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from protection.directory.entries import Entry, Service, standing
from protection.directory.hours import open_at
from records.days import zone_of


@dataclass(frozen=True)
class Fitting:
    """A service that fits, and why: the needs that it meets, and what of the wishes it does not.

    ``near`` ones are of the regency itself. ``open_now`` is by the hours told; None where they cannot be read, or no
    moment was given.
    """

    service: Service
    meets: tuple[str, ...]
    lacks: tuple[str, ...]
    near: bool
    open_now: bool | None = None


def fitting(
    connection: Connection,
    regency: str,
    needs: Collection[str],
    child: bool = False,
    woman_officer: bool = False,
    language: str | None = None,
    now: datetime | None = None,
) -> list[Fitting]:
    """The services of a regency and its province that meet any of the needs, the best first.

    A child is sent nowhere that is not made for children, and never left without an answer: where nothing is, the
    unit for women and children of the province comes. A wish for a woman or a language orders and is told where it
    is not met; it takes nothing away, for help that is there is better than none. Whoever calls writes the entry.
    """
    there = [each for each in standing(connection, regency) if set(needs) & set(each.entry.needs) or child]
    if child:
        made_for = [each for each in there if each.entry.children]
        there = made_for or [each for each in there if each.entry.kind == "upt_ppa"]
    found = [
        Fitting(
            each,
            _meets(each.entry, needs),
            _lacks(each.entry, woman_officer, language),
            near=len(each.entry.regency) >= len(regency),
            open_now=None if now is None else is_open(each.entry, now),
        )
        for each in there
    ]
    return sorted(
        found,
        key=lambda each: (
            -len(each.meets),
            len(each.lacks),
            not each.near,
            each.open_now is False,
            not each.service.entry.round_the_clock,
            each.service.entry.name,
        ),
    )


def is_open(entry: Entry, now: datetime) -> bool | None:
    """Whether an office is open by its hours, on the clock of its place; None where they cannot be read."""
    return entry.round_the_clock or open_at(entry.hours, now.astimezone(zone_of((entry.regency,))))


def _meets(entry: Entry, needs: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(set(needs) & set(entry.needs)))


def _lacks(entry: Entry, woman_officer: bool, language: str | None) -> tuple[str, ...]:
    lacks = ("woman",) if woman_officer and not entry.women else ()
    return lacks if language is None or language in entry.languages else (*lacks, "language")
