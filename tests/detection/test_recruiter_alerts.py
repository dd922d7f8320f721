"""Recruiters are ranked by who was found, who speaks of them and how their people stand; being busy is no sign."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from factories import Told, known, told

from detection.networks import Network, rank_networks
from detection.recruiters import LEAST_CHANCE, LEAST_PEOPLE, Recruiter, rank_recruiters
from graphs.network.guarded import silence

DAY, START = date(2025, 6, 1), date(2025, 1, 1)


def brought(recruiter: str, size: int) -> list[Told]:
    """People who registered through a recruiter."""
    return [
        told(
            "registrations",
            f"REG{recruiter}{n:03d}",
            START + timedelta(days=n % 90),
            who=f"{recruiter}p{n}",
            recruiter=recruiter,
        )
        for n in range(size)
    ]


def chances(rows: list[Told], risky: str = "") -> pd.Series:
    people = [row.who for row in rows if row.who]
    return pd.Series({who: 0.5 if risky and who.startswith(f"{risky}p") else 0.01 for who in people})


def ranked(folder: Path, rows: list[Told], risky: str = "", **options: object) -> list[Recruiter]:
    found = rank_recruiters(known(folder, DAY, rows), chances(rows, risky), **options)  # type: ignore[arg-type]
    assert [each.rank for each in found] == list(range(1, len(found) + 1))
    assert all(LEAST_CHANCE <= each.probability < 1 and each.refs and each.reasons for each in found)
    assert all(len(each.reasons) + len(each.against) == 4 for each in found)
    return found


def order(folder: Path, rows: list[Told], risky: str = "", **options: object) -> list[str]:
    return [each.recruiter_id for each in ranked(folder, rows, risky, **options)]


def tips(recruiter: str, count: int = 3) -> list[Told]:
    return [told("tips", f"TIP{recruiter}{n}", "2025-05-01", recruiter=recruiter) for n in range(count)]


def test_a_busy_recruiter_is_not_raised_for_being_busy(tmp_path: Path) -> None:
    assert order(tmp_path / "alone", brought("a", 60)) == []
    both = ranked(tmp_path / "named", [*brought("a", 60), *brought("b", 6), *tips("a"), *tips("b")])
    assert both[0].probability == both[1].probability


def test_people_at_risk_put_a_recruiter_first(tmp_path: Path) -> None:
    rows = [*brought("a", 20), *brought("b", 20), *brought("c", 200), *tips("a")]
    assert order(tmp_path, rows, "b")[0] == "b"


def test_a_victim_found_among_their_people_puts_a_recruiter_first(tmp_path: Path) -> None:
    found = told("case_outcomes", "CASE1/1", "2025-05-01", who="bp1", finding="tppo_victim", full_name="X")
    (first,) = ranked(tmp_path, [*brought("a", 9), *brought("b", 9), found])
    assert first.recruiter_id == "b"
    assert [reason.en for reason in first.reasons] == [
        "people they brought who were found victims of trafficking: 1"
    ]
    assert {reason.sign for reason in first.against} == {"times_usual", "suspected", "named"}


def test_who_was_found_and_who_reported_stands_in_no_row_behind_the_alert(tmp_path: Path) -> None:
    found = told("case_outcomes", "CASE1/1", "2025-05-01", who="bp1", finding="tppo_victim", full_name="X")
    by_tip = told(
        "recruiter_links", "L1", START, recruiter="b", subject_ref="REGb001", channel="tip_followup"
    )
    seen = told("recruiter_links", "L2", START, recruiter="b", subject_ref="REGb001")
    (first,) = ranked(tmp_path, [*brought("b", 3), found, by_tip, seen, *tips("b")])
    assert first.refs == ("recruiter_links:L2", *(f"registrations:REGb00{n}" for n in range(3)))


def test_reports_and_findings_about_a_recruiter_put_them_first(tmp_path: Path) -> None:
    finding = told(
        "case_outcomes", "C2/1", "2025-05-01", recruiter="c", finding="tppo_suspect", full_name="Y"
    )
    rows = [*brought("a", 9), *brought("b", 9), *brought("c", 9), *tips("b"), finding]
    assert order(tmp_path, rows) == ["c", "b"]


def test_who_is_in_a_raised_network_is_looked_at_with_it(tmp_path: Path) -> None:
    network = Network("net_x", 1, 0.9, 0.0, (), ("b",), (), (), (), ())
    rows = [*brought("a", 9), *brought("b", 9), *tips("a"), *tips("b")]
    assert order(tmp_path / "one", rows) == ["a", "b"]
    assert order(tmp_path / "two", rows, networks=[network]) == ["a"]


def test_no_more_are_raised_than_there_is_room_for_and_equals_stand_by_their_ids(tmp_path: Path) -> None:
    rows = [row for name in "dcba" for row in (*brought(name, 4), *tips(name))]
    assert order(tmp_path, rows, top=3) == ["a", "b", "c"]


def test_of_whom_nothing_may_be_said_nothing_is_said(tmp_path: Path) -> None:
    rows = [*brought("a", 9), *brought("b", 9), *tips("a"), *tips("b")]
    assert order(tmp_path, rows, silent={"a"}) == ["b"]


def test_who_brought_a_few_is_not_listed(tmp_path: Path) -> None:
    rows = [*brought("a", LEAST_PEOPLE), *brought("b", LEAST_PEOPLE - 1), *tips("a"), *tips("b")]
    assert order(tmp_path, rows) == ["a"]


def test_nothing_known_lists_nobody(tmp_path: Path) -> None:
    world = known(tmp_path, DAY, [told("tips", "TIP1", "2025-05-01")])
    assert rank_recruiters(world, pd.Series(dtype="float64")) == []


PHONE = "081255550001"


@pytest.fixture(scope="module")
def ring() -> list[Told]:
    """A ring whose recruiter's number is, as it turns out, that of one whom a case found to be a victim."""
    people = [
        told(
            "registrations",
            f"REG{n}",
            START + timedelta(days=n),
            who=f"p{n}",
            recruiter="v",
            referrer_phone=PHONE,
            referrer_relation="sponsor",
        )
        for n in range(12)
    ]
    links = [
        told(
            "recruiter_links",
            f"L{n}",
            START,
            recruiter="v",
            subject_ref=f"REG{n}",
            recruiter_phone=PHONE,
            recruiter_bank_account="BRI 1",
        )
        for n in range(12)
    ]
    own = told("registrations", "REGV", START, who="victim", phone=PHONE, full_name="Nurul", nik=None)
    found = told(
        "case_outcomes", "C1/1", "2025-05-01", who="victim", finding="tppo_victim", full_name="Nurul"
    )
    return [*people, *links, own, found]


def test_a_network_tells_neither_of_a_victim_as_its_recruiter_nor_of_a_role(
    tmp_path: Path, ring: list[Told]
) -> None:
    said = pd.Series({**{f"p{n}": 0.3 for n in range(12)}, **{f"o{n}": 0.002 for n in range(400)}})
    world = known(tmp_path, DAY, ring)
    silent = silence(world).recruiters
    assert silent == {"v"}
    (open_one,), (network,) = rank_networks(world, said), rank_networks(world, said, silent=silent)
    assert open_one.recruiters == ("v",)
    assert open_one.roles
    assert {f"p{n}" for n in range(12)} <= set(network.persons)
    assert (network.recruiters, network.roles) == ((), ())
    assert "v" not in str(network.statement()["things"])
    assert not [tie for tie in network.ties if "v" in tie]
    assert rank_recruiters(world, said, silent=silent) == []
