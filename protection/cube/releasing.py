"""Releases: the figures of a year are told once, frozen, after it has ended; whoever reads, reads them.

Figures that were computed anew each day would tell, by their difference from yesterday's, of the one case that came
between. So a year is released by somebody's own act; released anew only where whatever is told of the same people by
any earlier release and by the new one stays as it was or changes by ``LEAST`` people or more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar

from sqlalchemy import Connection, insert, select

from protection.cube.dimensions import DIMENSIONS, LEAST, MONEY
from protection.cube.protecting import REST, Row, protect
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
    earlier = _versions(connection, year)
    if not all(may_follow(each.figures, figures) for each in earlier):
        raise ReleaseRefused(
            "Selisihnya dengan angka yang sudah terbit menunjuk kepada beberapa orang saja.",
            "The difference from the figures that were released would tell of a few people.",
        )
    version = len(earlier) + 1
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
    found = {each.year: each for each in _versions(connection)}  # the newest of a year comes last
    audit.write(connection, Act(Deed.READ, "statistics", tuple(f"year:{year}" for year in sorted(found))))
    return [found[year] for year in sorted(found, reverse=True)]


def may_follow(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether nothing that follows from both changes by a few people, nor any sum of money without as many."""
    told = before["total"]["cases"] is not None, after["total"]["cases"] is not None
    if not all(told):
        return not any(told)
    for old, new in _same(before, after):
        change = sum(cells["cases"] for cells in new) - sum(cells["cases"] for cells in old)
        if 0 < abs(change) < LEAST:
            return False
        if change == 0 and any(_sum(old, name) != _sum(new, name) for name in _both(old, new)):
            return False
    return True


Cells = list[Mapping[str, Any]]


def _same(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[tuple[Cells, Cells]]:
    """Sums of figures of both releases that are about the same categories."""
    yield [before["total"]], [after["total"]]
    for dimension in DIMENSIONS:
        old, new = (each["tables"].get(dimension.name, {}) for each in (before, after))
        named = (old.keys() & new.keys()) - {REST}
        yield from (([old[category]], [new[category]]) for category in named)
        if dimension.many or not (old and new):
            continue
        old, new = ({each: cells for each, cells in of.items() if each not in named} for of in (old, new))
        yield list(old.values()), list(new.values())
        # Where nobody else is left, what one of them names alone is the rest of the other.
        for one, other in ((old, new), (new, old)):
            alone = [cells for category, cells in one.items() if category != REST]
            if alone and REST in other:
                yield alone, [other[REST]]


def _both(old: Cells, new: Cells) -> list[str]:
    """The sums of money that every one of these figures tells."""
    return [name for name in MONEY if all(cells.get(name) is not None for cells in (*old, *new))]


def _sum(cells: Cells, name: str) -> int:
    return sum(each[name] for each in cells)


def _versions(connection: Connection, year: int | None = None) -> list[Release]:
    """Every release (of a year), in the order of year and version."""
    order = select(cube_releases).order_by(cube_releases.c.year, cube_releases.c.version)
    wanted = order if year is None else order.where(cube_releases.c.year == year)
    return [
        Release(row.year, row.version, row.released_at, row.figures, row.sha256)
        for row in connection.execute(wanted)
    ]


def _canonical(figures: Mapping[str, Any]) -> bytes:
    return json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
