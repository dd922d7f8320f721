"""Releases: the figures of a year are told once, frozen, after it has ended; whoever reads, reads them.

Figures that were computed anew each day would tell, by their difference from yesterday's, of the one case that came
between. So a year is released by somebody's own act; released anew only where each figure that both tell stays as it
was or changes by ``LEAST`` people or more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar

from sqlalchemy import Connection, insert, select

from protection.cube.dimensions import LEAST, MONEY
from protection.cube.protecting import Row, protect
from records import audit
from records.audit import Act, Deed
from records.days import WIB
from records.errors import SuluhError
from records.rights.context import Context
from records.store import take_turn
from records.tables import cube_releases

FIRST = 2007
"""The year of the law; nothing is told of any before."""


class ReleaseRefused(SuluhError):
    """The year has not ended, or the new figures would tell of a few by their difference from the old."""

    code: ClassVar[str] = "release_refused"
    status: ClassVar[int] = 409


@dataclass(frozen=True)
class Release:
    """The figures of one year as they were released; ``sha256`` is that of their canonical JSON."""

    year: int
    version: int
    released_at: datetime
    figures: Mapping[str, Any]
    sha256: str


def release(
    connection: Connection,
    context: Context,
    rows: Sequence[Row],
    year: int,
    now: datetime,
    missed: Mapping[str, float] | None = None,
) -> Release:
    """Release a year's figures from all of its rows, with the estimate of who is missed; one audit entry.

    Raises ReleaseRefused.
    """
    if not FIRST <= year < now.astimezone(WIB).year:
        raise ReleaseRefused(
            "Hanya tahun yang sudah berakhir yang diterbitkan.", "Only a year that has ended is released."
        )
    take_turn(connection, "cube_releases")
    figures = protect(rows, year) | ({"hidden": dict(missed)} if missed else {})
    before = _newest(connection).get(year)
    if before is not None and not may_follow(before.figures, figures):
        raise ReleaseRefused(
            "Selisihnya dengan angka yang sudah terbit menunjuk kepada beberapa orang saja.",
            "The difference from the figures that were released would tell of a few people.",
        )
    version = before.version + 1 if before else 1
    digest = sha256(_canonical(figures)).hexdigest()
    made = Release(year, version, now, figures, digest)
    connection.execute(
        insert(cube_releases).values(
            year=year, version=version, released_at=now, who=context.who, figures=figures, sha256=digest
        )
    )
    audit.write(connection, Act(Deed.RELEASE_FIGURES, "statistics", (f"year:{year}",), None, ("figures",)))
    return made


def released(connection: Connection) -> list[Release]:
    """The newest release of each year, newest year first; one audit entry."""
    found = _newest(connection)
    audit.write(connection, Act(Deed.READ, "statistics", tuple(f"year:{year}" for year in sorted(found))))
    return [found[year] for year in sorted(found, reverse=True)]


def may_follow(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether no figure that both tell changes by a few people, nor any sum of money without ``LEAST`` of them."""
    for old, new in _both(before, after):
        if old["cases"] is None or new["cases"] is None:
            if old != new:
                return False
            continue
        change = abs(new["cases"] - old["cases"])
        if 0 < change < LEAST:
            return False
        if change == 0 and any(
            old[name] != new[name] for name in MONEY if None not in (old[name], new[name])
        ):
            return False
        # What is told in one of them alone has no figure to be taken from.
    return True


def _both(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    pairs = [(before["total"], after["total"])]
    for dimension, table in before["tables"].items():
        other = after["tables"].get(dimension, {})
        pairs += [(cells, other[category]) for category, cells in table.items() if category in other]
    return pairs


def _newest(connection: Connection) -> dict[int, Release]:
    rows = connection.execute(select(cube_releases).order_by(cube_releases.c.year, cube_releases.c.version))
    return {
        row.year: Release(row.year, row.version, row.released_at, row.figures, row.sha256)
        for row in rows  # the newest of a year comes last
    }


def _canonical(figures: Mapping[str, Any]) -> bytes:
    return json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
