"""Charts as SVG, drawn here with classes alone: each says in words what it shows, and has its table beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH, HEIGHT = 440, 280
"""Units of a picture."""

LEFT, RIGHT, TOP, BOTTOM = 52, 14, 12, 44
TICKS = 4


@dataclass(frozen=True)
class Axis:
    """What an axis is of, from where to where, and how a value on it is written."""

    words: str
    low: float
    high: float
    told: Callable[[float], str]

    def share(self, value: float) -> float:
        """Where a value lies, from 0 to 1."""
        return (value - self.low) / ((self.high - self.low) or 1.0)


@dataclass(frozen=True)
class Point:
    """A point; ``low`` and ``high`` are the ends of its interval, ``said`` what it shows in words."""

    x: float
    y: float
    said: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Curve:
    """A row of points, told by dots (``dots``) or by a line; ``other`` gives it the second colour and a dash."""

    points: Sequence[Point]
    name: str = ""
    dots: bool = False
    other: bool = False


def plot(
    title: str,
    x: Axis,
    y: Axis,
    curves: Sequence[Curve],
    *,
    diagonal: bool = False,
    mark: float | None = None,
) -> Markup:
    """Curves over two axes; ``diagonal`` is where what was said is what was found, ``mark`` a value of ``x``."""
    parts = [
        f'<svg class="chart plot" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">'
    ]
    parts += _grid(x, y)
    if diagonal:
        (a, b), (c, d) = _at(x, y, x.low, y.low), _at(x, y, x.high, y.high)
        parts.append(f'<path class="diagonal" d="M{a},{b}L{c},{d}"/>')
    if mark is not None:
        (a, b), (_, d) = _at(x, y, mark, y.low), _at(x, y, mark, y.high)
        parts.append(f'<path class="mark-line" d="M{a},{b}V{d}"/>')
    for curve in curves:
        parts += _curve(x, y, curve)
    parts.append("</svg>")
    return Markup("".join(parts))  # noqa: S704  (every word in it is escaped)


def columns(title: str, named: Sequence[tuple[str, float, float]], told: Callable[[float], str]) -> Markup:
    """Standing columns of two parts each, the second on top in the other colour: name, first, second."""
    most = max((first + second for _, first, second in named), default=0.0) or 1.0
    y = Axis("", 0, most, told)
    parts = [
        f'<svg class="chart plot" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">'
    ]
    parts += _rows(y)
    wide = (WIDTH - LEFT - RIGHT) / max(len(named), 1)
    every = max(1, -(-len(named) // 6))
    ground = HEIGHT - BOTTOM
    for place, (name, first, second) in enumerate(named):
        left, thick = LEFT + place * wide + 0.15 * wide, 0.7 * wide
        one, two = (round((HEIGHT - TOP - BOTTOM) * value / most, 1) for value in (first, second))
        said = escape(f"{name}: {told(first)} + {told(second)}")
        parts.append(
            f'<g><title>{said}</title><rect class="bar-mark" x="{left:.1f}" y="{ground - one:.1f}" '
            f'width="{thick:.1f}" height="{one}"/><rect class="other" x="{left:.1f}" '
            f'y="{ground - one - two:.1f}" width="{thick:.1f}" height="{two}"/></g>'
        )
        if place % every == 0:
            parts.append(
                f'<text x="{left + thick / 2:.1f}" y="{ground + 16}" text-anchor="middle">{escape(name)}</text>'
            )
    parts.append("</svg>")
    return Markup("".join(parts))  # noqa: S704


def _at(x: Axis, y: Axis, across: float, up: float) -> tuple[float, float]:
    return (
        round(LEFT + (WIDTH - LEFT - RIGHT) * min(max(x.share(across), 0.0), 1.0), 1),
        round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(max(y.share(up), 0.0), 1.0), 1),
    )


def _grid(x: Axis, y: Axis) -> list[str]:
    parts = _rows(y)
    for step in range(TICKS + 1):
        value = x.low + (x.high - x.low) * step / TICKS
        across, _ = _at(x, y, value, y.low)
        anchor = "end" if step == TICKS else "middle"
        parts.append(
            f'<text x="{across}" y="{HEIGHT - BOTTOM + 16}" text-anchor="{anchor}">{escape(x.told(value))}</text>'
        )
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(
        f'<text class="axis-words" x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">{escape(x.words)}</text>'
    )
    return parts


def _rows(y: Axis) -> list[str]:
    parts = []
    for step in range(TICKS + 1):
        up = round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * step / TICKS, 1)
        kind = "axis" if step == 0 else "grid"
        value = escape(y.told(y.low + (y.high - y.low) * step / TICKS))
        parts.append(f'<path class="{kind}" d="M{LEFT},{up}H{WIDTH - RIGHT}"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{up + 4}" text-anchor="end">{value}</text>')
    return parts


def _curve(x: Axis, y: Axis, curve: Curve) -> list[str]:
    kind = " other" if curve.other else ""
    places = [(_at(x, y, point.x, point.y), point) for point in curve.points]
    parts = []
    if not curve.dots and places:
        path = "L".join(f"{across},{up}" for (across, up), _ in places)
        said = f"<title>{escape(curve.name)}</title>" if curve.name else ""
        parts.append(f'<g>{said}<path class="line{kind}" d="M{path}"/></g>')
    for (across, up), point in places if curve.dots else ():
        bar = ""
        if point.low is not None and point.high is not None:
            (_, low), (_, high) = _at(x, y, point.x, point.low), _at(x, y, point.x, point.high)
            bar = f'<path class="whisker{kind}" d="M{across},{low}V{high}"/>'
        parts.append(
            f"<g><title>{escape(point.said)}</title>{bar}"
            f'<circle class="dot{kind}" cx="{across}" cy="{up}" r="4"/></g>'
        )
    return parts
