"""One code path: the desk's row of the matrix is the batch's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from worlds import SmallWorld

from detection.screening import book
from detection.screening.book import Book, Page
from detection.screening.expressions import Expressions
from detection.screening.neighbourhood import vector
from detection.screening.rows import from_copy
from features.compute import Snapshot, snapshot
from graphs.linkage.mentioned import recruiter_mentions
from graphs.network.known import Known

DAY = date(2025, 3, 10)


@pytest.fixture(scope="module")
def expressions() -> Expressions:
    return Expressions(DAY)


def written(known: Known, folder: Path) -> Book:
    page = Page(DAY, 0, "m", None)
    book.write(folder / "book", known, recruiter_mentions(known.lake, DAY), page)
    return book.read(folder / "book")


def test_the_row_of_every_open_person_is_the_batchs(
    world: SmallWorld, expressions: Expressions, tmp_path: Path
) -> None:
    known = world.known(tmp_path, DAY)
    taken: Snapshot = snapshot(known)
    open_book = written(known, tmp_path)
    rows = [
        vector(expressions, from_copy(known.lake, DAY, known.persons, person), open_book)
        for person in taken.open.index
    ]
    pd.testing.assert_frame_equal(pd.concat(rows), taken.open, check_exact=True)
