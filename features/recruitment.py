"""Recruitment: who brought the applicant, through which agency, on which job order, at what cost."""

from __future__ import annotations

from datetime import timedelta

import ibis
from ibis.expr.types import Table

from features.feature import Family, Feature
from features.people import people, registration
from graphs.network.known import Known
from graphs.network.ties import links_about_people
from records.days import instant
from records.law import values

CORRIDOR_DAYS = 365
"""The usual cost of a corridor is learned from this long before the day."""


def _usual_cost(known: Known) -> Table:
    """The median declared cost by destination and position within the last year, so that no corridor is a risk."""
    reg = known.feed("registrations")
    recent = reg.filter(reg.recorded_at >= ibis.literal(instant(known.as_of) - timedelta(days=CORRIDOR_DAYS)))
    return recent.group_by("country", "position").agg(usual_cost=recent.declared_cost_idr.median())


def _order_load(known: Known) -> Table:
    reg = known.feed("registrations")
    return (
        reg.filter(reg.job_order_no.notnull())
        .group_by("job_order_no")
        .agg(candidates=reg.entity_key.nunique())
    )


def _placement(known: Known) -> Table:
    reg, day = registration(known), ibis.literal(known.as_of)
    agency, order = known.feed("agencies"), known.feed("job_orders")
    agency = agency.select(
        "license_no", "status", "license_from", "license_to", known_agency=ibis.literal(value=True)
    )
    order = order.select(
        "job_order_no",
        "quota",
        "valid_to",
        of_agency=order.license_no,
        to_country=order.country,
        as_position=order.position,
    ).mutate(known_order=ibis.literal(value=True))
    rows = reg.left_join(agency, "license_no").drop("license_no_right")
    for part in (order, _order_load(known)):
        rows = rows.left_join(part, "job_order_no").drop("job_order_no_right")
    rows = rows.left_join(_usual_cost(known), ["country", "position"]).drop("country_right", "position_right")
    placed = rows.scheme == "p_to_p"
    closed = rows.country.isin(values("closed_placement", "countries", known.as_of)) & rows.position.isin(
        values("closed_placement", "positions", known.as_of)
    )
    hub = rows.country.isin(values("scam_hub", "countries", known.as_of)) & rows.position.isin(
        values("scam_hub", "positions", known.as_of)
    )
    relation = rows.referrer_relation
    return rows.select(
        "person_id",
        brought_by_sponsor=(relation == "sponsor").cast("int"),
        came_alone=(relation == "self").cast("int"),
        brought_without_phone=((relation != "self") & rows.referrer_phone.isnull()).cast("int"),
        cost_to_usual=rows.declared_cost_idr / rows.usual_cost.nullif(0),
        sponsor_pays=(rows.cost_paid_by == "sponsor").cast("int"),
        worker_charged=(
            rows.position.isin(values("zero_cost_position", "positions", known.as_of))
            & rows.cost_paid_by.isin(["self", "family", "sponsor"])
        ).cast("int"),
        no_agency=(placed & rows.license_no.isnull()).cast("int"),
        agency_unknown=(rows.license_no.notnull() & rows.known_agency.isnull()).cast("int"),
        agency_not_active=((rows.status != "active") | (rows.license_to < day)).cast("int"),
        no_job_order=(placed & rows.job_order_no.isnull()).cast("int"),
        job_order_of_other_agency=(rows.of_agency != rows.license_no).cast("int"),
        job_order_other_work=((rows.to_country != rows.country) | (rows.as_position != rows.position)).cast(
            "int"
        ),
        job_order_expired=(rows.valid_to < rows.recorded_at.date()).cast("int"),
        job_order_load=rows.candidates / rows.quota.nullif(0),
        household_alone=(
            (rows.scheme == "mandiri")
            & rows.position.isin(values("household_position", "positions", known.as_of))
        ).cast("int"),
        closed_placement=closed.cast("int"),
        scam_hub=hub.cast("int"),
        through_agency_desk=(rows.channel == "p3mi").cast("int"),
        registered_online=(rows.channel == "online").cast("int"),
    )


def _links(known: Known) -> Table:
    links = known.keep("about_recruiter_links", lambda: links_about_people(known))
    return links.group_by("person_id").agg(
        recruiter_sightings=links.count(),
        recruiter_phones=links.recruiter_phone.nunique(),
        recruiter_paid=links.recruiter_bank_account.notnull().cast("int").max(),
        recruiter_is_field_officer=(links.role == "field_officer").cast("int").max(),
        recruiter_is_guarantor=(links.role == "guarantor").cast("int").max(),
        recruiter_is_sponsor=(links.role == "sponsor").cast("int").max(),
    )


def table(known: Known) -> Table:
    """One row a person of concern; empty without registration, the recruiter columns without recruiter link."""
    rows = people(known).select("person_id")
    for part in (_placement(known), _links(known)):
        rows = rows.left_join(part, "person_id").drop("person_id_right")
    return rows.mutate(recruiter_sightings=rows.recruiter_sightings.fill_null(0))


R, A, J, L = "registrations.", "agencies.", "job_orders.", "recruiter_links."
FAMILY = Family(
    "recruitment",
    "Perekrutan",
    "Recruitment",
    (
        Feature(
            "brought_by_sponsor",
            "0/1",
            "dibawa sponsor",
            "brought by a sponsor",
            (R + "referrer_relation",),
            spreads=True,
        ),
        Feature(
            "came_alone", "0/1", "datang sendiri", "came alone", (R + "referrer_relation",), spreads=True
        ),
        Feature(
            "brought_without_phone",
            "0/1",
            "nomor pembawa tidak disebut",
            "phone of who brought the applicant not given",
            (R + "referrer_phone",),
            spreads=True,
        ),
        Feature(
            "cost_to_usual",
            "ratio",
            "biaya dibanding biaya lazim koridor itu",
            "declared cost against the usual one of the corridor",
            (R + "declared_cost_idr",),
            spreads=True,
        ),
        Feature(
            "sponsor_pays",
            "0/1",
            "biaya ditanggung sponsor",
            "the sponsor pays the cost",
            (R + "cost_paid_by",),
            spreads=True,
        ),
        Feature(
            "worker_charged",
            "0/1",
            "biaya dibebankan pada jabatan bebas biaya",
            "cost charged for a position that must be free of cost",
            (R + "cost_paid_by", R + "position"),
            spreads=True,
        ),
        Feature("no_agency", "0/1", "tanpa P3MI", "no agency named", (R + "license_no",), spreads=True),
        Feature(
            "agency_unknown",
            "0/1",
            "SIP3MI tidak terdaftar",
            "agency licence not on register",
            (R + "license_no",),
        ),
        Feature(
            "agency_not_active",
            "0/1",
            "izin P3MI habis atau dibekukan",
            "agency licence expired or suspended",
            (R + "license_no", A + "status", A + "license_to"),
            spreads=True,
        ),
        Feature(
            "no_job_order", "0/1", "tanpa job order", "no job order", (R + "job_order_no",), spreads=True
        ),
        Feature(
            "job_order_of_other_agency",
            "0/1",
            "job order milik P3MI lain",
            "job order of another agency",
            (R + "job_order_no", J + "license_no"),
            spreads=True,
        ),
        Feature(
            "job_order_other_work",
            "0/1",
            "negara atau jabatan tidak sesuai job order",
            "country or position differs from the job order",
            (R + "job_order_no", J + "country", J + "position"),
            spreads=True,
        ),
        Feature(
            "job_order_expired",
            "0/1",
            "job order kedaluwarsa",
            "job order expired",
            (R + "job_order_no", J + "valid_to"),
            spreads=True,
        ),
        Feature(
            "job_order_load",
            "ratio",
            "calon dibanding kuota job order",
            "candidates against the quota of the job order",
            (R + "job_order_no", J + "quota"),
        ),
        Feature(
            "household_alone",
            "0/1",
            "jalur mandiri untuk pekerjaan rumah tangga",
            "individual scheme for household work",
            (R + "scheme", R + "position"),
            spreads=True,
        ),
        Feature(
            "closed_placement",
            "0/1",
            "penempatan yang ditutup",
            "closed placement",
            (R + "country", R + "position"),
            spreads=True,
        ),
        Feature(
            "scam_hub",
            "0/1",
            "tujuan simpul penipuan daring",
            "online-scam hub destination",
            (R + "country", R + "position"),
            spreads=True,
        ),
        Feature(
            "through_agency_desk", "0/1", "didaftarkan P3MI", "registered by an agency", (R + "channel",)
        ),
        Feature("registered_online", "0/1", "mendaftar daring", "registered online", (R + "channel",)),
        Feature(
            "recruiter_sightings", "count", "pengamatan perekrut", "recruiter sightings", (L + "subject_ref",)
        ),
        Feature(
            "recruiter_phones",
            "count",
            "nomor perekrut berbeda",
            "different recruiter phones",
            (L + "recruiter_phone",),
        ),
        Feature(
            "recruiter_paid",
            "0/1",
            "ada slip ke rekening perekrut",
            "payment to a recruiter's account seen",
            (L + "recruiter_bank_account",),
            spreads=True,
        ),
        Feature(
            "recruiter_is_field_officer",
            "0/1",
            "perekrut petugas lapangan",
            "recruiter is a field officer",
            (L + "role",),
        ),
        Feature(
            "recruiter_is_guarantor",
            "0/1",
            "ada penjamin",
            "a guarantor was seen",
            (L + "role",),
            spreads=True,
        ),
        Feature(
            "recruiter_is_sponsor",
            "0/1",
            "perekrut sponsor",
            "recruiter is a sponsor",
            (L + "role",),
            spreads=True,
        ),
    ),
    table,
)
