"""Scenes of documents and of the way through the desks."""

from __future__ import annotations

from datetime import date, timedelta

from factories import Told, told

from scenes.scene import ANA, Scene, passport, registered

HUSBAND = {"referrer_name": "Budi Santoso", "guardian_name": "Budi Santoso"}
BUDI = told("registrations", "R2", "2025-01-20", "budi")


def paper(doc_type: str, on: str, file: str = "R1", who: str = ANA, **fields: object) -> Told:
    """A document in someone's file."""
    key = f"{file}-{doc_type}"
    return told("documents", key, on, who, registration_id=file, doc_type=doc_type, **fields)


def _twice(doc_type: str, issuer: str = "Klinik A", other_issuer: str = "Klinik A") -> tuple[Told, ...]:
    return (
        registered(),
        BUDI,
        paper(doc_type, "2025-01-25", doc_no="77", issuer=issuer),
        paper(doc_type, "2025-01-26", "R2", "budi", doc_no="77", issuer=other_issuer),
    )


def _second_file(doc_type: str) -> tuple[Told, ...]:
    return (
        registered("2024-12-01", "R0"),
        registered(),
        paper(doc_type, "2024-12-10", "R0", doc_no="77", issuer="Klinik A"),
        paper(doc_type, "2025-01-26", doc_no="77", issuer="Klinik A"),
    )


TWO_FILES = "one person with two registrations"

D08 = Scene(
    "D08",
    (registered(referrer_relation="sponsor", **HUSBAND),),
    {
        "the husband signs and comes along": (registered(referrer_relation="family", **HUSBAND),),
        "the village head signs": (registered(referrer_relation="village_head", **HUSBAND),),
        "one clerk signs, each letter with its own number": (
            registered(),
            BUDI,
            paper("family_permit", "2025-01-25", doc_no="1", issuer="Desa A"),
            paper("family_permit", "2025-01-25", "R2", "budi", doc_no="2", issuer="Desa A"),
        ),
    },
)

D09 = Scene(
    "D09",
    _twice("medical"),
    {
        "two clinics that number alike": _twice("medical", other_issuer="Klinik B"),
        TWO_FILES: _second_file("medical"),
    },
)

D11 = Scene(
    "D11",
    _twice("skck", "Polres A", "Polres A"),
    {
        "siblings with one family card": _twice("kk", "Dukcapil A", "Dukcapil A"),
        TWO_FILES: _second_file("skck"),
    },
)

D13 = Scene(
    "D13",
    _twice("bpjs", "BPJS A", "BPJS A"),
    {
        TWO_FILES: _second_file("bpjs"),
        "an agency that pays for many, each under a number of their own": (
            registered(),
            BUDI,
            paper("bpjs", "2025-01-25", doc_no="77", issuer="BPJS A"),
            paper("bpjs", "2025-01-25", "R2", "budi", doc_no="78", issuer="BPJS A"),
        ),
    },
)

_SOON = {"planned_departure_on": date(2025, 3, 6), "scheme": "g_to_g", "license_no": None}
_ALL = ("marital_status", "family_permit", "competency", "medical", "visa", "work_agreement")


def _file(*lacking: str) -> tuple[Told, ...]:
    """Ana's file without some documents, beside a complete one that shows which documents are entered."""
    ours = tuple(paper(doc_type, "2025-01-25") for doc_type in _ALL if doc_type not in lacking)
    theirs = tuple(paper(doc_type, "2025-01-25", "R2", "budi") for doc_type in _ALL)
    return (registered(**_SOON), passport(), BUDI, *ours, *theirs)


D12 = Scene(
    "D12",
    _file("medical"),
    {
        "seen at the clinic's desk, not entered yet": (
            *_file("medical"),
            told("desk_visits", "V1", "2025-02-28", ANA, registration_id="R1", desk="clinic"),
        ),
        "a scheme without placement agreement": _file(),
        "an office that enters no such documents": (registered(**_SOON), passport()),
    },
)


def _visa(*more: Told, **fields: object) -> tuple[Told, ...]:
    agreed = paper("placement_agreement", "2025-01-26", "R2", "budi")
    return (registered(**fields), BUDI, agreed, paper("visa", "2025-02-01"), *more)


P05 = Scene(
    "P05",
    _visa(),
    {
        "the individual scheme": _visa(scheme="mandiri"),
        "a paper agreement, recorded later": (
            registered(),
            BUDI,
            paper("placement_agreement", "2025-01-26", "R2", "budi"),
            paper("visa", "2025-02-25"),
        ),
        "the agreement is there": _visa(paper("placement_agreement", "2025-02-10")),
    },
)

_ATTENDED = (BUDI, paper("orientation", "2025-02-20", "R2", "budi"))
_EVE = {"planned_departure_on": date(2025, 3, 4)}
P07 = Scene(
    "P07",
    (registered(**_EVE), *_ATTENDED),
    {
        "someone who returns to work": (
            told("returns", "B1", "2024-06-01", ANA),
            registered(**_EVE),
            *_ATTENDED,
        ),
        "attendance entered after departure": (
            registered(),
            told("departures", "E1", "2025-02-25", ANA, passport_no="X1000001"),
            *_ATTENDED,
        ),
        "orientation is still to come": (registered(), *_ATTENDED),
    },
)


def _customs(reversed_files: int, country: str = "POL") -> tuple[Told, ...]:
    """Forty files of one corridor, some with the visa before the medical examination."""
    rows: list[Told] = []
    for number in range(40):
        who, file = f"other-{number}", f"R9{number:02d}"
        rows.append(told("registrations", file, "2024-09-01", who, country=country))
        first, second = ("visa", "medical") if number < reversed_files else ("medical", "visa")
        rows += [paper(first, "2024-10-01", file, who), paper(second, "2024-10-20", file, who)]
    return tuple(rows)


def _hurried(days: int) -> tuple[Told, ...]:
    """Forty files of one corridor that took so many days, and Ana's of ten."""
    taken = date(2024, 9, 1) + timedelta(days=days)
    others = tuple(
        told(
            "registrations",
            f"R9{n:02d}",
            "2024-09-01",
            f"other-{n}",
            country="POL",
            planned_departure_on=taken,
        )
        for n in range(40)
    )
    return (*others, registered("2025-02-27", country="POL", planned_departure_on=date(2025, 3, 9)))


_OURS = (registered(country="POL"), paper("visa", "2025-01-25"), paper("medical", "2025-02-10"))
P08 = Scene(
    "P08",
    (*_customs(1), *_OURS),
    {
        "a corridor where the visa comes first": (*_customs(30), *_OURS),
        "entered two days backwards": (
            *_customs(1),
            registered(country="POL"),
            paper("visa", "2025-01-25"),
            paper("medical", "2025-01-27"),
        ),
    },
)

P12 = Scene(
    "P12",
    _hurried(90),
    {
        "a corridor where everyone is quick": _hurried(10),
        "an experienced worker": (told("returns", "B1", "2024-06-01", ANA), *_hurried(90)),
        "a planned day before the registration": (
            *_hurried(90),
            registered("2025-02-28", country="POL", planned_departure_on=date(2025, 2, 1)),
        ),
    },
)

SCENES = (D08, D09, D11, D12, D13, P05, P07, P08, P12)
