"""Routes: checkpoints, tickets and destinations that fit something else than what was declared."""

from __future__ import annotations

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from detection.indicators.applications import applications, pending
from detection.indicators.brokers import TIES, lawful
from detection.indicators.indicator import Element, Indicator, Nature, evidence
from features.people import passport
from graphs.network.findings import findings
from graphs.network.known import Known
from records.law import in_force, values

COMPANY = 3
DEFERRED_DAYS = 90
NON_WORK = ["visit", "pilgrimage", "study"]
"""Patients cross to hospitals abroad by the same ferries, so medical journeys are not among these."""


def tickets_by_third_party(known: Known) -> Table:
    """Three or more one-way tickets on one booking that is not a licensed agency's; known only after departure."""
    exits = known.about("departures").filter(ibis._.ticket == "one_way")
    exits = exits.select("person_id", "entity_key", "departed_at", thing="booking_ref")
    agencies = lawful(known).filter(ibis._.kind == "booking").select("thing")
    exits = exits.filter(exits.thing.notnull()).anti_join(agencies, "thing")
    groups = exits.group_by("thing").agg(travellers=exits.person_id.nunique())
    rows = exits.inner_join(groups.filter(groups.travellers >= COMPANY), "thing")
    return evidence(rows, "departures", "travellers", rows.departed_at.date())


def _ports(known: Known) -> Table:
    """port, port_province of the transit checkpoints in force."""
    pairs = [
        (port, entry["province"])
        for entry in in_force("transit_port", known.as_of)
        for port in entry["ports"]
    ]
    columns = [list(column) for column in zip(*pairs, strict=True)]
    return known.lake.register("transit_ports", pa.table(columns, names=["port", "port_province"]))


def transit_without_ties(known: Known) -> Table:
    """A transit checkpoint far from home, planned or taken one-way, on a passport for something else than work.

    Home is the province of residence, or where none is known that of the passport if its NIK comes from there;
    people of the checkpoint's own province, and return tickets, are ordinary traffic.
    """
    own, reg, ports = passport(known), applications(known), _ports(known)
    own = own.select("person_id", "stated_purpose", "issuing_regency_code", "nik_province_agrees")
    homes = own.left_join(reg.select("person_id", "village_code"), "person_id").drop("person_id_right")
    local = ibis.ifelse(homes.nik_province_agrees, homes.issuing_regency_code.left(2), ibis.null("string"))
    homes = homes.filter(homes.stated_purpose.isin(NON_WORK))
    homes = homes.select("person_id", "stated_purpose", home=ibis.coalesce(homes.village_code.left(2), local))
    exits = known.about("departures").filter(ibis._.ticket == "one_way")
    exits = exits.filter(exits.purpose.isin(NON_WORK)).select("person_id", "entity_key", "port")
    planned = pending(known).select("person_id", "entity_key", port="planned_port")
    found = []
    for feed, rows in (("registrations", planned), ("departures", exits)):
        far = rows.inner_join(ports, "port").inner_join(homes, "person_id")
        far = far.filter(far.home != far.port_province)
        found.append(evidence(far, feed, "port", "stated_purpose"))
    return ibis.union(*found)


def deferred_again(known: Known) -> Table:
    """Deferred at two checkpoints within 90 days, and not cleared or released since.

    A first wrong deferral breeds the next, so this explains and never labels.
    """
    stops = known.about("interceptions")
    stops = stops.filter(stops.outcome == "deferred")
    stops = stops.select("person_id", "entity_key", "port", on=stops.occurred_at.date())
    cleared = findings(known).filter(ibis._.finding == "cleared").select("person_id")
    released = known.about("interceptions").filter(ibis._.outcome == "released")
    released = released.select("person_id", free_on=released.occurred_at.date())
    freed = stops.inner_join(released, "person_id")
    freed = freed.filter(freed.free_on >= freed.on).select("entity_key")
    stops = stops.anti_join(cleared, "person_id").anti_join(freed, "entity_key")
    others = stops.select("person_id", other_port="port", other_on="on")
    both = stops.inner_join(others, "person_id")
    near = both.on.delta(both.other_on, unit="day").abs() <= DEFERRED_DAYS
    both = both.filter(near & (both.port != both.other_port))
    counted = both.group_by("person_id").agg(stops=both.entity_key.nunique())
    return evidence(both.inner_join(counted, "person_id"), "interceptions", "stops")


def scam_hub(known: Known) -> Table:
    """Office work in a country of known scam compounds, on a passport for something else than work or under no
    agency, where the agency holds no job order for it."""
    day, reg, orders = known.as_of, pending(known), known.feed("job_orders")
    reg = reg.filter(
        reg.country.isin(values("scam_hub", "countries", day))
        & reg.position.isin(values("scam_hub", "positions", day))
    ).select("person_id", "entity_key", "country", "position", "license_no")
    ordered = orders.filter(orders.valid_to >= ibis.literal(day))
    ordered = ordered.select("license_no", "country", "position")
    rows = reg.anti_join(ordered, ["license_no", "country", "position"])
    leisure = passport(known).filter(ibis._.stated_purpose.isin(NON_WORK))
    leisure = leisure.select("person_id").mutate(no_work=ibis.literal(1))
    rows = rows.left_join(leisure, "person_id").drop("person_id_right")
    rows = rows.filter(rows.no_work.notnull() | rows.license_no.isnull())
    return evidence(rows, "registrations", "country", "position")


N03 = Indicator(
    "N03",
    "Tiket sekali jalan dibeli pihak ketiga untuk banyak orang",
    "One-way tickets bought by a third party for many",
    Element.PROSES,
    Nature.JARINGAN,
    3,
    "P3MI sah membelikan tiket; agen perjalanan; pemberi kerja. Pemesanan yang penumpangnya dari satu "
    "P3MI, dan tiket pulang-pergi, tidak dihitung. Baru terlihat setelah berangkat.",
    "Agencies lawfully buy tickets; travel agents; employers. A booking whose travellers are of one "
    "agency, and return tickets, do not count. Seen only after departure.",
    "{0} tiket sekali jalan dalam satu pemesanan, berangkat {1}.",
    "{0} one-way tickets on one booking, left {1}.",
    ("departures.ticket", "departures.departed_at", *TIES),
    tickets_by_third_party,
)

N04 = Indicator(
    "N04",
    "Rute transit tanpa ikatan lokal",
    "Transit hub without local ties",
    Element.PROSES,
    Nature.PROSEDURAL,
    2,
    "Feri murah ke Singapura dan Malaysia, keluarga perbatasan, pedagang lintas batas. Warga provinsi "
    "pelabuhan itu dan tiket pulang-pergi tidak dihitung.",
    "The cheap ferry to Singapore and Malaysia, border families, traders. People of the checkpoint's own "
    "province, and return tickets, do not count.",
    "Lewat {0} yang jauh dari domisili, dengan paspor untuk {1}.",
    "By way of {0}, far from home, on a passport for {1}.",
    (
        "registrations.planned_port",
        "registrations.village_code",
        "passports.stated_purpose",
        "passports.issuing_regency_code",
        "passports.nik_province_agrees",
        "departures.port",
        "departures.purpose",
        "departures.ticket",
    ),
    transit_without_ties,
)

N06 = Indicator(
    "N06",
    "Ditunda/ditolak berulang di TPI berbeda",
    "Repeated deferral at different checkpoints",
    Element.PROSES,
    Nature.JARINGAN,
    3,
    "Penundaan pertama yang keliru melahirkan yang berikutnya. Penundaan yang kemudian dilepas, dan orang "
    "yang dinyatakan bersih, tidak dihitung; penundaan tidak pernah menjadi label.",
    "A first wrong deferral breeds the next. Deferrals released later, and people cleared, do not count; a "
    "deferral is never a label.",
    "Ditunda {0} kali di pemeriksaan yang berbeda dalam 90 hari.",
    "Deferred {0} times at different checkpoints within 90 days.",
    ("interceptions.outcome", "interceptions.port", "interceptions.occurred_at", "case_outcomes.finding"),
    deferred_again,
)

N10 = Indicator(
    "N10",
    "Tujuan simpul online scam",
    "Online-scam hub destination",
    Element.PROSES,
    Nature.JARINGAN,
    4,
    "Wisata, pameran dagang, pekerjaan sungguhan; hanya sekitar 40 % kasus yang ditangani dinilai TPPO. "
    "Job order terdaftar membuatnya tidak dihitung, dan pelancong tanpa jabatan juga.",
    "Tourism, trade fairs, real jobs; only some 40 % of the cases handled were found to be trafficking. A "
    "registered job order takes it out, and so does travel without a position.",
    "Tujuan {0} sebagai {1}, tanpa job order dan tanpa paspor kerja atau P3MI.",
    "Bound for {0} as {1}, without job order and without a work passport or agency.",
    (
        "registrations.country",
        "registrations.position",
        "registrations.license_no",
        "passports.stated_purpose",
        "job_orders.license_no",
        "job_orders.country",
        "job_orders.position",
        "job_orders.valid_to",
    ),
    scam_hub,
)
