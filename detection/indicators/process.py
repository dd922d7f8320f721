"""Process: steps that are missing, reversed or hurried, measured against the same corridor's own custom."""

from __future__ import annotations

from datetime import timedelta

import ibis
from ibis.expr.types import Table

from detection.indicators.applications import (
    applications,
    held,
    newest_and_alike,
    papers,
    pending,
    through_agency,
)
from detection.indicators.indicator import Element, Indicator, Nature, evidence
from graphs.network.known import Known
from records.days import instant

RECORDING_DAYS = 14
"""A paper agreement or an attendance list is entered within this time."""
EVE_DAYS = 3
BEFORE_VISA = ["family_permit", "competency", "medical", "placement_agreement", "work_agreement"]
REVERSED_DAYS = 3
RARE = 0.1
"""An order is the custom of a corridor where more than this share of its files show it."""
ENOUGH = 30
"""Files that a corridor needs for a custom of its own; below that the whole country's counts."""
HISTORY_DAYS = 365
FASTEST = 0.01


def _experienced(known: Known) -> Table:
    """Persons who came back from abroad, or left for work before their newest registration."""
    reg, exits = applications(known), known.about("departures")
    exits = exits.filter(exits.purpose.isin(["work", "crew"])).select("person_id", left_at="recorded_at")
    again = reg.select("person_id", registered_at="recorded_at").inner_join(exits, "person_id")
    return ibis.union(
        known.about("returns").select("person_id"),
        again.filter(again.left_at < again.registered_at).select("person_id"),
    ).distinct()


def experienced(known: Known) -> Table:
    """person_id of those who have worked abroad before."""
    return known.keep("experienced", lambda: _experienced(known))


def agreement_missing(known: Known) -> Table:
    """A visa for two weeks or more, under a scheme with an agency, and no placement agreement on record."""
    long_ago = ibis.literal(instant(known.as_of) - timedelta(days=RECORDING_DAYS))
    visas, agreed = held(known, "visa"), held(known, "placement_agreement")
    visas = visas.filter((visas.recorded_at < long_ago) & (agreed.count() > 0))
    visas = visas.select("registration_id", "issued_on", visa_key="entity_key")
    reg = through_agency(known, applications(known)).select("person_id", "entity_key", "registration_id")
    rows = reg.inner_join(visas, "registration_id").anti_join(agreed, "registration_id")
    return ibis.union(
        evidence(rows, "registrations", "issued_on"),
        evidence(rows.mutate(entity_key=rows.visa_key), "documents", "issued_on"),
    )


def orientation_skipped(known: Known) -> Table:
    """On the eve of departure, or two weeks after it, no pre-departure orientation on record.

    Those who have worked abroad before are exempt.
    """
    return newest_and_alike(known, lambda reg: _orientation_skipped(known, reg))


def _orientation_skipped(known: Known, reg: Table) -> Table:
    attended, day = held(known, "orientation"), ibis.literal(known.as_of)
    long_ago = ibis.literal(instant(known.as_of) - timedelta(days=RECORDING_DAYS))
    rows = through_agency(known, reg).filter(attended.count() > 0)
    rows = rows.select(
        "person_id", "entity_key", "registration_id", "recorded_at", "planned_departure_on", "left_at"
    )
    rows = rows.anti_join(experienced(known), "person_id").anti_join(attended, "registration_id")
    eve = rows.left_at.isnull() & rows.planned_departure_on.delta(day, unit="day").between(0, EVE_DAYS)
    gone = (rows.left_at > rows.recorded_at) & (rows.left_at < long_ago)
    leaves = ibis.ifelse(eve, rows.planned_departure_on, rows.left_at.date())
    return evidence(rows.mutate(leaves=leaves).filter(eve | gone), "registrations", "leaves")


def _orders(known: Known) -> Table:
    """Each file's visa beside each document that should come before it: days by which the document is later."""
    docs = papers(known)
    docs = docs.filter((docs.status != "rejected") & docs.doc_type.isin([*BEFORE_VISA, "visa"]))
    first = docs.group_by("registration_id", "person_id", "doc_type").agg(
        issued_on=docs.issued_on.min(), entity_key=docs.entity_key.argmin(docs.issued_on)
    )
    visa = first.filter(first.doc_type == "visa")
    visa = visa.select("registration_id", visa_on="issued_on", visa_key="entity_key")
    rows = first.filter(first.doc_type != "visa").inner_join(visa, "registration_id")
    countries = known.feed("registrations").select("registration_id", "country")
    rows = rows.inner_join(countries, "registration_id")
    return rows.mutate(days=rows.issued_on.delta(rows.visa_on, unit="day"))


def order_reversed(known: Known) -> Table:
    """A visa more than three days before a document that in this corridor almost always comes first."""
    rows = known.keep("document_orders", lambda: _orders(known))
    late = rows.days > REVERSED_DAYS
    corridor = rows.group_by("country", "doc_type").agg(files=rows.count(), custom=late.mean())
    overall = rows.group_by("doc_type").agg(all_files=rows.count(), all_custom=late.mean())
    both = rows.inner_join(corridor, ["country", "doc_type"]).inner_join(overall, "doc_type")
    custom = ibis.ifelse(both.files >= ENOUGH, both.custom, both.all_custom)
    odd = both.filter((both.days > REVERSED_DAYS) & (custom < RARE) & (both.all_files >= ENOUGH))
    return ibis.union(
        evidence(odd, "documents", "doc_type", "days"),
        evidence(odd.mutate(entity_key=odd.visa_key), "documents", "doc_type", "days"),
    )


def too_fast(known: Known) -> Table:
    """Less time from registration to the planned departure than ninety-nine in a hundred of the corridor.

    The corridor is country and position within a year; those who have worked abroad before are exempt.
    """
    since = ibis.literal(instant(known.as_of) - timedelta(days=HISTORY_DAYS))
    files = known.feed("registrations").filter(ibis._.recorded_at >= since)
    taken = files.planned_departure_on.delta(files.recorded_at.date(), unit="day")
    files = files.select("country", "position", days=taken)
    files = files.filter(files.days >= 0)
    corridor = files.group_by("country", "position").agg(
        files=files.count(), low=files.days.quantile(FASTEST)
    )
    reg = pending(known)
    taken = reg.planned_departure_on.delta(reg.recorded_at.date(), unit="day")
    reg = reg.select("person_id", "entity_key", "country", "position", days=taken)
    reg = reg.anti_join(experienced(known), "person_id")
    rows = reg.inner_join(corridor, ["country", "position"])
    rows = rows.filter((rows.days >= 0) & (rows.days < rows.low) & (rows.files >= ENOUGH))
    return evidence(rows, "registrations", "days")


P05 = Indicator(
    "P05",
    "Perjanjian penempatan belum dicatat dinas",
    "Placement agreement missing or unrecorded",
    Element.PROSES,
    Nature.PROSEDURAL,
    3,
    "Tidak diwajibkan bagi perseorangan dan UKPS; perjanjian di atas kertas baru dicatat kemudian. Dua "
    "minggu pertama setelah visa tidak dihitung.",
    "Not required under the individual and own-company schemes; paper agreements are recorded later. The "
    "first two weeks after the visa do not count.",
    "Visa terbit {0}, perjanjian penempatan belum tercatat.",
    "Visa issued {0}, no placement agreement on record.",
    ("registrations.scheme", "documents.doc_type", "documents.status", "documents.issued_on"),
    agreement_missing,
)

P07 = Indicator(
    "P07",
    "Tidak ikut OPP",
    "Pre-departure orientation skipped",
    Element.PROSES,
    Nature.PROSEDURAL,
    3,
    "OPP dijadwal ulang; yang kembali bekerja dikecualikan; daftar hadir terlambat masuk. Purna-PMI dan "
    "dua minggu pertama setelah berangkat tidak dihitung.",
    "Orientation was moved; those who return to work are exempt; attendance is entered late. Former "
    "workers and the first two weeks after departure do not count.",
    "Tidak ada catatan OPP, berangkat {0}.",
    "No orientation on record, departure {0}.",
    (
        "registrations.scheme",
        "registrations.planned_departure_on",
        "documents.doc_type",
        "documents.status",
        "departures.purpose",
    ),
    orientation_skipped,
)

P08 = Indicator(
    "P08",
    "Urutan proses terbalik",
    "Process order reversed",
    Element.PROSES,
    Nature.PROSEDURAL,
    3,
    "Ada negara yang menerbitkan visa sebelum pemeriksaan kesehatan; tanggal dicatat mundur; loket belum "
    "terhubung. Urutan yang lazim di koridor yang sama tidak dihitung.",
    "Some countries issue the visa before the medical examination; dates are entered backwards; desks are "
    "not connected. An order that is the custom of the corridor does not count.",
    "Visa terbit sebelum {0}, berselang {1} hari; di koridor ini hampir selalu sebaliknya.",
    "Visa issued before the {0}, by {1} days; in this corridor it is almost always the other way round.",
    ("registrations.country", "documents.doc_type", "documents.status", "documents.issued_on"),
    order_reversed,
)

P12 = Indicator(
    "P12",
    "Proses terlalu cepat",
    "Process too fast",
    Element.PROSES,
    Nature.PROSEDURAL,
    2,
    "Masuk kembali, pindah majikan, pekerja berpengalaman, pengganti mendesak. Yang pernah bekerja di luar "
    "negeri tidak dihitung.",
    "Re-entry, transfers, experienced workers, urgent replacements. Those who have worked abroad before do "
    "not count.",
    "Hanya {0} hari dari pendaftaran ke rencana berangkat; di koridor ini hampir tidak pernah secepat itu.",
    "Only {0} days from registration to the planned departure; in this corridor it is hardly ever so fast.",
    (
        "registrations.country",
        "registrations.position",
        "registrations.planned_departure_on",
        "departures.purpose",
    ),
    too_fast,
)
