"""Networks as GraphML (http://graphml.graphdrawing.org) for the analysts' tools; equal bytes for equal graphs."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

from protection.disclosure.network_graph import NetworkGraph
from protection.exports.cells import escape_xml
from protection.exports.watermark import Watermark

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_KEYS = (
    ("graph", "watermark"),
    ("graph", "as_of"),
    *(("node", name) for name in ("kind", "key", "roles")),
    *(("edge", name) for name in ("role", "since", "until", "refs")),
)


def graphml(graphs: Iterable[NetworkGraph], watermark: Watermark) -> bytes:
    """One graph for each network, each with the watermark; ids are opaque, nothing names anyone."""
    root = ElementTree.Element("graphml", {"xmlns": _NAMESPACE})
    for of, name in _KEYS:
        ElementTree.SubElement(
            root, "key", {"id": f"{of}-{name}", "for": of, "attr.name": name, "attr.type": "string"}
        )
    for graph in graphs:
        about = ElementTree.SubElement(
            root, "graph", {"id": f"alert-{graph.alert_id}", "edgedefault": "undirected"}
        )
        _data(about, "graph", {"watermark": str(watermark), "as_of": graph.as_of.isoformat()})
        # Within one document an id stands once, and two networks may share a node.
        for node in graph.nodes:
            element = ElementTree.SubElement(about, "node", {"id": f"{graph.alert_id}/{node.id}"})
            _data(element, "node", {"kind": node.kind, "key": node.key, "roles": ";".join(node.roles)})
        for edge in graph.edges:
            ends = {end: f"{graph.alert_id}/{getattr(edge, end)}" for end in ("source", "target")}
            told = {
                "role": edge.role,
                "since": edge.since.isoformat() if edge.since else "",
                "until": edge.until.isoformat() if edge.until else "",
                "refs": ";".join(edge.refs),
            }
            _data(ElementTree.SubElement(about, "edge", ends), "edge", told)
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + written + b"\n"


def _data(element: ElementTree.Element, of: str, cells: dict[str, str]) -> None:
    for name, cell in cells.items():
        if cell:
            ElementTree.SubElement(element, "data", {"key": f"{of}-{name}"}).text = escape_xml(cell)
