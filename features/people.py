"""Who is a person of concern on a day: everyone registered or given a passport, and who of them has not left."""

from __future__ import annotations

from datetime import timedelta

import ibis
from ibis.expr.types import Table

from graphs.network.known import Known
from records.days import instant

OPEN_DAYS = 240
"""A registration or passport stays open for this long, unless an exit is recorded first."""


def people(known: Known) -> Table:
    """person_id, first_at, last_at (of registrations and passports), left_at, is_open."""

    def compute() -> Table:
        appeared = ibis.union(
            known.about("registrations").select(
                "person_id", "entity_key", feed=ibis.literal("registrations")
            ),
            known.about("passports").select("person_id", "entity_key", feed=ibis.literal("passports")),
        )
        first = appeared.inner_join(_first_recorded(known), ["feed", "entity_key"])
        seen = first.group_by("person_id").agg(
            first_at=first.recorded_at.min(), last_at=first.recorded_at.max()
        )
        exits = known.about("departures")
        left = exits.group_by("person_id").agg(left_at=exits.recorded_at.min())
        joined = seen.left_join(left, "person_id").drop("person_id_right")
        since = ibis.literal(instant(known.as_of) - timedelta(days=OPEN_DAYS))
        return joined.mutate(is_open=joined.left_at.isnull() & (joined.last_at >= since))

    return known.keep("people", compute)


def _first_recorded(known: Known) -> Table:
    """When each registration and passport first became known; a correction does not make it new."""
    tables = []
    for feed in ("registrations", "passports"):
        versions = known.lake.versions(feed, known.as_of)
        first = versions.group_by("entity_key").agg(recorded_at=versions.recorded_at.min())
        tables.append(first.mutate(feed=ibis.literal(feed)))
    return ibis.union(*tables)


def newest(rows: Table) -> Table:
    """The newest row of each person."""
    order = ibis.window(group_by="person_id", order_by=[ibis.desc("recorded_at"), ibis.desc("sequence")])
    ranked = rows.mutate(row_age=ibis.row_number().over(order))
    return ranked.filter(ranked.row_age == 0).drop("row_age")


def registration(known: Known) -> Table:
    """Each person's newest registration."""
    return known.keep("registration", lambda: newest(known.about("registrations")))


def passport(known: Known) -> Table:
    """Each person's newest passport."""
    return known.keep("passport", lambda: newest(known.about("passports")))
