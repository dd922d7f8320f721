"""Escorts: one transporter at the document check with the passports of many."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from detection.indicators.applications import applications
from detection.indicators.brokers import TIES, lawful
from detection.indicators.indicator import Element, Indicator, Nature, evidence
from features.people import passport
from graphs.network.known import Known
from graphs.network.ties import links_about_people

COMPANY = 3
TRIP_DAYS = 3
TOURS = ["pilgrimage", "study"]
"""Tour leaders and teachers carry the passports of such groups."""


def escorted(known: Known) -> Table:
    """A transporter was seen at document checks with three people of different villages within three days.

    Not counted: groups on pilgrimage or study without any registration for work, and an agency's own staff.
    """
    links = known.keep("about_recruiter_links", lambda: links_about_people(known))
    links = links.filter((links.role == "transporter") & (links.channel == "document_check"))
    links = links.filter(links.recruiter_phone.notnull())
    staff = lawful(known).filter(ibis._.kind == "phone").select(recruiter_phone="thing")
    links = links.anti_join(staff, "recruiter_phone")
    tours = (
        passport(known).filter(ibis._.stated_purpose.isin(TOURS)).anti_join(applications(known), "person_id")
    )
    links = links.anti_join(tours.select("person_id"), "person_id")
    homes = applications(known).select("person_id", "village_code")
    links = links.select("person_id", "entity_key", "recruiter_phone", "observed_on")
    others = links.left_join(homes, "person_id").drop("person_id_right")
    others = others.select(
        "recruiter_phone",
        other="person_id",
        other_on="observed_on",
        home=ibis.coalesce(others.village_code, others.person_id),
    )
    both = links.inner_join(others, "recruiter_phone")
    both = both.filter(both.observed_on.delta(both.other_on, unit="day").abs() <= TRIP_DAYS)
    counted = both.group_by("person_id", "entity_key", "observed_on").agg(
        together=both.other.nunique(), homes=both.home.nunique()
    )
    rows = counted.filter((counted.together >= COMPANY) & (counted.homes > 1))
    return evidence(rows, "recruiter_links", "together", "observed_on")


N07 = Indicator(
    "N07",
    "Pendamping bukan keluarga memegang paspor rombongan",
    "Non-family escort holds group passports",
    Element.PROSES,
    Nature.TEKANAN,
    4,
    "Pemimpin rombongan umrah, guru, petugas P3MI dengan surat tugas. Rombongan ibadah dan belajar tanpa tanda "
    "bekerja, orang sedesa, dan petugas P3MI tidak dihitung.",
    "Leaders of pilgrims, teachers, agency staff with a letter. Groups on pilgrimage or study without a sign of "
    "work, people of one village, and agency staff do not count.",
    "Satu pengangkut mendampingi {0} orang di pemeriksaan dokumen sekitar {1}.",
    "One transporter accompanied {0} people at the document check around {1}.",
    (
        "recruiter_links.role",
        "recruiter_links.channel",
        "recruiter_links.observed_on",
        "registrations.village_code",
        "passports.stated_purpose",
        *TIES,
    ),
    escorted,
)
