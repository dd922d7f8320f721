"""Applications: what several indicators ask of the newest registration of each person, and of its documents."""

from __future__ import annotations

from collections.abc import Callable

import ibis
from ibis.expr.types import BooleanValue, Table

from features.people import people, registration
from graphs.network.known import Known
from records.law import values

_COLUMNS = (
    *("person_id", "entity_key", "registration_id", "recorded_at", "village_code"),
    *("scheme", "license_no", "job_order_no", "country", "position"),
    *("planned_departure_on", "planned_port", "referrer_relation", "referrer_phone"),
    *("declared_cost_idr", "cost_paid_by"),
)


def applications(known: Known) -> Table:
    """The newest registration of each person, and ``left_at``."""

    def compute() -> Table:
        left = people(known).select("person_id", "left_at")
        rows = registration(known).select(*_COLUMNS)
        return rows.left_join(left, "person_id").drop("person_id_right")

    return known.keep("applications", compute)


def _superseded(known: Known) -> Table:
    """The registrations of each person before the newest one, and ``left_at``."""

    def compute() -> Table:
        rows = known.about("registrations").select(*_COLUMNS)
        left = people(known).select("person_id", "left_at")
        before = rows.anti_join(applications(known), "entity_key")
        return before.left_join(left, "person_id").drop("person_id_right")

    return known.keep("superseded_applications", compute)


def newest_and_alike(known: Known, rule: Callable[[Table], Table]) -> Table:
    """The evidence that a rule finds in everyone's newest registration, and in earlier ones of the same person.

    The newest decides whether the rule fires. An earlier one that shows the same stands behind it too: without
    the newest, it would be the one.
    """
    now = rule(applications(known))
    return ibis.union(now, rule(_superseded(known)).semi_join(now, "person_id"))


def pending(known: Known) -> Table:
    """The newest registration of each person who has not left."""
    rows = applications(known)
    return rows.filter(rows.left_at.isnull())


def through_agency(known: Known, rows: Table) -> Table:
    """Those registrations whose scheme is run by an agency."""
    return rows.filter(rows.scheme.isin(values("agency_scheme", "schemes", known.as_of)))


def papers(known: Known) -> Table:
    """Documents with their person: person_id, entity_key, registration_id, doc_type, doc_no, issuer, issued_on,
    recorded_at, status."""

    def compute() -> Table:
        return known.about("documents").select(
            *("person_id", "entity_key", "registration_id", "doc_type", "doc_no"),
            *("issuer", "issued_on", "recorded_at", "status"),
        )

    return known.keep("papers", compute)


def held(known: Known, doc_type: str) -> Table:
    """The documents of one type that are not rejected."""
    rows = papers(known)
    return rows.filter((rows.doc_type == doc_type) & (rows.status != "rejected"))


def told(known: Known, feed: str) -> BooleanValue:
    """Whether a feed holds anything at all; an absent register says nothing about who is missing from it."""
    return known.feed(feed).count() > 0
