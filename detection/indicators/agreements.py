"""Agreements and certificates: the work agreement that comes too late or never, the certificate that is none."""

from __future__ import annotations

from datetime import timedelta

import ibis
from ibis.expr.types import Table

from detection.indicators.applications import held, papers, pending, through_agency
from detection.indicators.indicator import Element, Indicator, Nature, evidence
from detection.indicators.process import experienced
from features.people import registration
from graphs.network.known import Known
from records.days import instant
from records.law import values

RESUBMITTED_DAYS = 14
"""A certificate that was turned down is handed in again within this time."""
RECORDING_DAYS = 14
"""A paper agreement is entered within this time of the departure."""
WORK = ["work", "crew"]


def certificate_rejected(known: Known) -> Table:
    """A competency certificate that its register turned down two weeks ago, and no other in its place.

    A register that lags says *unverified*, which does not count; government schemes and those who have worked
    abroad before prove their skill otherwise.
    """
    docs = papers(known).filter(ibis._.doc_type == "competency")
    long_ago = ibis.literal(instant(known.as_of) - timedelta(days=RESUBMITTED_DAYS))
    refused = docs.filter((docs.status == "rejected") & (docs.recorded_at < long_ago))
    reg = through_agency(known, pending(known)).select("person_id", "registration_id")
    rows = refused.drop("person_id").inner_join(reg, "registration_id")
    rows = rows.anti_join(held(known, "competency"), "registration_id")
    rows = rows.anti_join(experienced(known), "person_id")
    return evidence(rows, "documents", rows.issued_on)


def _left_for_work(known: Known) -> Table:
    """Exits for work after the newest registration: person_id, registration_id, country, left_on, exit_key."""
    exits = known.about("departures").filter(ibis._.purpose.isin(WORK))
    exits = exits.select(
        "person_id", exit_key="entity_key", left_on=exits.departed_at.date(), told_at="recorded_at"
    )
    reg = registration(known).select("person_id", "registration_id", "country", "scheme", since="recorded_at")
    both = exits.inner_join(reg, "person_id")
    return both.filter(both.told_at >= both.since)


def agreement_late(known: Known) -> Table:
    """A work agreement dated after the exit; or two weeks after an exit for work none, nor a placement agreement.

    An agency that has recorded the placement agreement keeps the original of the other; some countries' standard
    forms stand for it; government schemes are not judged.
    """
    left = known.keep("left_for_work", lambda: _left_for_work(known))
    agreed = held(known, "work_agreement").select(
        "registration_id", doc_key="entity_key", signed_on="issued_on"
    )
    late = left.inner_join(agreed, "registration_id")
    late = late.filter(late.signed_on > late.left_on)
    long_ago = ibis.literal(known.as_of - timedelta(days=RECORDING_DAYS))
    standard = values("standard_contract", "countries", known.as_of)
    none = left.filter(
        (left.left_on < long_ago)
        & ~left.country.isin(standard)
        & (left.scheme != "g_to_g")
        & (agreed.count() > 0)
    )
    none = none.anti_join(agreed, "registration_id")
    none = none.anti_join(held(known, "placement_agreement"), "registration_id")
    return ibis.union(
        evidence(late.mutate(entity_key=late.doc_key), "documents", ibis.literal("signed_after"), "left_on"),
        evidence(
            none.mutate(entity_key=none.exit_key), "departures", ibis.literal("no_agreement"), "left_on"
        ),
    )


D10 = Indicator(
    "D10",
    "Sertifikat kompetensi tidak tercatat",
    "Competency certificate not on register",
    Element.CARA,
    Nature.INKONSISTENSI,
    2,
    "Daftar terlambat mutakhir; G to G dan yang kembali bekerja memakai bukti lain. Status belum diverifikasi, "
    "dua minggu pertama, skema tanpa P3MI dan purna-PMI tidak dihitung.",
    "The register lags; government schemes and those who return use other proof. The status unverified, the "
    "first two weeks, schemes without an agency and former workers do not count.",
    "Sertifikat kompetensi bertanggal {0} ditolak penerbitnya dan belum diganti.",
    "The competency certificate of {0} was turned down by its issuer and has not been replaced.",
    (
        "documents.doc_type",
        "documents.status",
        "documents.issued_on",
        "registrations.scheme",
        "departures.purpose",
    ),
    certificate_rejected,
)

P06 = Indicator(
    "P06",
    "Perjanjian kerja tidak ada, menyusul, atau tak dipahami",
    "Work contract absent, signed after arrival, or in a language not understood",
    Element.CARA,
    Nature.INKONSISTENSI,
    4,
    "Naskah dwibahasa disimpan P3MI; formulir baku SSW Jepang dan Korea. Yang perjanjian penempatannya "
    "tercatat, dan dua minggu pertama setelah berangkat, tidak dihitung. Bahasanya tidak dinilai.",
    "The agency keeps the bilingual original; standard forms of Japan and Korea. Those whose placement "
    "agreement is on record, and the first two weeks after departure, do not count. The language is not judged.",
    "Perjanjian kerja {0}; berangkat {1}.",
    "The work agreement {0}; departure {1}.",
    (
        "documents.doc_type",
        "documents.status",
        "documents.issued_on",
        "departures.departed_at",
        "departures.purpose",
        "registrations.country",
        "registrations.scheme",
    ),
    agreement_late,
)
