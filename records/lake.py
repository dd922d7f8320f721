"""The columnar copy: each feed as Parquet by sequence, read by DuckDB through Ibis as it was known on a day.

The copy is a cache. It holds no identifier (``records.facts``), follows PostgreSQL by the row sequence, and can
be deleted and rebuilt. Besides the feed's fields and facts a row carries ``entity_key`` and ``sequence``.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from datetime import date
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from ibis.expr.types import Table

from records.contract import FEED_BY_NAME
from records.days import WIB, instant
from records.facts import facts_of
from records.feed import FieldType

ARROW: dict[FieldType, pa.DataType] = {
    FieldType.STRING: pa.string(),
    FieldType.INTEGER: pa.int64(),
    FieldType.BOOLEAN: pa.bool_(),
    FieldType.DATE: pa.date32(),
    FieldType.DATETIME: pa.timestamp("us", tz="UTC"),
}


def schema(feed: str) -> pa.Schema:
    """The columns of a feed in the copy: sequence, entity key, fields, facts."""
    columns = [("sequence", pa.int64()), ("entity_key", pa.string())]
    columns += [(field.name, ARROW[field.type]) for field in FEED_BY_NAME[feed].fields]
    columns += [(fact.name, ARROW[fact.type]) for fact in facts_of(feed)]
    return pa.schema(columns)


def _write(path: Path, rows: pa.Table) -> None:
    """Whole or not at all."""
    draft = path.with_suffix(".draft")
    pq.write_table(rows, draft)
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.rename(path)


class Lake:
    """The copy in one folder, with a DuckDB of its own in memory.

    Rows are appended in runs of rising sequence; a reader that has opened a feed sees later appends only after
    ``refresh``. Rows beyond the sequence ``until`` are not read, if one is given.
    """

    def __init__(self, folder: Path, threads: int, until: int | None = None) -> None:
        self.folder, self._until = folder, until
        folder.mkdir(parents=True, exist_ok=True)
        self.engine = ibis.duckdb.connect(threads=threads)
        # The day of an instant is its day in Jakarta, where the as-of days begin.
        self.engine.raw_sql(f"SET TimeZone = '{WIB.key}'")
        self._loaded: set[str] = set()

    def append(self, feed: str, rows: pa.Table) -> None:
        """Add a run of rows, all of them later in sequence than those already there; whole or not at all."""
        if not rows.num_rows:
            return
        first, last = rows["sequence"][0].as_py(), rows["sequence"][-1].as_py()
        if first <= self.last_sequence(feed):
            raise ValueError(f"{feed}: sequence {first} is not later than {self.last_sequence(feed)}")
        path = self.folder / feed / f"{first:012d}-{last:012d}.parquet"
        path.parent.mkdir(exist_ok=True)
        _write(path, rows.cast(schema(feed)))
        self._loaded.discard(feed)

    def forget(self, feed: str, sequences: Collection[int]) -> int:
        """Write the runs that hold these rows again without them; gives how many rows went.

        A run keeps its name, also when it is left empty: the name says how far the copy has come.
        """
        gone = 0
        for path in sorted((self.folder / feed).glob("*.parquet")):
            first, last = map(int, path.stem.split("-"))
            wanted = pa.array([each for each in sequences if first <= each <= last], pa.int64())
            if not len(wanted):
                continue
            rows = pq.read_table(path)
            kept = rows.filter(pc.invert(pc.is_in(rows["sequence"], wanted)))
            if kept.num_rows < rows.num_rows:
                _write(path, kept)
                gone += rows.num_rows - kept.num_rows
                self._loaded.discard(feed)
        return gone

    def last_sequence(self, feed: str) -> int:
        """The last sequence that the copy holds of a feed; 0 for an empty feed."""
        runs = sorted((self.folder / feed).glob("*.parquet"))
        return int(runs[-1].stem.split("-")[1]) if runs else 0

    def versions(self, feed: str, as_of: date) -> Table:
        """Every version of every row recorded before ``as_of``."""
        table = self._table(feed)
        return table.filter(table.recorded_at < ibis.literal(instant(as_of)))

    def known(self, feed: str, as_of: date) -> Table:
        """Each entity of a feed in the newest version recorded before ``as_of``."""
        versions = self.versions(feed, as_of)
        newest = ibis.window(
            group_by=versions.entity_key, order_by=[versions.recorded_at.desc(), versions.sequence.desc()]
        )
        ranked = versions.mutate(version_age=ibis.row_number().over(newest))
        return ranked.filter(ranked.version_age == 0).drop("version_age")

    def empty_feeds(self) -> list[str]:
        """The feeds of which the copy holds nothing."""
        return [feed for feed in FEED_BY_NAME if not self.last_sequence(feed)]

    def refresh(self) -> None:
        """See what has been appended by another process."""
        self._loaded.clear()

    def register(self, name: str, rows: pa.Table) -> Table:
        """Put rows from memory beside the feeds under a name; a later call replaces them."""
        self.engine.con.register(f"{name}_rows", rows)
        return self._keep(name, f"SELECT * FROM {name}_rows")  # noqa: S608  (names are ours)

    def materialise(self, name: str, expression: Table) -> Table:
        """Compute an expression once and keep its rows under a name; a later call replaces them."""
        return self._keep(name, str(self.engine.compile(expression)))

    def _keep(self, name: str, query: str) -> Table:
        # Ibis's own create_table(overwrite=True) is not understood by DuckDB 2.
        self.engine.raw_sql(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
        return self.engine.table(name)

    def _table(self, feed: str) -> Table:
        name = f"feed_{feed}"
        if feed not in self._loaded:
            runs = self.folder / feed / "*.parquet"
            if any(runs.parent.glob(runs.name)):
                rows = f"read_parquet('{runs}')"
            else:
                rows = f"{name}_empty"
                self.engine.con.register(rows, schema(feed).empty_table())
            # Ibis's own create_table(overwrite=True) is not understood by DuckDB 2.
            seen = "" if self._until is None else f" WHERE sequence <= {int(self._until)}"
            self.engine.raw_sql(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM {rows}{seen}")  # noqa: S608
            self._loaded.add(feed)
        return self.engine.table(name)
