"""Applications: what several indicators ask of the newest registration of each person."""

from __future__ import annotations

from ibis.expr.types import BooleanValue, Table

from features.people import people, registration
from graphs.network.known import Known
from records.law import values


def pending(known: Known) -> Table:
    """The newest registration of each person who has not left."""

    def compute() -> Table:
        persons = people(known)
        return registration(known).semi_join(persons.filter(persons.left_at.isnull()), "person_id")

    return known.keep("pending_registration", compute)


def through_agency(known: Known, registrations: Table) -> Table:
    """Those registrations whose scheme is run by an agency."""
    return registrations.filter(registrations.scheme.isin(values("agency_scheme", "schemes", known.as_of)))


def papers(known: Known, doc_type: str) -> Table:
    """Documents of one type, not rejected: registration_id, issued_on, recorded_at, entity_key."""
    docs = known.about("documents")
    docs = docs.filter((docs.doc_type == doc_type) & (docs.status != "rejected"))
    return docs.select("registration_id", "issued_on", "recorded_at", "entity_key")


def told(known: Known, feed: str) -> BooleanValue:
    """Whether a feed holds anything at all; an absent register says nothing about who is missing from it."""
    return known.feed(feed).count() > 0
