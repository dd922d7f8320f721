"""Figures as inline SVG: drawn by Matplotlib, coloured by the page to suit light, dark and print."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

from markupsafe import Markup
from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

INK, FAINT, PAPER = "#010101", "#020202", "#030303"
ACCENT, WARM, COOL, SOFT = "#040404", "#050505", "#060606", "#070707"

_ROLES = {
    INK: "var(--ink)",
    FAINT: "var(--faint)",
    PAPER: "var(--paper)",
    ACCENT: "var(--accent)",
    WARM: "var(--warm)",
    COOL: "var(--cool)",
    SOFT: "var(--soft)",
}
"""Colours stand for roles while drawing; the page says what each role looks like."""

_STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "suluh",
    "font.family": "sans-serif",
    "font.size": 11,
    "text.color": INK,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
}
_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))


@contextmanager
def drawing(width: float, height: float) -> Iterator[Figure]:
    """A figure of so many inches in the style of the report."""
    with rc_context(_STYLE):
        yield Figure(figsize=(width, height), layout="constrained")


def to_svg(figure: Figure, title: str) -> Markup:
    """The figure as an ``svg`` element that scales with the page; ``title`` is read out in place of it."""
    file = io.StringIO()
    with rc_context(_STYLE):
        FigureCanvasSVG(figure).print_svg(file, metadata=_NO_METADATA)
    text = file.getvalue()
    text = text[text.index("<svg") :]
    head, body = text.split(">", 1)
    box = re.search(r'viewBox="[^"]*"', head)
    if box is None:
        raise RuntimeError("Matplotlib wrote an SVG without a viewBox")
    body = re.sub(r"<(metadata|style)\b.*?</\1>", "", body, flags=re.DOTALL).replace("xlink:href", "href")
    body = _without_idle_ids(body)
    body = re.sub(
        r"<[^>]*>", lambda tag: re.sub(r"(\d+\.\d)\d+", r"\1", tag[0]), body
    )  # of marks, not of text
    body = re.sub(r"font(?:-family)?: ?[^;\"]*(?:sans-serif|Sans)[^;\"]*", _font_size_only, body)
    for colour, role in _ROLES.items():
        body = body.replace(colour, role)
    named = f'<svg xmlns="http://www.w3.org/2000/svg" {box[0]} role="img" aria-label="{escape(title)}"'
    return Markup(f"{named}>{body}")  # noqa: S704  (drawn by us; the title is escaped)


def _without_idle_ids(body: str) -> str:
    """Matplotlib numbers every group; two figures of one page must not share an id that nobody refers to."""
    used = set(re.findall(r"#([\w.-]+)", body))
    return re.sub(r' id="([\w.-]+)"', lambda found: found[0] if found[1] in used else "", body)


def _font_size_only(found: re.Match[str]) -> str:
    """Text takes the font of the page."""
    size = re.search(r"\d+(?:\.\d+)?px", found[0])
    return f"font-size: {size[0]}" if size else ""
