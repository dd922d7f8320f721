from __future__ import annotations

from datetime import date

import pandas as pd

from features.compute import Snapshot
from models.examples import examples

LATER = pd.Timestamp("2024-12-01", tz="UTC")
FINDING_COLUMNS = ["person_id", "finding", "case_id", "recorded_at"]


def taken(day: date, people: dict[str, bool], persons: dict[str, str]) -> Snapshot:
    """A snapshot whose one feature is the number of the person; ``persons`` maps registrations to people."""
    index = pd.Index(sorted(people), name="person_id")
    matrix = pd.DataFrame({"a": [float(name[1:]) for name in index]}, index=index, dtype="float32")
    standing = pd.DataFrame({"is_open": [people[name] for name in index]}, index=index)
    rows = [("registrations", key, person) for key, person in persons.items()]
    return Snapshot(day, matrix, standing, pd.DataFrame(rows, columns=["feed", "key", "person_id"]))


def found(**finding: str) -> pd.DataFrame:
    rows = [(person, what, f"case-{person}", LATER) for person, what in finding.items()]
    return pd.DataFrame(rows, columns=FINDING_COLUMNS)


def test_a_row_taken_after_the_finding_is_no_example() -> None:
    days = [taken(date(2024, month, 1), {"p1": True}, PERSONS) for month in (1, 2, 3)]
    at = pd.Timestamp("2024-02-15", tz="UTC")
    case = pd.DataFrame([("p1", "tppo", "c1", at)], columns=FINDING_COLUMNS)
    assert len(examples(days, case, NOW, seed=1).person) == 2


PERSONS = {"R1": "p1", "R2": "p2", "R3": "p3"}
NOW = pd.DataFrame(
    [("registrations", key, person) for key, person in PERSONS.items()], columns=["feed", "key", "person_id"]
)


def test_only_open_people_are_examples() -> None:
    one = taken(date(2024, 1, 1), {"p1": True, "p2": False, "p3": True}, PERSONS)
    assert sorted(examples([one], found(), NOW, seed=1).person) == ["p1", "p3"]


def test_all_rows_of_the_found_stay_and_one_of_the_others() -> None:
    days = [
        taken(date(2024, month, 1), dict.fromkeys(("p1", "p2", "p3"), True), PERSONS) for month in (1, 2, 3)
    ]
    drawn = examples(days, found(p1="tppo"), NOW, seed=1)
    assert sorted(drawn.person) == ["p1", "p1", "p1", "p2", "p3"]
    assert drawn.weight[drawn.person == "p1"].sum() == 1
    assert drawn.found["tppo"].sum() == 3


def test_a_label_reaches_the_rows_under_an_older_identity() -> None:
    """Then two people, now known to be one: what is found of the one holds for both rows."""
    then = taken(date(2024, 1, 1), {"p1": True, "p9": True}, {"R1": "p1", "R2": "p9"})
    now = pd.DataFrame(
        [("registrations", "R1", "p1"), ("registrations", "R2", "p1")], columns=["feed", "key", "person_id"]
    )
    drawn = examples([then], found(p1="tppo"), now, seed=1)
    assert list(drawn.person) == ["p1", "p1"]
    assert drawn.found["tppo"].all()


def test_people_of_one_case_share_a_group_and_the_unfound_are_their_own() -> None:
    one = taken(date(2024, 1, 1), dict.fromkeys(("p1", "p2", "p3"), True), PERSONS)
    case = pd.DataFrame([("p1", "tppo", "c1", LATER), ("p2", "tppo", "c1", LATER)], columns=FINDING_COLUMNS)
    drawn = examples([one], case, NOW, seed=1)
    assert dict(zip(drawn.person, drawn.group, strict=True)) == {"p1": "c1", "p2": "c1", "p3": "p3"}


def test_the_draw_does_not_change_under_one_seed() -> None:
    days = [taken(date(2024, month, 1), dict.fromkeys(("p1", "p2"), True), PERSONS) for month in (1, 2)]
    first, again = (examples(days, found(), NOW, seed=4) for _ in range(2))
    pd.testing.assert_frame_equal(first.matrix, again.matrix)


def test_without_any_finding_everyone_stands_among_the_unlabelled() -> None:
    nothing = pd.DataFrame(columns=FINDING_COLUMNS).astype({"recorded_at": "datetime64[us, UTC]"})
    learnt_from = examples([taken(date(2024, 1, 1), {"p1": True, "p2": True}, PERSONS)], nothing, NOW, seed=1)
    assert sorted(learnt_from.person) == ["p1", "p2"]
    assert not learnt_from.found.to_numpy().any()
