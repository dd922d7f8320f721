"""The worst network as a picture and as a table: who is tied to what, told apart by shape as well as colour.

People are the ones to be protected; only what recruits and moves them has a role. Nothing here names anyone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx
import numpy as np
from markupsafe import Markup

from api.alerts import Record
from api.report.drawing import ACCENT, COOL, FAINT, INK, PAPER, SOFT, WARM, drawing, to_svg
from detection.case_codes import case_code
from detection.networks import Network
from graphs.network.evidence import evidence
from graphs.network.known import Known

MOST_LABELS = 60
"""In a larger network no roles are written; people who are alerted this week carry their code in any."""


WIDTH, HEIGHT = 7.2, 5.4
"""Inches."""

APART, STEPS = 0.42, 200
"""How far two nodes are pushed apart, in inches, and in how many small steps."""


@dataclass(frozen=True)
class Kind:
    """How a kind of node looks and what it is called."""

    marker: str
    colour: str
    size: int
    id: str
    en: str


KINDS: dict[str, Kind] = {
    "person": Kind("o", ACCENT, 130, "orang", "person"),
    "recruiter": Kind("^", WARM, 150, "perekrut", "recruiter"),
    "phone": Kind("s", COOL, 90, "nomor telepon", "phone"),
    "account": Kind("D", COOL, 90, "rekening", "account"),
    "place": Kind("p", SOFT, 140, "alamat", "address"),
    "agency": Kind("h", SOFT, 140, "P3MI", "agency"),
    "clinic": Kind("P", SOFT, 120, "klinik", "clinic"),
    "booking": Kind(">", SOFT, 110, "pemesanan tiket", "booking"),
    "case": Kind("*", INK, 190, "perkara", "case"),
    "job_order": Kind("d", SOFT, 100, "job order", "job order"),
    "trainer": Kind("v", SOFT, 110, "tempat pelatihan", "training centre"),
}
"""Every kind of node that evidence can hold."""

ROLES: dict[str, tuple[str, str]] = {
    "sponsor": ("sponsor", "sponsor"),
    "field_officer": ("petugas lapangan", "field officer"),
    "guarantor": ("penjamin", "guarantor"),
    "transporter": ("pengangkut", "transporter"),
    "shelter_keeper": ("penampung", "shelter keeper"),
    "document_agent": ("pengurus dokumen", "document agent"),
    "financier": ("pemodal", "financier"),
    "own": ("miliknya sendiri", "their own"),
    "recruiter": ("perekrutnya", "their recruiter"),
    "placed by": ("ditempatkan oleh", "placed by"),
    "placed on": ("ditempatkan pada", "placed on"),
    "examined at": ("diperiksa di", "examined at"),
    "trained at": ("dilatih di", "trained at"),
    "travelled on": ("berangkat dengan", "travelled on"),
    "found in": ("ditemukan dalam", "found in"),
    "named together": ("disebut bersama", "named together"),
}
"""Roles in words; one that is not here is shown as it stands."""


@dataclass(frozen=True)
class Tie:
    """One edge as a row of the table beside the picture."""

    one: str
    other: str
    roles: str
    since: str
    until: str
    records: tuple[Record, ...]


@dataclass(frozen=True)
class Drawn:
    """The picture of a network and its table."""

    picture: Markup
    ties: tuple[Tie, ...]


def draw(known: Known, network: Network, alerted: set[str]) -> Drawn:
    """Draw a network from its evidence; ``alerted`` are the person ids of this week's alerts."""
    people = [("person", person) for person in network.persons]
    graph = evidence(known, [*people, *network.things])
    graph.remove_nodes_from([node for node, degree in list(graph.degree) if degree == 0])
    names = _names(graph)
    return Drawn(_picture(graph, names, alerted), _ties(graph, names))


def _names(graph: nx.Graph) -> dict[str, str]:
    """What each node is called: people by their case code, things by kind and number."""
    names, counts = {}, dict.fromkeys(KINDS, 0)
    for node, facts in graph.nodes(data=True):
        kind = facts["kind"]
        counts[kind] += 1
        names[node] = case_code(facts["key"]) if kind == "person" else f"{KINDS[kind].id} {counts[kind]}"
    return names


def _picture(graph: nx.Graph, names: Mapping[str, str], alerted: set[str]) -> Markup:
    place = _places(graph)
    few = len(graph) <= MOST_LABELS
    with drawing(WIDTH, HEIGHT) as figure:
        axes = figure.subplots()
        for one, other in graph.edges:
            axes.plot(*zip(place[one], place[other], strict=True), color=FAINT, linewidth=0.8, zorder=1)
        for name, kind in KINDS.items():
            nodes = [node for node, facts in graph.nodes(data=True) if facts["kind"] == name]
            if nodes:
                urgent = [name == "person" and graph.nodes[node]["key"] in alerted for node in nodes]
                x, y = np.array([place[node] for node in nodes]).T
                axes.scatter(
                    x, y, s=kind.size, marker=kind.marker,
                    facecolors=[PAPER if name == "person" and not now else kind.colour for now in urgent],
                    edgecolors=kind.colour if name == "person" else INK, linewidths=1.2, zorder=2,
                    label=f"{kind.id} · {kind.en}",
                )  # fmt: skip
        for node, facts in graph.nodes(data=True):
            if facts["key"] in alerted or (few and facts["role"]):
                text = ROLES.get(facts["role"], (names[node],))[0]
                x, y = place[node]
                axes.annotate(text, (x, y), (0, 9), textcoords="offset points", ha="center", fontsize=8)
        axes.axis("off")
        axes.margins(0.12)
        figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=9)
        return to_svg(figure, "Jaringan teratas: orang, perekrut, nomor, rekening dan kaitannya")


def _places(graph: nx.Graph) -> dict[str, np.ndarray]:
    """Where each node is drawn, in inches: neighbours near each other, no two nodes on top of each other."""
    steps = {node: dict(reached) for node, reached in nx.all_pairs_shortest_path_length(graph)}
    far = 1 + max(max(reached.values()) for reached in steps.values())
    nodes = list(graph)
    apart = {one: {other: steps[one].get(other, far) for other in nodes} for one in nodes}
    at = nx.kamada_kawai_layout(graph, apart)
    points = np.array([at[node] for node in nodes]) * (WIDTH / 2, HEIGHT / 2)
    for _ in range(STEPS):
        between = points[:, None] - points[None, :]
        distance = np.hypot(between[..., 0], between[..., 1]) + np.eye(len(points))
        push = np.maximum(0.0, APART - distance) * (1 - np.eye(len(points)))
        points = points + (between / distance[..., None] * push[..., None]).sum(axis=1) / 4
    return dict(zip(nodes, points, strict=True))


def _ties(graph: nx.Graph, names: Mapping[str, str]) -> tuple[Tie, ...]:
    return tuple(
        Tie(
            names[one],
            names[other],
            ", ".join(ROLES.get(role, (role,))[0] for role in facts["roles"].split(";") if role),
            facts["since"],
            facts["until"],
            tuple(Record(*ref.split(":", 1)) for ref in facts["sources"].split(";")),
        )
        for one, other, facts in graph.edges(data=True)
    )
