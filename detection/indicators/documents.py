"""Documents: letters and numbers that cannot be this person's alone, and what is missing close to departure."""

from __future__ import annotations

from datetime import timedelta

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from detection.indicators.applications import papers, pending
from detection.indicators.indicator import Element, Indicator, Nature, evidence
from features.people import passport, registration
from graphs.network.known import Known
from records.law import in_force

PERSONAL = ["ktp", "passport", "competency", "visa", "work_agreement", "skck"]
"""Documents of one person alone; a family card is a family's, a placement or orientation list may be a group's."""
SAME_LETTER = 3
"""So many family permits under one number are one letter for many."""
CLOSE_DAYS = 7
UPLOAD_DAYS = 21
"""A document that a desk has seen may be entered this much later."""
SEEN_AT = {"clinic": "medical", "immigration": "passport", "civil_registry": "marital_status"}
"""Which document a finished visit to a desk shows to exist."""


def _shared_numbers(known: Known) -> Table:
    """Documents whose number another person's document of the same type and issuer bears too."""
    docs = papers(known).select("person_id", "entity_key", "doc_type", "doc_no", "issuer")
    docs = docs.filter(docs.doc_no.notnull() & docs.issuer.notnull())
    owners = docs.group_by("doc_type", "doc_no", "issuer").agg(owners=docs.person_id.nunique())
    return docs.inner_join(owners.filter(owners.owners > 1), ["doc_type", "doc_no", "issuer"])


def _shared(known: Known, doc_types: list[str]) -> Table:
    rows = known.keep("shared_numbers", lambda: _shared_numbers(known))
    return rows.filter(rows.doc_type.isin(doc_types))


def medical_number_reused(known: Known) -> Table:
    """A medical certificate whose number the same clinic also gave to someone else.

    Each clinic numbers for itself, so equal numbers of different clinics mean nothing. Whether a clinic is
    approved is not judged: no feed lists them.
    """
    return evidence(_shared(known, ["medical"]), "documents", "owners")


def papers_reused(known: Known) -> Table:
    """A personal document whose number stands in someone else's file too, from the same issuer."""
    return evidence(_shared(known, PERSONAL), "documents", "doc_type", "owners")


def insurance_of_other(known: Known) -> Table:
    """A social security number that stands in someone else's file too."""
    return evidence(_shared(known, ["bpjs"]), "documents", "owners")


def family_letter_doubtful(known: Known) -> Table:
    """The family permit was signed by whoever brought the applicant, dated after the exit, or is one for many."""
    reg = registration(known).select(
        "person_id", "registration_id", "entity_key", "guardian_is_referrer", "referrer_relation"
    )
    by_recruiter = reg.filter(
        reg.guardian_is_referrer & ~reg.referrer_relation.isin(["self", "family", "village_head"])
    )
    exits = known.about("departures").group_by("person_id").agg(left=ibis._.departed_at.max().date())
    docs = papers(known)
    letters = docs.filter(docs.doc_type == "family_permit").select("person_id", "entity_key", "issued_on")
    letters = letters.inner_join(exits, "person_id")
    many = _shared(known, ["family_permit"])
    many = many.filter(many.owners >= SAME_LETTER)
    return ibis.union(
        evidence(by_recruiter, "registrations", ibis.literal("signed_by_recruiter")),
        evidence(letters.filter(letters.issued_on > letters.left), "documents", ibis.literal("after_exit")),
        evidence(many, "documents", ibis.literal("one_for_many")),
    )


def _held(known: Known) -> Table:
    """registration_id and doc_type of what is there: recorded, seen at a desk lately, or on its own register."""
    docs, visits, reg = papers(known), known.feed("desk_visits"), pending(known)
    lately = ibis.literal(known.as_of - timedelta(days=UPLOAD_DAYS))
    seen = visits.filter(
        (visits.result == "done") & visits.desk.isin(list(SEEN_AT)) & (visits.arrived_at.date() >= lately)
    )
    own = reg.semi_join(passport(known), "person_id")
    return ibis.union(
        docs.filter(docs.status != "rejected").select("registration_id", "doc_type"),
        seen.select("registration_id", doc_type=seen.desk.cases(*SEEN_AT.items())),
        own.select("registration_id", doc_type=ibis.literal("passport")),
    ).distinct()


def documents_missing(known: Known) -> Table:
    """Article 13 documents that the scheme demands missing within a week of the planned departure.

    Demanded are only the types that the feed carries at all: an office that enters none says nothing.
    """
    lists = in_force("required_document", known.as_of)
    pairs = [(entry["scheme"], document) for entry in lists for document in entry["documents"]]
    columns = [list(column) for column in zip(*pairs, strict=True)]
    demanded = known.lake.register("demanded_papers", pa.table(columns, names=["scheme", "doc_type"]))
    demanded = demanded.semi_join(known.feed("documents"), "doc_type")
    reg, day = pending(known), ibis.literal(known.as_of)
    reg = reg.filter(reg.planned_departure_on.delta(day, unit="day").between(0, CLOSE_DAYS))
    needs = reg.select("person_id", "entity_key", "registration_id", "scheme", "planned_departure_on")
    lacking = needs.inner_join(demanded, "scheme").anti_join(_held(known), ["registration_id", "doc_type"])
    missing = lacking.group_by("person_id", "entity_key", "planned_departure_on").agg(missing=lacking.count())
    return evidence(missing, "registrations", "missing", "planned_departure_on")


NUMBERS = ("documents.doc_type", "documents.doc_no", "documents.issuer")

D08 = Indicator(
    "D08",
    "Surat izin keluarga diragukan",
    "Family consent letter doubtful",
    Element.CARA,
    Nature.INKONSISTENSI,
    3,
    "Wali, pasangan yang bercerai atau meninggal, register desa di atas kertas, satu pegawai yang "
    "menandatangani a.n. kepala desa. Penanda tangan yang keluarga atau kepala desa tidak dihitung.",
    "Guardians, divorced or dead spouses, village registers on paper, one clerk signing for the head. A "
    "signer who is family or village head does not count.",
    "Surat izin keluarga {0}.",
    "The family permit {0}.",
    (
        "registrations.guardian_name",
        "registrations.guardian_is_referrer",
        "registrations.referrer_name",
        "registrations.referrer_relation",
        "departures.departed_at",
        "documents.issued_on",
        *NUMBERS,
    ),
    family_letter_doubtful,
)

D09 = Indicator(
    "D09",
    "Surat sehat dari klinik tak terdaftar / nomor kembar",
    "Medical certificate from unlisted clinic or duplicate number",
    Element.CARA,
    Nature.INKONSISTENSI,
    3,
    "Puskesmas dipakai di daerah tanpa sarkes; daftar klinik tidak mutakhir. Hanya nomor kembar dari "
    "klinik yang sama yang dihitung, dan isi pemeriksaan tidak pernah dibaca.",
    "Health centres serve where no approved clinic exists; the list is not up to date. Only a number that "
    "one clinic gave twice counts, and what the examination found is never read.",
    "Nomor surat sehatnya dipakai {0} orang dari klinik yang sama.",
    "The number of the medical certificate is used by {0} people of the same clinic.",
    NUMBERS,
    medical_number_reused,
)

D11 = Indicator(
    "D11",
    "Berkas kembar antar-pemohon",
    "Re-used files across applicants",
    Element.CARA,
    Nature.JARINGAN,
    4,
    "Kartu keluarga kakak-adik, daftar rombongan, formulir baku. Hanya dokumen pribadi yang dihitung, dan "
    "satu orang dengan dua pendaftaran bukan berkas kembar.",
    "The family card of siblings, group lists, standard forms. Only personal documents count, and one "
    "person with two registrations is no re-use.",
    "Nomor dokumen ({0}) yang sama ada dalam berkas {1} orang.",
    "The same document number ({0}) stands in the files of {1} people.",
    NUMBERS,
    papers_reused,
)

D12 = Indicator(
    "D12",
    "Dokumen Pasal 13 belum lengkap menjelang berangkat",
    "Article 13 documents incomplete close to departure",
    Element.PROSES,
    Nature.PROSEDURAL,
    3,
    "Unggahan yang terlambat; daftar dokumen berbeda menurut skema; E-PMI bukan dokumen Pasal 13. Yang "
    "sudah dilihat loket dalam tiga minggu terakhir dianggap ada.",
    "Late upload; the list differs by scheme; the E-PMI card is no article 13 document. What a desk has "
    "seen in the last three weeks counts as there.",
    "{0} dokumen Pasal 13 belum tercatat, sedangkan rencana berangkat {1}.",
    "{0} article 13 documents not recorded, with departure planned for {1}.",
    (
        "registrations.scheme",
        "registrations.planned_departure_on",
        "documents.doc_type",
        "documents.status",
        "desk_visits.desk",
        "desk_visits.result",
        "desk_visits.arrived_at",
    ),
    documents_missing,
)

D13 = Indicator(
    "D13",
    "BPJS PMI tidak aktif / atas NIK lain",
    "PMI social security inactive or under another NIK",
    Element.PROSES,
    Nature.PROSEDURAL,
    2,
    "P3MI sah membayar sekaligus untuk banyak orang; status terlambat beberapa hari. Hanya nomor peserta "
    "yang juga dipakai orang lain yang dihitung.",
    "An agency lawfully pays for many at once; the status lags by days. Only a member number that someone "
    "else uses too counts.",
    "Nomor BPJS-nya dipakai {0} orang.",
    "The social security number is used by {0} people.",
    NUMBERS,
    insurance_of_other,
)
