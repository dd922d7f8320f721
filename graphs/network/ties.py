"""Ties between people and the things that they share: phones, accounts, agencies, job orders, clinics …

A tie always carries the row that shows it and when that row was recorded. A thing that many share is not
suspicious by itself: a village officer's phone and an agency's hotline are shared by hundreds.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
from ibis.expr.types import Table

from graphs.network.known import Known


@dataclass(frozen=True)
class Tie:
    """One kind of tie and where it is seen: a column of a feed that is about a person.

    ``role`` says what the thing is to the person; ``only`` keeps the rows in which a column has one value.
    """

    kind: str
    feed: str
    column: str
    role: str
    only: tuple[str, str] | None = None


TIES: tuple[Tie, ...] = (
    Tie("phone", "registrations", "phone", "own"),
    Tie("phone", "passports", "applicant_phone", "own"),
    Tie("phone", "registrations", "referrer_phone", "recruiter"),
    Tie("phone", "recruiter_links", "recruiter_phone", "recruiter"),
    Tie("phone", "complaints", "recruiter_phone", "recruiter"),
    Tie("phone", "complaints", "narrative_phone", "recruiter"),
    Tie("phone", "interceptions", "suspected_recruiter_phone", "recruiter"),
    Tie("account", "recruiter_links", "recruiter_bank_account", "recruiter"),
    Tie("recruiter", "registrations", "recruiter_id", "recruiter"),
    Tie("recruiter", "recruiter_links", "recruiter_id", "recruiter"),
    Tie("recruiter", "complaints", "recruiter_id", "recruiter"),
    Tie("recruiter", "interceptions", "recruiter_id", "recruiter"),
    Tie("agency", "registrations", "license_no", "placed by"),
    Tie("agency", "complaints", "license_no", "placed by"),
    Tie("job_order", "registrations", "job_order_no", "placed on"),
    Tie("clinic", "documents", "issuer", "examined at", only=("doc_type", "medical")),
    Tie("trainer", "documents", "issuer", "trained at", only=("doc_type", "competency")),
    Tie("booking", "departures", "booking_ref", "travelled on"),
)

# A phone that stands in a case outcome is no tie: only those about whom something was found would have it.


def links_about_people(known: Known) -> Table:
    """Recruiter links whose subject is a registration or a passport, with the person behind it."""
    links, persons = known.feed("recruiter_links"), known.lake.engine.table("persons")
    subject = links.subject_type + "s"
    rows = links.filter(links.subject_type.isin(["registration", "passport"]))
    about = rows.inner_join(persons, (subject == persons.feed) & (rows.subject_ref == persons.key))
    return about.drop("feed", "key")


def _rows(known: Known, tie: Tie) -> Table:
    if tie.feed == "recruiter_links":
        rows = known.keep("about_recruiter_links", lambda: links_about_people(known))
    else:
        rows = known.about(tie.feed)
    if tie.column == "recruiter_id":
        rows = rows.inner_join(known.mentioned(tie.feed), "entity_key")
    if tie.only is not None:
        rows = rows.filter(rows[tie.only[0]] == tie.only[1])
    rows = rows.filter(rows[tie.column].notnull())
    return rows.select(
        "person_id",
        kind=ibis.literal(tie.kind),
        thing=rows[tie.column],
        role=ibis.literal(tie.role),
        recorded_at=rows.recorded_at,
        feed=ibis.literal(tie.feed),
        entity_key=rows.entity_key,
    )


def sightings(known: Known) -> Table:
    """Every sighting of a tie: person_id, kind, thing, role, recorded_at, feed, entity_key."""
    return known.keep("sightings", lambda: ibis.union(*(_rows(known, tie) for tie in TIES)))


OF_RECRUITMENT = ("registrations", "passports", "recruiter_links", "documents")
"""Feeds that show a tie while a person is being recruited. A complaint or an interception of their own shows one
too, but only of those to whom something has happened already: it is evidence, never an input."""


def recruitment_sightings(known: Known) -> Table:
    """The sightings that anyone on their way may have."""
    seen = sightings(known)
    return seen.filter(seen.feed.isin(OF_RECRUITMENT))


def ties(known: Known) -> Table:
    """Each person and thing once per kind, as seen in recruitment: first and last sighting, how many."""

    def compute() -> Table:
        seen = recruitment_sightings(known)
        return seen.group_by("person_id", "kind", "thing").agg(
            since=seen.recorded_at.min(), until=seen.recorded_at.max(), seen=seen.count()
        )

    return known.keep("ties", compute)
