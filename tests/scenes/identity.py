"""Scenes of identity and passports."""

from __future__ import annotations

from datetime import date

from factories import Told, told

from scenes.scene import Scene, passport, registered

MINOR = date(2008, 9, 1)


def _nik(nik: str) -> tuple[Told, ...]:
    return (registered(nik=nik),)


D01 = Scene(
    "D01",
    _nik("5203012203910001"),
    {
        "a digit mistyped": _nik("5203015708960001"),
        "two digits swapped": _nik("5203015780950001"),
        "a digit left out": _nik("520301570895001"),
        "day and month exchanged": (registered(nik="5203010807950001", birth_date=date(1995, 7, 8)),),
        "only the sex disagrees": (registered(nik="5203011708950001"),),
        "no NIK at all": (registered(nik=None),),
    },
)

_CHILD = {"birth_date": MINOR, "nik": None}
D02 = Scene(
    "D02",
    (registered(**_CHILD), passport(birth_date=date(2003, 9, 1), nik=None)),
    {
        "an adult corrects an old error": (registered(), passport(birth_date=date(1993, 8, 17))),
        "the desk corrects its typing the next day": (
            registered("2025-01-20", birth_date=MINOR),
            registered("2025-01-21"),
        ),
        "a slip that makes the applicant a small child": (
            registered(birth_date=date(2015, 8, 17)),
            passport(),
        ),
    },
)

D03 = Scene(
    "D03",
    (registered(**_CHILD),),
    {
        "a child on pilgrimage with the family": (passport(stated_purpose="pilgrimage", **_CHILD),),
        "a child who is of age on the planned departure": (
            registered(**_CHILD, planned_departure_on=date(2026, 9, 2)),
        ),
    },
)

_OTHER = {"nik": "5203016203910007", "birth_date": date(1991, 3, 22)}
D04 = Scene(
    "D04",
    (registered(), passport(**_OTHER)),
    {
        "one digit of the serial mistyped on one paper": (registered(), passport(nik="5203015708950007")),
        "two passports that overlap under one NIK": (passport("2025-01-01"), passport(key="X1000002")),
    },
)

_AWAY = {"issuing_office": "KANIM-3171", "issuing_regency_code": "3171", "stated_purpose": "visit"}
D06 = Scene(
    "D06",
    (registered(license_no=None, scheme="mandiri"), passport(**_AWAY)),
    {
        "the distance alone, with a passport for work": (
            registered(license_no=None, scheme="mandiri"),
            passport(**_AWAY | {"stated_purpose": "work"}),
        ),
        "the agency's office is where the passport was issued": (
            told("agencies", "SIP3MI-1", "2020-01-01"),
            registered(),
            passport(**_AWAY),
        ),
    },
)

D07 = Scene(
    "D07",
    (registered(), passport(stated_purpose="visit")),
    {
        "a former worker on holiday": (
            registered("2022-06-01"),
            passport(stated_purpose="visit"),
        ),
        "a traveller without any sign of work": (passport(stated_purpose="pilgrimage"),),
        "the purpose is work": (registered(), passport()),
    },
)

SCENES = (D01, D02, D03, D04, D06, D07)
