"""Coercion: what the words of complaints from abroad tell of threats, sale, forced crime, ransom and conditions."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from detection.indicators.complaints import SAID, standing
from detection.indicators.indicator import Element, Indicator, Nature, evidence
from graphs.network.known import Known

COERCED = ["confinement", "violence", "documents_held"]
COERCION = ["confinement", "violence", "threat", "documents_held", "ransom", "sold"]
POSTS = 2
"""A single angry post says little; so many complaints on different days are no mood."""


def _told(said: Table) -> Table:
    return evidence(said, "complaints", said.recorded_at.date())


def threatened(known: Known) -> Table:
    """Threats against someone who has left, or their family.

    A penalty in the contract of a licensed agency, which the complaint names and no recruiter, is read as a
    threat too and does not count.
    """
    said = standing(known)
    said = said.filter(said.narrative_signs.contains("threat") & said.left_at.notnull())
    active = known.feed("agencies").filter(ibis._.status == "active").select("license_no")
    clause = said.filter(said.recruiter_phone.isnull() & said.recruiter_name.isnull()).semi_join(
        active, "license_no"
    )
    return _told(said.anti_join(clause, "entity_key"))


def worn_out(known: Known) -> Table:
    """Hours or conditions that wear people out, told twice on different days or beside unpaid wages or violence."""
    said = standing(known)
    said = said.filter(
        said.narrative_signs.contains("overwork") & (said.position != "fishing_crew").fill_null(True)
    )
    days = said.mutate(day=said.recorded_at.date()).group_by("person_id").agg(days=ibis._.day.nunique())
    often = said.inner_join(days, "person_id")
    beside = often.category.isin(["unpaid_wages", "violence", "confinement"])
    return _told(often.filter((often.days >= POSTS) | beside))


def sold_on(known: Known) -> Table:
    """The complaint tells of a sale; a change of employer by itself does not count."""
    said = standing(known)
    return _told(said.filter(said.narrative_signs.contains("sold")))


def forced_to_crime(known: Known) -> Table:
    """Scams or gambling, beside a sign of coercion in any complaint of the same person.

    Some go knowingly: not the work but the means decide.
    """
    said = standing(known)
    signs = [said.narrative_signs.contains(sign) for sign in COERCION]
    coerced = said.filter(ibis.or_(said.category.isin(COERCED), *signs)).select("person_id").distinct()
    crimes = said.filter(said.narrative_signs.contains("forced_crime"))
    return _told(crimes.semi_join(coerced, "person_id"))


def ransomed(known: Known) -> Table:
    """Ransom asked for someone who has left; not for one who is still here, nor where a debt is told of."""
    said = standing(known)
    said = said.filter(said.narrative_signs.contains("ransom") & said.left_at.notnull())
    return _told(said.filter(~said.narrative_signs.contains("debt")))


WORDS = ("complaints.narrative_signs", *SAID)

E07 = Indicator(
    "E07",
    "Diancam (denda, dilaporkan, keluarga)",
    "Threats",
    Element.CARA,
    Nature.EKSPLOITASI,
    5,
    "Surat denda perjanjian yang dibaca sebagai ancaman. Pengaduan yang hanya menyebut P3MI berizin tidak dihitung; "
    "sebelum berangkat ini petunjuk lain (R10).",
    "A penalty letter of the contract read as a threat. A complaint that names a licensed agency only does not "
    "count; before departure it is another hint (R10).",
    "Pengaduan {0}: ada ancaman.",
    "Complaint of {0}: there are threats.",
    (
        "departures.departed_at",
        "complaints.recruiter_phone",
        "complaints.recruiter_name",
        "complaints.license_no",
        "agencies.license_no",
        "agencies.status",
        *WORDS,
    ),
    threatened,
)

E08 = Indicator(
    "E08",
    "Jam kerja/kondisi kerja-hidup tidak layak",
    "Excessive overtime or abusive conditions",
    Element.TUJUAN,
    Nature.EKSPLOITASI,
    4,
    "Musim ramai, kebiasaan sektor, satu keluhan yang marah. Satu pengaduan saja, dan awak kapal, tidak dihitung.",
    "Peak season, custom of the sector, one angry post. A single complaint, and crews, do not count.",
    "Pengaduan {0}: jam kerja atau kondisi yang tidak layak.",
    "Complaint of {0}: hours or conditions that wear out.",
    ("registrations.position", *WORDS),
    worn_out,
)

E09 = Indicator(
    "E09",
    "Dijual/dipindahkan antar-majikan/kompleks",
    "Sold or transferred between employers or compounds",
    Element.PROSES,
    Nature.EKSPLOITASI,
    5,
    "Pindah agensi atas permintaan pekerja. Perpindahan tanpa kata dijual, dan yang kemudian dinyatakan bersih, "
    "tidak dihitung.",
    "A change of agency that the worker asked for. A transfer without a sale, and those cleared later, do not "
    "count.",
    "Pengaduan {0}: dijual atau dipindahkan dengan bayaran.",
    "Complaint of {0}: sold or transferred for money.",
    WORDS,
    sold_on,
)

E10 = Indicator(
    "E10",
    "Dipaksa menipu/berbuat kejahatan",
    "Forced criminality",
    Element.TUJUAN,
    Nature.EKSPLOITASI,
    5,
    "Ada penipu sukarela: nilailah caranya, bukan tempatnya. Tanpa tanda paksaan tidak dihitung; selama belum "
    "dinilai, perlakukan sebagai yang memerlukan perlindungan.",
    "Voluntary scammers exist: assess the means, not the place. Without a sign of coercion it does not count; "
    "until assessed, treat as someone who needs protection.",
    "Pengaduan {0}: dipaksa menipu atau berjudi daring.",
    "Complaint of {0}: forced into scams or online gambling.",
    WORDS,
    forced_to_crime,
)

E11 = Indicator(
    "E11",
    "Keluarga dimintai tebusan",
    "Ransom demanded",
    Element.TUJUAN,
    Nature.EKSPLOITASI,
    5,
    "Penipu yang menyamar sebagai penyandera; pelunasan utang yang sungguh. Yang belum berangkat, dan pengaduan "
    "tentang utang, tidak dihitung.",
    "Swindlers who pose as captors; repayment of a real debt. Those who have not left, and complaints about a "
    "debt, do not count.",
    "Pengaduan {0}: keluarga dimintai tebusan.",
    "Complaint of {0}: the family is asked for a ransom.",
    ("departures.departed_at", *WORDS),
    ransomed,
)
