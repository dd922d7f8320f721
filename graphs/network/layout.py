"""Where the nodes of a network are drawn, so that whoever looks at it only draws: neighbours near each other.

Each part that hangs together is laid out by itself (Fruchterman & Reingold 1991, from a circle, so that the same
network always looks the same) and the parts stand beside each other in rows, the largest first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import igraph

from graphs.network.randomness import randomness

SEED = 7
GAP = 100.0
"""About how far two neighbours stand from each other, in the units of the picture."""

CROWDED = 0.8
"""How much room each node has at least, in gaps."""

FEW, STEPS, STEPS_OF_MANY = 400, 500, 120
"""Steps of a part with few nodes, and of one with more: a large one needs fewer to be readable, and is slower."""

Ends = tuple[tuple[int, int], ...]
Place = tuple[float, float]


@lru_cache(maxsize=32)
def places(nodes: int, ends: Ends) -> tuple[Place, ...]:
    """One place for each node; ``ends`` are pairs of node numbers. The same for the same network."""
    graph = igraph.Graph(n=nodes, edges=list(ends))
    found: list[Place] = [(0.0, 0.0)] * nodes
    parts = sorted(graph.connected_components(), key=lambda part: (-len(part), part[0]))
    drawn = [(part, _part(graph.induced_subgraph(part))) for part in parts]
    left = below = height = 0.0
    widest = 1.6 * math.sqrt(sum(_size(each)[0] * _size(each)[1] for _, each in drawn))
    for part, inside in drawn:
        width, tall = _size(inside)
        if left and left + width > widest:
            left, below, height = 0.0, below + height, 0.0
        for node, (x, y) in zip(part, inside, strict=True):
            found[node] = (round(left + x, 1), round(below + y, 1))
        left, height = left + width, max(height, tall)
    return tuple(found)


def _part(graph: igraph.Graph) -> list[Place]:
    """A connected part, its top left corner at the origin."""
    count = graph.vcount()
    circle = [
        (
            math.sqrt(count) * math.cos(2 * math.pi * n / count),
            math.sqrt(count) * math.sin(2 * math.pi * n / count),
        )
        for n in range(count)
    ]
    with randomness(SEED):
        layout = graph.layout_fruchterman_reingold(
            seed=circle,
            niter=STEPS if count <= FEW else STEPS_OF_MANY,
            grid="nogrid" if count <= FEW else "grid",
        )
    far = _scale(graph, layout.coords)
    low_x, low_y = min(x for x, _ in layout.coords), min(y for _, y in layout.coords)
    return [((x - low_x) * far, (y - low_y) * far) for x, y in layout.coords]


def _scale(graph: igraph.Graph, at: Sequence[Sequence[float]]) -> float:
    """What makes the middle length of an edge the gap, or more where so many nodes would cover each other."""
    lengths = sorted(math.dist(at[edge.source], at[edge.target]) for edge in graph.es)
    middle = lengths[len(lengths) // 2] if lengths else 0.0
    short, long = sorted(max(axis) - min(axis) for axis in zip(*at, strict=True))
    # Two nodes, or a chain, stand in a line of no width: each takes its share of the length both ways.
    apart = math.sqrt(long * max(short, long / len(at)) / len(at))
    return max(GAP / middle if middle > 0 else 1.0, CROWDED * GAP / apart if apart > 0 else 0.0)


def _size(inside: Sequence[Place]) -> Place:
    return max(x for x, _ in inside) + 1.3 * GAP, max(y for _, y in inside) + 1.3 * GAP
