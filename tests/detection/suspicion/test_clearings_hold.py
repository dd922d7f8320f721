"""Who was cleared stays so until new evidence comes; and what nobody confirmed expires."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from factories import Told, known, told

from detection.agencies import rank_agencies
from detection.recruiters import rank_recruiters
from detection.suspicion.cleared import Cleared, standing
from detection.suspicion.expiry import expires_after
from graphs.network.known import Known

DAY, START = date(2025, 6, 1), date(2025, 1, 1)
AT = datetime(2025, 4, 1, tzinfo=UTC)


def brought(size: int = 9) -> list[Told]:
    return [
        told("registrations", f"REG{n:03d}", START + timedelta(days=n), who=f"p{n}", recruiter="r")
        for n in range(size)
    ]


def tips(on: str, count: int = 3) -> list[Told]:
    return [told("tips", f"TIP{on}{n}", on, recruiter="r") for n in range(count)]


def raised(world: Known, *cleared: Cleared) -> list[str]:
    world.leave_unsaid((), standing(world, cleared))
    people = pd.Series({f"p{n}": 0.01 for n in range(99)})
    return [each.recruiter_id for each in rank_recruiters(world, people)]


CLEARED = Cleared("recruiter", "r", ("registrations:REG000",), AT)


def test_a_cleared_recruiter_is_raised_no_more_and_being_busier_is_no_new_evidence(tmp_path: Path) -> None:
    more = told("registrations", "REGLATER", "2025-05-01", who="p90", recruiter="r")
    world = known(tmp_path, DAY, [*brought(), *tips("2025-03-01"), more])
    assert raised(world) == ["r"]
    assert raised(world, CLEARED) == []


def test_the_clearing_follows_the_recruiter_under_another_name(tmp_path: Path) -> None:
    world = known(tmp_path, DAY, [*brought(), *tips("2025-03-01")])
    assert raised(world, Cleared("recruiter", "r_before", ("registrations:REG000",), AT)) == []
    assert raised(world, Cleared("recruiter", "r_before", ("registrations:ELSE",), AT)) == ["r"]


@pytest.mark.parametrize(
    "new",
    [
        told("tips", "NEW", "2025-05-01", recruiter="r"),
        told("complaints", "NEW", "2025-05-01", who="p50", recruiter="r"),
        told("case_outcomes", "NEW/1", "2025-05-01", who="p1", finding="tppo_victim"),
        told("case_outcomes", "NEW/2", "2025-05-01", recruiter="r", finding="tppo_suspect", full_name="Y"),
    ],
)
def test_what_is_recorded_after_the_clearing_ends_it(tmp_path: Path, new: Told) -> None:
    world = known(tmp_path, DAY, [*brought(), *tips("2025-03-01"), new])
    assert raised(world, CLEARED) == ["r"]


def test_a_cleared_agency_is_not_listed_until_its_licence_is_struck(tmp_path: Path) -> None:
    active = told("agencies", "SIP3MI-1", START)
    cleared = Cleared("agency", "SIP3MI-1", (), AT)

    def listed(folder: str, *rows: Told) -> list[str]:
        world = known(tmp_path / folder, DAY, [*brought(), active, *rows])
        world.leave_unsaid((), standing(world, (cleared,)))
        return list(rank_agencies(world, pd.Series({f"p{n}": 0.01 for n in range(9)}), ())["license_no"])

    assert listed("a") == []
    assert listed("b", told("agencies", "SIP3MI-1", "2025-05-01", status="revoked")) == ["SIP3MI-1"]


def test_what_nobody_confirmed_expires_and_what_was_found_does_not(tmp_path: Path) -> None:
    late = date(2025, 3, 1) + expires_after(DAY) - timedelta(days=20)
    rows = [*brought(), *tips("2025-03-01")]
    assert raised(known(tmp_path / "a", late, rows)) == ["r"]
    assert raised(known(tmp_path / "b", late + timedelta(days=30), rows)) == []
    found = told("case_outcomes", "F/2", "2025-03-01", recruiter="r", finding="tppo_suspect", full_name="Y")
    assert raised(known(tmp_path / "c", late + timedelta(days=30), [*rows, found])) == ["r"]
