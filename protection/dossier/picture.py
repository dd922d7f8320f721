"""The picture of a network in black and white: an SVG of our own, equal bytes for equal graphs, naming nobody.

People are numbered circles, what they share are lettered shapes; shape and letter tell them apart without colour.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from html import escape
from itertools import combinations

from detection.case_codes import case_code
from graphs.network.layout import GAP, places
from protection.disclosure.network_graph import NetworkGraph, Node
from protection.dossier.words import NODES, ROLES

MOST = 120
"""Nodes that one page can tell apart; beyond it those with most ties are drawn, and the rest is counted."""
WIDTH, TALLEST, EDGE = 1000.0, 1100.0, 60.0


@dataclass(frozen=True)
class Picture:
    """The SVG, what stands for whom in it (sign, what it is), and how many nodes were not drawn."""

    svg: str
    legend: tuple[tuple[str, str], ...]
    not_drawn: int


def picture(graph: NetworkGraph) -> Picture:
    """Draw it; nothing in it names a person or a number."""
    ties = Counter(end for edge in graph.edges for end in (edge.source, edge.target))
    order = sorted(graph.nodes, key=lambda node: (-ties[node.id], node.id))
    nodes = sorted(order[:MOST], key=lambda node: node.id)
    at = {node.id: number for number, node in enumerate(nodes)}
    ends = sorted(
        {
            (min(at[edge.source], at[edge.target]), max(at[edge.source], at[edge.target]))
            for edge in graph.edges
            if edge.source in at and edge.target in at and edge.source != edge.target
        }
    )
    signs = _signs(nodes)
    body, tall = _drawn(nodes, ends, signs)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {tall:.0f}" '
        f'font-family="Libertinus Serif">{body}</svg>'
    )
    legend = tuple((sign, _told(node)) for node, sign in zip(nodes, signs, strict=True))
    return Picture(svg, legend, len(graph.nodes) - len(nodes))


def _signs(nodes: list[Node]) -> list[str]:
    counts: Counter[str] = Counter()
    signs = []
    for node in nodes:
        letters = "" if node.kind == "person" else NODES.get(node.kind, ("X", ""))[0]
        counts[letters] += 1
        signs.append(f"{letters}{counts[letters]}")
    return signs


def _told(node: Node) -> str:
    if node.kind == "person":
        return case_code(node.key)
    roles = ", ".join(ROLES.get(role, role) for role in node.roles)
    return NODES.get(node.kind, ("", node.kind))[1] + (f" ({roles})" if roles else "")


def _drawn(nodes: list[Node], ends: list[tuple[int, int]], signs: list[str]) -> tuple[str, float]:
    spots = places(len(nodes), tuple(ends)) if nodes else ()
    low_x, low_y = min((x for x, _ in spots), default=0.0), min((y for _, y in spots), default=0.0)
    wide = max((x - low_x for x, _ in spots), default=0.0) or 1.0
    tall = max((y - low_y for _, y in spots), default=0.0) or 1.0
    scale = min((WIDTH - 2 * EDGE) / wide, (TALLEST - 2 * EDGE) / tall, 3.0)
    apart = min((math.dist(one, other) for one, other in combinations(spots, 2)), default=GAP) * scale
    size = max(8.0, min(24.0, 0.45 * apart))
    left = (WIDTH - wide * scale) / 2
    here = [(left + (x - low_x) * scale, EDGE + (y - low_y) * scale) for x, y in spots]
    lines = [
        f'<line x1="{here[a][0]:.1f}" y1="{here[a][1]:.1f}" x2="{here[b][0]:.1f}" y2="{here[b][1]:.1f}" '
        'stroke="#777" stroke-width="1.2"/>'
        for a, b in ends
    ]
    shapes = [
        _shape(node, x, y, size) + _label(sign, x, y, size, node.kind)
        for node, sign, (x, y) in zip(nodes, signs, here, strict=True)
    ]
    return "".join(lines + shapes), tall * scale + 2 * EDGE


def _shape(node: Node, x: float, y: float, size: float) -> str:
    look = 'fill="#fff" stroke="#000" stroke-width="1.6"'
    if node.kind == "person":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" {look}/>'
    if node.kind == "recruiter":
        points = [(x, y - 1.5 * size), (x - 1.45 * size, y + size), (x + 1.45 * size, y + size)]
        return f'<polygon points="{_points(points)}" fill="#000"/>'
    if node.kind == "account":
        points = [(x, y - 1.3 * size), (x + 1.3 * size, y), (x, y + 1.3 * size), (x - 1.3 * size, y)]
        return f'<polygon points="{_points(points)}" {look}/>'
    look = look.replace("#fff", "#ddd")
    return (
        f'<rect x="{x - size:.1f}" y="{y - size * 0.8:.1f}" width="{2 * size:.1f}" '
        f'height="{1.6 * size:.1f}" {look}/>'
    )


def _points(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _label(sign: str, x: float, y: float, size: float, kind: str) -> str:
    small = size * (1.05 if len(sign) < 3 else 0.85)
    down = y + size * (0.62 if kind == "recruiter" else 0.35)
    return (
        f'<text x="{x:.1f}" y="{down:.1f}" font-size="{small:.1f}" text-anchor="middle" '
        f'fill="{"#fff" if kind == "recruiter" else "#000"}">{escape(sign)}</text>'
    )
