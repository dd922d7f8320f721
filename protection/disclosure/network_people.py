"""The people of a network as those who work on it see them: when they leave, and how the work on them stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ARRAY, Connection, Text, bindparam, select, text

from detection.alerts import departures
from detection.alerts.work import COLUMNS, of_row
from detection.case_codes import case_code
from protection.disclosure.network_graph import NetworkGraph
from protection.disclosure.network_list import Standing, standing
from records import audit
from records.audit import Act, Deed
from records.days import day_of
from records.tables import alert_work

_REGISTRATIONS = text("""
    SELECT DISTINCT ON (feed, entity_key) feed || ':' || entity_key AS ref, person_id FROM identities
    WHERE feed = 'registrations' AND person_id = ANY (:people) ORDER BY feed, entity_key, run_id DESC
""").bindparams(bindparam("people", type_=ARRAY(Text)))


@dataclass(frozen=True)
class Member:
    """One person: ``days_left`` is below zero where they have left; ``ties`` are their edges in the network."""

    person_id: str
    code: str
    days_left: int | None
    ties: int
    standing: Standing | None


def members(connection: Connection, graph: NetworkGraph, now: datetime) -> list[Member]:
    """Everybody in the graph, who leaves soonest first, who has left last; one audit entry."""
    people = [node.key for node in graph.nodes if node.kind == "person"]
    today = day_of(now)
    days, works = _days(connection, people, now), _works(connection, people, now)
    ties = {f"person:{each}": 0 for each in people}
    for edge in graph.edges:
        for end in (edge.source, edge.target):
            if end in ties:
                ties[end] += 1
    found = [
        Member(
            each,
            case_code(each),
            (days[each] - today).days if each in days else None,
            ties[f"person:{each}"],
            works.get(each),
        )
        for each in people
    ]
    audit.write(
        connection,
        Act(Deed.READ, "network", (f"alert/{graph.alert_id}",), max(1, len(found)), ("departs_on", "state")),
    )
    return sorted(found, key=_soonest)


def _soonest(member: Member) -> tuple[bool, bool, int, str]:
    days = member.days_left
    return (days is not None and days < 0, days is None, days or 0, member.code)


def _days(connection: Connection, people: list[str], now: datetime) -> Mapping[str, date]:
    """When each leaves by the newest registration; who has left by the border's records left then."""
    refs: dict[str, list[str]] = {}
    for row in connection.execute(_REGISTRATIONS, {"people": people}):
        refs.setdefault(row.person_id, []).append(row.ref)
    plans = departures.planned(connection, (ref for own in refs.values() for ref in own), now)
    planned = {each: departures.of_person(own, plans) for each, own in refs.items()}
    left = departures.recorded(connection, people, now)
    return {each: day for each, day in planned.items() if day is not None} | left


def _works(connection: Connection, people: list[str], now: datetime) -> dict[str, Standing]:
    wanted = select(*COLUMNS).where(alert_work.c.kind == "person", alert_work.c.subject.in_(people))
    works = [of_row(row) for row in connection.execute(wanted.order_by(alert_work.c.work_id))]
    return {work.subject: standing(work, now) for work in works}
