"""What anyone could follow from the figures of a release, by every pair of allowed queries; truth stands beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, permutations
from typing import Any

from protection.cube.dimensions import DIMENSIONS, LEAST
from protection.cube.protecting import REST, Row

Told = dict[tuple[str, str], tuple[frozenset[int], int]]
"""Every allowed query that was answered: the cases that it is about in truth, and the number that was told."""


def queries(rows: Sequence[Row], figures: Mapping[str, Any], measure: str) -> Told:
    """All that was answered about one measure."""
    told: Told = {}
    everyone = frozenset(range(len(rows)))
    if figures["total"].get(measure) is not None:
        told["total", ""] = everyone, figures["total"][measure]
    for dimension in DIMENSIONS:
        table = figures["tables"].get(dimension.name, {})
        members = {
            category: frozenset(n for n, row in enumerate(rows) if category in row.within(dimension))
            for category in table
            if category != REST
        }
        if REST in table:
            members[REST] = everyone.difference(*members.values())
        for category, cells in table.items():
            if cells.get(measure) is not None:
                told[dimension.name, category] = members[category], cells[measure]
    return told


def attacks(told: Told) -> Iterator[tuple[object, frozenset[int]]]:
    """What follows from one figure, from every pair by subtraction, and from sums of pairs taken from a third."""
    for name, (cases, _) in told.items():
        yield name, cases
    for (one, (outer, _)), (other, (inner, _)) in permutations(told.items(), 2):
        if inner <= outer:
            yield (one, "-", other), outer - inner
    for (one, (first, _)), (other, (second, _)) in combinations(told.items(), 2):
        if not first & second and "total" in {name for name, _ in told}:
            yield ("total -", one, "-", other), told["total", ""][0] - first - second
    for dimension in DIMENSIONS:
        named = [
            cases for (name, category), (cases, _) in told.items() if name == dimension.name and category
        ]
        if named and not dimension.many and ("total", "") in told:
            yield ("total - all of", dimension.name), told["total", ""][0].difference(*named)


def leaks(rows: Sequence[Row], figures: Mapping[str, Any]) -> list[object]:
    """Attacks that tell of one to four people."""
    return [
        (name, len(cases))
        for name, cases in attacks(queries(rows, figures, "cases"))
        if 0 < len(cases) < LEAST
    ]


def money_leaks(rows: Sequence[Row], figures: Mapping[str, Any], measure: str) -> list[object]:
    """Attacks that tell of the money of one to four people, or mostly of one."""
    found: list[object] = []
    for name, cases in attacks(queries(rows, figures, measure)):
        have = [money for n in cases if (money := rows[n].money[measure])]
        if have and (len(have) < LEAST or max(have) > 0.7 * sum(have)):
            found.append((name, len(have)))
    return found
