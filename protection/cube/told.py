"""Released figures as one table of texts: for the page, the API and a download, which tell exactly the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from protection.cube.dimensions import DIMENSIONS, MEASURES, Measure
from protection.cube.protecting import REST
from protection.cube.releasing import Release
from protection.exports.cells import escape

COLUMNS = ("tahun", "dimensi", "kategori")
NOT_TOLD = "tidak ditampilkan"
OTHERS = "lainnya"


@dataclass(frozen=True)
class Line:
    """One answered query: of a year, a dimension ("" the total), a category ("" the rest).

    ``told_of`` are the measures that the node keeps: None among them is not told, beside them there is nothing to tell.
    """

    year: int
    dimension: str
    category: str
    cases: int | None
    claimed: int | None = None
    paid: int | None = None
    told_of: tuple[str, ...] = ("cases",)


def lines(releases: Iterable[Release]) -> list[Line]:
    """Every figure of these releases, in order."""
    return [line for release in releases for line in _of(release)]


def _of(release: Release) -> Iterable[Line]:
    figures = release.figures
    kept = tuple(measure.name for measure in MEASURES if measure.name in figures["total"])
    yield Line(release.year, "", "", **figures["total"], told_of=kept)
    for dimension in DIMENSIONS:
        table = figures["tables"].get(dimension.name, {})
        for category in sorted(table, key=lambda each: (each == REST, -table[each]["cases"], each)):
            yield Line(release.year, dimension.name, category, **table[category], told_of=kept)


def measures(told: Sequence[Line]) -> list[Measure]:
    """The measures that any of these lines is about."""
    return [measure for measure in MEASURES if any(measure.name in line.told_of for line in told)]


def as_csv(told: Sequence[Line]) -> bytes:
    """The same as CSV (UTF-8, commas); money in millions of rupiah."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    columns = [measure.name for measure in measures(told)]
    writer.writerow([*COLUMNS, *columns])
    for line in told:
        category = line.category or (OTHERS if line.dimension else "")
        cells = [str(line.year), line.dimension or "total", category]
        for name in columns:
            amount = getattr(line, name)
            cells.append("" if name not in line.told_of else NOT_TOLD if amount is None else str(amount))
        writer.writerow([escape(cell) for cell in cells])
    return text.getvalue().encode()
