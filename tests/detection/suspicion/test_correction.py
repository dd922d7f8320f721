"""A contested wrong row that its source corrects is gone from features, reasons and lists at the next run."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
from factories import Told, known, told

from detection.indicators import fired
from detection.recruiters import rank_recruiters
from features.compute import snapshot

START, BEFORE, AFTER = date(2025, 1, 1), date(2025, 5, 1), date(2025, 6, 1)
RING, OWN = "081255550001", "081277770007"


def people(referrer: str) -> list[Told]:
    return [
        told(
            "registrations",
            f"REG{n}",
            START + timedelta(days=n),
            who=f"p{n}",
            recruiter="r" if referrer == RING else None,
            referrer_phone=referrer,
            referrer_relation="sponsor",
            license_no=None,
        )
        for n in range(6)
    ]


def wrong(phone: str, on: date, recruiter: str | None) -> Told:
    """Ana's registration: the desk wrote the ring's number where her uncle's belongs."""
    relation = "sponsor" if phone == RING else "family"
    return told(
        "registrations", "REGANA", on, who="ana", recruiter=recruiter, referrer_phone=phone,
        referrer_relation=relation, license_no="SIP3MI-1",
    )  # fmt: skip


def finding(kind: str, on: date) -> Told:
    """A finding about the ring's number, that its source may take back."""
    suspect = "r" if kind == "tppo_suspect" else None
    return told("case_outcomes", "C/1", on, recruiter=suspect, finding=kind, full_name="X", phone=RING)


ROWS = [*people(RING), finding("tppo_suspect", date(2025, 4, 1))]


def test_ana_is_no_longer_told_of_with_the_recruiter(tmp_path: Path) -> None:
    first = known(tmp_path / "a", BEFORE, [*ROWS, wrong(RING, date(2025, 4, 2), "r")])
    later = known(
        tmp_path / "b",
        AFTER,
        [*ROWS, wrong(RING, date(2025, 4, 2), None), wrong(OWN, date(2025, 5, 15), None)],
    )
    signs = [set(each.loc[each["person_id"] == "ana", "indicator"]) for each in (fired(first), fired(later))]
    assert "R09" in signs[0]
    assert not {"R04", "R09"} & signs[1]
    one, other = (snapshot(each).matrix.loc["ana"] for each in (first, later))
    same = (one == other) | (one.isna() & other.isna())
    changed = [str(name) for name in one.index[~same]]
    assert [name for name in changed if name.startswith(("phone_", "recruiter_"))], changed


def test_a_recruiter_whose_finding_is_taken_back_is_raised_no_more(tmp_path: Path) -> None:
    chances = pd.Series({f"p{n}": 0.01 for n in range(6)})
    first = known(tmp_path / "a", BEFORE, ROWS)
    assert [each.recruiter_id for each in rank_recruiters(first, chances)] == ["r"]
    rows = [*people(RING), finding("tppo_suspect", date(2025, 4, 1)), finding("withdrawn", date(2025, 5, 15))]
    assert rank_recruiters(known(tmp_path / "b", AFTER, rows), chances) == []
