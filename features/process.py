"""Process: the documents of article 13 and the way through the desks, and how they fit together in time."""

from __future__ import annotations

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from features.feature import Family, Feature
from features.people import people, registration
from graphs.network.known import Known
from records.law import in_force


def _required(known: Known) -> Table:
    """How many of the documents that the scheme demands are there and not rejected."""
    reg, docs = registration(known), known.about("documents")
    lists = in_force("required_document", known.as_of)
    pairs = [(entry["scheme"], document) for entry in lists for document in entry["documents"]]
    rows = pa.table(
        {"scheme": [scheme for scheme, _ in pairs], "doc_type": [document for _, document in pairs]}
    )
    demanded = known.lake.register("demanded_documents", rows)
    needs = reg.select("person_id", "registration_id", "scheme").inner_join(demanded, "scheme")
    held = (
        docs.filter(docs.status.fill_null("") != "rejected").select("registration_id", "doc_type").distinct()
    )
    held = held.mutate(is_held=ibis.literal(1))
    checked = needs.left_join(held, ["registration_id", "doc_type"])
    return checked.group_by("person_id").agg(documents_missing=checked.is_held.isnull().sum())


def _documents(known: Known) -> Table:
    docs, reg = known.about("documents"), registration(known)
    docs = docs.inner_join(
        reg.select("registration_id", "village_code", registered=reg.recorded_at.date()), "registration_id"
    )
    issued = {
        kind: docs.issued_on.min(where=docs.doc_type == kind)
        for kind in ("medical", "visa", "placement_agreement", "family_permit")
    }
    rows = docs.group_by("person_id").agg(
        documents=docs.doc_type.nunique(),
        documents_unverified=(docs.status == "unverified").mean(),
        documents_rejected=(docs.status == "rejected").mean(),
        documents_from_elsewhere=(docs.issuer_regency_code != docs.village_code.left(4)).mean(),
        documents_without_number=docs.doc_no.isnull().mean(),
        documents_issued_days=docs.issued_on.max().delta(docs.issued_on.min(), unit="day"),
        documents_same_day=1.0 - docs.issued_on.nunique() / docs.count(),
        documents_before_registration=(docs.issued_on < docs.registered).mean(),
        medical_from_elsewhere=(
            (docs.doc_type == "medical") & (docs.issuer_regency_code != docs.village_code.left(4))
        )
        .cast("int")
        .max(),
        **{f"first_{kind}": value for kind, value in issued.items()},
    )
    return rows.mutate(
        visa_before_medical=(rows.first_visa < rows.first_medical).cast("int"),
        visa_before_agreement=(rows.first_visa < rows.first_placement_agreement).cast("int"),
        permit_last=(rows.first_family_permit > rows.first_visa).cast("int"),
    ).drop("first_medical", "first_visa", "first_placement_agreement", "first_family_permit")


def _numbers(known: Known) -> Table:
    """Document numbers that stand in the papers of more than one person."""
    docs = known.about("documents").filter(ibis._.doc_no.notnull())
    owners = docs.group_by("doc_type", "doc_no").agg(owners=docs.person_id.nunique())
    rows = docs.inner_join(owners, ["doc_type", "doc_no"])
    return rows.group_by("person_id").agg(documents_shared_number=(rows.owners > 1).cast("int").sum())


def _visits(known: Known) -> Table:
    visits, reg = known.about("desk_visits"), registration(known)
    visits = visits.inner_join(reg.select("registration_id", home=reg.office_code), "registration_id")
    return visits.group_by("person_id").agg(
        visits=visits.count(),
        visits_done=(visits.result == "done").mean(),
        visits_incomplete=(visits.result == "incomplete").mean(),
        visits_sent_elsewhere=(visits.result == "sent_elsewhere").mean(),
        desks_visited=visits.desk.nunique(),
        visits_days=visits.arrived_at.max().date().delta(visits.arrived_at.min().date(), unit="day"),
    )


def _pace(known: Known) -> Table:
    reg, day = registration(known), ibis.literal(known.as_of)
    return reg.select(
        "person_id",
        days_registered=day.delta(reg.recorded_at.date(), unit="day"),
        days_to_departure=reg.planned_departure_on.delta(day, unit="day"),
        days_planned=reg.planned_departure_on.delta(reg.recorded_at.date(), unit="day"),
    )


def table(known: Known) -> Table:
    """One row a person of concern; empty without registration."""
    rows = people(known).select("person_id")
    for part in (_required(known), _documents(known), _numbers(known), _visits(known), _pace(known)):
        rows = rows.left_join(part, "person_id").drop("person_id_right")
    return rows.mutate(
        documents_behind=rows.documents_missing * (rows.days_to_departure < 21).cast("int"),
        documents_without_visits=rows.documents - rows.desks_visited.fill_null(0),
    )


R, D, V = "registrations.", "documents.", "desk_visits."
FAMILY = Family(
    "process",
    "Proses",
    "Process",
    (
        Feature(
            "documents_missing",
            "count",
            "dokumen Pasal 13 belum ada",
            "article 13 documents missing",
            (D + "doc_type",),
            spreads=True,
        ),
        Feature("documents", "count", "jenis dokumen", "kinds of documents", (D + "doc_type",)),
        Feature(
            "documents_unverified",
            "share",
            "dokumen belum diverifikasi",
            "documents not verified",
            (D + "status",),
            spreads=True,
        ),
        Feature(
            "documents_rejected",
            "share",
            "dokumen ditolak",
            "documents rejected",
            (D + "status",),
            spreads=True,
        ),
        Feature(
            "documents_from_elsewhere",
            "share",
            "dokumen terbit di luar domisili",
            "documents issued away from home",
            (D + "issuer_regency_code",),
            spreads=True,
        ),
        Feature(
            "documents_without_number",
            "share",
            "dokumen tanpa nomor",
            "documents without number",
            (D + "doc_no",),
            spreads=True,
        ),
        Feature(
            "documents_issued_days",
            "days",
            "rentang terbit dokumen",
            "days over which the documents were issued",
            (D + "issued_on",),
            spreads=True,
        ),
        Feature(
            "documents_same_day",
            "share",
            "dokumen terbit pada hari yang sama",
            "documents issued on the same day",
            (D + "issued_on",),
            spreads=True,
        ),
        Feature(
            "documents_before_registration",
            "share",
            "dokumen terbit sebelum pendaftaran",
            "documents issued before registration",
            (D + "issued_on",),
            spreads=True,
        ),
        Feature(
            "medical_from_elsewhere",
            "0/1",
            "surat sehat dari luar domisili",
            "medical certificate from elsewhere",
            (D + "issuer",),
            spreads=True,
        ),
        Feature(
            "visa_before_medical",
            "0/1",
            "visa terbit sebelum surat sehat",
            "visa issued before the medical certificate",
            (D + "issued_on",),
            spreads=True,
        ),
        Feature(
            "visa_before_agreement",
            "0/1",
            "visa terbit sebelum perjanjian penempatan",
            "visa issued before the placement agreement",
            (D + "issued_on",),
            spreads=True,
        ),
        Feature(
            "permit_last",
            "0/1",
            "izin keluarga terbit setelah visa",
            "family permit issued after the visa",
            (D + "issued_on",),
            spreads=True,
        ),
        Feature(
            "documents_shared_number",
            "count",
            "nomor dokumen dipakai orang lain",
            "document numbers used by others",
            (D + "doc_no",),
            spreads=True,
        ),
        Feature("visits", "count", "kunjungan loket", "desk visits", (V + "visit_id",)),
        Feature("visits_done", "share", "kunjungan selesai", "visits done", (V + "result",), spreads=True),
        Feature(
            "visits_incomplete",
            "share",
            "kunjungan dengan berkas kurang",
            "visits with incomplete papers",
            (V + "result",),
            spreads=True,
        ),
        Feature(
            "visits_sent_elsewhere", "share", "kunjungan dialihkan", "visits sent elsewhere", (V + "result",)
        ),
        Feature(
            "desks_visited", "count", "loket yang dikunjungi", "desks visited", (V + "desk",), spreads=True
        ),
        Feature(
            "visits_days",
            "days",
            "rentang kunjungan",
            "days over which the desks were visited",
            (V + "arrived_at",),
            spreads=True,
        ),
        Feature(
            "days_registered",
            "days",
            "hari sejak pendaftaran",
            "days since registration",
            (R + "recorded_at",),
        ),
        Feature(
            "days_to_departure",
            "days",
            "hari menuju rencana berangkat",
            "days to the planned departure",
            (R + "planned_departure_on",),
        ),
        Feature(
            "days_planned",
            "days",
            "waktu dari pendaftaran ke rencana berangkat",
            "days from registration to the planned departure",
            (R + "planned_departure_on",),
            spreads=True,
        ),
        Feature(
            "documents_behind",
            "count",
            "dokumen belum ada menjelang berangkat",
            "documents missing close to departure",
            (D + "doc_type", R + "planned_departure_on"),
        ),
        Feature(
            "documents_without_visits",
            "count",
            "dokumen tanpa kunjungan loket",
            "documents without a desk visit",
            (D + "doc_type", V + "desk"),
            spreads=True,
        ),
    ),
    table,
)
