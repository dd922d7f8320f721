"""Scenes of groups, routes, destinations, and cases close by."""

from __future__ import annotations

from datetime import date, timedelta

from factories import Told, told

from scenes.documents import paper
from scenes.placement import AGENCY
from scenes.recruitment import ALONE, BROUGHT, CALO, OFFICER
from scenes.scene import ANA, Scene, link, others, passport, registered

PHONE = "081299000002"


def _batch(purpose: str = "visit", **fields: object) -> tuple[Told, ...]:
    rows = others("passports", "2025-02-02", 4, stated_purpose=purpose, applicant_phone=PHONE, **fields)
    return (*rows, passport(stated_purpose=purpose, applicant_phone=PHONE))


_WORKERS = (*others("registrations", "2025-01-20", 4, **ALONE), registered(**ALONE))
N01 = Scene(
    "N01",
    (*_WORKERS, *_batch()),
    {
        "a school trip": (*_WORKERS, *_batch("study")),
        "pilgrims without a sign of work": _batch("pilgrimage"),
        "an agency's class": (AGENCY, *others("registrations", "2025-01-20", 4), registered(), *_batch()),
        "different offices": (*_WORKERS, *_batch(issuing_office="KANIM-{n}")),
        "over the years": (
            *_WORKERS,
            *(
                told("passports", f"X2{n:06d}", f"202{n}-02-01", f"other-{n}", applicant_phone=PHONE)
                for n in range(1, 5)
            ),
            passport(applicant_phone=PHONE),
        ),
    },
)

HOUSE = "Jl. Sepi 7, Batam"


def _guests(count: int = 4, village: str = "520{n}012001", address: str = HOUSE) -> tuple[Told, ...]:
    guests = others("registrations", "2025-01-20", count, village_code=village, **BROUGHT, **ALONE)
    keeper = link("2025-02-01", "L1", address, subject_type="place", recruiter_phone=CALO)
    return (*guests, registered(**BROUGHT, **ALONE), keeper)


N02 = Scene(
    "N02",
    _guests(),
    {
        "a boarding house for people of one regency": _guests(village="5203012001"),
        "a family house": _guests(3),
        "the dormitory of an agency": (
            told("agencies", "SIP3MI-7", "2020-01-01", address=HOUSE),
            *_guests(),
        ),
    },
)
N02_TIP = Scene(
    "N02",
    (
        registered(**BROUGHT, **ALONE),
        told("tips", "T1", "2025-02-10", narrative="Banyak orang ditampung.", mentioned_phone=CALO),
    ),
)


def _left(who: str, number: int, **fields: object) -> Told:
    fields = {"booking_ref": "BK1", "purpose": "visit"} | fields
    return told("departures", f"E{number}", "2025-02-20", who, passport_no=f"X{number}", **fields)


def _trip(**fields: object) -> tuple[Told, ...]:
    return (_left(ANA, 0, **fields), *(_left(f"other-{n}", n, **fields) for n in (1, 2, 3)))


N03 = Scene(
    "N03",
    _trip(),
    {
        "an agency bought the tickets": (
            AGENCY,
            *others("registrations", "2025-01-20", 3),
            registered(),
            *_trip(),
        ),
        "a tour that comes back": _trip(ticket="return"),
        "two who travel together": _trip()[:2],
    },
)

_FERRY = {"planned_port": "BTH-FERRY", **ALONE}
_VISIT = passport(stated_purpose="visit")
N04 = Scene(
    "N04",
    (registered(**_FERRY), _VISIT),
    {
        "a family of the border province": (registered(village_code="2171012001", **_FERRY), _VISIT),
        "a patient": (registered(**_FERRY), passport(stated_purpose="medical")),
        "a trader on a return ticket": (
            _VISIT,
            told(
                "departures",
                "E1",
                "2025-02-20",
                ANA,
                passport_no="X1",
                port="BTH-FERRY",
                purpose="visit",
                ticket="return",
            ),
        ),
    },
)
N04_EXIT = Scene(
    "N04",
    (
        _VISIT,
        told("departures", "E1", "2025-02-20", ANA, passport_no="X1", port="BTH-FERRY", purpose="visit"),
    ),
)


def _stop(number: int, on: str, port: str, outcome: str = "deferred") -> Told:
    return told("interceptions", f"I{number}", on, ANA, port=port, outcome=outcome)


_STOPS = (_stop(1, "2025-01-10", "BTH-FERRY"), _stop(2, "2025-02-10", "CGK"))
N06 = Scene(
    "N06",
    _STOPS,
    {
        "the second was found unfounded": (*_STOPS, _stop(2, "2025-02-12", "CGK", "released")),
        "released on the way": (*_STOPS, _stop(3, "2025-02-13", "CGK", "released")),
        "cleared": (*_STOPS, told("case_outcomes", "LP1/1", "2025-02-20", ANA, finding="cleared")),
        "twice at one checkpoint": (_STOPS[0], _stop(2, "2025-02-10", "BTH-FERRY")),
        "a year apart": (_stop(1, "2024-01-10", "BTH-FERRY"), _STOPS[1]),
    },
)

_BROUGHT = registered(**BROUGHT, **ALONE)
_VICTIM = told("case_outcomes", "LP1/1", "2025-02-01", "other-1", finding="tppo_victim", phone="0815000")
_BROUGHT_TOO = others("registrations", "2025-01-10", 1, phone="0815000", **BROUGHT, **ALONE)
N08 = Scene(
    "N08",
    (_BROUGHT, *_BROUGHT_TOO, _VICTIM),
    {
        "a relative who shares the victim's own phone": (
            registered(phone="0815000", **ALONE),
            *_BROUGHT_TOO,
            _VICTIM,
        ),
        "the same licensed agency's officer": (AGENCY, *OFFICER, registered(**BROUGHT), _VICTIM),
        "the finding was withdrawn": (
            _BROUGHT,
            *_BROUGHT_TOO,
            _VICTIM,
            told("case_outcomes", "LP1/1", "2025-02-20", "other-1", finding="withdrawn"),
        ),
        "one's own case": (
            _BROUGHT,
            told("case_outcomes", "LP1/1", "2025-02-01", ANA, finding="tppo_victim"),
        ),
        "a village head who helps with the forms": (
            registered(referrer_relation="village_head", referrer_phone=CALO, **ALONE),
            *_BROUGHT_TOO,
            _VICTIM,
        ),
    },
)
_SECOND = "081234000002"
N08_BEYOND = Scene(
    "N08",
    (
        registered(referrer_relation="sponsor", referrer_phone=_SECOND, **ALONE),
        *_BROUGHT_TOO,
        _VICTIM,
        link("2025-02-01", "L1", CALO, subject_type="recruiter_phone", recruiter_phone=_SECOND),
    ),
)

_SCAM = {"country": "KHM", "position": "customer_service"}
N10 = Scene(
    "N10",
    (registered(**_SCAM, **ALONE),),
    {
        "a real job with a job order": (
            told("job_orders", "JO-1", "2024-01-01", **_SCAM),
            registered(**_SCAM),
            passport(stated_purpose="visit"),
        ),
        "a tourist": (passport(stated_purpose="visit"),),
        "other work in the same country": (registered(country="KHM", position="welder", **ALONE),),
    },
)


def _letters(spike: int, spike_country: str, weeks: int = 20) -> tuple[Told, ...]:
    """Weekly letters of two village offices, and one week in which the first, some weeks old, gives out more."""
    rows: list[Told] = []
    for week in range(20):
        day = date(2025, 2, 3) - timedelta(weeks=week)
        issued = {"Desa A": spike if week == 0 else 2 * (week < weeks), "Desa B": 2}
        for office, count in issued.items():
            for place in range(count):
                spiked = week == 0 and office == "Desa A"
                who = ANA if spiked and place == 0 else f"p{week}-{office[-1]}-{place}"
                country = ("TWN", "MYS", "HKG", "SGP")[(week + place) % 4]
                country = spike_country or country if spiked else country
                rows.append(told("registrations", f"R-{who}", day, who, country=country))
                rows.append(paper("family_permit", f"{day}", f"R-{who}", who, issuer=office))
    return tuple(rows)


N12 = Scene(
    "N12",
    _letters(16, "POL"),
    {
        "a backlog that is cleared, for many destinations": _letters(16, ""),
        "a new office": _letters(16, "POL", weeks=4),
        "the usual number": _letters(4, "POL"),
    },
)

SCENES = (N01, N02, N02_TIP, N03, N04, N04_EXIT, N06, N08, N08_BEYOND, N10, N12)
