"""A network as nodes and edges that the context may see: people by opaque ids, what they share by tokens.

Only what recruitment itself shows is told: registrations, passports, and recruiter links that no tip stands behind.
Whoever is in no export (``protection.exports.left_out``) is in no graph either, whoever looks: victims, witnesses,
children, informants, volunteers, those who complained. A case is no node, because it tells that somebody was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ARRAY, Connection, Text, bindparam, select, text

from detection.networks import FROM_TIPS
from detection.suspicion import silenced
from graphs.network.edges import HANDS
from graphs.network.ties import TIES
from protection.exports.left_out import left_out
from records import audit
from records.audit import Act, Deed
from records.days import day_of, instant
from records.errors import NotFound
from records.rights.context import as_program
from records.tables import alerts, detection_runs

OWN_FEEDS = ("registrations", "passports")
SILENT_KINDS = frozenset({"case"})

_ROWS = text("""
    SELECT DISTINCT ON (feed, entity_key) feed, entity_key, recorded_at, known FROM source_rows
    WHERE (feed, entity_key) IN (
        SELECT split_part(ref, ':', 1), substr(ref, strpos(ref, ':') + 1) FROM unnest(:refs) AS ref
    ) AND recorded_at < :until
    ORDER BY feed, entity_key, recorded_at DESC, sequence DESC
""").bindparams(bindparam("refs", type_=ARRAY(Text)))
_PERSONS = text("""
    SELECT DISTINCT ON (feed, entity_key) feed || ':' || entity_key AS ref, person_id FROM identities
    WHERE (feed, entity_key) IN (
        SELECT split_part(ref, ':', 1), substr(ref, strpos(ref, ':') + 1) FROM unnest(:refs) AS ref
    ) AND run_id <= :run_id
    ORDER BY feed, entity_key, run_id DESC
""").bindparams(bindparam("refs", type_=ARRAY(Text)))


@dataclass(frozen=True)
class Node:
    """A person, or something that people share; ``roles`` are a recruiter's and never a person's."""

    id: str
    kind: str
    key: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edge:
    """What ties two nodes: what the one is to the other, since and until when it was seen, by which rows."""

    source: str
    target: str
    role: str
    since: date | None
    until: date | None
    refs: tuple[str, ...]


@dataclass(frozen=True)
class NetworkGraph:
    """A network that may be one, as of the day of its run."""

    alert_id: int
    as_of: date
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True)
class _Sighting:
    ends: tuple[str, str]
    role: str
    at: datetime
    ref: str


def network_graph(connection: Connection, alert_id: int) -> NetworkGraph:
    """The graph of one network; reading it is audited. Raises NotFound, also where the context may not see it."""
    wanted = select(alerts, detection_runs.c.as_of).join_from(alerts, detection_runs)
    row = connection.execute(
        wanted.where(alerts.c.alert_id == alert_id, alerts.c.kind == "network")
    ).one_or_none()
    if row is None:
        raise NotFound("Jaringan itu tidak ditemukan.", "There is no such network.")
    graph = graph_of(connection, row)
    audit.write(connection, Act(Deed.READ, "network", (f"alert/{alert_id}",), None, ("nodes", "edges")))
    return graph


def graph_of(connection: Connection, alert: Any) -> NetworkGraph:
    """The graph of a network's alert (a row of ``alerts`` with ``as_of``). Whoever calls writes the entry."""
    statement = silenced.told(alert.statement, silenced.things(connection))
    things = {f"{kind}:{key}" for kind, key in statement.get("things", ()) if kind not in SILENT_KINDS}
    own = [ref for ref in alert.refs if ref.partition(":")[0] in OWN_FEEDS]
    persons = persons_of(connection, own, alert.run_id)
    asked = {"until": instant(alert.as_of)}
    rows = list(connection.execute(_ROWS, asked | {"refs": own}))
    # A link names no area, so few see it by itself; here it ties what the alert tells to people who may be seen.
    with as_program(connection):
        links = {*alert.refs} - {*own}
        links -= silenced.rows(connection, links)
        rows += list(connection.execute(_ROWS, asked | {"refs": sorted(links)}))
    seen = [each for row in rows for each in _sightings(row, things, persons)]
    held = [
        Edge(f"{one}:{key}", f"{other}:{second}", "", None, None, ())
        for one, key, other, second in statement.get("ties", ())
        if {f"{one}:{key}", f"{other}:{second}"} <= things
    ]
    roles: dict[str, set[str]] = {}
    for kind, key, role in statement.get("roles", ()):
        roles.setdefault(f"{kind}:{key}", set()).add(role)
    ends = sorted(things | {f"person:{each}" for each in persons.values()})
    nodes = tuple(
        Node(each, each.partition(":")[0], each.partition(":")[2], tuple(sorted(roles.get(each, ()))))
        for each in ends
    )
    return NetworkGraph(alert.alert_id, alert.as_of, nodes, (*_edges(seen), *held))


def persons_of(connection: Connection, own: Sequence[str], run_id: int) -> Mapping[str, str]:
    """Whose each of these rows is, as far as the context sees them and nobody must be left out."""
    asked = {"refs": list(own), "run_id": run_id}
    found = {row.ref: row.person_id for row in connection.execute(_PERSONS, asked)}
    out = left_out(connection, {*found, *(f"person:{each}" for each in found.values())})
    gone = {found[ref] for ref in found if ref in out or f"person:{found[ref]}" in out}
    return {ref: person for ref, person in found.items() if person not in gone}


def _sightings(row: Any, things: set[str], persons: Mapping[str, str]) -> Iterable[_Sighting]:
    ref, known = f"{row.feed}:{row.entity_key}", row.known
    if row.feed == "recruiter_links":
        if known.get("channel") in FROM_TIPS:
            return
        subject = persons.get(f"{known.get('subject_type')}s:{known.get('subject_ref')}")
        hands = (f"{kind}:{known.get(column)}" for kind, column in HANDS.items())
        for hand in hands:
            if subject is not None and hand in things:
                yield _Sighting((f"person:{subject}", hand), known.get("role") or "", row.recorded_at, ref)
        return
    if (person := persons.get(ref)) is None:
        return
    for tie in TIES:
        thing = f"{tie.kind}:{known.get(tie.column)}"
        if tie.feed == row.feed and thing in things:
            yield _Sighting((f"person:{person}", thing), tie.role, row.recorded_at, ref)


def _edges(seen: Iterable[_Sighting]) -> Iterable[Edge]:
    grouped: dict[tuple[str, str, str], list[_Sighting]] = {}
    for each in seen:
        grouped.setdefault((*each.ends, each.role), []).append(each)
    for (source, target, role), of_edge in sorted(grouped.items()):
        days = sorted(day_of(each.at) for each in of_edge)
        yield Edge(source, target, role, days[0], days[-1], tuple(sorted(each.ref for each in of_edge)))
