"""Support: signs that someone needs help first. They speed help and route it; they never count against anybody.

They stand apart from the indicators: neither a score, a list nor a frozen statement holds them, because that a
person was a victim once is nobody's business but of those who help.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from detection.ages import DAYS_A_YEAR
from detection.indicators.indicator import Element, Indicator, Nature, evidence
from features.people import people
from graphs.network.findings import findings
from graphs.network.known import Known
from records.law import in_force


def threat_after_report(known: Known) -> Table:
    """A complaint that tells of threats, after an earlier complaint about the same person."""
    said = known.about("complaints").select("person_id", "entity_key", "recorded_at", "narrative_signs")
    first = said.group_by("person_id").agg(first_at=said.recorded_at.min())
    rows = said.filter(said.narrative_signs.contains("threat")).inner_join(first, "person_id")
    return evidence(rows.filter(rows.recorded_at > rows.first_at), "complaints", rows.recorded_at.date())


def child_in_case(known: Known) -> Table:
    """In a finding, a rescue or a complaint, and a child on that day by any paper; a doubtful age is a child's."""
    adult = in_force("minimum_age", known.as_of)[0]["years"]
    found = findings(known).filter(ibis._.finding == "tppo")
    said = known.about("complaints").select(
        "person_id", "entity_key", "recorded_at", feed=ibis.literal("complaints")
    )
    events = ibis.union(found.select("person_id", "entity_key", "recorded_at", "feed"), said)
    born = ibis.union(
        known.about("registrations").select("person_id", "birth_date"),
        known.about("passports").select("person_id", "birth_date"),
    )
    born = born.group_by("person_id").agg(youngest=born.birth_date.max())
    rows = events.inner_join(born, "person_id")
    years = (rows.recorded_at.date().delta(rows.youngest, unit="day") / DAYS_A_YEAR).floor().cast("int64")
    rows = rows.mutate(years=years)
    return evidence(rows.filter(rows.years < adult), None, "years")


def leaving_again(known: Known) -> Table:
    """Repatriated or found a victim, and registered or given a passport since; leaving again is often lawful."""
    helped = ibis.union(
        findings(known)
        .filter(ibis._.finding == "tppo")
        .select("person_id", "recorded_at", "feed", "entity_key"),
        known.about("returns")
        .filter(ibis._.kind == "repatriated")
        .select("person_id", "recorded_at", "entity_key", feed=ibis.literal("returns"))
        .select("person_id", "recorded_at", "feed", "entity_key"),
    )
    since = people(known).select("person_id", "last_at")
    rows = helped.inner_join(since, "person_id")
    return evidence(rows.filter(rows.last_at > rows.recorded_at), None, rows.recorded_at.date())


V01 = Indicator(
    "V01",
    "Ancaman setelah melapor",
    "Threat after reporting",
    Element.CARA,
    Nature.TEKANAN,
    5,
    "Sengketa tetangga; periksa tanpa membuka siapa yang melapor. Ancaman tanpa laporan sebelumnya tidak dihitung.",
    "A neighbours' dispute; verify without exposing who reported. A threat without an earlier report does not "
    "count.",
    "Ada ancaman setelah melapor, menurut pengaduan {0}.",
    "There is a threat after reporting, by the complaint of {0}.",
    ("complaints.narrative_signs",),
    threat_after_report,
)

V02 = Indicator(
    "V02",
    "Anak terindikasi korban / anak ikut terbawa",
    "Child indicated as a victim, or accompanying child",
    Element.TUJUAN,
    Nature.KONTEKS,
    5,
    "Tidak ada: selalu dirujuk. Bila umurnya diragukan, perlakukan sebagai anak.",
    "None: always refer. Where the age is in doubt, treat as a child.",
    "Berumur {0} tahun menurut salah satu dokumennya.",
    "Aged {0} by one of the papers.",
    ("registrations.birth_date", "passports.birth_date", "case_outcomes.finding", "interceptions.outcome"),
    child_in_case,
)

V04 = Indicator(
    "V04",
    "Korban berulang / pernah dipulangkan",
    "Previously repatriated or identified victim",
    Element.CARA,
    Nature.KONTEKS,
    3,
    "Berangkat lagi sering sah dan dipilih sendiri; bocornya status korban sendiri adalah kerugian. Hanya bagi "
    "pendamping kasus; yang pulang karena kontrak selesai tidak dihitung.",
    "Leaving again is often lawful and chosen; that the status leaks is itself a harm. For the case handler only; "
    "those who came home at the end of a contract do not count.",
    "Pernah dipulangkan atau ditemukan sebagai korban ({0}), dan hendak berangkat lagi.",
    "Repatriated or found a victim before ({0}), and about to leave again.",
    ("returns.kind", "case_outcomes.finding", "interceptions.outcome"),
    leaving_again,
)

SUPPORT: tuple[Indicator, ...] = (V01, V02, V04)
"""Declared apart, for those who help."""
