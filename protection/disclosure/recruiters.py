"""Recruiters who are *terindikasi*, as the networks of the newest run show them: by opaque id, never by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from records import audit
from records.audit import Act, Deed
from records.errors import NotFound
from records.tables import alerts, detection_runs


@dataclass(frozen=True)
class Recruiter:
    """A recruiter of listed networks: in which, in which roles, and by what (kind and token) they are known there.

    Being listed is an indication within a network, with the network's reasons; it is not a finding about anyone.
    """

    recruiter_id: str
    as_of: date
    networks: tuple[int, ...]
    roles: tuple[str, ...]
    known_by: tuple[tuple[str, str], ...]
    areas: tuple[str, ...]


def recruiters(connection: Connection, after: int, most: int) -> list[Recruiter]:
    """The recruiters of the networks that the context sees, in the order of their ids; audited."""
    found = _all(connection)[after : after + most]
    _audit(connection, found)
    return found


def recruiter(connection: Connection, recruiter_id: str) -> Recruiter:
    """One recruiter. Raises NotFound, also where the context sees no network of theirs."""
    found = [each for each in _all(connection) if each.recruiter_id == recruiter_id]
    if not found:
        raise NotFound("Perekrut itu tidak ditemukan.", "There is no such recruiter.")
    _audit(connection, found)
    return found[0]


def _all(connection: Connection) -> list[Recruiter]:
    newest = select(func.max(detection_runs.c.run_id)).scalar_subquery()
    wanted = select(alerts, detection_runs.c.as_of).join_from(alerts, detection_runs)
    rows = connection.execute(
        wanted.where(alerts.c.kind == "network", alerts.c.run_id == newest).order_by(alerts.c.rank)
    )
    of: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        for kind, key in row.statement.get("things", ()):
            if kind == "recruiter":
                of[key].append(row)
    return [_recruiter(key, networks) for key, networks in sorted(of.items())]


def _recruiter(key: str, networks: Sequence[Any]) -> Recruiter:
    roles, known_by = set(), set()
    for row in networks:
        roles |= {
            role
            for kind, other, role in row.statement.get("roles", ())
            if (kind, other) == ("recruiter", key)
        }
        for kind, one, other_kind, other in row.statement.get("ties", ()):
            if (other_kind, other) == ("recruiter", key):
                known_by.add((kind, one))
    return Recruiter(
        key,
        networks[0].as_of,
        tuple(row.alert_id for row in networks),
        tuple(sorted(roles)),
        tuple(sorted(known_by)),
        tuple(sorted({area for row in networks for area in row.areas})),
    )


def _audit(connection: Connection, found: Sequence[Recruiter]) -> None:
    refs = tuple(f"alert/{number}" for each in found for number in each.networks)
    audit.write(
        connection, Act(Deed.READ, "recruiter", tuple(dict.fromkeys(refs)), None, ("roles", "known_by"))
    )
