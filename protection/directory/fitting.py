"""Which services fit somebody: what they need first, then who can be spoken with, in which language, how near."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from protection.directory.entries import Entry, Service, standing


@dataclass(frozen=True)
class Fitting:
    """A service that fits, and why: the needs that it meets, and what of the wishes it does not."""

    service: Service
    meets: tuple[str, ...]
    lacks: tuple[str, ...]


def fitting(
    connection: Connection,
    regency: str,
    needs: Collection[str],
    child: bool = False,
    woman_officer: bool = False,
    language: str | None = None,
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
        Fitting(each, _meets(each.entry, needs), _lacks(each.entry, woman_officer, language))
        for each in there
    ]
    return sorted(
        found,
        key=lambda each: (
            -len(each.meets),
            len(each.lacks),
            len(each.service.entry.regency) < 4,  # the regency's own before the province's
            not each.service.entry.round_the_clock,
            each.service.entry.name,
        ),
    )


def _meets(entry: Entry, needs: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(set(needs) & set(entry.needs)))


def _lacks(entry: Entry, woman_officer: bool, language: str | None) -> tuple[str, ...]:
    lacks = ("woman",) if woman_officer and not entry.women else ()
    return lacks if language is None or language in entry.languages else (*lacks, "language")
