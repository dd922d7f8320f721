"""Crossings: exits on another purpose or to another country than declared, and stays abroad without an exit."""

from __future__ import annotations

from datetime import timedelta

import ibis
from ibis.expr.types import Table

from detection.indicators.applications import held
from detection.indicators.indicator import Element, Indicator, Nature, evidence
from features.people import registration
from graphs.network.known import Known
from records.law import values

NON_WORK = ["visit", "pilgrimage", "study"]
"""Patients travel for themselves; transit is not told apart."""
PLAN_DAYS = 120
"""An exit this far from the planned departure belongs to another journey."""
COVERED_DAYS = 365
"""Exits must have been recorded for so long, and since before the passport, that none can be missing for its age."""


def _exits(known: Known) -> Table:
    """One-way exits of those with a registration: with the registration's country and plan."""
    exits = known.about("departures").filter(ibis._.ticket == "one_way")
    exits = exits.select(
        "person_id",
        "entity_key",
        "purpose",
        went_to="country",
        left_on=exits.departed_at.date(),
        told_at="recorded_at",
    )
    reg = registration(known).select(
        "person_id",
        "registration_id",
        "license_no",
        "planned_departure_on",
        planned_for="country",
        since="recorded_at",
    )
    both = exits.inner_join(reg, "person_id")
    near = both.left_on.delta(both.planned_departure_on, unit="day").abs() <= PLAN_DAYS
    return both.filter(near & (both.told_at >= both.since))


def exits(known: Known) -> Table:
    """The exits near the planned departure of the newest registration."""
    return known.keep("exits_near_plan", lambda: _exits(known))


def left_without_work_visa(known: Known) -> Table:
    """Left one-way for a visit, pilgrimage or study near the planned departure of a registration for work, with
    no visa on record.

    Who visits has a return ticket; a pilgrim has no registration for work near that day.
    """
    rows = exits(known)
    rows = rows.filter(rows.purpose.isin(NON_WORK)).anti_join(held(known, "visa"), "registration_id")
    return evidence(rows, "departures", "purpose", "left_on")


def other_destination(known: Known) -> Table:
    """Left one-way near the planned departure for another country than registered, where nobody changes planes.

    A job order of the same agency for the other country shows a lawful change.
    """
    rows = exits(known)
    connecting = values("connecting_country", "countries", known.as_of)
    orders = known.feed("job_orders").select("license_no", went_to="country")
    odd = rows.filter((rows.went_to != rows.planned_for) & ~rows.went_to.isin(connecting))
    odd = odd.anti_join(orders, ["license_no", "went_to"])
    return evidence(odd, "departures", "planned_for", "went_to")


def abroad_without_exit(known: Known) -> Table:
    """Deported, repatriated or complaining from a country, with a passport of the time in which all exits are
    recorded, and no exit at all.

    Border people cross to the neighbours with a pass, crews by seaman's book.
    """
    border = values("border_pass_country", "countries", known.as_of)
    crew = values("crew_position", "positions", known.as_of)
    back = known.about("returns").filter(ibis._.kind.isin(["deported", "repatriated"]))
    seen = ibis.union(
        *(
            rows.select("person_id", "entity_key", "country", "recorded_at", feed=ibis.literal(feed))
            for feed, rows in (("returns", back), ("complaints", known.about("complaints")))
        )
    )
    own = known.about("passports").filter(ibis._.stated_purpose != "crew")
    own = own.group_by("person_id").agg(issued_on=own.issued_on.min())
    rows = seen.filter(seen.country.notnull() & ~seen.country.isin(border)).inner_join(own, "person_id")
    covered_from = known.feed("departures").recorded_at.min().date().as_scalar()
    long_ago = ibis.literal(known.as_of - timedelta(days=COVERED_DAYS))
    rows = rows.filter((covered_from <= long_ago) & (rows.issued_on >= covered_from))
    rows = rows.anti_join(known.about("departures"), "person_id")
    crews = registration(known).filter(ibis._.position.isin(crew)).select("person_id")
    return evidence(rows.anti_join(crews, "person_id"), None, "country", rows.recorded_at.date())


REGISTERED = (
    "registrations.country",
    "registrations.planned_departure_on",
    "departures.departed_at",
    "departures.ticket",
)

P09 = Indicator(
    "P09",
    "Visa bukan visa kerja padahal ada indikasi kerja",
    "Non-work visa with work indication",
    Element.PROSES,
    Nature.PROSEDURAL,
    4,
    "Pengunjung sungguhan, perjalanan dinas, jemaah haji dan umrah. Tiket pulang-pergi, yang tidak terdaftar "
    "untuk bekerja di sekitar tanggal itu, dan yang visanya tercatat tidak dihitung.",
    "Genuine visitors, business trips, pilgrims. Return tickets, those without a registration for work around "
    "that day, and those whose visa is on record do not count.",
    "Berangkat sekali jalan untuk {0} pada {1}, di sekitar rencana berangkat untuk bekerja.",
    "Left one-way for {0} on {1}, around the departure planned for work.",
    (*REGISTERED, "departures.purpose", "documents.doc_type", "documents.status"),
    left_without_work_visa,
)

N05 = Indicator(
    "N05",
    "Keluar lewat jalur/pelabuhan tidak resmi",
    "Exit via unofficial port",
    Element.PROSES,
    Nature.PROSEDURAL,
    4,
    "Nelayan, pemegang pas lintas batas, sistem yang sedang mati. Negara tetangga, awak kapal, dan paspor dari "
    "masa sebelum perlintasan tercatat tidak dihitung. Orangnya adalah objek penyelundupan, bukan pelanggar.",
    "Fishermen, holders of border passes, an outage of the system. Neighbouring countries, crews, and passports "
    "older than the record of exits do not count. The person is the object of smuggling, not the offender.",
    "Berada di {0} menurut catatan {1}, tanpa catatan keluar.",
    "In {0} by the record of {1}, without any recorded exit.",
    (
        "returns.kind",
        "returns.country",
        "complaints.country",
        "passports.issued_on",
        "passports.stated_purpose",
        "registrations.position",
        "departures.departed_at",
    ),
    abroad_without_exit,
)

N11 = Indicator(
    "N11",
    "Tujuan pengakuan berbeda dari tiket/visa lanjutan",
    "Declared destination differs from onward ticket",
    Element.CARA,
    Nature.INKONSISTENSI,
    3,
    "Perjalanan beberapa kota, sambungan murah, jemaah yang transit. Negara tempat orang berganti pesawat, dan "
    "tujuan lain yang ada job order-nya, tidak dihitung.",
    "Journeys over several cities, cheap connections, pilgrims in transit. Countries where people change planes, "
    "and another destination with a job order, do not count.",
    "Terdaftar ke {0}, berangkat sekali jalan ke {1}.",
    "Registered for {0}, left one-way for {1}.",
    (
        *REGISTERED,
        "departures.country",
        "registrations.license_no",
        "job_orders.license_no",
        "job_orders.country",
    ),
    other_destination,
)
