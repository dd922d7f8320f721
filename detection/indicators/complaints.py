"""Complaints: what workers and families report from abroad. A report is a hint, not a finding."""

from __future__ import annotations

from collections.abc import Callable

import ibis
from ibis.expr.types import Table

from detection.indicators.applications import applications
from detection.indicators.brokers import TIES, brought
from detection.indicators.indicator import Element, Indicator, Nature, evidence
from features.people import people
from graphs.network.findings import findings
from graphs.network.known import Known

SILENT_DAYS = 30
SILENT_AT_SEA_DAYS = 90
PAID_AT_SEA_DAYS = 90
"""Crews are often paid by the quarter."""
GROUP = 3
GROUP_DAYS = 60


def standing(known: Known) -> Table:
    """Complaints about people whom no later finding cleared, with when they left and whether as crew."""

    def compute() -> Table:
        said = known.about("complaints").select(
            *("person_id", "entity_key", "recorded_at", "category", "narrative_signs"),
            *("recruiter_phone", "recruiter_name", "license_no"),
        )
        cleared = findings(known).filter(ibis._.finding == "cleared")
        cleared = cleared.group_by("person_id").agg(cleared_at=cleared.recorded_at.max())
        left = people(known).select("person_id", "left_at")
        crew = applications(known).select("person_id", "position")
        for part in (cleared, left, crew):
            said = said.left_join(part, "person_id").drop("person_id_right")
        said = said.filter(said.cleared_at.isnull() | (said.cleared_at < said.recorded_at))
        return said.mutate(
            days_away=said.recorded_at.date().delta(said.left_at.date(), unit="day"),
            at_sea=(said.position == "fishing_crew").fill_null(False),
        )

    return known.keep("standing_complaints", compute)


def _told(said: Table) -> Table:
    return evidence(said, "complaints", said.recorded_at.date())


def _reported(category: str, sign: str | None = None) -> Callable[[Known], Table]:
    def rows(known: Known) -> Table:
        said = standing(known)
        told = said.category == category
        if sign is not None:
            told = told | said.narrative_signs.contains(sign)
        return _told(said.filter(told))

    rows.__doc__ = f"A complaint of the category {category}" + (
        f", or with words of {sign}." if sign else "."
    )
    return rows


def passport_held(known: Known) -> Table:
    """A complaint from someone who has left that documents are held."""
    said = standing(known)
    return _told(said.filter((said.category == "documents_held") & said.left_at.notnull()))


def no_contact(known: Known) -> Table:
    """A family has heard nothing, a month or more after departure; three months for crews at sea."""
    said = standing(known)
    patience = ibis.ifelse(said.at_sea, SILENT_AT_SEA_DAYS, SILENT_DAYS)
    early = (said.days_away < patience).fill_null(False)
    return _told(said.filter((said.category == "no_contact") & ~early))


def unpaid(known: Known) -> Table:
    """Wages not paid or cut; crews only after the first quarter."""
    said = standing(known)
    early = (said.at_sea & (said.days_away < PAID_AT_SEA_DAYS)).fill_null(False)
    return _told(said.filter((said.category == "unpaid_wages") & ~early))


def deported_together(known: Known) -> Table:
    """Deported within 60 days of two others whom the same recruiter brought."""
    back = known.about("returns")
    back = back.filter(back.kind == "deported").select("person_id", "entity_key", on=back.recorded_at.date())
    tied = brought(known).select("person_id", "kind", "thing").distinct()
    rows = back.inner_join(tied, "person_id")
    others = rows.select("kind", "thing", other="person_id", other_on="on")
    both = rows.inner_join(others, ["kind", "thing"])
    both = both.filter(both.on.delta(both.other_on, unit="day").abs() <= GROUP_DAYS)
    counted = both.group_by("person_id", "entity_key", "thing").agg(together=both.other.nunique())
    largest = counted.group_by("person_id", "entity_key").agg(together=counted.together.max())
    return evidence(largest.filter(largest.together >= GROUP), "returns", "together")


substituted = _reported("contract_substitution")
confined = _reported("confinement", "confinement")
hurt = _reported("violence", "violence")


SAID = ("complaints.category", "case_outcomes.finding")

E01 = Indicator(
    "E01",
    "Paspor ditahan majikan/agen",
    "Passport retained by employer/agent",
    Element.CARA,
    Nature.EKSPLOITASI,
    4,
    "Pekerja sendiri yang menitipkan; perpanjangan sedang diurus. Sebelum berangkat ini petunjuk lain "
    "(R13), dan yang kemudian dinyatakan bersih tidak dihitung.",
    "The worker left it for safe keeping; a renewal is under way. Before departure it is another hint "
    "(R13), and those cleared later do not count.",
    "Pengaduan {0}: paspor atau dokumen ditahan.",
    "Complaint of {0}: passport or papers held.",
    ("departures.departed_at", *SAID),
    passport_held,
)

E02 = Indicator(
    "E02",
    "Keluarga putus kontak",
    "Loss of contact with family",
    Element.CARA,
    Nature.EKSPLOITASI,
    4,
    "Di laut, bertengkar, nomor baru, memilih tidak menghubungi. Bulan pertama setelah berangkat, dan tiga "
    "bulan bagi awak kapal, tidak dihitung.",
    "At sea, a quarrel, a new number, a choice. The first month after departure, and three months for "
    "crews, do not count.",
    "Pengaduan {0}: keluarga putus kontak.",
    "Complaint of {0}: the family has lost contact.",
    ("registrations.position", *SAID),
    no_contact,
)

E03 = Indicator(
    "E03",
    "Pekerjaan/majikan/negara berbeda dari perjanjian",
    "Job, employer or country differs from contract",
    Element.CARA,
    Nature.EKSPLOITASI,
    5,
    "Pindah dengan persetujuan; nama jabatan yang diterjemahkan berbeda. Yang kemudian dinyatakan bersih "
    "tidak dihitung.",
    "A lawful transfer with consent; a job title translated differently. Those cleared later do not count.",
    "Pengaduan {0}: pekerjaan, majikan atau negara berbeda dari perjanjian.",
    "Complaint of {0}: job, employer or country differs from the contract.",
    SAID,
    substituted,
)

E04 = Indicator(
    "E04",
    "Gaji tidak dibayar / dipotong",
    "Wages withheld or cut",
    Element.TUJUAN,
    Nature.EKSPLOITASI,
    4,
    "Potongan penempatan yang sah, cuti tanpa upah, upah awak kapal per triwulan. Triwulan pertama awak "
    "kapal tidak dihitung.",
    "Lawful deductions, unpaid leave, crews paid by the quarter. The first quarter of crews does not count.",
    "Pengaduan {0}: gaji tidak dibayar atau dipotong.",
    "Complaint of {0}: wages not paid or cut.",
    ("registrations.position", *SAID),
    unpaid,
)

E05 = Indicator(
    "E05",
    "Disekap / dibatasi gerak",
    "Confinement / movement restricted",
    Element.CARA,
    Nature.EKSPLOITASI,
    5,
    "Karantina, kapal di laut, tata tertib rumah: tetap periksa segera. Yang kemudian dinyatakan bersih "
    "tidak dihitung.",
    "Quarantine, a ship at sea, house rules: verify at once all the same. Those cleared later do not count.",
    "Pengaduan {0}: disekap atau dibatasi geraknya.",
    "Complaint of {0}: confined or restricted in movement.",
    ("complaints.narrative_signs", *SAID),
    confined,
)

E06 = Indicator(
    "E06",
    "Kekerasan fisik/seksual",
    "Physical or sexual violence",
    Element.CARA,
    Nature.EKSPLOITASI,
    5,
    "Catat hanya adanya dan apa yang disetujui; jangan menuntut bukti sebelum merujuk. Yang kemudian "
    "dinyatakan bersih tidak dihitung.",
    "Record only that it is so and what was consented to; do not ask for proof before referral. Those "
    "cleared later do not count.",
    "Pengaduan {0}: kekerasan fisik atau seksual.",
    "Complaint of {0}: physical or sexual violence.",
    ("complaints.narrative_signs", *SAID),
    hurt,
)

E12 = Indicator(
    "E12",
    "Rombongan deportan satu perekrut",
    "Deportee cluster with the same recruiter",
    Element.PROSES,
    Nature.EKSPLOITASI,
    4,
    "Sponsor yang disukai satu desa; julukan yang umum. Nama saja dan P3MI berizin tidak dihitung, dan "
    "hanya tiga orang dalam 60 hari yang dihitung.",
    "A popular sponsor of one village; a common nickname. A name alone and licensed agencies do not count, "
    "and only three people within 60 days do.",
    "Dideportasi bersama {0} orang yang dibawa perekrut yang sama dalam 60 hari.",
    "Deported within 60 days among {0} people whom the same recruiter brought.",
    ("returns.kind", *TIES),
    deported_together,
)
