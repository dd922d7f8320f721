"""Brokers: the phones, accounts and recruiters through which people were brought, less those of lawful agencies.

Nearly every lawful recruit meets a sponsor or field officer too. What brings people to one licensed agency, and
hardly anyone else, is held to be that agency's.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from detection.indicators.applications import applications
from graphs.network.known import TOLD, Known
from graphs.network.ties import links_about_people, sightings

MOST = 0.8
"""The share of those brought who registered with one active agency, from which on the thing is the agency's."""
A_FEW = 3
BROKERS = ["sponsor", "guarantor", "financier", "document_agent", "transporter", "shelter_keeper"]
"""The roles of a recruiter who places for no agency; a field officer has an assignment letter."""


def agency_phones(known: Known) -> Table:
    """``thing``: every phone that an agency ever registered."""
    versions = known.lake.versions("agencies", known.as_of)
    return versions.filter(versions.phone.notnull()).select(thing=versions.phone).distinct()


def _lawful(known: Known) -> Table:
    tied = sightings(known)
    tied = tied.filter(tied.kind.isin(["phone", "account", "recruiter", "booking"]))
    tied = tied.select("person_id", "kind", "thing").distinct()
    active = known.feed("agencies").filter(ibis._.status == "active").select("license_no")
    placed = applications(known).select("person_id", "license_no").inner_join(active, "license_no")
    things = tied.group_by("kind", "thing").agg(persons=tied.person_id.nunique())
    by_agency = tied.inner_join(placed, "person_id").group_by("kind", "thing", "license_no")
    by_agency = by_agency.agg(placed=ibis._.count()).group_by("kind", "thing").agg(most=ibis._.placed.max())
    both = things.inner_join(by_agency, ["kind", "thing"])
    officers = both.filter((both.persons >= A_FEW) & (both.most >= both.persons * MOST))
    return ibis.union(
        officers.select("kind", "thing"),
        agency_phones(known).select(kind=ibis.literal("phone"), thing="thing"),
    ).distinct()


def lawful(known: Known) -> Table:
    """``kind``, ``thing`` of the phones, accounts, recruiters and bookings that are a licensed agency's."""
    return known.keep("lawful_things", lambda: _lawful(known))


def _brought(known: Known) -> Table:
    tied = sightings(known)
    tied = tied.filter((tied.role == "recruiter") & tied.kind.isin(["phone", "account", "recruiter"]))
    helped = applications(known).filter(ibis._.referrer_relation == "village_head").select("person_id")
    by_village = tied.filter(tied.feed == "registrations").semi_join(helped, "person_id")
    rows = tied.anti_join(by_village, ["person_id", "feed", "entity_key"])
    return rows.anti_join(lawful(known), ["kind", "thing"]).drop("role")


def brought(known: Known) -> Table:
    """By what each person was brought, seen in which row: person_id, kind, thing, recorded_at, feed, entity_key.

    Neither lawful agencies nor village heads who help with the forms are among them.
    """
    return known.keep(f"{TOLD}brought_by", lambda: known.told(_brought(known)))


def broker_links(known: Known) -> Table:
    """Links between a person and a recruiter who is no field officer of a lawful agency."""
    links = known.keep("about_recruiter_links", lambda: links_about_people(known))
    links = links.filter(links.role.isin(BROKERS))
    links = known.told(links.mutate(feed=ibis.literal("recruiter_links"))).drop("feed")
    officers = lawful(known).filter(ibis._.kind == "phone").select(recruiter_phone="thing")
    return links.anti_join(officers, "recruiter_phone")


TIES = (
    "registrations.referrer_phone",
    "registrations.referrer_relation",
    "registrations.license_no",
    "registrations.phone",
    "passports.applicant_phone",
    "recruiter_links.recruiter_phone",
    "recruiter_links.recruiter_bank_account",
    "recruiter_links.subject_type",
    "recruiter_links.subject_ref",
    "complaints.recruiter_phone",
    "complaints.narrative_phone",
    "interceptions.suspected_recruiter_phone",
    "departures.booking_ref",
    "case_outcomes.phone",
    "agencies.phone",
    "agencies.status",
)
"""The columns that tell who was brought by whom."""
