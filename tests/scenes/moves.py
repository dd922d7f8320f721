"""Scenes of moves, agreements, certificates and crews."""

from __future__ import annotations

from datetime import date

from factories import Told, told

from scenes.documents import paper
from scenes.placement import AGENCY
from scenes.recruitment import ALONE, BROUGHT, CALO, OFFICER
from scenes.scene import ANA, Scene, passport, registered

FAR = {"nik": "3571015708950001"}


def _mover(number: int, card_on: str = "2025-01-15", **fields: object) -> tuple[Told, ...]:
    who, file = f"mover-{number}", f"R9{number}"
    return (
        told("registrations", file, "2025-01-20", who, **{**FAR, **BROUGHT, **ALONE, **fields}),
        told("passports", f"X3{number:06d}", "2025-02-01", who),
        paper("kk", card_on, file, who),
    )


def _ana(card_on: str = "2025-01-15", **fields: object) -> tuple[Told, ...]:
    return (registered(**{**FAR, **BROUGHT, **ALONE, **fields}), passport(), paper("kk", card_on))


_TWO = (*_mover(1), *_mover(2))
D05 = Scene(
    "D05",
    (*_TWO, *_ana()),
    {
        "someone who moved to marry": _ana(),
        "moved long before": (*_TWO, *_ana("2024-06-01")),
        "born there": (*_TWO, *_ana(nik="5203015708950001")),
        "an agency's people in a transit city": (
            told("agencies", "SIP3MI-1", "2020-01-01", phone=CALO),
            *_TWO,
            *_ana(),
        ),
    },
)

D10 = Scene(
    "D10",
    (registered(), paper("competency", "2025-01-25", status="rejected")),
    {
        "a register that lags": (registered(), paper("competency", "2025-01-25", status="unverified")),
        "handed in again": (
            registered(),
            paper("competency", "2025-01-25", status="rejected"),
            told("documents", "D9", "2025-02-20", ANA, registration_id="R1", doc_type="competency"),
        ),
        "turned down last week": (registered(), paper("competency", "2025-02-26", status="rejected")),
        "a government scheme": (
            registered(scheme="g_to_g"),
            paper("competency", "2025-01-25", status="rejected"),
        ),
        "someone who returns to work": (
            registered(),
            told("returns", "B0", "2023-01-25", ANA),
            paper("competency", "2025-01-25", status="rejected"),
        ),
    },
)

_GONE = (registered("2024-12-01"), told("departures", "E1", "2025-01-25", ANA))
_ANYBODY = (
    told("registrations", "R8", "2024-12-01", "other-1"),
    paper("work_agreement", "2025-01-05", "R8", "other-1"),
)
P06 = Scene(
    "P06",
    (*_ANYBODY, *_GONE),
    {
        "signed before": (*_ANYBODY, *_GONE, paper("work_agreement", "2025-01-10")),
        "the agency keeps the original": (*_ANYBODY, *_GONE, paper("placement_agreement", "2025-01-10")),
        "the standard form of the country": (
            *_ANYBODY,
            registered("2024-12-01", country="JPN"),
            told("departures", "E1", "2025-01-25", ANA),
        ),
        "left last week": (*_ANYBODY, registered("2024-12-01"), told("departures", "E1", "2025-02-26", ANA)),
        "an office that enters no agreements": _GONE,
    },
)
P06_LATE = Scene("P06", (*_GONE, paper("work_agreement", "2025-02-01")))

_CREW = {"position": "fishing_crew", "planned_departure_on": date(2025, 3, 20)}
P14 = Scene(
    "P14",
    (AGENCY, registered(license_no=None, **_CREW)),
    {
        "an agent with the sea permit alone": (
            AGENCY,
            registered(license_no=None, **_CREW),
            paper("work_agreement", "2025-02-10"),
        ),
        "a licensed agency": (AGENCY, registered(**_CREW)),
        "months before departure": (
            AGENCY,
            registered(license_no=None, position="fishing_crew", planned_departure_on=date(2025, 8, 1)),
        ),
    },
)

_OLD = (
    told("agencies", "SIP3MI-0", "2020-01-01", phone="02155509", address="Jl. Lama 9"),
    told(
        "agencies",
        "SIP3MI-0",
        "2024-06-01",
        phone="02155509",
        address="Jl. Lama 9",
        status="revoked",
        status_changed_on=date(2024, 6, 1),
    ),
)


def _new(**fields: object) -> tuple[Told, ...]:
    return (
        *_OLD,
        told("agencies", "SIP3MI-1", "2024-09-01", license_from=date(2024, 9, 1), **fields),
        registered(),
    )


N09 = Scene(
    "N09",
    _new(phone="02155509"),
    {
        "a sold office": _new(address="Jl. Lama 9"),
        "a shared virtual office": (
            *_new(phone="02155509"),
            told("agencies", "SIP3MI-7", "2020-01-01", phone="02155509"),
        ),
        "staff that changed jobs": (*_new(), *OFFICER),
        "years later": (
            *_OLD,
            told("agencies", "SIP3MI-1", "2024-09-01", license_from=date(2026, 1, 1), phone="02155509"),
            registered(),
        ),
    },
)

SCENES = (D05, D10, P06, P06_LATE, P14, N09)
