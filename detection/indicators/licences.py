"""Licences: an agency whose licence was revoked, back under another name."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from detection.indicators.applications import applications
from detection.indicators.indicator import Element, Indicator, Nature, evidence
from graphs.network.known import Known

BACK_DAYS = 365
VIRTUAL = 3
"""A telephone or address that so many agencies give is a shared office."""


def _details(known: Known) -> Table:
    """license_no, what (phone, address), thing: what each agency ever registered, but for shared offices."""
    versions = known.lake.versions("agencies", known.as_of)
    both = ibis.union(
        versions.select("license_no", what=ibis.literal("phone"), thing="phone"),
        versions.select("license_no", what=ibis.literal("address"), thing="address"),
    ).distinct()
    both = both.filter(both.thing.notnull())
    shared = both.group_by("what", "thing").agg(agencies=both.license_no.nunique())
    return both.anti_join(shared.filter(shared.agencies >= VIRTUAL), ["what", "thing"])


def agency_under_new_name(known: Known) -> Table:
    """Placed by an agency licensed within a year of the revocation of another that had the same telephone.

    The address alone does not count: an office may be sold or let. Nor does staff that changes jobs.
    """
    details = _details(known).filter(lambda rows: rows.what == "phone")
    now = known.feed("agencies")
    revoked = now.filter(now.status == "revoked").select(old="license_no", ended_on="status_changed_on")
    fresh = now.filter(now.status == "active").select("license_no", "license_from", agency_key="entity_key")
    old = details.inner_join(revoked, details.license_no == revoked.old).select("old", "ended_on", "thing")
    new = details.inner_join(fresh, "license_no").select("license_no", "license_from", "agency_key", "thing")
    both = new.inner_join(old, "thing")
    days = both.license_from.delta(both.ended_on, unit="day")
    both = both.filter((both.license_no != both.old) & days.between(0, BACK_DAYS))
    both = both.select("license_no", "agency_key", "ended_on").distinct()
    reg = applications(known).select("person_id", "entity_key", "license_no")
    rows = reg.inner_join(both, "license_no")
    return ibis.union(
        evidence(rows, "registrations", "ended_on"),
        evidence(rows.mutate(entity_key=rows.agency_key), "agencies", "ended_on"),
    )


N09 = Indicator(
    "N09",
    "Perusahaan/calo ganti bendera",
    "Broker re-appears under a new name",
    Element.PROSES,
    Nature.JARINGAN,
    4,
    "Kantor dijual, kantor virtual bersama, pegawai pindah kerja. Alamat saja, telepon yang dipakai banyak P3MI, "
    "dan nomor perorangan tidak dihitung.",
    "An office that was sold, a shared virtual office, staff that changes jobs. The address alone, a telephone of "
    "many agencies, and people's own numbers do not count.",
    "P3MI-nya memakai telepon P3MI lain yang izinnya dicabut {0}.",
    "The agency uses the telephone of another whose licence was revoked {0}.",
    (
        "registrations.license_no",
        "agencies.license_no",
        "agencies.phone",
        "agencies.address",
        "agencies.status",
        "agencies.status_changed_on",
        "agencies.license_from",
    ),
    agency_under_new_name,
)
