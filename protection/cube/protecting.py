"""From rows to figures that may be told: small ones suppressed, and with them whatever they could be computed from.

For one year and one dimension the told categories and the rest (``hidden``) are the atoms: each holds nobody, or at
least ``LEAST`` people. Whatever follows from told figures by sums and differences is a union of atoms, so it tells of
at least ``LEAST`` people too. Dimensions are not crossed, so nothing smaller follows from two of them; and because
somebody may know by chance that all of one figure lie in another, differences of such pairs are kept from being
small as well. Categories without anybody are not listed: that one is not told never says how many there are.

Money follows the same rule with its own measure of enough: ``LEAST`` people who have any, none with most of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any

from protection.cube.dimensions import DIMENSIONS, LARGEST, LEAST, MONEY, ROUGH, TWO_LARGEST, Dimension

REST = ""
"""The category of what is not told by itself."""


@dataclass(frozen=True)
class Row:
    """One case in the year in which it began: a category of each dimension, and money in rupiah, that its node keeps.

    What a node keeps no record of is not told as nothing: it has no dimension, and no measure.
    """

    year: int
    category: Mapping[str, str]
    services: frozenset[str] = frozenset()
    money: Mapping[str, int] = field(default_factory=dict)

    def within(self, dimension: Dimension) -> frozenset[str]:
        """The categories that it stands in."""
        if dimension.many:
            return self.services
        category = self.category.get(dimension.name)
        return frozenset() if category is None else frozenset({category})


Group = frozenset[int]
"""Cases by their place among the year's rows."""
Enough = Callable[[Collection[int]], bool]


def protect(rows: Sequence[Row], year: int) -> dict[str, Any]:
    """The figures of a year: ``total`` and ``tables`` (dimension, category, measures); what is not told is None.

    ``{"year": 2025, "total": {"cases": 40, "claimed": 900, "paid": None}, "tables": {"area": {"52": {…}, "": {…}}}}``
    """
    own = [row for row in rows if row.year == year]
    everyone = frozenset(range(len(own)))
    kept = [name for name in MONEY if any(name in row.money for row in rows)]
    if len(everyone) < LEAST:
        return {"year": year, "total": dict.fromkeys(("cases", *kept)), "tables": {}}
    groups = {dimension.name: _groups(own, dimension) for dimension in DIMENSIONS}
    told = {"cases": _told(groups, everyone, lambda group: len(group) >= LEAST)}
    for name in kept:
        open_ = {
            dimension: {each: group for each, group in found.items() if each in told["cases"][dimension]}
            for dimension, found in groups.items()
        }
        told[name] = _told(open_, everyone, _enough_money(own, name))
    tables = {
        dimension.name: _table(own, dimension, groups[dimension.name], told, everyone)
        for dimension in DIMENSIONS
        if told["cases"][dimension.name]
    }
    total = {"cases": len(everyone)} | {
        name: _sum(own, everyone, name) if _safe(everyone, _enough_money(own, name)) else None
        for name in kept
    }
    return {"year": year, "total": total, "tables": tables}


def _groups(rows: Sequence[Row], dimension: Dimension) -> dict[str, Group]:
    found: dict[str, set[int]] = {}
    for place, row in enumerate(rows):
        for category in row.within(dimension):
            found.setdefault(category, set()).add(place)
    return {category: frozenset(places) for category, places in sorted(found.items())}


def _told(groups: Mapping[str, Mapping[str, Group]], everyone: Group, enough: Enough) -> dict[str, set[str]]:
    """The categories of each dimension that may be told; hides on until no pair of figures differs by a few."""
    forced: dict[str, set[str]] = {dimension.name: set() for dimension in DIMENSIONS}
    while True:
        told = {
            dimension.name: _of(groups[dimension.name], forced[dimension.name], everyone, enough, dimension)
            for dimension in DIMENSIONS
        }
        bad = _small_difference(groups, told, everyone, enough)
        if bad is None:
            return told
        forced[bad[0]].add(bad[1])


def _of(
    groups: Mapping[str, Group], forced: set[str], everyone: Group, enough: Enough, dimension: Dimension
) -> set[str]:
    told = {each for each, group in groups.items() if each not in forced and _safe(group, enough)}
    if dimension.many:  # those without it follow by a difference
        return {each for each in told if _safe(everyone - groups[each], enough)}
    while told:
        hidden = [groups[each] for each in groups if each not in told]
        rest = _rest(groups, told, everyone)
        if not rest or (len(hidden) != 1 and enough(rest)):
            break
        told.remove(min(told, key=lambda each: (len(groups[each]), each)))
    return told


def _small_difference(
    groups: Mapping[str, Mapping[str, Group]],
    told: Mapping[str, set[str]],
    everyone: Group,
    enough: Enough,
) -> tuple[str, str] | None:
    """A told category that lies within another figure but for a few, and must not be told."""
    atoms = [
        (dimension.name, category, groups[dimension.name][category])
        for dimension in DIMENSIONS
        for category in sorted(told[dimension.name])
    ]
    rests = [
        (dimension.name, REST, _rest(groups[dimension.name], told[dimension.name], everyone))
        for dimension in DIMENSIONS
        if told[dimension.name] and not dimension.many
    ]
    figures = [each for each in (*atoms, *rests) if each[2]]
    for (dimension, category, inner), (other, second, outer) in permutations(figures, 2):
        if inner < outer and not _safe(outer - inner, enough):
            if category != REST:
                return dimension, category
            if second != REST:
                return other, second
            return dimension, min(told[dimension])
    return None


def _rest(groups: Mapping[str, Group], told: Iterable[str], everyone: Group) -> Group:
    return everyone.difference(*(groups[each] for each in told))


def _safe(group: Collection[int], enough: Enough) -> bool:
    return not group or enough(group)


def _enough_money(rows: Sequence[Row], name: str) -> Enough:
    def enough(group: Collection[int]) -> bool:
        amounts = sorted((rows[place].money.get(name, 0) for place in group), reverse=True)
        have = [amount for amount in amounts if amount > 0]
        if not have:
            return len(amounts) >= LEAST
        all_ = sum(have)
        return len(have) >= LEAST and have[0] <= LARGEST * all_ and have[0] + have[1] <= TWO_LARGEST * all_

    return enough


def _table(
    rows: Sequence[Row],
    dimension: Dimension,
    groups: Mapping[str, Group],
    told: Mapping[str, Mapping[str, set[str]]],
    everyone: Group,
) -> dict[str, dict[str, int | None]]:
    shown = {each: groups[each] for each in sorted(told["cases"][dimension.name])}
    if not dimension.many and (rest := _rest(groups, shown, everyone)):
        shown[REST] = rest
    cells: dict[str, dict[str, int | None]] = {}
    for category, group in shown.items():
        cells[category] = {"cases": len(group)}
        for name in told.keys() - {"cases"}:
            may = category in told[name][dimension.name]
            cells[category][name] = _sum(rows, group, name) if may else None
    return cells


def _sum(rows: Sequence[Row], group: Collection[int], name: str) -> int:
    return round(sum(rows[place].money.get(name, 0) for place in group) / ROUGH)
