"""Recruiters who are *terindikasi*, as the newest run tells of them: by opaque id, never by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from protection.disclosure.alerts import Alert, Kind, alerts_of_run
from records import audit
from records.audit import Act, Deed
from records.errors import NotFound
from records.tables import detection_runs


@dataclass(frozen=True)
class Recruiter:
    """A recruiter: in which listed networks, in which roles, and by what (kind and token) they are known there.

    ``alert`` is their own; who stands in a network that was raised has none, and is looked at with the network.
    Being listed is an indication with its reasons; it is not a finding about anyone.
    """

    recruiter_id: str
    as_of: date
    networks: tuple[int, ...]
    roles: tuple[str, ...]
    known_by: tuple[tuple[str, str], ...]
    areas: tuple[str, ...]
    alert: Alert | None


def recruiters(connection: Connection, who: str, after: int, most: int) -> list[Recruiter]:
    """The recruiters whom the context sees, in the order of their ids; audited. ``who`` is looking."""
    found = _all(connection, who)[after : after + most]
    _audit(connection, found)
    return found


def recruiter(connection: Connection, who: str, recruiter_id: str) -> Recruiter:
    """One recruiter. Raises NotFound, also where the context sees neither a network nor an alert of theirs."""
    found = [each for each in _all(connection, who) if each.recruiter_id == recruiter_id]
    if not found:
        raise NotFound("Perekrut itu tidak ditemukan.", "There is no such recruiter.")
    _audit(connection, found)
    return found[0]


def _all(connection: Connection, who: str) -> list[Recruiter]:
    newest = connection.scalar(select(func.max(detection_runs.c.run_id)))
    if newest is None:
        return []
    networks: dict[str, list[Alert]] = defaultdict(list)
    for network in alerts_of_run(connection, who, Kind.NETWORK, newest):
        for kind, key in _told(network, "things"):
            if kind == "recruiter":
                networks[key].append(network)
    own = {each.subject: each for each in alerts_of_run(connection, who, Kind.RECRUITER, newest)}
    return [_recruiter(key, networks.get(key, []), own.get(key)) for key in sorted({*networks, *own})]


def _recruiter(key: str, networks: Sequence[Alert], own: Alert | None) -> Recruiter:
    roles, known_by = set(), set()
    for network in networks:
        roles |= {
            role for kind, other, role in _told(network, "roles") if (kind, other) == ("recruiter", key)
        }
        for kind, one, other_kind, other in _told(network, "ties"):
            if (other_kind, other) == ("recruiter", key):
                known_by.add((kind, one))
    raised = [*networks, *([own] if own else [])]
    return Recruiter(
        key,
        raised[0].as_of,
        tuple(each.alert_id for each in networks),
        tuple(sorted(roles)),
        tuple(sorted(known_by)),
        tuple(sorted({area for each in raised for area in each.areas})),
        own,
    )


def _told(network: Alert, part: str) -> Sequence[Sequence[str]]:
    told: Any = network.statement.get(part, ())
    return tuple(told)


def _audit(connection: Connection, found: Sequence[Recruiter]) -> None:
    numbers = (
        number
        for each in found
        for number in (*each.networks, *([each.alert.alert_id] if each.alert else []))
    )
    refs = tuple(dict.fromkeys(f"alert/{number}" for number in numbers))
    fields = ("roles", "known_by", "probability", "statement")
    audit.write(connection, Act(Deed.READ, "recruiter", refs, None, fields))
