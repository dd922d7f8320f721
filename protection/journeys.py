"""Where people come from, by which port they mean to leave, and whereto: counts, for those who guard the ways.

Officers count what their context lets them see one by one. Whoever makes statistics sees each table by itself, its
small counts left out (``protection.statistics``), and no way from origin to destination: together they would tell of
few people. Origin is no input of any model; it is shown so that help can be sent where it is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, text

from protection.statistics import suppress
from records import audit
from records.areas import Level
from records.audit import Act, Deed
from records.days import day_of
from records.rights.context import as_program


class About(StrEnum):
    """Whose journeys are counted."""

    WARNINGS = "peringatan"
    """People with an early warning on which nothing was decided yet."""
    REGISTRATIONS = "pendaftaran"
    """Everybody who is registered and plans to leave from today on."""


@dataclass(frozen=True)
class Wanted:
    """Which journeys: ``days`` until departure (None: any), from a province, by a port, to a country ("" any)."""

    about: About = About.WARNINGS
    days: int | None = None
    province: str = ""
    port: str = ""
    country: str = ""


@dataclass(frozen=True)
class Journey:
    """How many people mean to go one way; ``origin`` is a regency, and each part is empty where it is not known."""

    origin: str
    port: str
    country: str
    people: int


@dataclass(frozen=True)
class Counts:
    """The tables of the map: None is a count that is not told; ``ways`` are empty where they are not told at all."""

    provinces: Mapping[str, int | None]
    regencies: Mapping[str, int | None]
    ports: Mapping[str, int | None]
    countries: Mapping[str, int | None]
    ways: Sequence[Journey]
    total: int | None


_WAYS = """
    SELECT coalesce(left(known ->> 'village_code', 4), '') AS origin, coalesce(known ->> 'planned_port', '') AS port,
        coalesce(known ->> 'country', '') AS country, count(*) AS people
    FROM ({rows}) AS newest
    WHERE (:province = '' OR left(known ->> 'village_code', 2) = :province)
        AND (:port = '' OR known ->> 'planned_port' = :port)
        AND (:country = '' OR known ->> 'country' = :country)
    GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3
"""
_ROWS = {
    About.WARNINGS: """
        SELECT r.known FROM alert_work AS w CROSS JOIN LATERAL (
            SELECT s.known FROM source_rows AS s
            WHERE s.feed = 'registrations' AND s.entity_key IN (
                SELECT substr(ref, 15) FROM unnest(w.refs) AS ref WHERE ref LIKE 'registrations:%'
            ) ORDER BY s.recorded_at DESC, s.sequence DESC LIMIT 1
        ) AS r
        WHERE w.kind = 'person' AND w.state IN ('baru', 'ditinjau') AND suluh_reaches_one(w.areas)
            AND (CAST(:until AS date) IS NULL OR w.departs_on BETWEEN :today AND :until)
    """,
    About.REGISTRATIONS: """
        SELECT known FROM (
            SELECT DISTINCT ON (entity_key) known FROM source_rows
            WHERE feed = 'registrations' AND suluh_reaches(area) AND recorded_at > :since
            ORDER BY entity_key, recorded_at DESC, sequence DESC
        ) AS each
        WHERE CAST(known ->> 'planned_departure_on' AS date) BETWEEN :today
            AND coalesce(CAST(:until AS date), 'infinity')
    """,
}
_LONG_AGO = timedelta(days=400)
"""Nobody plans longer ahead than this."""


def journeys(connection: Connection, wanted: Wanted, now: datetime) -> Counts:
    """The counts of those whom the context sees; one audit entry."""
    ways = _ways(connection, wanted, now)
    _audit(connection, wanted)
    return Counts(
        _by(ways, lambda way: way.origin[: Level.PROVINCE]),
        _by(ways, lambda way: way.origin),
        _by(ways, lambda way: way.port),
        _by(ways, lambda way: way.country),
        ways,
        sum(way.people for way in ways),
    )


def journeys_told(connection: Connection, about: About, now: datetime) -> Counts:
    """The counts that may be told to whoever plans and reports, of all in their areas; one audit entry."""
    wanted = Wanted(about)
    with as_program(connection):
        ways = _ways(connection, wanted, now)
    _audit(connection, wanted)
    provinces, regencies = origins_told(_by(ways, lambda way: way.origin))
    total = sum(way.people for way in ways)
    return Counts(
        _in_order(provinces),
        _in_order(regencies),
        _in_order(suppress(_by(ways, lambda way: way.port))),
        _in_order(suppress(_by(ways, lambda way: way.country))),
        (),
        suppress({"": total})[""],
    )


def origins_told(regencies: Mapping[str, int]) -> tuple[dict[str, int | None], dict[str, int | None]]:
    """By province and by regency: within a province that is told no regency follows from the rest of it."""
    whole: dict[str, int] = {}
    for code, people in regencies.items():
        whole[code[: Level.PROVINCE]] = whole.get(code[: Level.PROVINCE], 0) + people
    provinces = suppress(whole)
    told: dict[str, int | None] = {}
    for province, count in provinces.items():
        inside = {code: people for code, people in regencies.items() if code[: Level.PROVINCE] == province}
        told |= dict.fromkeys(inside) if count is None else suppress(inside)
    return provinces, told


def _ways(connection: Connection, wanted: Wanted, now: datetime) -> list[Journey]:
    today = day_of(now)
    asked = {
        "today": today,
        "until": None if wanted.days is None else today + timedelta(days=wanted.days),
        "since": now - _LONG_AGO,
        "province": wanted.province,
        "port": wanted.port,
        "country": wanted.country,
    }
    rows = connection.execute(text(_WAYS.format(rows=_ROWS[wanted.about])), asked)
    return [Journey(row.origin, row.port, row.country, row.people) for row in rows]


def _by(ways: Sequence[Journey], part: Callable[[Journey], str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for way in ways:
        counts[part(way)] = counts.get(part(way), 0) + way.people
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def _in_order(told: Mapping[str, int | None]) -> dict[str, int | None]:
    """Most people first; what is not told stands last by its code, for its place would tell it."""
    return dict(sorted(told.items(), key=lambda each: (each[1] is None, -(each[1] or 0), each[0])))


def _audit(connection: Connection, wanted: Wanted) -> None:
    said = (wanted.province, wanted.port, wanted.country)
    objects = tuple(f"journeys/{each}" for each in (wanted.about.value, *filter(None, said)))
    audit.write(connection, Act(Deed.READ, "statistics", objects))
