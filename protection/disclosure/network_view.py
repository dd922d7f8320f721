"""A network made ready to be taken apart: every node with a place, an opaque key and a masked label; every edge once.

Nothing is read here: it is what ``network_graph`` tells, in another form. The keys stand in addresses that are passed
on, so they are a digest and say nothing of what is behind them; people have case codes, things are numbered.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import TypeVar

from detection.case_codes import case_code
from graphs.network.layout import places
from protection.disclosure.network_graph import Edge, NetworkGraph, Node

FIRST = 150
"""So many nodes are drawn at first; the rest when asked for."""

PERSON, RECRUITER = "person", "recruiter"
_KEY_BYTES = 5
End = TypeVar("End", int, str)


@dataclass(frozen=True)
class Spot:
    """One node: ``number`` counts the things of its kind, ``code`` is a person's; ``ties`` are its edges."""

    key: str
    id: str
    kind: str
    number: int
    code: str
    roles: tuple[str, ...]
    ties: int
    x: float
    y: float


@dataclass(frozen=True)
class Tie:
    """One edge between two nodes by their places in the view; ``records`` are how many rows show it."""

    one: int
    other: int
    role: str
    since: date | None
    until: date | None
    refs: tuple[str, ...]

    @property
    def records(self) -> int:
        """How many rows show it."""
        return len(self.refs)


@dataclass(frozen=True)
class View:
    """A network: the nodes that are tied, those to begin with first; ``loose`` are those without a visible tie."""

    alert_id: int
    as_of: date
    spots: tuple[Spot, ...]
    ties: tuple[Tie, ...]
    loose: int

    def at(self, key: str) -> int | None:
        """The place of a node by its key."""
        return next((place for place, spot in enumerate(self.spots) if spot.key == key), None)

    @property
    def days(self) -> tuple[date, ...]:
        """Every day on which a tie was first seen, in order."""
        return tuple(sorted({tie.since for tie in self.ties if tie.since is not None}))

    @property
    def kinds(self) -> Mapping[str, int]:
        """How many nodes of each kind there are, people first."""
        kinds = sorted(
            {spot.kind for spot in self.spots}, key=lambda kind: (kind != PERSON, kind != RECRUITER, kind)
        )
        return {kind: sum(spot.kind == kind for spot in self.spots) for kind in kinds}


@dataclass(frozen=True)
class Narrowed:
    """Which edges to show: between these kinds (none: all), first seen until a day, at one node."""

    kinds: Collection[str] = ()
    until: date | None = None
    at: int | None = None


def view(graph: NetworkGraph) -> View:
    """The graph with places; the same for everybody who sees the same of it."""
    numbers = _numbers(graph.nodes)
    ties_of: dict[str, int] = {}
    for edge in graph.edges:
        for end in {edge.source, edge.target}:
            ties_of[end] = ties_of.get(end, 0) + 1
    tied = _from_the_middle([node for node in graph.nodes if node.id in ties_of], graph.edges, ties_of)
    place = {node.id: number for number, node in enumerate(tied)}
    ties = tuple(
        Tie(place[edge.source], place[edge.target], edge.role, edge.since, edge.until, edge.refs)
        for edge in graph.edges
    )
    ends = sorted({(min(tie.one, tie.other), max(tie.one, tie.other)) for tie in ties})
    at = places(len(tied), tuple(ends)) if tied else ()
    spots = tuple(
        Spot(
            key_of(graph.alert_id, node.id),
            node.id,
            node.kind,
            numbers[node.id],
            case_code(node.key) if node.kind == PERSON else "",
            node.roles,
            ties_of[node.id],
            *at[number],
        )
        for number, node in enumerate(tied)
    )
    return View(graph.alert_id, graph.as_of, spots, ties, len(graph.nodes) - len(tied))


def key_of(alert_id: int, node: str) -> str:
    """What stands for a node in an address: the same for everybody, another in another network."""
    return blake2b(f"{alert_id} {node}".encode(), digest_size=_KEY_BYTES).hexdigest()


def narrowed(whole: View, wanted: Narrowed) -> list[Tie]:
    """The edges that were asked for. What has no day was always there."""
    return [
        tie
        for tie in whole.ties
        if (not wanted.kinds or {whole.spots[tie.one].kind, whole.spots[tie.other].kind} <= set(wanted.kinds))
        and (wanted.until is None or tie.since is None or tie.since <= wanted.until)
        and (wanted.at is None or wanted.at in (tie.one, tie.other))
    ]


def path(ties: Sequence[Tie], one: int, other: int) -> list[int]:
    """The shortest chain of nodes from one to the other, both included; empty where none leads there."""
    around = _around((tie.one, tie.other) for tie in ties)
    came: dict[int, int | None] = {one: None}
    waiting = deque([one])
    while waiting and other not in came:
        here = waiting.popleft()
        for there in sorted(around.get(here, ())):
            if there not in came:
                came[there] = here
                waiting.append(there)
    chain: list[int] = []
    step: int | None = other if other in came else None
    while step is not None:
        chain.append(step)
        step = came[step]
    return chain[::-1]


def _numbers(nodes: Sequence[Node]) -> dict[str, int]:
    """Things are counted by kind in the order of their tokens, whatever else is seen of the network."""
    counted: dict[str, int] = {}
    numbers = {}
    for node in sorted(nodes, key=lambda each: each.id):
        counted[node.kind] = numbers[node.id] = counted.get(node.kind, 0) + 1
    return numbers


def _from_the_middle(nodes: Sequence[Node], edges: Sequence[Edge], ties: Mapping[str, int]) -> list[Node]:
    """The recruiter with most ties first, then whoever is nearest; whoever is drawn is tied to whoever was before."""
    by_id = {node.id: node for node in nodes}
    around = _around((edge.source, edge.target) for edge in edges)

    def weight(node: str) -> tuple[bool, int, str]:
        return (by_id[node].kind != RECRUITER, -ties[node], node)

    order: dict[str, None] = {}
    for start in sorted(by_id, key=weight):
        waiting = deque([start])
        while waiting:
            here = waiting.popleft()
            if here not in order:
                order[here] = None
                waiting.extend(sorted(around[here] - order.keys(), key=weight))
    return [by_id[node] for node in order]


def _around(pairs: Iterable[tuple[End, End]]) -> dict[End, set[End]]:
    """Whom each node is tied to."""
    around: dict[End, set[End]] = {}
    for one, other in pairs:
        around.setdefault(one, set()).add(other)
        around.setdefault(other, set()).add(one)
    return around
