"""Passports: where one was issued and for what, beside where the person lives and what they plan."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from detection.indicators.applications import applications
from detection.indicators.indicator import Element, Indicator, Nature, evidence
from features.people import passport
from graphs.network.known import Known
from graphs.network.ties import links_about_people

PURPOSE_DAYS = 120
"""How near to the passport a sign of work must lie to speak against the purpose that was stated."""
LEISURE = ["visit", "pilgrimage"]


def _work_signs(known: Known) -> Table:
    """person_id, on, feed, entity_key of every registration, and of every link to a recruiter."""
    reg = known.about("registrations")
    links = known.keep("about_recruiter_links", lambda: links_about_people(known))
    return ibis.union(
        reg.select("person_id", "entity_key", on=reg.recorded_at.date(), feed=ibis.literal("registrations")),
        links.select("person_id", "entity_key", on="observed_on", feed=ibis.literal("recruiter_links")),
    )


def conflicts(known: Known) -> Table:
    """Passports for a visit or pilgrimage, and the signs of work near them in time, as rows of their own."""

    def compute() -> Table:
        own = passport(known).select(
            "person_id",
            "stated_purpose",
            "issued_on",
            feed=ibis.literal("passports"),
            entity_key="entity_key",
        )
        own = own.filter(own.stated_purpose.isin(LEISURE))
        signs = _work_signs(known).rename(sign_feed="feed", sign_key="entity_key")
        both = own.inner_join(signs, "person_id")
        both = both.filter(both.issued_on.delta(both.on, unit="day").abs() <= PURPOSE_DAYS)
        columns = ("person_id", "stated_purpose", "feed", "entity_key")
        return both.select(*columns).union(
            both.select("person_id", "stated_purpose", feed="sign_feed", entity_key="sign_key"), distinct=True
        )

    return known.keep("purpose_conflicts", compute)


def purpose_conflicts(known: Known) -> Table:
    """A passport for a visit or pilgrimage within 120 days of a registration or of a link to a recruiter.

    An older registration belongs to an earlier stay abroad: its holder may well be on holiday now.
    """
    return evidence(conflicts(known), None, "stated_purpose")


def far_from_home(known: Known) -> Table:
    """A passport from another province than home and than the agency's, where its purpose conflicts as well.

    Anyone may apply at any immigration office, so the distance alone says nothing.
    """
    own, reg, agency = passport(known), applications(known), known.feed("agencies")
    own = own.select("person_id", "entity_key", "issued_on", issued_in=own.issuing_regency_code.left(2))
    reg = reg.select("person_id", "license_no", home=reg.village_code.left(2))
    agency = agency.select("license_no", placed_from=agency.regency_code.left(2))
    rows = own.inner_join(reg, "person_id").left_join(agency, "license_no")
    far = (rows.issued_in != rows.home) & (rows.issued_in != rows.placed_from.fill_null(""))
    return evidence(rows.filter(far).semi_join(conflicts(known), "person_id"), "passports", "issued_on")


LINKS = ("recruiter_links.subject_type", "recruiter_links.subject_ref", "recruiter_links.observed_on")

D06 = Indicator(
    "D06",
    "Paspor terbit jauh dari domisili",
    "Passport issued far from home",
    Element.PROSES,
    Nature.PROSEDURAL,
    2,
    "Setiap WNI boleh mengurus paspor di kantor imigrasi mana pun; pelajar, perantau, dan calon yang "
    "diurus P3MI sering melakukannya. Sendirian tidak dihitung: hanya bersama tujuan paspor yang tidak "
    "selaras.",
    "Any citizen may apply at any immigration office; students, movers and those whose agency applies "
    "often do. Alone it does not count: only beside a stated purpose that conflicts.",
    "Paspor terbit {0} di provinsi lain daripada domisili maupun kantor P3MI.",
    "Passport of {0} issued in another province than home and than the agency's office.",
    (
        "passports.issuing_regency_code",
        "passports.issued_on",
        "passports.stated_purpose",
        "registrations.village_code",
        "registrations.license_no",
        "agencies.regency_code",
        *LINKS,
    ),
    far_from_home,
)

D07 = Indicator(
    "D07",
    "Tujuan paspor tidak selaras dengan indikasi kerja",
    "Declared passport purpose conflicts with signs of work",
    Element.CARA,
    Nature.INKONSISTENSI,
    3,
    "Purna-PMI yang benar-benar berlibur atau umrah; satu paspor dipakai untuk beberapa keperluan. "
    "Pendaftaran lebih dari 120 hari dari terbitnya paspor tidak dihitung.",
    "A former worker really on holiday or pilgrimage; one passport serves several ends. A registration "
    "more than 120 days from the passport does not count.",
    "Paspor diajukan untuk {0}, sementara ada pendaftaran kerja atau kaitan dengan perekrut di sekitar "
    "waktu itu.",
    "Passport requested for {0}, while there is a registration for work or a link to a recruiter around "
    "that time.",
    ("passports.stated_purpose", "passports.issued_on", *LINKS),
    purpose_conflicts,
)
