"""Scenes of exits, escorts, and what tips tell of a recruiter's offers."""

from __future__ import annotations

from datetime import date

from factories import Told, told

from scenes.documents import paper
from scenes.placement import AGENCY
from scenes.recruitment import ALONE, BROUGHT, CALO, OFFICER
from scenes.scene import ANA, Scene, link, others, passport, registered

_PLAN = {"planned_departure_on": date(2025, 2, 10)}


def _exit(on: str = "2025-02-08", **fields: object) -> Told:
    return told("departures", "E1", on, ANA, **fields)


_VISIT = {"purpose": "visit"}
P09 = Scene(
    "P09",
    (registered(**_PLAN), _exit(**_VISIT)),
    {
        "a visitor with a return ticket": (registered(**_PLAN), _exit(ticket="return", **_VISIT)),
        "a pilgrim": (_exit(purpose="pilgrimage"),),
        "a patient": (registered(**_PLAN), _exit(purpose="medical")),
        "a worker on holiday": (
            registered("2024-01-20", planned_departure_on=date(2024, 5, 1)),
            _exit(**_VISIT),
        ),
        "a visa on record": (registered(**_PLAN), paper("visa", "2025-01-25"), _exit(**_VISIT)),
    },
)

N11 = Scene(
    "N11",
    (registered(**_PLAN), _exit(country="KHM")),
    {
        "a cheap connection": (registered(**_PLAN), _exit(country="SGP")),
        "several cities": (registered(**_PLAN), _exit(country="KHM", ticket="return")),
        "a lawful change": (
            registered(**_PLAN),
            told("job_orders", "JO-9", "2024-01-01", country="KHM"),
            _exit(country="KHM"),
        ),
    },
)

_EXITS = told("departures", "E0", "2022-01-25", "other-1")
_BACK = told("returns", "B1", "2025-02-10", ANA, kind="deported", country="KHM")
_OWN = passport("2024-02-01")
N05 = Scene(
    "N05",
    (_EXITS, _OWN, _BACK),
    {
        "a border pass": (
            _EXITS,
            _OWN,
            told("returns", "B1", "2025-02-10", ANA, kind="deported", country="MYS"),
        ),
        "a fisherman": (_EXITS, _OWN, registered("2024-02-01", position="fishing_crew"), _BACK),
        "a passport from before exits were recorded": (_EXITS, passport("2021-02-01"), _BACK),
        "an exit on record": (_EXITS, _OWN, told("departures", "E1", "2024-06-25", ANA), _BACK),
        "an office that records exits only lately": (
            told("departures", "E0", "2024-12-25", "other-1"),
            passport("2025-01-01"),
            _BACK,
        ),
        "came home at the end of a contract": (
            _EXITS,
            _OWN,
            told("returns", "B1", "2025-02-10", ANA, country="KHM"),
        ),
    },
)

_CHECK = {
    "subject_type": "passport",
    "role": "transporter",
    "channel": "document_check",
    "recruiter_phone": CALO,
}


def _checked(
    purpose: str = "visit", villages: str = "520{n}012001", works: bool = True, role: str = "transporter"
) -> tuple[Told, ...]:
    seen = {**_CHECK, "role": role}
    people = others("passports", "2025-01-25", 3, stated_purpose=purpose)
    files = (*others("registrations", "2025-01-20", 3, village_code=villages, **ALONE), registered(**ALONE))
    checks = (
        *(link("2025-02-20", f"L{n}", f"X2{n:06d}", f"other-{n}", **seen) for n in range(1, 4)),
        link("2025-02-20", "L9", "X1000001", ANA, **seen),
    )
    return (*people, passport(stated_purpose=purpose), *(files if works else ()), *checks)


N07 = Scene(
    "N07",
    _checked(),
    {
        "a tour leader with pilgrims": _checked("pilgrimage", works=False),
        "a teacher with pupils": _checked("study", works=False),
        "people of one village": _checked(villages="5203012001"),
        "agency staff": (told("agencies", "SIP3MI-1", "2020-01-01", phone=CALO), *_checked()),
        "a field officer": _checked(role="field_officer"),
    },
)


def _tip(narrative: str, on: str = "2025-02-10") -> Told:
    return told("tips", "T1", on, narrative=narrative, mentioned_phone=CALO)


_ALONE = registered(**BROUGHT, **ALONE)
_ONLINE = "Ia menawarkan kerja lewat Facebook."
R02 = Scene(
    "R02",
    (_ALONE, _tip(_ONLINE)),
    {
        "an agency that advertises": (AGENCY, *OFFICER, registered(**BROUGHT), _tip(_ONLINE)),
        "placed by an active agency": (AGENCY, registered(**BROUGHT), _tip(_ONLINE)),
        "a tip about something else": (_ALONE, _tip("Rumahnya ramai.")),
        "a tip of long ago": (_ALONE, _tip(_ONLINE, "2023-02-10")),
    },
)

_USUAL = others("registrations", "2025-01-10", 3)
_OWED = {"declared_cost_idr": 30_000_000}
R05 = Scene(
    "R05",
    (*_USUAL, registered(cost_paid_by="sponsor", **_OWED, **BROUGHT, **ALONE)),
    {
        "a bank loan": (*_USUAL, registered(cost_paid_by="bank_loan", **_OWED, **BROUGHT, **ALONE)),
        "a usual cost": (*_USUAL, registered(cost_paid_by="sponsor", **BROUGHT, **ALONE)),
        "an agency that advances": (
            told("agencies", "SIP3MI-1", "2020-01-01", phone=CALO),
            *_USUAL,
            registered(cost_paid_by="sponsor", **_OWED, **BROUGHT),
        ),
    },
)
R05_TIP = Scene("R05", (_ALONE, _tip("Semua yang ikut berutang kepadanya, utang dipotong dua tahun.")))

_BRIDES = "Ia mencari pengantin pesanan untuk orang asing."
_SEEN = link("2025-01-20", "L1", "X1000001", ANA, subject_type="passport", recruiter_phone=CALO)
_VISITOR = passport(stated_purpose="visit")
R12 = Scene(
    "R12",
    (_VISITOR, _SEEN, _tip(_BRIDES)),
    {
        "a dowry is custom": (_VISITOR, _SEEN, _tip("Mahar dibayar kepada keluarga.")),
        "a marriage that nobody brokers": (_VISITOR, _tip(_BRIDES)),
        "someone who registered for work": (_VISITOR, _SEEN, _ALONE, _tip(_BRIDES)),
    },
)

SCENES = (P09, N11, N05, N07, R02, R05, R05_TIP, R12)
