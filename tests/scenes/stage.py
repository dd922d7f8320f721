"""A stage: each indicator's query, compiled once, played on many small worlds.

Compiling an expression costs far more than running it on ten rows. The queries are compiled over empty feeds,
so a rule that looked at the data while it was being built would show nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
from factories import Told, held
from ibis.expr.types import Table

from detection.indicators import INDICATOR_BY_ID
from graphs.network.known import Known
from records.contract import FEEDS
from records.lake import Lake, schema
from scenes.scene import DAY


class _Viewing(Lake):
    """A copy over rows in memory, in which every computed table is a view: nothing is kept but the rows."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, threads=1)
        for feed in FEEDS:
            self.put(f"feed_{feed.name}", schema(feed.name).empty_table())
            self._loaded.add(feed.name)

    def put(self, name: str, rows: pa.Table) -> None:
        self.engine.con.register(name, rows)

    def register(self, name: str, rows: pa.Table) -> Table:
        self.put(name, rows)
        return self.engine.table(name)

    def _keep(self, name: str, query: str) -> Table:
        self.engine.raw_sql(f"CREATE OR REPLACE TEMP VIEW {name} AS {query}")
        return self.engine.table(name)


class Stage:
    """Plays indicators on worlds of a few rows."""

    def __init__(self, folder: Path) -> None:
        self._lake = _Viewing(folder)
        _, persons, recruiters = held([])
        self._known = Known(self._lake, DAY, persons, recruiters)
        self._compiled: dict[str, str] = {}

    def who_fires(self, indicator: str, rows: Iterable[Told]) -> set[str]:
        """The persons for whom an indicator fires in the world of these rows."""
        if indicator not in self._compiled:
            expression = INDICATOR_BY_ID[indicator].rows(self._known)
            self._compiled[indicator] = str(self._lake.engine.compile(expression))
        plain, persons, recruiters = held(rows)
        for feed in FEEDS:
            of_feed = pa.Table.from_pylist(plain.get(feed.name, []), schema=schema(feed.name))
            self._lake.put(f"feed_{feed.name}", of_feed)
        for name, who in (("persons", persons), ("recruiters", recruiters)):
            columns = pa.schema([(column, pa.string()) for column in who.columns])
            self._lake.put(name, pa.Table.from_pandas(who, columns, preserve_index=False))
        return {person for person, *_ in self._lake.engine.con.execute(self._compiled[indicator]).fetchall()}
