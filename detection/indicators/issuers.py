"""Issuers: offices and clinics whose letters come in a spike that their own past does not explain."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from detection.indicators.applications import papers
from detection.indicators.indicator import Element, Indicator, Nature, evidence
from graphs.network.known import Known

LETTERS = ["family_permit", "medical", "competency", "passport"]
SPIKE = 4.0
"""Standard deviations (of a Poisson count) above what was to be expected."""
LEAST = 8
HISTORY_DAYS = 56
SAME = 0.6
"""The share of the week's letters that are for one destination."""
COMMON = 0.3
"""A destination of more than this share of all letters is everyone's."""


def issuing_spike(known: Known) -> Table:
    """A week in which an office or clinic issued far more than its share, mostly for one destination.

    What is usual is its output in other weeks, times what this week did to all others, so a season lifts
    nobody; an issuer needs eight weeks of history; a backlog that is cleared goes to many destinations.
    """
    docs = papers(known).filter(ibis._.doc_type.isin(LETTERS))
    countries = known.feed("registrations").select("registration_id", "country")
    docs = docs.select("person_id", "entity_key", "registration_id", "doc_type", "issuer", "issued_on")
    docs = docs.inner_join(countries, "registration_id")
    docs = docs.mutate(week=docs.issued_on.truncate("W"))
    weekly = docs.group_by("doc_type", "issuer", "week").agg(issued=docs.count())
    by_country = docs.group_by("doc_type", "issuer", "week", "country").agg(of_country=docs.count())
    same = by_country.group_by("doc_type", "issuer", "week").agg(
        same=by_country.of_country.max(), country=by_country.country.argmax(by_country.of_country)
    )
    issuers = docs.group_by("doc_type", "issuer").agg(ever=docs.count(), first=docs.issued_on.min())
    weeks = docs.group_by("doc_type", "week").agg(week_total=docs.count())
    types = docs.group_by("doc_type").agg(total=docs.count())
    countries = docs.group_by("country").agg(to_country=docs.count())
    shares = countries.mutate(of_all=countries.to_country / countries.to_country.sum())
    rows = weekly.inner_join(same, ["doc_type", "issuer", "week"]).inner_join(issuers, ["doc_type", "issuer"])
    rows = rows.inner_join(weeks, ["doc_type", "week"]).inner_join(types, "doc_type")
    rows = rows.inner_join(shares, "country")
    others = rows.week_total - rows.issued
    others_else = rows.total - rows.ever - others
    usual = (rows.ever - rows.issued) * others / others_else.nullif(0)
    settled = rows.week.delta(rows["first"], unit="day") >= HISTORY_DAYS
    one_way = (rows.same >= rows.issued * SAME) & (rows.of_all < COMMON)
    high = rows.issued > usual + SPIKE * usual.sqrt()
    rows = rows.filter(settled & one_way & high & (rows.issued >= LEAST))
    hits = docs.inner_join(
        rows.select("doc_type", "issuer", "week", "issued"), ["doc_type", "issuer", "week"]
    )
    return evidence(hits, "documents", "doc_type", "issued", hits.week.strftime("%Y-%m-%d"))


N12 = Indicator(
    "N12",
    "Lonjakan surat desa/klinik/kanim di luar pola",
    "Anomalous spike at an issuing point",
    Element.PROSES,
    Nature.INSTITUSI,
    2,
    "Bursa kerja, penyelesaian tunggakan, loket baru, musim. Lonjakan yang serempak, penerbit baru, dan "
    "surat untuk banyak tujuan tidak dihitung.",
    "A job fair, a backlog cleared, a new desk, a season. A rise that all share, new issuers, and letters "
    "for many destinations do not count.",
    "Penerbit dokumennya ({0}) mengeluarkan {1} dalam pekan mulai {2}, jauh di atas kebiasaannya dan "
    "kebanyakan untuk satu tujuan.",
    "The issuer of the document ({0}) gave out {1} in the week from {2}, far above its custom and mostly "
    "for one destination.",
    ("documents.doc_type", "documents.issuer", "documents.issued_on", "registrations.country"),
    issuing_spike,
)
