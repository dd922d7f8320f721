"""Tips: what volunteers tell of a recruiter, beside those whom that recruiter brought around that time.

Who told is never part of the evidence; who may open a tip is decided where it is opened.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from detection.indicators.brokers import TIES, brought
from detection.indicators.indicator import Element, Indicator, Nature, evidence
from detection.suspicion.expiry import expires_after
from features.people import people
from graphs.network.known import Known
from graphs.network.mentions import told_mentions

TOLD_DAYS = 180
"""A report about a recruiter speaks of those brought within this time of it."""


def told_of_recruiter(known: Known, sign: str) -> Table:
    """Tips that tell a sign of a recruiter, beside those who were brought by that recruiter around that time."""
    tips = known.feed("tips").filter(ibis._.narrative_signs.contains(sign)).select("entity_key")
    named = (
        told_mentions(known, expires_after(known.as_of))
        .filter(ibis._.what == "tip")
        .semi_join(tips, "entity_key")
    )
    named = named.select("kind", "thing", tip_key="entity_key", told_at="recorded_at")
    both = brought(known).inner_join(named, ["kind", "thing"])
    near = both.told_at.date().delta(both.recorded_at.date(), unit="day").abs() <= TOLD_DAYS
    here = people(known).filter(ibis._.left_at.isnull())
    return both.filter(near).semi_join(here, "person_id")


def originals_held(known: Known) -> Table:
    """Papers held by the recruiter before departure, by the person's own complaint or a tip on the recruiter.

    A complaint that names a licensed agency and no recruiter may be about a passport handed in for the visa.
    """
    said, active = known.about("complaints"), known.feed("agencies").filter(ibis._.status == "active")
    said = said.filter(said.category == "documents_held")
    said = said.semi_join(people(known).filter(ibis._.left_at.isnull()), "person_id")
    nobody = said.recruiter_phone.isnull() & said.recruiter_name.isnull()
    at_agency = said.filter(nobody).semi_join(active, "license_no")
    own = said.anti_join(at_agency, "entity_key")
    tips = told_of_recruiter(known, "documents_held")
    return ibis.union(
        evidence(own, "complaints", ibis.literal("complained"), own.recorded_at.date()),
        evidence(tips.mutate(entity_key=tips.tip_key), "tips", ibis.literal("told"), tips.told_at.date()),
    )


def advance_paid(known: Known) -> Table:
    """A tip that the recruiter pays families an advance, by whom the person was brought around that time."""
    tips = told_of_recruiter(known, "advance")
    return evidence(tips.mutate(entity_key=tips.tip_key), "tips", tips.told_at.date())


def withdrawal_fined(known: Known) -> Table:
    """A complaint before departure or a tip that tells of threats or a fine for withdrawing."""
    said = known.about("complaints")
    said = said.filter(said.narrative_signs.contains("threat"))
    said = said.semi_join(people(known).filter(ibis._.left_at.isnull()), "person_id")
    tips = told_of_recruiter(known, "threat")
    return ibis.union(
        evidence(said, "complaints", ibis.literal("complained"), said.recorded_at.date()),
        evidence(tips.mutate(entity_key=tips.tip_key), "tips", ibis.literal("told"), tips.told_at.date()),
    )


TOLD = ("tips.narrative_signs", "tips.mentioned_phone", "tips.narrative_phone", *TIES)

R06 = Indicator(
    "R06",
    "Uang fit/uang saku untuk keluarga dari perekrut",
    "Advance paid to the family by the recruiter",
    Element.CARA,
    Nature.TEKANAN,
    4,
    "Ada uang saku yang sah dalam perjanjian, dan pinjaman keluarga. Sumbernya laporan warga: P3MI yang "
    "berizin tidak dihitung, dan yang dibawa di luar enam bulan sekitar laporan juga tidak.",
    "Some advances are lawful and in the contract, and families lend. The source is a report by villagers: "
    "licensed agencies do not count, nor those brought more than six months from the report.",
    "Menurut laporan {0}, perekrutnya memberi uang kepada keluarga.",
    "By a report of {0}, the recruiter pays families an advance.",
    TOLD,
    advance_paid,
)

R10 = Indicator(
    "R10",
    "Denda pembatalan / ancaman ganti rugi",
    "Penalty for withdrawing",
    Element.CARA,
    Nature.TEKANAN,
    4,
    "Penggantian biaya nyata yang wajar. Laporan tentang P3MI berizin, dan yang terlalu jauh waktunya, "
    "tidak dihitung.",
    "Reasonable repayment of proven costs. Reports about licensed agencies, and those too far in time, do "
    "not count.",
    "{0} {1} tentang ancaman atau denda bila mundur.",
    "{0} {1} of threats or a fine for withdrawing.",
    ("complaints.narrative_signs", *TOLD),
    withdrawal_fined,
)

R13 = Indicator(
    "R13",
    "Dokumen asli dipegang perekrut",
    "Originals held by the recruiter",
    Element.CARA,
    Nature.TEKANAN,
    4,
    "P3MI memegang paspor untuk mengurus visa dengan tanda terima. Pengaduan yang hanya menyebut P3MI "
    "berizin tidak dihitung.",
    "An agency keeps the passport for the visa, against a receipt. A complaint that names a licensed "
    "agency only does not count.",
    "{0} {1} tentang dokumen asli yang dipegang perekrut.",
    "{0} {1} of originals held by the recruiter.",
    ("complaints.category", "complaints.recruiter_name", "complaints.license_no", *TOLD),
    originals_held,
)
