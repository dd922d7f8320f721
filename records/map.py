"""The outlines of the provinces, for the pictures of a report: TopoJSON decoded to rings of points.

The outlines (CC BY 4.0, see ``records/data/README.md``) are simplified: for a picture, not for measuring.
"""

from __future__ import annotations

import json
from functools import lru_cache
from itertools import pairwise

from records import areas
from records.areas import DATA

Point = tuple[float, float]
"""Longitude and latitude in degrees (WGS 84)."""

Polygon = tuple[tuple[Point, ...], ...]
"""The outer ring first, then its holes; each ring ends where it began."""


@lru_cache(maxsize=1)
def provinces() -> dict[str, tuple[Polygon, ...]]:
    """The polygons of each province (islands are polygons of their own), by two-digit code."""
    topology = json.loads((DATA / "provinces.topo.json").read_text(encoding="utf-8"))
    (scale_x, scale_y), (shift_x, shift_y) = (topology["transform"][part] for part in ("scale", "translate"))
    arcs: list[list[Point]] = []
    for steps in topology["arcs"]:
        x = y = 0
        arc: list[Point] = []
        for step_x, step_y in steps:  # points are given as steps from the one before
            x, y = x + step_x, y + step_y
            arc.append((x * scale_x + shift_x, y * scale_y + shift_y))
        arcs.append(arc)

    def ring(numbers: list[int]) -> tuple[Point, ...]:
        points: list[Point] = []
        for number in numbers:  # ~n stands for arc n walked backwards; arcs share their end points
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            points.extend(arc[1:] if points else arc)
        return tuple(points)

    # By name, since the file numbers the young provinces of Papua as parts of the old ones.
    codes = {areas.short_name(code): code for code in areas.children()}
    (collection,) = topology["objects"].values()
    outlines: dict[str, tuple[Polygon, ...]] = {}
    for shape in collection["geometries"]:
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        outlines[codes[shape["properties"]["PROVINSI"]]] = tuple(
            tuple(ring(numbers) for numbers in polygon) for polygon in polygons
        )
    return dict(sorted(outlines.items()))


@lru_cache(maxsize=1)
def centroids() -> dict[str, Point]:
    """The centre of gravity of the largest polygon of each province, by two-digit code."""
    return {code: _centroid(max(polygons, key=_area)[0]) for code, polygons in provinces().items()}


def _area(polygon: Polygon) -> float:
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(polygon[0]))) / 2


def _centroid(ring: tuple[Point, ...]) -> Point:
    cross = x = y = 0.0
    for (x0, y0), (x1, y1) in pairwise(ring):
        step = x0 * y1 - x1 * y0
        cross, x, y = cross + step, x + (x0 + x1) * step, y + (y0 + y1) * step
    return (x / (3 * cross), y / (3 * cross))
