"""Offers: what tips tell of how a recruiter wins people, and debts to whoever brings them."""

from __future__ import annotations

from datetime import timedelta

import ibis
from ibis.expr.types import Table

from detection.indicators.applications import applications, pending
from detection.indicators.brokers import lawful
from detection.indicators.indicator import Element, Indicator, Nature, evidence
from detection.indicators.tips import TOLD, told_of_recruiter
from features.people import passport
from graphs.network.known import Known
from records.days import instant

HISTORY_DAYS = 365
HEAVY = 1.5
"""A cost this many times the usual of the corridor is a debt that wages do not soon pay."""


def online_offer(known: Known) -> Table:
    """A tip that the recruiter offers work on social media, and no licensed agency behind the registration."""
    tips = told_of_recruiter(known, "online_offer")
    placed = known.feed("agencies").filter(ibis._.status == "active").select("license_no")
    placed = applications(known).semi_join(placed, "license_no").select("person_id")
    rows = tips.anti_join(placed, "person_id")
    return evidence(rows.mutate(entity_key=rows.tip_key), "tips", rows.told_at.date())


def debt(known: Known) -> Table:
    """A sponsor who is no agency's advanced a cost far above the usual; or a tip tells of debts to the recruiter.

    Bank loans are lawful and do not count.
    """
    since = ibis.literal(instant(known.as_of) - timedelta(days=HISTORY_DAYS))
    files = known.feed("registrations").filter(ibis._.recorded_at >= since)
    usual = files.group_by("country", "position").agg(usual=files.declared_cost_idr.median())
    officers = lawful(known).filter(ibis._.kind == "phone").select(referrer_phone="thing")
    reg = pending(known).filter(ibis._.cost_paid_by == "sponsor").anti_join(officers, "referrer_phone")
    reg = reg.select("person_id", "entity_key", "country", "position", "declared_cost_idr")
    owed = reg.inner_join(usual, ["country", "position"])
    owed = owed.filter(owed.declared_cost_idr > owed.usual * HEAVY)
    million = (owed.declared_cost_idr / 1_000_000).round(1)
    tips = told_of_recruiter(known, "debt")
    return ibis.union(
        evidence(owed, "registrations", ibis.literal("advanced"), million),
        evidence(tips.mutate(entity_key=tips.tip_key), "tips", ibis.literal("told"), tips.told_at.date()),
    )


def bride_broker(known: Known) -> Table:
    """A tip that the recruiter deals in brides, and a passport for a visit without a registration for work.

    A dowry, and a marriage that nobody brokers, are custom.
    """
    tips = told_of_recruiter(known, "bride")
    own = passport(known).filter(ibis._.stated_purpose == "visit").select("person_id")
    rows = tips.semi_join(own, "person_id").anti_join(applications(known), "person_id")
    return evidence(rows.mutate(entity_key=rows.tip_key), "tips", rows.told_at.date())


R02 = Indicator(
    "R02",
    "Lowongan medsos tanpa badan usaha terverifikasi",
    "Online vacancy without a verifiable company",
    Element.CARA,
    Nature.INKONSISTENSI,
    3,
    "P3MI yang sah dan kedutaan juga beriklan di media sosial. Nomor P3MI, dan yang didaftarkan melalui P3MI "
    "aktif, tidak dihitung.",
    "Lawful agencies and embassies advertise on social media too. Agencies' numbers, and those placed by an "
    "active agency, do not count.",
    "Menurut laporan {0}, perekrutnya menawarkan pekerjaan lewat media sosial tanpa P3MI di belakangnya.",
    "By a report of {0}, the recruiter offers work on social media with no agency behind.",
    (*TOLD,),
    online_offer,
)

R05 = Indicator(
    "R05",
    "Jerat utang / potongan gaji panjang",
    "Debt bondage / long salary deduction",
    Element.CARA,
    Nature.TEKANAN,
    5,
    "KUR PMI dan KTA dari bank sah; potongan lazim di beberapa negara; periksa siapa pemberi pinjamannya. Pinjaman "
    "bank, petugas P3MI, dan biaya sampai satu setengah kali yang lazim tidak dihitung.",
    "Bank loans for migrants are lawful; deductions are usual in some countries; check who holds the loan. Bank "
    "loans, agency staff, and a cost up to one and a half times the usual do not count.",
    "Utang kepada perekrut: {0} {1}.",
    "Debt to the recruiter: {0} {1}.",
    (
        "registrations.country",
        "registrations.position",
        "registrations.declared_cost_idr",
        "registrations.cost_paid_by",
        *TOLD,
    ),
    debt,
)

R12 = Indicator(
    "R12",
    "Mak comblang/mahar/biro jodoh luar negeri",
    "Marriage-broker pattern",
    Element.PROSES,
    Nature.JARINGAN,
    4,
    "Perkawinan campuran yang sungguh; adat mahar. Mahar saja, dan yang terdaftar untuk bekerja, tidak dihitung.",
    "Genuine cross-border marriages; the custom of dowry. A dowry alone, and those registered for work, do not "
    "count.",
    "Menurut laporan {0}, perekrutnya menjodohkan orang dengan orang asing; paspornya untuk kunjungan.",
    "By a report of {0}, the recruiter brokers marriages with foreigners; the passport is for a visit.",
    ("passports.stated_purpose", *TOLD),
    bride_broker,
)
