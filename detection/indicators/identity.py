"""Identity: papers of one person that do not agree with one another, or make them a minor."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from detection.ages import DAYS_A_YEAR, YOUNGEST_CREDIBLE
from detection.indicators.indicator import Element, Indicator, Nature, evidence
from features.people import passport, registration
from graphs.network.known import Known
from records.law import in_force

CORRECTION_DAYS = 7
"""A desk that corrects its own row this soon corrects its typing."""


def _papers(known: Known) -> Table:
    """The newest registration and passport of each person in one shape."""
    columns = ("person_id", "entity_key", "nik_well_formed", "nik_birth_date_agrees", "nik_birth_date_slip")
    both = [("registrations", registration(known)), ("passports", passport(known))]
    return ibis.union(*(rows.select(*columns, feed=ibis.literal(feed)) for feed, rows in both))


def nik_differs(known: Known) -> Table:
    """A NIK malformed or with another birth date than the declared one, which no single slip explains."""
    papers = _papers(known)
    papers = papers.mutate(how=ibis.ifelse(papers.nik_well_formed, "birth_date", "malformed"))
    odd = (~papers.nik_well_formed) | (~papers.nik_birth_date_agrees)
    return evidence(papers.filter(odd & ~papers.nik_birth_date_slip.fill_null(False)), None, "how")


def _birth_dates(known: Known) -> Table:
    """Every birth date that a paper of the person ever bore, but those which a desk corrected within days."""
    tables = []
    for feed in ("registrations", "passports"):
        versions = known.lake.versions(feed, known.as_of)
        order = ibis.window(group_by="entity_key", order_by=["recorded_at", "sequence"])
        versions = versions.select(
            "entity_key",
            "birth_date",
            "recorded_at",
            corrected_at=versions.recorded_at.lead().over(order),
        )
        soon = versions.recorded_at + ibis.interval(days=CORRECTION_DAYS)
        kept = versions.filter(versions.corrected_at.isnull() | (versions.corrected_at > soon))
        owners = known.about(feed).select("entity_key", "person_id")
        kept = kept.select("entity_key", "birth_date").inner_join(owners, "entity_key")
        tables.append(kept.mutate(feed=ibis.literal(feed)))
    return ibis.union(*tables)


def age_raised(known: Known) -> Table:
    """By one paper the person is a minor on the planned departure, by another an adult."""
    adult = in_force("minimum_age", known.as_of)[0]["years"]
    leaving = registration(known).select("person_id", leaves="planned_departure_on")
    leaving = leaving.union(passport(known).select("person_id", leaves="issued_on"))
    leaving = leaving.group_by("person_id").agg(leaves=leaving.leaves.max())
    papers = known.keep("birth_dates", lambda: _birth_dates(known)).inner_join(leaving, "person_id")
    years = (papers.leaves.delta(papers.birth_date, unit="day") / DAYS_A_YEAR).floor().cast("int64")
    papers = papers.mutate(years=years)
    oldest = papers.group_by("person_id").agg(oldest=papers.years.max())
    both = papers.inner_join(oldest, "person_id")
    young = both.years.between(YOUNGEST_CREDIBLE, adult - 1) & (both.oldest >= adult)
    return evidence(both.filter(young), None, "years", "oldest")


def minor(known: Known) -> Table:
    """Under the legal age on the planned departure of a registration, or on a passport for work or crew."""
    adult = in_force("minimum_age", known.as_of)[0]["years"]
    reg, own = registration(known), passport(known)
    registered = reg.select(
        "person_id",
        "entity_key",
        days=reg.planned_departure_on.delta(reg.birth_date, unit="day"),
        feed=ibis.literal("registrations"),
    )
    travelling = own.filter(own.stated_purpose.isin(["work", "crew"]))
    travelling = travelling.select(
        "person_id",
        "entity_key",
        days=travelling.issued_on.delta(travelling.birth_date, unit="day"),
        feed=ibis.literal("passports"),
    )
    papers = ibis.union(registered, travelling)
    papers = papers.mutate(years=(papers.days / DAYS_A_YEAR).floor().cast("int64"))
    return evidence(papers.filter(papers.years < adult), None, "years")


def _numbers(known: Known) -> Table:
    """Each NIK of a person that agrees with the birth date on its own paper, and how many papers bear it."""
    papers = ibis.union(
        *(
            known.about(feed).select(
                "person_id",
                "entity_key",
                "nik",
                "birth_date",
                "nik_birth_date_agrees",
                feed=ibis.literal(feed),
            )
            for feed in ("registrations", "passports")
        )
    )
    papers = papers.filter(papers.nik_birth_date_agrees)
    bearing = papers.group_by("person_id", "nik").agg(bearing=papers.count(), born=papers.birth_date.min())
    return papers.inner_join(bearing, ["person_id", "nik"])


def two_identities(known: Known) -> Table:
    """Two NIKs of one person, each at one with its own paper, that no slip explains.

    A slip leaves the birth dates alike and stands on one paper only; so either the birth dates differ too, or
    each of the NIKs stands on two papers.
    """
    numbers = known.keep("coherent_numbers", lambda: _numbers(known))
    persons = numbers.group_by("person_id").agg(
        niks=numbers.nik.nunique(), births=numbers.born.nunique(), least=numbers.bearing.min()
    )
    several = persons.filter((persons.niks > 1) & ((persons.births > 1) | (persons.least > 1)))
    return evidence(numbers.inner_join(several, "person_id"), None, "niks")


D01 = Indicator(
    "D01",
    "NIK tidak cocok dengan tanggal lahir/jenis kelamin",
    "NIK does not match date of birth/sex",
    Element.CARA,
    Nature.INKONSISTENSI,
    2,
    "Salah ketik satu angka; NIK tidak diterbitkan ulang setelah tanggal lahir dibetulkan, jadi periksa "
    "akta lahir sebelum menyimpulkan. Jenis kelamin tidak ikut dinilai.",
    "A one-digit slip of typing; a NIK is not issued anew when a birth date is corrected, so look at the "
    "birth certificate first. Sex is not judged.",
    "{0} pada NIK berbeda dari yang tercatat, bukan sekadar salah ketik satu angka.",
    "{0} of the NIK is not as declared, and a one-digit slip does not explain it.",
    tuple(
        feed + column
        for feed in ("registrations.", "passports.")
        for column in ("nik", "birth_date", "nik_well_formed", "nik_birth_date_agrees", "nik_birth_date_slip")
    ),
    nik_differs,
)

D02 = Indicator(
    "D02",
    "Umur dituakan",
    "Age raised",
    Element.CARA,
    Nature.INKONSISTENSI,
    5,
    "Akta lahir yang terlambat lazim di desa, dan orang dewasa boleh membetulkan kesalahan lama: minta "
    "akta, surat baptis atau rapor, jangan menuduh. Ralat loket dalam tujuh hari tidak dihitung.",
    "Late birth registration is common in villages, and adults may correct an old error: ask for birth "
    "certificate, baptism letter or school report, do not accuse. A desk's own correction within seven "
    "days does not count.",
    "Menurut satu dokumen berumur {0} tahun saat rencana berangkat, menurut dokumen lain {1} tahun.",
    "By one paper aged {0} on the planned departure, by another {1}.",
    (
        "registrations.birth_date",
        "registrations.planned_departure_on",
        "passports.birth_date",
        "passports.issued_on",
    ),
    age_raised,
)

D03 = Indicator(
    "D03",
    "Belum 18 tahun saat rencana berangkat",
    "Under 18 on the planned departure date",
    Element.PROSES,
    Nature.PROSEDURAL,
    5,
    "Anak yang bepergian dengan keluarga, untuk belajar atau beribadah: tanpa tanda bekerja tidak "
    "dihitung. Anak bukan terlapor; hubungkan dengan UPTD PPA atau LPSK.",
    "A child who travels with family, to study or to worship: without a sign of work it does not count. "
    "The child is never the suspect; turn to the child protection unit or LPSK.",
    "Berumur {0} tahun pada tanggal rencana berangkat untuk bekerja.",
    "Aged {0} on the date planned for leaving to work.",
    (
        "registrations.birth_date",
        "registrations.planned_departure_on",
        "passports.birth_date",
        "passports.issued_on",
        "passports.stated_purpose",
    ),
    minor,
)

D04 = Indicator(
    "D04",
    "Identitas ganda",
    "Multiple identities for one person",
    Element.CARA,
    Nature.INKONSISTENSI,
    4,
    "Saudara kembar, ejaan nama yang berbeda, paspor lama dan baru yang tumpang tindih, SPLP: pastikan "
    "dulu bahwa ini orang yang sama.",
    "Twins, names spelled differently, an old and a new passport that overlap, travel documents in lieu: "
    "make sure first that this is one person.",
    "Tercatat dengan {0} NIK yang masing-masing cocok dengan dokumennya sendiri.",
    "Recorded under {0} NIKs, each of which agrees with its own paper.",
    tuple(
        feed + column
        for feed in ("registrations.", "passports.")
        for column in ("nik", "birth_date", "nik_birth_date_agrees")
    ),
    two_identities,
)
