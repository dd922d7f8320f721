"""Of a recruiter who may be a victim nothing is said: planted in every role, every feed and every way to be known."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from factories import Told, known, told

from graphs.network.guarded import silence
from records.contract import FEED_BY_NAME

DAY, START = date(2025, 6, 1), date(2025, 1, 1)
NAME, NIK, PHONE, ELSEWHERE = "Nurul Aini", "5203014107900002", "081255550001", "3201012001"
ROLES = next(field for field in FEED_BY_NAME["recruiter_links"].fields if field.name == "role").one_of


def victim(how: str = "case_outcomes") -> list[Told]:
    """Somebody who registered with an own phone, and was found a victim or not."""
    own = told(
        "registrations",
        "REGV",
        START,
        who="v",
        full_name=NAME,
        nik=NIK,
        phone=PHONE,
        village_code="5203012001",
    )
    found = {
        "case_outcomes": told("case_outcomes", "C1/1", "2025-05-01", who="v", finding="tppo_victim"),
        "interceptions": told("interceptions", "I1", "2025-05-01", who="v", outcome="rescued"),
        "cleared": told("case_outcomes", "C1/1", "2025-05-01", who="v", finding="cleared"),
    }
    return [own, found[how]] if how in found else [own]


def links(name: str = "r", role: str = "sponsor", **recruiter: object) -> list[Told]:
    """A recruiter seen with three people in a role."""
    people = [
        told("registrations", f"REG{name}{n}", START, who=f"{name}{n}", village_code=ELSEWHERE)
        for n in range(3)
    ]
    seen = [
        told(
            "recruiter_links",
            f"L{name}{n}",
            START,
            recruiter=name,
            role=role,
            subject_ref=f"REG{name}{n}",
            **recruiter,
        )
        for n in range(3)
    ]
    return [*people, *seen]


def said_of(folder: Path, rows: list[Told], guarded: tuple[str, ...] = ()) -> frozenset[str]:
    return silence(known(folder, DAY, rows), guarded).recruiters


BY = {
    "phone": {"recruiter_phone": PHONE},
    "nik": {"recruiter_nik": NIK, "recruiter_name": "Alias"},
    "stranger": {"recruiter_nik": "5203015507800009", "recruiter_phone": "081299990009"},
}


def test_in_no_role_a_victim_is_told_of_as_a_recruiter_and_a_stranger_is_in_each(tmp_path: Path) -> None:
    planted = [
        row for role in ROLES for by, by_that in BY.items() for row in links(f"{role} {by}", role, **by_that)
    ]
    silent = {f"{role} {by}" for role in ROLES for by in BY if by != "stranger"}
    assert said_of(tmp_path, [*victim(), *planted]) == silent


@pytest.mark.parametrize("how", ["case_outcomes", "interceptions"])
def test_however_the_victim_was_found(tmp_path: Path, how: str) -> None:
    assert said_of(tmp_path, [*victim(how), *links(recruiter_phone=PHONE)]) == {"r"}


def test_whose_identity_is_guarded_is_not_told_of_either(tmp_path: Path) -> None:
    world = known(tmp_path, DAY, [*victim("nothing"), *links(recruiter_phone=PHONE)])
    assert silence(world).recruiters == set()
    assert silence(world, ("registrations:REGV",)).recruiters == {"r"}


MENTIONS = {
    "registrations": {
        "referrer_phone": PHONE,
        "referrer_name": NAME,
        "referrer_relation": "sponsor",
        "village_code": ELSEWHERE,
    },
    "complaints": {"recruiter_phone": PHONE},
    "tips": {"mentioned_phone": PHONE},
    "interceptions": {"suspected_recruiter_phone": PHONE},
    "case_outcomes": {"phone": PHONE, "finding": "tppo_suspect", "full_name": "Alias"},
}


def test_in_no_feed_a_victim_is_told_of_as_a_recruiter(tmp_path: Path) -> None:
    keys = {"case_outcomes": "C9/2"}
    mentions = [
        told(feed, keys.get(feed, "X1"), START, recruiter=feed, **by_that)
        for feed, by_that in MENTIONS.items()
    ]
    assert said_of(tmp_path, [*victim(), *mentions]) == set(MENTIONS)


def test_who_is_suspected_in_one_case_and_a_victim_in_another_is_a_victim(tmp_path: Path) -> None:
    suspect = told(
        "case_outcomes", "C9/1", START, who="v", recruiter="r", finding="tppo_suspect", full_name="Alias"
    )
    assert said_of(tmp_path, [*victim(), suspect]) == {"r"}


def test_a_name_in_one_regency_is_enough_and_elsewhere_or_with_another_nik_it_is_not(tmp_path: Path) -> None:
    """Many are called alike."""

    def named(folder: str, place: str, **more: object) -> set[str]:
        brought = told(
            "registrations",
            "REG1",
            START,
            who="p1",
            recruiter="r",
            referrer_name=NAME,
            referrer_relation="sponsor",
            village_code=place,
        )
        link = told(
            "recruiter_links", "L1", START, recruiter="r", recruiter_name=NAME, subject_ref="REG1", **more
        )
        return said_of(tmp_path / folder, [*victim(), brought, link])

    assert named("here", "5203072001") == {"r"}
    assert named("there", ELSEWHERE) == set()
    assert named("another", "5203072001", recruiter_nik="5203015507800009") == set()


def test_a_number_that_was_lent_to_several_victims_hides_no_recruiter_of_another_name(tmp_path: Path) -> None:
    lent = told("registrations", "REGW", START, who="w", full_name="Wati", nik=None, phone=PHONE)
    rows = [*victim(), lent, *links(recruiter_phone=PHONE, recruiter_name="Pak Sponsor")]
    assert said_of(tmp_path, rows) == set()
    assert said_of(tmp_path / "alone", [row for row in rows if row is not lent]) == {"r"}


def test_a_finding_that_cleared_or_was_withdrawn_guards_nobody(tmp_path: Path) -> None:
    withdrawn = told("case_outcomes", "C1/1", "2025-05-20", who="v", finding="withdrawn")
    recruiter = links(recruiter_phone=PHONE)
    assert said_of(tmp_path / "a", [*victim("cleared"), *recruiter]) == set()
    assert said_of(tmp_path / "b", [*victim(), withdrawn, *recruiter]) == set()


@pytest.mark.parametrize(
    ("feed", "own", "mention"),
    [
        ("complaints", {"worker_nik": NIK}, {"narrative": f"Hubungi saya di {PHONE}."}),
        ("interceptions", {"outcome": "deferred"}, {"suspected_recruiter_phone": PHONE}),
    ],
)
def test_who_only_reports_or_was_deferred_is_no_recruiter(
    tmp_path: Path, feed: str, own: dict[str, str], mention: dict[str, str]
) -> None:
    reported = told(feed, "X1", "2025-05-01", who="v", recruiter="r", **own, **mention)
    assert said_of(tmp_path / "own", [*victim("nothing"), reported]) == {"r"}
    other = {name: text.replace(PHONE, "081277770007") for name, text in mention.items()}
    named = told(feed, "X1", START + timedelta(days=120), who="v", recruiter="r", **own, **other)
    assert said_of(tmp_path / "other", [*victim("nothing"), named]) == set()
