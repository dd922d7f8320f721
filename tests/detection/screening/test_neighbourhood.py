"""One code path: the desk's row of the matrix is the batch's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from worlds import Rows, SmallWorld

from detection.screening import book
from detection.screening.book import Book, Page
from detection.screening.expressions import Expressions
from detection.screening.neighbourhood import vector
from detection.screening.rows import PUBLIC, RECORDS, SUBJECTS, OwnRows
from features.compute import Snapshot, snapshot
from graphs.linkage.mentioned import recruiter_mentions
from graphs.network.known import THROUGH_REGISTRATION, Known
from records import shelf
from records.lake import schema
from records.shelf import Shelf

DAY = date(2025, 3, 10)


@dataclass(frozen=True)
class Batch:
    """Everyone's rows, the matrix of the day, and the book of it."""

    rows: Everyones
    taken: Snapshot
    book: Book

    def matrix(
        self, people: Iterable[str], expressions: Expressions, other: Book | None = None
    ) -> pd.DataFrame:
        return pd.concat([vector(expressions, self.rows.of(person), other or self.book) for person in people])


@pytest.fixture(scope="module")
def expressions() -> Expressions:
    return Expressions(DAY)


def written(known: Known, folder: Path) -> Book:
    page = Page(DAY, 0, "m", None)
    book.write(folder / "book", known, recruiter_mentions(known.lake, DAY), page)
    return book.read(folder / "book")


@pytest.fixture(scope="module")
def batch(world: SmallWorld, tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """A day as the batch sees it, its matrix, and the book that it wrote."""
    folder = tmp_path_factory.mktemp("batch")
    known = world.known(folder, DAY)
    return Batch(Everyones(known), snapshot(known), written(known, folder))


class Everyones:
    """The rows of anyone, from the copy."""

    def __init__(self, known: Known) -> None:
        self._persons = known.persons
        self._versions = {
            feed: known.lake.versions(feed, DAY).to_pyarrow().cast(schema(feed))
            for feed in (*RECORDS, *THROUGH_REGISTRATION, *PUBLIC, "recruiter_links")
        }

    def of(self, person: str) -> OwnRows:
        records = self._persons[self._persons["person_id"] == person]
        own = {feed: list(records.loc[records["feed"] == feed, "key"]) for feed in RECORDS}
        feeds = {feed: self._take(feed, "entity_key", keys) for feed, keys in own.items()}
        subjects = [key for feed in SUBJECTS for key in own[feed]]
        feeds["recruiter_links"] = self._take("recruiter_links", "subject_ref", subjects)
        for feed in THROUGH_REGISTRATION:
            feeds[feed] = self._take(feed, "registration_id", own["registrations"])
        for feed, column in PUBLIC.items():
            feeds[feed] = self._take(feed, "entity_key", feeds["registrations"][column].to_pylist())
        return OwnRows(person, records, feeds)

    def _take(self, feed: str, column: str, values: list[str]) -> pa.Table:
        rows = self._versions[feed]
        return rows.filter(pc.is_in(rows[column], pa.array(values, pa.string()), skip_nulls=True))


def test_the_row_of_every_open_person_is_the_batchs(batch: Batch, expressions: Expressions) -> None:
    still = batch.taken.open
    assert len(still) > 50
    pd.testing.assert_frame_equal(batch.matrix(still.index, expressions), still, check_exact=True)


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("ties", "_others$"),
        ("oddities", "_others$"),
        ("mentions", "_named_"),
        ("found_around", "_found_"),
        ("corridors", "cost_to_usual"),
        ("job_orders", "job_order_load"),
    ],
)
def test_a_shelf_that_is_empty_is_noticed(
    name: str, columns: str, batch: Batch, expressions: Expressions, tmp_path: Path
) -> None:
    """The planted fault: the comparison would be worthless if a row did not hang on those around."""
    rows = batch.book.shelves[name].find([])
    shelf.write(tmp_path / "empty.arrow", rows, book.SHELVES[name])
    faulty = replace(batch.book, shelves={**batch.book.shelves, name: Shelf(tmp_path / "empty.arrow")})
    reached = batch.taken.matrix.filter(regex=columns).max(axis=1).sort_values(ascending=False).index[:5]
    assert not batch.matrix(reached, expressions, faulty).equals(batch.taken.matrix.loc[reached])


def test_a_stranger_has_no_row(batch: Batch, expressions: Expressions) -> None:
    assert batch.matrix(["nobody"], expressions).empty


def test_nothing_of_one_screening_stays_for_the_next(batch: Batch, expressions: Expressions) -> None:
    one, other = batch.taken.open.index[:2]
    found = batch.matrix([one, other, one], expressions)
    pd.testing.assert_frame_equal(found.iloc[[0]], found.iloc[[2]], check_exact=True)


def test_who_came_after_the_book_gets_the_row_that_the_next_run_will_give(
    world: SmallWorld, batch: Batch, expressions: Expressions, tmp_path: Path
) -> None:
    """All but second effects: that this registration moves a median or a load that others' numbers hang on."""
    still = batch.taken.open
    late = sorted(np.random.default_rng(3).choice(still.index[still["has_registration"] == 1.0], 1))
    persons = world.persons[world.persons["person_id"].isin(late)]
    gone = {feed: set(of["key"]) for feed, of in persons.groupby("feed")}

    def before(feed: str, rows: Rows) -> Rows:
        through = feed in THROUGH_REGISTRATION
        keys = gone.get("registrations" if through else feed, set())
        subjects = gone["registrations"] | gone.get("passports", set())
        column = "registration_id" if through else "entity_key"
        return [row for row in rows if row[column] not in keys and row.get("subject_ref") not in subjects]

    earlier = world.known(tmp_path, DAY, change=before)
    snapshot(earlier)
    found = batch.matrix(late, expressions, written(earlier, tmp_path))
    expected = batch.taken.matrix.loc[late]
    differs = ~((found == expected) | (found.isna() & expected.isna()))
    print(
        f"{differs.to_numpy().mean():.4f} of the cells differ: {differs.sum()[differs.sum() > 0].to_dict()}"
    )
    assert differs.to_numpy().mean() < 0.02
