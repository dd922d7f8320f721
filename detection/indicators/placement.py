"""Placement: the agency's licence, the job order, and where and as what the person is to work."""

from __future__ import annotations

from datetime import timedelta

import ibis
from ibis.expr.types import Table

from detection.indicators.applications import held, newest_and_alike, pending, through_agency, told
from detection.indicators.indicator import Element, Indicator, Nature, evidence
from features.people import people
from graphs.network.known import Known
from records.days import instant
from records.law import in_force, values

REGISTER_LAG_DAYS = 30
"""A licence or job order may be on the register this much later than in an applicant's papers."""
AMENDED_DAYS = 60
"""A job order that was amended keeps its old dates on the register for a while."""
REPLACEMENTS = 1.5
"""Candidates over quota are normal up to this ratio: some drop out and are replaced."""
LAPSED_DAYS = 60
"""A candidate whose planned departure passed this long ago, and who has not left, has dropped out."""
STARTED_DAYS = 30
"""This near to departure the job order must be known, even where no agreement is recorded yet."""


def agency_not_active(known: Known) -> Table:
    """Placed through an agency that is suspended, revoked, long expired or on no register, or through none.

    Counts a suspension only if it came before the planned departure, and an expiry only if the time for
    renewal had passed at registration.
    """
    return newest_and_alike(known, lambda reg: _agency_not_active(known, reg))


def _agency_not_active(known: Known, reg: Table) -> Table:
    renewal = in_force("licence_renewal", known.as_of)[0]["days"]
    reg, agency = through_agency(known, reg), known.feed("agencies")
    reg = reg.select("person_id", "entity_key", "recorded_at", "license_no", "planned_departure_on")
    since = ibis.coalesce(agency.status_changed_on, agency.recorded_at.date())
    agency = agency.select("license_no", "status", "license_to", since=since, agency_key=agency.entity_key)
    rows = reg.left_join(agency, "license_no")
    long_ago = rows.recorded_at < ibis.literal(instant(known.as_of) - timedelta(days=REGISTER_LAG_DAYS))
    expired = rows.recorded_at.date().delta(rows.license_to, unit="day") > renewal
    stopped = (rows.status != "active") & (rows.planned_departure_on >= rows.since)
    why = ibis.cases(
        (rows.license_no.isnull(), "no_agency"),
        (rows.agency_key.isnull() & long_ago & told(known, "agencies"), "unknown_licence"),
        (stopped, rows.status),
        (expired, "expired"),
    )
    rows = rows.mutate(why=why).filter(why.notnull())
    behind = rows.filter(rows.agency_key.notnull())
    return ibis.union(
        evidence(rows, "registrations", "why"),
        evidence(behind.mutate(entity_key=behind.agency_key), "agencies", "why"),
    )


def _with_own_orders(known: Known) -> Table:
    """Placed registrations that have come to an agreement or near departure, whose agency holds no job order
    for that country around the time of registration."""
    reg, orders = through_agency(known, pending(known)), known.feed("job_orders")
    agreed = held(known, "placement_agreement")
    near = ibis.literal(known.as_of + timedelta(days=STARTED_DAYS))
    started = reg.registration_id.isin(agreed.registration_id) | (reg.planned_departure_on <= near)
    reg = reg.filter(
        started & (reg.planned_departure_on >= ibis.literal(known.as_of)) & told(known, "job_orders")
    )
    reg = reg.select("person_id", "entity_key", "registration_id", "recorded_at", "license_no", "country")
    own = orders.select("license_no", "country", "valid_from", "valid_to")
    both = reg.inner_join(own, ["license_no", "country"])
    slack = ibis.interval(days=AMENDED_DAYS)
    day = both.recorded_at.date()
    valid = both.filter(day.between(both.valid_from - slack, both.valid_to + slack))
    return reg.anti_join(valid.select("registration_id"), "registration_id")


def _over_quota(known: Known) -> Table:
    """Registrations that stand on a job order behind its quota and the usual replacements."""
    reg, persons = known.about("registrations"), people(known).select("person_id", "left_at")
    lapsed = ibis.literal(known.as_of - timedelta(days=LAPSED_DAYS))
    reg = reg.select("person_id", "entity_key", "recorded_at", "job_order_no", "planned_departure_on")
    rows = reg.filter(reg.job_order_no.notnull()).inner_join(persons, "person_id")
    rows = rows.filter(rows.left_at.notnull() | (rows.planned_departure_on >= lapsed))
    order = ibis.window(group_by="job_order_no", order_by=["recorded_at", "entity_key"])
    rows = rows.mutate(place=ibis.row_number().over(order) + 1)
    quotas = known.feed("job_orders").select("job_order_no", "quota")
    rows = rows.inner_join(quotas, "job_order_no")
    behind = (rows.place > rows.quota * REPLACEMENTS) & rows.left_at.isnull()
    return rows.filter(behind)


def no_job_order(known: Known) -> Table:
    """No job order of the agency for that country though the placement has begun, or behind its quota.

    Country alone is compared: positions are typed in many ways.
    """
    none, over = _with_own_orders(known), _over_quota(known)
    return ibis.union(
        evidence(none, "registrations", ibis.literal("no_order"), none.country),
        evidence(over, "registrations", ibis.literal("over_quota"), over.quota),
    )


def job_order_false(known: Known) -> Table:
    """A job order that is on no register after a month, is another agency's, or is for another country."""
    return newest_and_alike(known, lambda reg: _job_order_false(known, reg))


def _job_order_false(known: Known, reg: Table) -> Table:
    reg, orders = through_agency(known, reg), known.feed("job_orders")
    reg = reg.select("person_id", "entity_key", "recorded_at", "license_no", "country", "job_order_no")
    orders = orders.select(
        "job_order_no", of=orders.license_no, to=orders.country, order_key=orders.entity_key
    )
    rows = reg.filter(reg.job_order_no.notnull()).left_join(orders, "job_order_no")
    long_ago = rows.recorded_at < ibis.literal(instant(known.as_of) - timedelta(days=REGISTER_LAG_DAYS))
    why = ibis.cases(
        (rows.order_key.isnull() & long_ago & told(known, "job_orders"), "unknown_order"),
        (rows.of != rows.license_no, "other_agency"),
        (rows.to != rows.country, "other_country"),
    )
    rows = rows.mutate(why=why).filter(why.notnull())
    behind = rows.filter(rows.order_key.notnull())
    return ibis.union(
        evidence(rows, "registrations", "why"),
        evidence(behind.mutate(entity_key=behind.order_key), "job_orders", "why"),
    )


def closed(known: Known) -> Table:
    """A country and position that were closed on the day, unless the agency holds a job order for just that.

    The list of closed countries is contested; a job order on the register shows that the state allowed it.
    """
    day, reg, orders = known.as_of, pending(known), known.feed("job_orders")
    reg = reg.filter(
        reg.country.isin(values("closed_placement", "countries", day))
        & reg.position.isin(values("closed_placement", "positions", day))
    ).select("person_id", "entity_key", "country", "position", "license_no")
    allowed = orders.filter(orders.valid_to >= ibis.literal(day))
    allowed = allowed.select("license_no", "country", "position")
    return evidence(
        reg.anti_join(allowed, ["license_no", "country", "position"]), "registrations", "country", "position"
    )


def household_alone(known: Known) -> Table:
    """The individual scheme for work that only a household, never a legal entity, offers."""
    day, reg = known.as_of, pending(known)
    either = values("household_position", "institutions_too", day)
    household = [name for name in values("household_position", "positions", day) if name not in either]
    return evidence(
        reg.filter((reg.scheme == "mandiri") & reg.position.isin(household)), "registrations", "position"
    )


LICENCE = ("registrations.scheme", "registrations.license_no", "agencies.license_no")
ORDER = ("registrations.scheme", "registrations.license_no", "registrations.country")

P02 = Indicator(
    "P02",
    "Penempat tanpa SIP3MI aktif",
    "Placing party without active SIP3MI",
    Element.PROSES,
    Nature.PROSEDURAL,
    4,
    "Masa perpanjangan izin; skema G to G, UKPS dan perseorangan tidak memerlukan P3MI; nama dagang "
    "berbeda dari nama PT. Izin baru habis, dan izin yang belum sempat masuk daftar, tidak dihitung.",
    "The time for renewal; government, own-company and individual schemes need no agency; a trade name "
    "differs from the company's. A licence that has just expired, or is not yet on the register, does not "
    "count.",
    "Penempatan melalui P3MI, tetapi {0}.",
    "Placement through an agency, but {0}.",
    (
        *LICENCE,
        "registrations.planned_departure_on",
        "agencies.status",
        "agencies.status_changed_on",
        "agencies.license_to",
    ),
    agency_not_active,
)

P03 = Indicator(
    "P03",
    "Tidak ada SIP2MI / kuota job order terlampaui",
    "No SIP2MI or job order quota exceeded",
    Element.PROSES,
    Nature.PROSEDURAL,
    4,
    "Job order diubah; pengganti bagi yang mundur; nama jabatan diketik berbeda. Hanya negara yang "
    "dibandingkan, sampai satu setengah kali kuota dibiarkan, dan yang sudah mundur tidak dihitung.",
    "The job order was amended; replacements for those who drop out; the position is typed differently. "
    "Only the country is compared, up to one and a half times the quota is let pass, and those who "
    "dropped out do not count.",
    "Menurut daftar, {0}: {1}.",
    "By the register, {0}: {1}.",
    (
        *ORDER,
        "registrations.job_order_no",
        "registrations.planned_departure_on",
        "documents.doc_type",
        "documents.status",
        "job_orders.license_no",
        "job_orders.country",
        "job_orders.valid_from",
        "job_orders.valid_to",
        "job_orders.quota",
    ),
    no_job_order,
)

P04 = Indicator(
    "P04",
    "Job order fiktif / belum diverifikasi Perwakilan RI",
    "Fake or unverified job order",
    Element.CARA,
    Nature.INKONSISTENSI,
    4,
    "Pengesahan terlambat masuk; pemberi kerja berganti nama; jabatan diketik berbeda. Sebulan pertama, "
    "nama pemberi kerja dan jabatan tidak dihitung.",
    "The endorsement arrives late; the employer was renamed; the position is typed differently. The first "
    "month, the employer's name and the position do not count.",
    "Job order yang disebut {0}.",
    "The job order named {0}.",
    (*ORDER, "registrations.job_order_no", "job_orders.license_no", "job_orders.country"),
    job_order_false,
)

P10 = Indicator(
    "P10",
    "Negara/jabatan tertutup",
    "Closed country/occupation",
    Element.PROSES,
    Nature.PROSEDURAL,
    4,
    "Daftarnya diperdebatkan (19 atau 21 negara) dan berubah; pekerjaan pada badan usaha di negara yang "
    "sama sah. Job order terdaftar untuk negara dan jabatan itu membuatnya tidak dihitung.",
    "The list is contested (19 or 21 states) and changes; work for companies in the same country is "
    "lawful. A registered job order for that country and position takes it out.",
    "Tujuan {0} sebagai {1}: penempatan ini ditutup.",
    "Bound for {0} as {1}: this placement is closed.",
    (
        "registrations.country",
        "registrations.position",
        "registrations.license_no",
        "job_orders.license_no",
        "job_orders.country",
        "job_orders.position",
        "job_orders.valid_to",
    ),
    closed,
)

P11 = Indicator(
    "P11",
    "Jalur perseorangan dipakai untuk PRT/majikan perorangan",
    "Individual scheme used for a household employer",
    Element.PROSES,
    Nature.PROSEDURAL,
    3,
    "Perusahaan kecil yang terdaftar, usaha keluarga, perawat atau juru masak pada lembaga. Jabatan yang "
    "juga ada pada lembaga tidak dihitung.",
    "Small registered firms, family companies, carers or cooks in institutions. Positions that "
    "institutions offer too do not count.",
    "Jalur mandiri sebagai {0}, padahal pemberi kerjanya harus berbadan hukum.",
    "Individual scheme as {0}, though the employer must be a legal entity.",
    ("registrations.scheme", "registrations.position"),
    household_alone,
)
