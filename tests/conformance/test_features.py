"""What every feature must satisfy, whatever it measures."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from worlds import Rows, SmallWorld

from features.around import AROUND_KINDS, OWN
from features.catalogue import GROUPS, columns, names
from features.compute import Snapshot, snapshot
from features.travel import LEFT
from records.contract import FEED_BY_NAME

DAY = date(2025, 3, 3)

FORBIDDEN = {
    "registrations": ("sex", "marital_status", "birth_place"),
    "passports": ("sex", "birth_place"),
}
"""Columns that no feature may read in themselves; agreement facts about them were recorded with the row."""

NEVER_READ = {
    "sex",
    "marital_status",
    "birth_place",
    "religion",
    "ethnicity",
    "disability",
    "education",
    "returns",
}


@pytest.fixture(scope="module")
def taken(world: SmallWorld, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return snapshot(world.known(tmp_path_factory.mktemp("copy"), DAY))


def test_every_column_is_declared_once_and_told_in_both_languages() -> None:
    declared = columns()
    assert len(names()) == len(set(names())) == len(declared)
    for column in declared:
        assert column.group in GROUPS
        assert column.words("id").strip()
        assert column.words("en").strip()
        assert column.words("id") != column.words("en")


def test_every_feature_names_source_columns_that_exist() -> None:
    for family in OWN:
        for feature in (*family.features, *LEFT):
            assert feature.reads, feature.name
            for read in feature.reads:
                feed, _, column = read.partition(".")
                assert column in FEED_BY_NAME[feed].by_name, f"{feature.name} reads {read}"


def test_no_feature_says_that_it_reads_a_forbidden_column() -> None:
    reads = {read.partition(".")[2] for column in columns() for read in column.feature.reads}
    feeds = {read.partition(".")[0] for column in columns() for read in column.feature.reads}
    assert not reads & NEVER_READ
    assert "returns" not in feeds, "earlier victimhood and return are never inputs"


def test_the_matrix_has_the_declared_columns_and_one_row_a_person(taken: Snapshot) -> None:
    assert list(taken.matrix.columns) == list(names())
    assert taken.matrix.index.is_unique
    assert taken.matrix.index.equals(taken.standing.index)
    assert len(taken.matrix) > 300


def test_values_are_finite_or_missing(taken: Snapshot) -> None:
    assert not np.isinf(taken.matrix.to_numpy()).any()


def test_flags_and_shares_stay_between_zero_and_one(taken: Snapshot) -> None:
    for column in columns():
        if column.feature.unit in {"0/1", "share"}:
            values = taken.matrix[column.name].dropna()
            assert values.between(-1e-6, 1 + 1e-6).all(), column.name


def test_the_order_of_rows_changes_nothing(world: SmallWorld, taken: Snapshot, tmp_path: Path) -> None:
    shuffled = {name: feed.sample(frac=1, random_state=3) for name, feed in world.world.feeds.items()}
    assert_same(snapshot(world.known(tmp_path, DAY, shuffled)), taken)


def test_rows_recorded_on_the_day_itself_move_nothing(
    world: SmallWorld, taken: Snapshot, tmp_path: Path
) -> None:
    """In every feed: copies of known rows under new keys, and corrections of them, recorded at 00:00 of the day."""
    planted = {}
    for feed, table in world.world.feeds.items():
        at = f"{DAY.isoformat()}T00:00:00+07:00"
        before = table[pd.to_datetime(table["recorded_at"], utc=True) < pd.Timestamp(at)].head(40)
        key = FEED_BY_NAME[feed].key[0]
        new = before.assign(recorded_at=at, **{key: before[key] + "9"})
        planted[feed] = pd.concat([table, before.assign(recorded_at=at), new], ignore_index=True)
    assert_same(snapshot(world.known(tmp_path, DAY, planted)), taken)


def test_the_same_rows_known_a_day_earlier_do_move_it(
    world: SmallWorld, taken: Snapshot, tmp_path: Path
) -> None:
    """The planted fault: the test above would be worthless if later rows could not be seen at all."""
    table = world.world.feeds["registrations"]
    at = f"{(DAY - timedelta(days=1)).isoformat()}T00:00:00+07:00"
    moved = pd.concat(
        [table, table.head(40).assign(recorded_at=at, referrer_relation="sponsor", planned_port="")]
    )
    now = snapshot(world.known(tmp_path, DAY, {"registrations": moved}))
    assert not now.matrix.equals(taken.matrix)


@pytest.mark.parametrize("how", ["shuffled", "emptied"])
def test_sex_marital_status_and_origin_change_nothing(
    how: str, world: SmallWorld, taken: Snapshot, tmp_path: Path
) -> None:
    def spoiled(feed: str, rows: Rows) -> Rows:
        for column in FORBIDDEN.get(feed, ()):
            cells = [row[column] for row in rows]
            np.random.default_rng(1).shuffle(cells)
            for row, cell in zip(rows, cells, strict=True):
                row[column] = cell if how == "shuffled" else None
        return rows

    assert_same(snapshot(world.known(tmp_path, DAY, change=spoiled)), taken)


def test_what_was_found_or_complained_of_a_person_is_no_input_about_that_person(
    world: SmallWorld, taken: Snapshot, tmp_path: Path
) -> None:
    """With the finding, the complaint, the interception and the return of a person gone, their row is the same."""
    found = world.persons[world.persons["feed"] == "case_outcomes"]
    person = next(one for one in found["person_id"] if one in taken.matrix.index)
    case = found.loc[found["person_id"] == person, "key"].iloc[0].partition("/")[0]
    of_case = set(found[found["key"].str.startswith(f"{case}/")]["person_id"])
    without = {}
    for feed in ("case_outcomes", "complaints", "interceptions", "returns"):
        # Of the others in the case, what was found is gone too: they are known through it alone.
        gone = of_case if feed == "case_outcomes" else {person}
        own = world.persons[(world.persons["feed"] == feed) & world.persons["person_id"].isin(gone)]
        table = world.world.feeds[feed]
        keys = table[list(FEED_BY_NAME[feed].key)].agg("/".join, axis=1)
        without[feed] = table[~keys.isin(own["key"])]
    now = snapshot(world.known(tmp_path, DAY, without))
    pd.testing.assert_series_equal(now.matrix.loc[person], taken.matrix.loc[person], rtol=1e-5, atol=1e-5)


def test_around_columns_exist_for_every_kind_that_is_declared() -> None:
    assert {column.around for column in columns() if column.around} == set(AROUND_KINDS)


def assert_same(one: Snapshot, other: Snapshot) -> None:
    pd.testing.assert_frame_equal(one.matrix, other.matrix, rtol=1e-5, atol=1e-5)
    pd.testing.assert_frame_equal(one.standing, other.standing)
