"""Recruitment: who brought the applicant, and at what cost."""

from __future__ import annotations

from datetime import timedelta

import ibis
from ibis.expr.types import Table

from detection.indicators.applications import applications, newest_and_alike
from detection.indicators.brokers import TIES, broker_links, lawful
from detection.indicators.indicator import Element, Indicator, Nature, evidence
from features.people import passport
from graphs.network.known import Known
from records.days import instant
from records.law import values

REPORTED_DAYS = 60
"""A worker on their own may register this long after the passport."""
HISTORY_DAYS = 365
ABOVE_USUAL = 1.5
"""Personal needs may lawfully be charged: they explain a cost up to this ratio to what others declare."""
PAYERS = ["self", "family", "sponsor", "bank_loan"]


def not_registered(known: Known) -> Table:
    """A passport two months old without any registration, though a broker was seen with its holder.

    Without NIK on the passport, a registration may merely not have been recognised.
    """
    long_ago = ibis.literal(instant(known.as_of) - timedelta(days=REPORTED_DAYS))
    own = passport(known).select("person_id", "entity_key", "nik", "recorded_at")
    own = own.filter(own.nik.notnull() & (own.recorded_at < long_ago))
    own = own.anti_join(applications(known), "person_id")
    links = broker_links(known).select("person_id", "role", link_key="entity_key")
    both = own.select("person_id", "entity_key").inner_join(links, "person_id")
    return ibis.union(
        evidence(both, "passports", "role"),
        evidence(both.mutate(entity_key=both.link_key), "recruiter_links", "role"),
    )


def individual_broker(known: Known) -> Table:
    """Brought by a sponsor with no agency behind the registration, whose phone is no agency's officer's."""
    brought = newest_and_alike(known, lambda reg: _by_a_sponsor(known, reg))
    links = broker_links(known).semi_join(brought, "person_id")
    return ibis.union(brought, evidence(links, "recruiter_links", ibis.literal("sponsor")))


def _by_a_sponsor(known: Known, reg: Table) -> Table:
    reg = reg.filter((reg.referrer_relation == "sponsor") & reg.license_no.isnull())
    officers = lawful(known).filter(ibis._.kind == "phone").select(referrer_phone="thing")
    return evidence(reg.anti_join(officers, "referrer_phone"), "registrations", ibis.literal("sponsor"))


def overcharged(known: Known) -> Table:
    """Cost on the worker for a position free of cost, half above what others of the corridor declare; or a
    complaint about overcharging."""
    declared = newest_and_alike(known, lambda reg: _declared_too_high(known, reg))
    said = known.about("complaints").filter(ibis._.category == "overcharging")
    return ibis.union(
        declared,
        evidence(said, "complaints", ibis.literal("overcharging"), said.recorded_at.date()),
    )


def _declared_too_high(known: Known, reg: Table) -> Table:
    since = ibis.literal(instant(known.as_of) - timedelta(days=HISTORY_DAYS))
    files = known.feed("registrations").filter(ibis._.recorded_at >= since)
    usual = files.group_by("country", "position").agg(usual=files.declared_cost_idr.median())
    reg = reg.filter(
        reg.left_at.isnull()
        & reg.position.isin(values("zero_cost_position", "positions", known.as_of))
        & reg.cost_paid_by.isin(PAYERS)
    ).select("person_id", "entity_key", "country", "position", "declared_cost_idr")
    rows = reg.inner_join(usual, ["country", "position"])
    high = rows.filter(rows.declared_cost_idr > rows.usual * ABOVE_USUAL)
    million = (high.declared_cost_idr / 1_000_000).round(1)
    return evidence(high, "registrations", ibis.literal("declared"), million)


P01 = Indicator(
    "P01",
    "Tidak terdaftar di Disnaker/SIAPkerja/SISKOP2MI",
    "No registration although intends to work abroad",
    Element.PROSES,
    Nature.PROSEDURAL,
    3,
    "Pekerja perseorangan yang belum melapor; WNI yang dipindahkan perusahaannya; pendaftaran yang tidak "
    "dikenali sebagai milik orang yang sama. Dua bulan pertama dan paspor tanpa NIK tidak dihitung.",
    "A worker on their own who has not reported yet; one whom their company moves; a registration not "
    "recognised as the same person's. The first two months, and passports without NIK, do not count.",
    "Berpaspor dan terlihat bersama {0}, tetapi tidak terdaftar sebagai calon pekerja.",
    "Has a passport and was seen with a {0}, but is not registered as a worker.",
    ("passports.nik", "recruiter_links.role", *TIES),
    not_registered,
)

R01 = Indicator(
    "R01",
    "Direkrut calo/sponsor perorangan",
    "Recruited by an individual broker",
    Element.PROSES,
    Nature.PROSEDURAL,
    3,
    "Di desa hampir setiap calon yang sah pun bertemu sponsor atau petugas lapangan; kerabat membantu. "
    "Yang didaftarkan melalui P3MI, dan nomor petugas P3MI, tidak dihitung.",
    "In villages nearly every lawful applicant meets a sponsor or field officer too; relatives help. Those "
    "placed through an agency, and agency officers' phones, do not count.",
    "Dibawa {0} tanpa P3MI di belakangnya.",
    "Brought by a {0} with no agency behind.",
    ("recruiter_links.role", *TIES),
    individual_broker,
)

R04 = Indicator(
    "R04",
    "Biaya dibebankan melebihi ketentuan",
    "Overcharging / placement cost charged to the worker",
    Element.CARA,
    Nature.TEKANAN,
    3,
    "Keperluan pribadi (pemeriksaan kesehatan, paspor, SKCK, angkutan lokal) boleh dibebankan, dan "
    "aturannya berubah pada 2025. Biaya sampai satu setengah kali yang lazim di koridor itu tidak dihitung.",
    "Personal needs (examination, passport, police letter, local transport) may be charged, and the rules "
    "changed in 2025. A cost up to one and a half times the usual of the corridor does not count.",
    "Tercatat {0}: {1}.",
    "On record, {0}: {1}.",
    (
        "registrations.country",
        "registrations.position",
        "registrations.declared_cost_idr",
        "registrations.cost_paid_by",
        "complaints.category",
    ),
    overcharged,
)
