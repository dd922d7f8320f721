"""A shelf gives what a filter over all rows would give, and never reads the rest."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from records import shelf
from records.shelf import Shelf

WORDS = st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.sampled_from("xyz")), max_size=40)


@given(WORDS, st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), max_size=6))
def test_what_is_found_is_what_has_the_key(tmp_path_factory, rows, asked) -> None:  # type: ignore[no-untyped-def]
    path: Path = tmp_path_factory.mktemp("shelf") / "rows.arrow"
    table = pa.table(
        {
            "kind": pa.array([kind for kind, _ in rows], pa.string()),
            "thing": pa.array([thing for _, thing in rows], pa.string()),
            "n": pa.array(range(len(rows)), pa.int64()),
        }
    )
    shelf.write(path, table, ("kind", "thing"))
    found = Shelf(path).find([shelf.joined(key) for key in asked])
    expected = {n for n, row in enumerate(rows) if row in asked}
    assert set(found["n"].to_pylist()) == expected
    assert found.num_rows == len(expected)


def test_an_empty_key_is_not_found(tmp_path: Path) -> None:
    shelf.write(tmp_path / "rows.arrow", pa.table({"key": ["", "a"], "n": [1, 2]}), ("key",))
    assert Shelf(tmp_path / "rows.arrow").find([None]).num_rows == 0


def test_a_number_of_the_callers_own_takes_the_place_of_the_hash(tmp_path: Path) -> None:
    numbers = np.array([7, 3], dtype=np.uint64)
    shelf.write(tmp_path / "rows.arrow", pa.table({"n": [1, 2]}), (), numbers)
    found = Shelf(tmp_path / "rows.arrow").find_numbers(np.array([3], dtype=np.uint64))
    assert found["n"].to_pylist() == [2]
