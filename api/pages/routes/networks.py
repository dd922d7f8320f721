"""Jaringan: what was raised beside people, and one network taken apart, as a picture and as a table."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from api.pages import network_table, network_words
from api.pages.network_asked import Asked, asked
from api.pages.screen import language_of, show
from api.service.cursors import BIGGEST
from api.service.door import Visit, door
from protection.disclosure.alerts import Kind, alert
from protection.disclosure.network_graph import NetworkGraph, network_graph
from protection.disclosure.network_list import raised, standings
from protection.disclosure.network_people import members
from protection.disclosure.network_view import Narrowed, View, narrowed, path, view
from protection.disclosure.recruiters import recruiters

ROUTER = APIRouter(prefix="/jaringan", include_in_schema=False)
Reader = Annotated[Visit, door("network:read", composed=True)]
Number = Annotated[int, Path(ge=1, le=BIGGEST)]
MOST_RECRUITERS = 100
EVENTS = 40
"""Days of the timeline that are told one by one, the newest."""


@ROUTER.get("")
def see_networks(request: Request, visit: Reader) -> Response:
    """Networks, recruiters and agencies of the newest run."""
    who, language = visit.context.who, language_of(request, visit.context)
    kinds = [Kind.NETWORK, Kind.RECRUITER, *([Kind.AGENCY] if visit.may("agency:read") else [])]
    found = raised(visit.connection, who, kinds, visit.now)
    known = recruiters(visit.connection, who, 0, MOST_RECRUITERS)
    return show(
        request,
        visit,
        "networks.html.jinja",
        found=found,
        recruiters=known,
        works={each.alert.alert_id: each.standing for each in found},
        kind=lambda code: network_words.kind(language, code),
        role=lambda code: network_words.role(language, code),
    )


@ROUTER.get("/{alert_id}")
def see_network(
    alert_id: Number, request: Request, visit: Reader, wish: Annotated[Asked, Depends(asked)]
) -> Response:
    """One network: picture, people, what they share, when it grew, and every edge."""
    language = language_of(request, visit.context)
    told = alert(visit.connection, visit.context.who, Kind.NETWORK, alert_id)
    graph = network_graph(visit.connection, alert_id)
    whole = view(graph)
    kinds = [kind for kind in wish.jenis if kind in whole.kinds]
    at, one, other = whole.at(wish.simpul), whole.at(wish.dari), whole.at(wish.ke)
    chain: list[int] = []
    if one is not None and other is not None:
        chain = path(narrowed(whole, Narrowed(kinds, wish.until)), one, other)
    rows = network_table.rows(language, whole, narrowed(whole, Narrowed(kinds, wish.until, at)), wish.urut)
    begin = (wish.halaman - 1) * network_table.PAGE
    return show(
        request,
        visit,
        "network.html.jinja",
        alert=told,
        whole=whole,
        standing=standings(visit.connection, [alert_id], visit.now).get(alert_id),
        members=members(visit.connection, graph, visit.now),
        shared=_shared(graph),
        grown=_grown(whole),
        rows=rows[begin : begin + network_table.PAGE],
        count=len(rows),
        pages=max(1, -(-len(rows) // network_table.PAGE)),
        columns=network_table.COLUMNS,
        asked=wish,
        kinds=kinds,
        at=None if at is None else whole.spots[at],
        start=None if one is None else whole.spots[one],
        end=None if other is None else whole.spots[other],
        chain=[whole.spots[place] for place in chain],
        kind=lambda code: network_words.kind(language, code),
        role=lambda code: network_words.role(language, code),
        label=lambda spot: network_words.label(language, spot),
    )


@ROUTER.get("/{alert_id}/gambar")
def read_picture(alert_id: Number, request: Request, visit: Reader) -> Response:
    """What the picture is drawn from; packed, for a large network takes a slow line long.

    It holds no secret of the session and nothing that the address said, so that its length tells nothing (BREACH).
    """
    graph = network_graph(visit.connection, alert_id)
    people = members(visit.connection, graph, visit.now)
    told = network_table.picture(language_of(request, visit.context), view(graph), people)
    content, headers = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), {}
    if "gzip" in request.headers.get("accept-encoding", ""):
        content, headers = gzip.compress(content, 6), {"Content-Encoding": "gzip"}
    return Response(content, media_type="application/json", headers={"Vary": "Accept-Encoding", **headers})


def _shared(graph: NetworkGraph) -> list[tuple[str, int, int]]:
    """Each kind of thing, how many of it, and how many ties lead to them."""
    kind = {node.id: node.kind for node in graph.nodes}
    ties = Counter(kind[end] for edge in graph.edges for end in (edge.source, edge.target))
    count = Counter(node.kind for node in graph.nodes)
    return [(each, count[each], ties[each]) for each in sorted(count) if each != "person"]


def _grown(whole: View) -> list[tuple[date, list[tuple[str, str, int]]]]:
    """By day, newest first: which new ties were seen (kind of the thing, what it is, how many)."""
    days: dict[date, Counter[tuple[str, str]]] = {}
    for tie in whole.ties:
        if tie.since is not None:
            days.setdefault(tie.since, Counter())[(whole.spots[tie.other].kind, tie.role)] += 1
    return [
        (day, [(kind, role, count) for (kind, role), count in sorted(days[day].items())])
        for day in sorted(days, reverse=True)[:EVENTS]
    ]
