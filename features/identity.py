"""Identity: what does not agree within a person's own papers. Agreement only, never the sex or area itself."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from features.feature import Family, Feature
from features.people import passport, people, registration
from graphs.network.known import Known
from records.law import in_force


def table(known: Known) -> Table:
    """One row a person of concern; empty where the person has no such paper."""
    reg, own = registration(known), passport(known)
    minimum_age = max((entry["years"] for entry in in_force("minimum_age", known.as_of)), default=0)
    of_age = reg.birth_date + ibis.interval(years=minimum_age)
    registered = reg.select(
        "person_id",
        nik_missing=reg.nik.isnull().cast("int"),
        nik_malformed=(~reg.nik_well_formed).cast("int"),
        nik_birth_date_differs=(~reg.nik_birth_date_agrees).cast("int"),
        nik_sex_differs=(~reg.nik_sex_agrees).cast("int"),
        nik_issued_elsewhere=(~reg.nik_regency_agrees).cast("int"),
        under_age=(reg.planned_departure_on < of_age).cast("int"),
        guardian_missing=reg.guardian_name.isnull().cast("int"),
        guardian_is_referrer=reg.guardian_is_referrer.cast("int"),
        referrer_phone_is_own=reg.referrer_phone_is_own.cast("int"),
    )
    travelling = own.select(
        "person_id",
        passport_nik_missing=own.nik.isnull().cast("int"),
        passport_nik_malformed=(~own.nik_well_formed).cast("int"),
        passport_nik_birth_date_differs=(~own.nik_birth_date_agrees).cast("int"),
    )
    papers = ibis.union(
        known.about("registrations").select("person_id", "nik", "birth_date", paper=ibis.literal("r")),
        known.about("passports").select("person_id", "nik", "birth_date", paper=ibis.literal("p")),
    )
    spread = papers.birth_date.max().delta(papers.birth_date.min(), unit="day")
    several = papers.group_by("person_id").agg(
        niks=papers.nik.nunique(),
        birth_date_spread_days=spread,
        registrations=(papers.paper == "r").sum(),
        passports=(papers.paper == "p").sum(),
    )
    rows = people(known).select("person_id")
    for part in (registered, travelling, several):
        rows = rows.left_join(part, "person_id").drop("person_id_right")
    return rows


R, P = "registrations.", "passports."
FAMILY = Family(
    "identity",
    "Identitas",
    "Identity",
    (
        Feature("nik_missing", "0/1", "NIK tidak diisi", "NIK left empty", (R + "nik",), spreads=True),
        Feature(
            "nik_malformed",
            "0/1",
            "NIK tidak berbentuk benar",
            "NIK not well formed",
            (R + "nik",),
            spreads=True,
        ),
        Feature(
            "nik_birth_date_differs",
            "0/1",
            "tanggal lahir dalam NIK tidak cocok",
            "birth date in the NIK differs from the declared one",
            (R + "nik", R + "birth_date"),
            spreads=True,
        ),
        Feature(
            "nik_sex_differs",
            "0/1",
            "NIK tidak cocok dengan data diri",
            "NIK does not agree with the declared particulars",
            (R + "nik",),
        ),
        Feature(
            "nik_issued_elsewhere",
            "0/1",
            "NIK diterbitkan di luar kabupaten domisili",
            "NIK first issued outside the regency of residence",
            (R + "nik", R + "village_code"),
            spreads=True,
        ),
        Feature(
            "under_age",
            "0/1",
            "belum cukup umur pada tanggal rencana berangkat",
            "under the legal age on the planned departure date",
            (R + "birth_date", R + "planned_departure_on"),
            spreads=True,
        ),
        Feature(
            "guardian_missing",
            "0/1",
            "wali izin keluarga kosong",
            "no signer of the family permit",
            (R + "guardian_name",),
        ),
        Feature(
            "guardian_is_referrer",
            "0/1",
            "wali izin keluarga adalah pembawa",
            "the family permit was signed by the person who brought the applicant",
            (R + "guardian_name", R + "referrer_name"),
            spreads=True,
        ),
        Feature(
            "referrer_phone_is_own",
            "0/1",
            "nomor pemohon sama dengan nomor pembawa",
            "the applicant's phone is the phone of who brought the applicant",
            (R + "phone", R + "referrer_phone"),
            spreads=True,
        ),
        Feature(
            "passport_nik_missing", "0/1", "NIK paspor tidak diisi", "no NIK on the passport", (P + "nik",)
        ),
        Feature(
            "passport_nik_malformed",
            "0/1",
            "NIK paspor tidak berbentuk benar",
            "passport NIK not well formed",
            (P + "nik",),
        ),
        Feature(
            "passport_nik_birth_date_differs",
            "0/1",
            "tanggal lahir paspor tidak cocok dengan NIK",
            "passport birth date differs from its NIK",
            (P + "nik", P + "birth_date"),
            spreads=True,
        ),
        Feature(
            "niks",
            "count",
            "banyaknya NIK berbeda",
            "number of different NIKs",
            (R + "nik", P + "nik"),
            spreads=True,
        ),
        Feature(
            "birth_date_spread_days",
            "days",
            "selisih tanggal lahir antardokumen",
            "difference between birth dates in the papers",
            (R + "birth_date", P + "birth_date"),
            spreads=True,
        ),
        Feature(
            "registrations",
            "count",
            "banyaknya pendaftaran",
            "number of registrations",
            (R + "registration_id",),
            spreads=True,
        ),
        Feature(
            "passports",
            "count",
            "banyaknya paspor",
            "number of passports",
            (P + "passport_no",),
            spreads=True,
        ),
    ),
    table,
)
