"""Regencies as tiles, one province after another: each as large as the next, in the order of the official codes.

A tile says where people come from without the outline of anything; what is not told stays untold here too.
"""

from __future__ import annotations

from dataclasses import dataclass

from protection.journeys import Counts
from records import areas
from records.areas import Level

MOST_PROVINCES = 3
"""Provinces that are laid out, those with most people first; a filter brings any other."""


@dataclass(frozen=True)
class Tile:
    """A regency or city: ``people`` is None where nobody comes from it, or where the count is not told."""

    code: str
    name: str
    people: int | None
    untold: bool


@dataclass(frozen=True)
class Province:
    """A province with all its regencies and cities, and the largest count among them."""

    code: str
    name: str
    tiles: tuple[Tile, ...]
    largest: int


def laid_out(counts: Counts, chosen: str = "") -> tuple[Province, ...]:
    """The provinces that are counted, or the chosen one alone."""
    wanted = [code for code in counts.provinces if areas.level(code) is Level.PROVINCE]
    shown = [code for code in wanted if chosen in ("", code)][:MOST_PROVINCES]
    return tuple(_province(code, counts) for code in shown)


def _province(code: str, counts: Counts) -> Province:
    tiles = tuple(
        Tile(
            regency,
            areas.short_name(regency) or regency,
            counts.regencies.get(regency),
            regency in counts.regencies and counts.regencies[regency] is None,
        )
        for regency in areas.children(code)
    )
    largest = max((tile.people or 0 for tile in tiles), default=0)
    return Province(code, areas.short_name(code) or code, tiles, largest)
