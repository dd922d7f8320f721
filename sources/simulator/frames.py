"""The rows of a feed while a world is being made: the cells of the file, and what no file tells.

``_at`` is the day on which a row becomes known and ``_person`` whom it is about (-1: nobody in particular).
Both are dropped in the end; ``recorded_at`` and the truth about the records come from them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from records.contract import FEED_BY_NAME
from sources.simulator import clock
from sources.simulator.chance import NOBODY, Floats, Ints
from sources.simulator.spec import Spec

Cells = object
"""A text for all rows, or an array with one for each."""


def rows(feed: str, at: Floats, person: Ints | None = None, **cells: Cells) -> pd.DataFrame:
    """Rows of a feed; fields not given stay empty. Raises KeyError for a field that the feed has not."""
    n = len(at)
    names = [field.name for field in FEED_BY_NAME[feed].fields]
    strange = set(cells) - set(names)
    if strange:
        raise KeyError(f"{feed} has no {', '.join(sorted(strange))}")
    # Bare arrays: the labels of a pandas column belong to another table and must not be matched here.
    columns = {name: _bare(cells.get(name, "")) for name in names}
    who = np.full(n, NOBODY, dtype=np.int64) if person is None else person
    return pd.DataFrame({**columns, "_at": at, "_person": who}, index=pd.RangeIndex(n))


def _bare(cells: Cells) -> Cells:
    return cells.to_numpy(dtype=object) if isinstance(cells, pd.Series) else cells


def within(spec: Spec, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that become known during the world, in the order in which they do."""
    during = frame[(frame["_at"] < spec.days) & frame["_at"].notna()]
    return during.sort_values("_at", kind="stable", ignore_index=True)


def numbered(spec: Spec, frame: pd.DataFrame, key: str, prefix: str, digits: int) -> pd.DataFrame:
    """The rows of the world with their serial numbers, given in the order in which the rows become known."""
    kept = within(spec, frame)
    return kept.assign(**{key: [f"{prefix}{i:0{digits}d}" for i in range(1, len(kept) + 1)]})


def sealed(spec: Spec, frame: pd.DataFrame) -> pd.DataFrame:
    """The finished feed: in order, with ``recorded_at``, still with what no file tells."""
    kept = within(spec, frame)
    return kept.assign(recorded_at=clock.moments(spec.start, kept["_at"].to_numpy(dtype=float)))
