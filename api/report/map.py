"""Origins on a map: the outlines of the provinces, those that people come from filled and counted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup
from matplotlib.collections import PolyCollection

from api.report.drawing import ACCENT, INK, PAPER, SOFT, drawing, to_svg
from api.report.origins import Origin
from api.wording import number
from records.map import centroids, provinces

SMALLEST = 0.02
"""Islands below this area, in square degrees, are left out: a dot would say less than it weighs."""


LIGHT = 0.45
"""How strongly a province is filled whose count is hidden."""


def origins_map(origins: Sequence[Origin]) -> Markup:
    """Indonesia with every province outlined, and how many come from each; hidden counts are light."""
    by_code = {origin.code: origin for origin in origins}
    with drawing(7.2, 2.7) as figure:
        axes = figure.subplots()
        for code, polygons in provinces().items():
            rings = [np.array(polygon[0]) for polygon in polygons]
            rings = [ring for ring in rings if _area(ring) >= SMALLEST] or [max(rings, key=_area)]
            origin = by_code.get(code)
            axes.add_collection(
                PolyCollection(
                    rings,
                    facecolors=SOFT if origin is None else ACCENT,
                    alpha=LIGHT if origin is not None and origin.people is None else 1.0,
                    edgecolors=PAPER,
                    linewidths=0.4,
                )
            )
        for code, origin in by_code.items():
            if origin.people:
                x, y = centroids()[code]
                axes.text(x, y, number(origin.people), ha="center", va="center", fontsize=10, color=INK)
        axes.set_xlim(94.5, 141.3)
        axes.set_ylim(-11.3, 6.3)
        axes.set_aspect("equal")
        axes.axis("off")
        return to_svg(figure, "Peta asal: provinsi asal orang yang belum berangkat")


def _area(ring: np.ndarray) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return float(abs(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1]))) / 2
