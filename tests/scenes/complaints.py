"""Scenes of complaints from abroad and of those who came back."""

from __future__ import annotations

from factories import Told, told

from scenes.placement import AGENCY
from scenes.recruitment import ALONE, BROUGHT, OFFICER
from scenes.scene import ANA, Scene, others, registered

CLEARED = told("case_outcomes", "LP1/1", "2025-02-20", ANA, finding="cleared")


def _abroad(since: str = "2024-06-01", **fields: object) -> tuple[Told, ...]:
    exit_row = told("departures", "E1", since, ANA, passport_no="X1000001")
    return (registered("2024-02-01", **fields), exit_row)


def _said(category: str, **fields: object) -> Told:
    return told("complaints", "C1", "2025-02-10", ANA, category=category, **fields)


def _complaint(indicator: str, category: str, **traps: tuple[Told, ...]) -> Scene:
    rows = (*_abroad(), _said(category))
    named = {name.replace("_", " "): trap for name, trap in traps.items()}
    return Scene(indicator, rows, {"cleared later": (*rows, CLEARED), **named})


E01 = _complaint(
    "E01",
    "documents_held",
    before_departure_the_recruiter_holds_them=(registered(), _said("documents_held")),
)
_CREW = {"position": "fishing_crew"}
E02 = _complaint(
    "E02",
    "no_contact",
    just_arrived_with_a_new_number=(*_abroad("2025-01-25"), _said("no_contact")),
    at_sea=(*_abroad("2024-12-20", **_CREW), _said("no_contact")),
)
E03 = _complaint("E03", "contract_substitution", another_matter=(*_abroad(), _said("other")))
E04 = _complaint(
    "E04", "unpaid_wages", a_crew_paid_by_the_quarter=(*_abroad("2024-12-20", **_CREW), _said("unpaid_wages"))
)
E05 = _complaint("E05", "confinement")
E05_WORDS = Scene("E05", (*_abroad(), _said("other", narrative="Ia dikunci dan dijaga.")))
E06 = _complaint("E06", "violence")


def _deported(*who: str) -> tuple[Told, ...]:
    back = [told("returns", f"B{n}", "2025-02-10", one, kind="deported") for n, one in enumerate(who)]
    return tuple(back)


_GROUP = (
    *others("registrations", "2024-02-01", 2, **BROUGHT, **ALONE),
    registered("2024-02-01", **BROUGHT, **ALONE),
)
E12 = Scene(
    "E12",
    (*_GROUP, *_deported(ANA, "other-1", "other-2")),
    {
        "two of one village": (*_GROUP, *_deported(ANA, "other-1")),
        "a nickname in common": (
            *(
                told(
                    "registrations",
                    f"R{n}",
                    "2024-02-01",
                    who,
                    referrer_name="Pak Haji",
                    referrer_phone=f"08{n}9",
                    **ALONE,
                )
                for n, who in enumerate((ANA, "other-1", "other-2"), start=10_000_000)
            ),
            *_deported(ANA, "other-1", "other-2"),
        ),
        "a licensed agency's officer": (
            AGENCY,
            *OFFICER,
            registered("2024-02-01", **BROUGHT),
            *_deported(ANA, "other-1", "other-2"),
        ),
        "contracts that ended": (
            *_GROUP,
            *(
                told("returns", f"B{n}", "2025-02-10", who)
                for n, who in enumerate((ANA, "other-1", "other-2"))
            ),
        ),
    },
)

SCENES = (E01, E02, E03, E04, E05, E05_WORDS, E06, E12)
