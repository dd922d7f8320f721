"""Travel: the passport and what it says beside the signs of work; for those who left, how they left."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from features.feature import Family, Feature
from features.people import newest, passport, people, registration
from graphs.network.known import Known
from graphs.network.ties import links_about_people
from records.law import values

NON_WORK = ["visit", "pilgrimage", "medical", "study"]


def table(known: Known) -> Table:
    """One row a person of concern; empty without passport."""
    reg, own, day = registration(known), passport(known), ibis.literal(known.as_of)
    links = known.keep("about_recruiter_links", lambda: links_about_people(known))
    linked = links.select("person_id").distinct().mutate(is_linked=ibis.literal(1))
    rows = people(known).select("person_id")
    for part in (
        own.select(
            "person_id",
            "stated_purpose",
            "nik_province_agrees",
            "issuing_regency_code",
            issued=own.issued_on,
            passport_at=own.recorded_at,
        ),
        reg.select(
            "person_id",
            "village_code",
            "planned_port",
            registered=reg.recorded_at.date(),
            planned=reg.planned_departure_on,
        ),
        linked,
    ):
        rows = rows.left_join(part, "person_id").drop("person_id_right")
    non_work, work_sign = (
        rows.stated_purpose.isin(NON_WORK),
        rows.registered.notnull() | rows.is_linked.notnull(),
    )
    exits = newest(known.about("departures"))
    left = exits.select(
        "person_id",
        left_one_way=(exits.ticket == "one_way").cast("int"),
        left_for_non_work=exits.purpose.isin(NON_WORK).cast("int"),
        left_by_transit=exits.port.isin(values("transit_port", "ports", known.as_of)).cast("int"),
    )
    rows = rows.left_join(left, "person_id").drop("person_id_right")
    return rows.select(
        "person_id",
        "left_one_way",
        "left_by_transit",
        has_registration=rows.registered.notnull().cast("int"),
        has_passport=rows.stated_purpose.notnull().cast("int"),
        passport_for_non_work=non_work.cast("int"),
        passport_for_work=rows.stated_purpose.isin(["work", "crew"]).cast("int"),
        non_work_with_work_signs=(non_work & work_sign).cast("int"),
        passport_from_elsewhere=(rows.issuing_regency_code != rows.village_code.left(4)).cast("int"),
        passport_nik_province_differs=(~rows.nik_province_agrees).cast("int"),
        passport_before_registration_days=rows.registered.delta(rows.issued, unit="day"),
        days_since_passport=day.delta(rows.passport_at.date(), unit="day"),
        transit_port=rows.planned_port.isin(values("transit_port", "ports", known.as_of)).cast("int"),
        departure_planned_past=(rows.planned < day).cast("int"),
        left_for_non_work=(rows.left_for_non_work.cast("bool") & work_sign).cast("int"),
    )


P, R, X, L = "passports.", "registrations.", "departures.", "recruiter_links."
FAMILY = Family(
    "travel",
    "Perjalanan",
    "Travel",
    (
        Feature("has_registration", "0/1", "terdaftar", "registered", (R + "registration_id",), spreads=True),
        Feature("has_passport", "0/1", "berpaspor", "has a passport", (P + "passport_no",), spreads=True),
        Feature(
            "passport_for_non_work",
            "0/1",
            "paspor bukan untuk bekerja",
            "passport stated for something else than work",
            (P + "stated_purpose",),
            spreads=True,
        ),
        Feature(
            "passport_for_work",
            "0/1",
            "paspor untuk bekerja",
            "passport stated for work",
            (P + "stated_purpose",),
        ),
        Feature(
            "non_work_with_work_signs",
            "0/1",
            "tujuan paspor bukan kerja padahal ada tanda bekerja",
            "passport purpose conflicts with signs of work",
            (P + "stated_purpose", R + "registration_id", L + "subject_ref"),
            spreads=True,
        ),
        Feature(
            "passport_from_elsewhere",
            "0/1",
            "paspor terbit di luar domisili",
            "passport issued away from home",
            (P + "issuing_regency_code", R + "village_code"),
            spreads=True,
        ),
        Feature(
            "passport_nik_province_differs",
            "0/1",
            "NIK paspor dari provinsi lain",
            "passport NIK first issued in another province",
            (P + "nik", P + "issuing_regency_code"),
            spreads=True,
        ),
        Feature(
            "passport_before_registration_days",
            "days",
            "paspor terbit sebelum pendaftaran",
            "days from passport to registration",
            (P + "issued_on", R + "recorded_at"),
            spreads=True,
        ),
        Feature(
            "days_since_passport",
            "days",
            "hari sejak paspor terbit",
            "days since the passport",
            (P + "recorded_at",),
        ),
        Feature(
            "transit_port",
            "0/1",
            "rencana lewat pelabuhan transit",
            "planned through a transit port",
            (R + "planned_port",),
            spreads=True,
        ),
        Feature(
            "departure_planned_past",
            "0/1",
            "rencana berangkat sudah lewat",
            "planned departure has passed",
            (R + "planned_departure_on",),
        ),
    ),
    table,
)

LEFT = (
    Feature(
        "left_one_way",
        "0/1",
        "berangkat dengan tiket sekali jalan",
        "left on a one-way ticket",
        (X + "ticket",),
        spreads=True,
    ),
    Feature(
        "left_for_non_work",
        "0/1",
        "berangkat dengan tujuan bukan kerja padahal ada tanda bekerja",
        "left for a stated purpose other than work despite signs of work",
        (X + "purpose",),
        spreads=True,
    ),
    Feature(
        "left_by_transit",
        "0/1",
        "berangkat lewat pelabuhan transit",
        "left through a transit port",
        (X + "port",),
        spreads=True,
    ),
)
"""How those left who have left; known only afterwards, so read from neighbours alone."""
