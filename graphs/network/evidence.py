"""Evidence that people read: a small part of the graph, every edge with the rows that show it, for export.

Nodes and edges carry tokens and ids alone; who is behind a token is told by PostgreSQL to those who may
know.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import igraph
import networkx as nx
import pandas as pd

from graphs.network.communities import indexed, weigh
from graphs.network.edges import edge_sightings, edges
from graphs.network.hubs import institutional
from graphs.network.known import Known
from graphs.network.roles import main_roles, roles

Node = tuple[str, str]
"""A kind and a key."""


def evidence(known: Known, nodes: Iterable[Node]) -> nx.Graph:
    """The nodes, and every edge between two of them.

    A node is named "kind key" and has ``kind``, ``key`` and ``role`` (empty but for recruiters). An edge has
    ``roles`` (what the one is to the other), ``since`` and ``until`` (ISO days), ``seen`` (how often) and
    ``sources`` (feed:key of its rows), several joined by ``;``.
    """
    wanted = sorted(set(nodes) - known.unsaid)
    played = main_roles(roles(known)).to_dict()
    graph = nx.Graph(as_of=known.as_of.isoformat())
    for kind, key in wanted:
        role = "" if kind == "person" else played.get((kind, key), "")
        graph.add_node(f"{kind} {key}", kind=kind, key=key, role=role)
    seen = known.told(edge_sightings(known))
    keys = [key for _, key in wanted]
    rows: pd.DataFrame = seen.filter(seen.left.isin(keys) & seen.right.isin(keys)).execute()
    rows["one"], rows["other"] = (
        rows["left_kind"] + " " + rows["left"],
        rows["right_kind"] + " " + rows["right"],
    )
    rows = rows[rows["one"].isin(graph.nodes) & rows["other"].isin(graph.nodes)]
    rows["ends"] = [min(ends) + "\n" + max(ends) for ends in zip(rows["one"], rows["other"], strict=True)]
    for ends, shown in rows.sort_values(["recorded_at", "feed", "entity_key", "role"]).groupby("ends"):
        one, other = str(ends).split("\n")
        graph.add_edge(
            one,
            other,
            roles=";".join(sorted(set(shown["role"].dropna()))),
            since=shown["recorded_at"].min().date().isoformat(),
            until=shown["recorded_at"].max().date().isoformat(),
            seen=len(shown),
            sources=";".join(dict.fromkeys(shown["feed"] + ":" + shown["entity_key"])),
        )
    return graph


def path(known: Known, one: Node, other: Node) -> list[Node]:
    """The strongest chain of ties from one node to the other, both included; empty where none leads there.

    Ties through hubs are long and through institutions none, so a chain says something about its ends.
    """
    weighted = weigh(edges(known), known.as_of, institutional(known), concern=None)
    nodes, ends = indexed(weighted)
    place = {node: number for number, node in enumerate(zip(nodes["kind"], nodes["key"], strict=True))}
    if one not in place or other not in place:
        return []
    graph = igraph.Graph(n=len(nodes), edges=ends.tolist())
    lengths = (1 / weighted["weight"]).tolist()
    found = graph.get_shortest_path(place[one], place[other], weights=lengths)
    return [(str(nodes["kind"][number]), str(nodes["key"][number])) for number in found]


def to_json(graph: nx.Graph) -> str:
    """The graph as JSON in node-link form, the same text for the same graph."""
    return json.dumps(nx.node_link_data(graph, edges="edges"), ensure_ascii=False, sort_keys=True)


def write_graphml(graph: nx.Graph, file: Path) -> None:
    """The graph as GraphML, for Gephi and other tools of analysts."""
    nx.write_graphml(graph, file)
