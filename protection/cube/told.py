"""Released figures as one table of texts: for the page, the API and a download, which tell exactly the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from protection.cube.dimensions import DIMENSIONS, MEASURES
from protection.cube.protecting import REST
from protection.cube.releasing import Release
from protection.exports.cells import escape

COLUMNS = ("tahun", "dimensi", "kategori", *(measure.name for measure in MEASURES))
NOT_TOLD = "tidak ditampilkan"
OTHERS = "lainnya"


@dataclass(frozen=True)
class Line:
    """One answered query: of a year, a dimension ("" the total), a category ("" the rest)."""

    year: int
    dimension: str
    category: str
    cases: int | None
    claimed: int | None
    paid: int | None


def lines(releases: Iterable[Release]) -> list[Line]:
    """Every figure of these releases, in order."""
    return [line for release in releases for line in _of(release)]


def _of(release: Release) -> Iterable[Line]:
    figures = release.figures
    yield Line(release.year, "", "", **figures["total"])
    for dimension in DIMENSIONS:
        table = figures["tables"].get(dimension.name, {})
        for category in sorted(table, key=lambda each: (each == REST, -table[each]["cases"], each)):
            yield Line(release.year, dimension.name, category, **table[category])


def as_csv(told: Sequence[Line]) -> bytes:
    """The same as CSV (UTF-8, commas); money in millions of rupiah."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in told:
        category = line.category or (OTHERS if line.dimension else "")
        amounts = [line.cases, line.claimed, line.paid]
        cells = [str(line.year), line.dimension or "total", category]
        cells += [NOT_TOLD if each is None else str(each) for each in amounts]
        writer.writerow([escape(cell) for cell in cells])
    return text.getvalue().encode()
