"""What the book tells of the others who share a thing with a person: as sums where it can, so that a hub costs little.

Thousands may have one agency or clinic. How many they are and for how long is counted over their ties; of their
values the book holds the sums that the batch computed, from which the person's own part is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from detection.screening.book import Book
from features.around import RECENT_DAYS, SPREADING
from records.days import instant

KEY = ["kind", "thing"]
_SUMS = [f"{feature.name}_sum" for feature in SPREADING]
_COUNTS = [f"{feature.name}_count" for feature in SPREADING]
_VALUES = [feature.name for feature in SPREADING]


def with_others(
    alone: pd.DataFrame, tied: pa.Table, persons: Sequence[str], book: Book, as_of: date
) -> pa.Table:
    """``thing_oddities`` of everyone, from those of one person ``alone`` and all ties of the book to these things.

    ``persons`` are the ids under which the book has the person.
    """
    places = {thing: place for place, thing in enumerate(zip(alone["kind"], alone["thing"], strict=True))}
    counted = tied.filter(tied["counts"])
    is_own = pc.is_in(counted["person_id"], pa.array(persons, pa.string()))
    there = book.find("oddities", list(places))
    sums = _block(alone, places, alone[[*_SUMS, *_COUNTS]].to_numpy(dtype=float, na_value=0.0))
    sums += _block(there.select(KEY).to_pandas(), places, _numbers(there, [*_SUMS, *_COUNTS]))
    old = counted.filter(is_own).select(["person_id", *KEY]).to_pandas()
    if len(old):
        held = book.find("own", [(each,) for each in persons])
        place = {person: number for number, person in enumerate(held["person_id"].to_pylist())}
        told = _numbers(held, _VALUES, np.nan)[[place[person] for person in old["person_id"]]]
        sums -= _block(old, places, np.hstack([np.nan_to_num(told), ~np.isnan(told)]))
    made: dict[str, pa.Array] = {name: pa.array(alone[name], pa.string()) for name in KEY}
    made |= {name: pa.array(sums[:, place]) for place, name in enumerate([*_SUMS, *_COUNTS])}
    use = _use(counted.filter(pc.invert(is_own)), as_of, places)
    made |= {name: pa.array(alone[name].to_numpy(dtype="int64") + use[name]) for name in ("n", "n_recent")}
    for name, choose in (("first_used", np.fmin), ("last_used", np.fmax)):
        both = choose(_utc(alone[name]), use[name])
        made[name] = pa.array(both, pa.timestamp("us", tz="UTC"))
    return pa.table(made)


def _numbers(rows: pa.Table, columns: list[str], empty: float = 0.0) -> np.ndarray:
    """Columns as numbers, one row a row."""
    filled = [pc.fill_null(rows[name].cast(pa.float64()), empty).to_numpy() for name in columns]
    return np.column_stack(filled)


def _block(rows: pd.DataFrame, places: dict[tuple[str, str], int], values: np.ndarray) -> np.ndarray:
    """The values of these rows, added up at the place of each row's thing."""
    block = np.zeros((len(places), 2 * len(SPREADING)))
    for thing, row in zip(zip(rows["kind"], rows["thing"], strict=True), values, strict=True):
        if thing in places:
            block[places[thing]] += row
    return block


def _use(others: pa.Table, as_of: date, places: dict[tuple[str, str], int]) -> dict[str, np.ndarray]:
    """How many others have each thing, how many since lately, and the first and last time it was seen."""
    since = pa.scalar(instant(as_of) - timedelta(days=RECENT_DAYS), pa.timestamp("us", tz="UTC"))
    recent = pc.greater_equal(others["since"].cast(since.type), since).cast(pa.int64())
    used = (
        others.append_column("recent", recent)
        .group_by(KEY, use_threads=False)
        .aggregate([("recent", "count"), ("recent", "sum"), ("since", "min"), ("until", "max")])
        .to_pylist()
    )
    found = {
        "n": np.zeros(len(places), dtype="int64"),
        "n_recent": np.zeros(len(places), dtype="int64"),
        "first_used": np.full(len(places), "NaT", dtype="datetime64[us]"),
        "last_used": np.full(len(places), "NaT", dtype="datetime64[us]"),
    }
    for row in used:
        place = places.get((row["kind"], row["thing"]))
        if place is not None:
            found["n"][place], found["n_recent"][place] = row["recent_count"], row["recent_sum"]
            found["first_used"][place] = row["since_min"].astimezone(UTC).replace(tzinfo=None)
            found["last_used"][place] = row["until_max"].astimezone(UTC).replace(tzinfo=None)
    return found


def _utc(moments: pd.Series) -> np.ndarray:
    return pd.to_datetime(moments, utc=True).dt.tz_convert(None).to_numpy().astype("datetime64[us]")


def middle(rows: pa.Table, room: int) -> pa.Table:
    """Of rows in order those in the middle: the median of all is theirs, also with up to ``room`` rows beside them."""
    left_out = max(0, (rows.num_rows - 2 * (room + 2)) // 2)
    kept: pa.Table = rows.slice(left_out, rows.num_rows - 2 * left_out)
    return kept


def without(rows: pa.Table, column: str, keys: pa.Array | pa.ChunkedArray) -> pa.Table:
    """The rows whose column is none of these keys."""
    kept: pa.Table = rows.filter(pc.invert(pc.is_in(rows[column], pc.unique(keys))))
    return kept
