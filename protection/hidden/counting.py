"""Who was found by which source in a year, counted by history; nobody is named."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import ARRAY, Connection, Text, bindparam, text

from protection.cube.standing import STANDING, asked
from protection.hidden.estimating import Estimate, History, estimate
from records.rights.context import as_program

ROUGH = 10
"""Estimates are told in tens."""


@dataclass(frozen=True)
class FoundBy:
    """One source: a feed, and which of its rows count."""

    name: str
    title_id: str
    title_en: str
    feed: str
    field: str = ""
    values: tuple[str, ...] = ()


SOURCES: tuple[FoundBy, ...] = (
    FoundBy("complaints", "pengaduan", "complaints", "complaints"),
    FoundBy(
        "outcomes",
        "temuan yang berwenang",
        "competent findings",
        "case_outcomes",
        "finding",
        ("tppo_victim",),
    ),
    FoundBy(
        "returns",
        "deportasi dan pemulangan",
        "deportations and repatriations",
        "returns",
        "kind",
        ("deported", "repatriated"),
    ),
)
"""Tips name places and recruiters rather than the people harmed, and find nobody by themselves."""

_FOUND = text(f"""
    WITH {STANDING} SELECT DISTINCT i.person_id FROM standing AS r CROSS JOIN LATERAL (
        SELECT person_id FROM identities WHERE feed = :feed AND entity_key = r.entity_key
        ORDER BY run_id DESC LIMIT 1
    ) AS i
    WHERE extract(year FROM r.since AT TIME ZONE 'Asia/Jakarta') = :year
""").bindparams(bindparam("values", type_=ARRAY(Text)))  # noqa: S608  (our own constant)


def histories(connection: Connection, year: int) -> dict[History, int]:
    """How many people each set of sources found in a year; whoever calls writes the audit entry."""
    found: dict[str, set[int]] = {}
    with as_program(connection):
        for place, source in enumerate(SOURCES):
            wanted = asked(source.feed, source.field, source.values)
            for person in connection.scalars(_FOUND, {**wanted, "year": year}):
                found.setdefault(person, set()).add(place)
    counted = Counter(tuple(place in places for place in range(len(SOURCES))) for places in found.values())
    return dict(counted)


def hidden(connection: Connection, year: int) -> dict[str, float] | None:
    """The estimate of a year as it is released, in tens; None where nothing can be said."""
    found: Estimate | None = estimate(histories(connection, year))
    if found is None:
        return None
    return {
        "estimate": _rough(found.estimate),
        "chao": _rough(found.chao),
        "low": _rough(found.low),
        "high": _rough(found.high),
        "factor": found.factor,
    }


def _rough(number: float) -> int:
    return round(number / ROUGH) * ROUGH
