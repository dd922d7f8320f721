"""Departures within 48 hours of people whose alert nobody has decided on, or whose chance is high."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from detection.alerts import departures
from detection.alerts.states import OPEN, Kind
from detection.urgent.finding import Finding
from detection.urgent.signs import HIGH, LEAVES_WITHIN, LEAVING
from records.days import day_of
from records.tables import alert_work

People = Mapping[str, tuple[float, tuple[str, ...]]]
"""The chance and the own rows (``feed:entity_key``) of people by person id, as the nightly run knows them."""


def leaving(connection: Connection, now: datetime, scored: People | None = None) -> list[Finding]:
    """Whoever of them plans to leave within 48 hours, by the newest registration.

    ``scored`` adds people for whom the week's list had no room; those below ``HIGH`` are passed over. A plan
    is known by its day alone, so a departure counts from the start of today to the end of the last day.
    """
    wanted = select(alert_work.c.subject, alert_work.c.refs, alert_work.c.departs_on).where(
        alert_work.c.kind == Kind.PERSON.value, alert_work.c.state.in_([state.value for state in OPEN])
    )
    people = {row.subject: (tuple(row.refs), row.departs_on) for row in connection.execute(wanted)}
    for person, (chance, refs) in (scored or {}).items():
        if chance >= HIGH:
            people.setdefault(person, (refs, None))
    plans = departures.planned(connection, {ref for refs, _ in people.values() for ref in refs}, now)
    first, last = (day_of(moment) for moment in (now, now + LEAVES_WITHIN))
    found = []
    for person, (refs, recorded) in people.items():
        day = departures.of_person(refs, plans) or recorded
        if day is not None and first <= day <= last:
            found.append(Finding(person, LEAVING, f"{min(refs)}@{day:%Y-%m-%d}"))
    return sorted(found)
