"""The map as SVG, drawn here: provinces filled by how many come from them, ports, and the ways between.

It holds no style but classes, and asks nobody for a tile. Outlines: CC BY 4.0, see NOTICE.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

from api.pages.map_places import EAST, LAST, PORT
from protection.journeys import Counts
from records.areas import Level
from records.map import Point, centroids, provinces

WIDTH, HEIGHT, SKY = 980, 440, 62
"""Units of the picture; above the land there is a strip for the destinations."""

_PER_DEGREE, _WEST, _NORTH = 20.6, 94.3, 6.6
_LEAST_POINTS = 4
LEVELS, MOST_COUNTRIES, WIDEST, MOST_WAYS = 4, 9, 7.0, 40


@dataclass(frozen=True)
class Words:
    """What the picture says, in the page's language; ``link`` gives the address of a province."""

    title: str
    hidden: str
    area: Callable[[str], str]
    port: Callable[[str], str]
    country: Callable[[str], str]
    number: Callable[[int], str]
    link: Callable[[str], str]


def picture(counts: Counts, words: Words) -> Markup:
    """The whole map."""
    parts = [
        f'<svg class="map" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="{escape(words.title)}">',
        *_land(counts.provinces, words),
        *_ways(counts, words),
        *(_port(code, count, words) for code, count in counts.ports.items() if code in PORT),
        *_sky(counts, words),
        *_numbers(counts.provinces, words),
        "</svg>",
    ]
    return Markup("".join(parts))  # noqa: S704  (every word in it is escaped)


def level(count: int | None, largest: int) -> int:
    """How strongly a province is filled: 1 to ``LEVELS``; 1 where the count is hidden."""
    return 1 if not count or not largest else min(LEVELS, 1 + LEVELS * (count - 1) // largest)


def _at(point: Point) -> tuple[float, float]:
    return round((point[0] - _WEST) * _PER_DEGREE, 1), round((_NORTH - point[1]) * _PER_DEGREE + SKY, 1)


@cache
def _outlines() -> Mapping[str, str]:
    """The path of each province, in whole units; islands of fewer than four points are left out."""
    found = {}
    for code, polygons in provinces().items():
        rings = []
        for polygon in polygons:
            ring = list(dict.fromkeys(tuple(map(round, _at(point))) for point in polygon[0]))
            rings.append(ring)
        kept = [ring for ring in rings if len(ring) >= _LEAST_POINTS] or [max(rings, key=len)]
        found[code] = "".join("M" + " ".join(f"{x},{y}" for x, y in ring) + "z" for ring in kept)
    return found


def _land(provinces: Mapping[str, int | None], words: Words) -> list[str]:
    largest = max((count for count in provinces.values() if count), default=0)
    parts = []
    for code, path in _outlines().items():
        if code not in provinces:
            parts.append(f'<path class="land" d="{path}"/>')
            continue
        count = provinces[code]
        said = escape(f"{words.area(code)}: {words.hidden if count is None else words.number(count)}")
        link = escape(words.link(code))
        shape = f'<path class="land from level-{level(count, largest)}" data-area="{code}" d="{path}"/>'
        inside = f"<title>{said}</title>{shape}"
        parts.append(f'<a href="{link}" aria-label="{said}">{inside}</a>' if link else f"<g>{inside}</g>")
    return parts


def _numbers(provinces: Mapping[str, int | None], words: Words) -> list[str]:
    parts = []
    for code, count in provinces.items():
        if code in centroids():
            x, y = _at(centroids()[code])
            told = words.number(count) if count is not None else "·"
            parts.append(f'<text class="count" x="{x}" y="{y + 4}" aria-hidden="true">{escape(told)}</text>')
    return parts


def _ways(counts: Counts, words: Words) -> list[str]:
    """From each province to each port, and from each port to each country above."""
    inland: dict[tuple[str, str], int] = {}
    abroad: dict[tuple[str, str], int] = {}
    for way in counts.ways:
        if way.port not in PORT:
            continue
        if way.origin[: Level.PROVINCE] in centroids():
            leg = (way.origin[: Level.PROVINCE], way.port)
            inland[leg] = inland.get(leg, 0) + way.people
        if way.country:
            abroad[way.port, way.country] = abroad.get((way.port, way.country), 0) + way.people
    largest = max([*inland.values(), *abroad.values()], default=1)
    above = _above(counts)
    lines = []
    for (province, port), people in _most(inland):
        said = f"{words.area(province)} → {words.port(port)}: {words.number(people)}"
        lines.append(_line(_at(centroids()[province]), _spot(port), people / largest, said, "inland"))
    for (port, country), people in _most(abroad):
        if country in above:
            said = f"{words.port(port)} → {words.country(country)}: {words.number(people)}"
            lines.append(_line(_spot(port), (above[country], SKY - 22), people / largest, said, "abroad"))
    return lines


def _most(legs: Mapping[tuple[str, str], int]) -> list[tuple[tuple[str, str], int]]:
    return sorted(legs.items(), key=lambda leg: (-leg[1], leg[0]))[:MOST_WAYS]


def _line(one: Point, other: Point, share: float, said: str, kind: str) -> str:
    (x, y), (to_x, to_y) = one, other
    bend = min(y, to_y) - 0.15 * abs(x - to_x)
    middle = (x + to_x) / 2 if kind == "inland" else to_x
    height = bend if kind == "inland" else (y + to_y) / 2
    width = round(1 + (WIDEST - 1) * share, 1)
    path = f"M{x},{y}Q{middle:.0f},{height:.0f} {to_x},{to_y}"
    return f'<g><title>{escape(said)}</title><path class="way {kind}" stroke-width="{width}" d="{path}"/></g>'


def _spot(code: str) -> Point:
    return _at((PORT[code].east, PORT[code].north))


def _port(code: str, count: int | None, words: Words) -> str:
    x, y = _spot(code)
    said = escape(f"{words.port(code)}: {words.hidden if count is None else words.number(count)}")
    return f'<g><title>{said}</title><rect class="port" x="{x - 4}" y="{y - 4}" width="8" height="8"/></g>'


def _above(counts: Counts) -> dict[str, float]:
    """Where each destination stands above the land; the smaller ones are in the table alone."""
    known = [code for code, count in counts.countries.items() if code and count][:MOST_COUNTRIES]
    known.sort(key=lambda code: (EAST.get(code, LAST), code))
    apart = WIDTH / max(1, len(known))
    return {code: round((place + 0.5) * apart, 1) for place, code in enumerate(known)}


def _sky(counts: Counts, words: Words) -> Sequence[str]:
    parts = []
    for code, x in _above(counts).items():
        told = words.number(counts.countries[code] or 0)
        parts.append(
            f'<text class="abroad" x="{x}" y="16">{escape(words.country(code))}</text>'
            f'<text class="count" x="{x}" y="33">{escape(told)}</text>'
        )
    return parts
