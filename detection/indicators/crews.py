"""Crews: people recruited for ships without a licensed agency and without the seafarer's agreement."""

from __future__ import annotations

from datetime import timedelta

import ibis
from ibis.expr.types import Table

from detection.indicators.applications import held, pending
from detection.indicators.indicator import Element, Indicator, Nature, evidence
from graphs.network.known import Known
from records.law import values

EVE_DAYS = 30
"""So near to departure the agreement must be there."""


def crew_without_permits(known: Known) -> Table:
    """As crew within a month of departure, through no active agency on the register, and without agreement.

    An agent may lawfully hold the sea transport permit alone, which no feed lists; but then there is an
    agreement. So both must be missing.
    """
    day = known.as_of
    reg = pending(known)
    reg = reg.filter(reg.position.isin(values("crew_position", "positions", day)))
    near = reg.planned_departure_on.between(ibis.literal(day), ibis.literal(day + timedelta(days=EVE_DAYS)))
    active = known.feed("agencies").filter(ibis._.status == "active").select("license_no")
    rows = reg.filter(near).select(
        "person_id", "entity_key", "registration_id", "license_no", "planned_departure_on"
    )
    rows = rows.anti_join(active, "license_no").anti_join(held(known, "work_agreement"), "registration_id")
    return evidence(rows, "registrations", "planned_departure_on")


P14 = Indicator(
    "P14",
    "Perekrutan ABK tanpa izin lengkap",
    "Fishing or merchant crew recruited without full permits",
    Element.PROSES,
    Nature.PROSEDURAL,
    4,
    "Dua jalur izin (Kemenhub dan KemenP2MI): agen yang sah dapat hanya memegang satu; kapal berganti nama. Yang "
    "perjanjian kerja lautnya tercatat, dan yang melalui P3MI aktif, tidak dihitung.",
    "Two permits (sea transport and placement): a lawful agent may hold one alone; ships are renamed. Those "
    "whose agreement is on record, and those of an active agency, do not count.",
    "Sebagai awak kapal, berangkat {0}, tanpa P3MI aktif dan tanpa perjanjian kerja laut.",
    "As crew, departure {0}, without an active agency and without a seafarer's agreement.",
    (
        "registrations.position",
        "registrations.license_no",
        "registrations.planned_departure_on",
        "agencies.license_no",
        "agencies.status",
        "documents.doc_type",
        "documents.status",
    ),
    crew_without_permits,
)
