"""A stage: each indicator's query, compiled once, played on many small worlds.

Compiling an expression costs far more than running it on ten rows. The queries are compiled over empty feeds,
so a rule that looked at the data while it was being built would show nothing here.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from pathlib import Path

import pyarrow as pa
from factories import Told, held
from ibis.expr.types import Table

from detection.indicators import INDICATOR_BY_ID
from graphs.network.known import Known
from records.contract import FEEDS
from records.lake import Lake, schema
from scenes.scene import DAY

Evidence = tuple[str, str, str, str]
"""person_id, feed, entity_key, detail"""
Row = dict[str, object]


class _Remembering(Lake):
    """A copy over rows in memory that keeps the query of every computed table in place of its rows."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, threads=1)
        self.queries: dict[str, str] = {}
        self._filled: set[str] = set()
        for feed in FEEDS:
            self.put(f"feed_{feed.name}", schema(feed.name).empty_table())
            self._loaded.add(feed.name)

    def put(self, name: str, rows: pa.Table) -> None:
        self.engine.con.register(name, rows)

    def fill(self, plain: Mapping[str, list[Row]]) -> None:
        """Put the rows of the feeds in place of those that were there."""
        for feed in self._filled | set(plain):
            self.put(f"feed_{feed}", pa.Table.from_pylist(plain.get(feed, []), schema=schema(feed)))
        self._filled = set(plain)

    def register(self, name: str, rows: pa.Table) -> Table:
        self.put(name, rows)
        return self.engine.table(name)

    def _keep(self, name: str, query: str) -> Table:
        self.queries[name] = query
        self.engine.raw_sql(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
        return self.engine.table(name)

    def whole(self, query: str) -> str:
        """A query with those of all computed tables behind it, each computed once."""
        needed: list[str] = []
        for name in [*self.queries][::-1]:
            users = (query, *(self.queries[user] for user in needed))
            if any(f'"{name}"' in user for user in users):
                needed.insert(0, name)
        tables = ", ".join(f"{name} AS MATERIALIZED ({self.queries[name]})" for name in needed)
        return f"{'WITH ' * bool(needed)}{tables} SELECT * FROM ({query})"  # noqa: S608  (names are ours)


class Stage:
    """Plays indicators on worlds of a few rows, all as of the same day."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._lake = _Remembering(Path(self._folder.name))
        _, persons, recruiters = held([])
        self._known = Known(self._lake, DAY, persons, recruiters)
        self._compiled: dict[str, str] = {}

    def evidence(
        self,
        indicator: str,
        rows: Iterable[Told],
        alter: Callable[[str, Row], Row] | None = None,
        gone: Collection[tuple[str, str]] = (),
    ) -> list[Evidence]:
        """The evidence for an indicator in the world of these rows, sorted.

        ``alter`` changes each row of a feed as the copy holds it, after tokens and facts were computed; records
        that are ``gone`` (feed, entity key) are taken out in every version.
        """
        if indicator not in self._compiled:
            expression = INDICATOR_BY_ID[indicator].rows(self._known)
            query = self._lake.engine.compile(expression.select("person_id", "feed", "entity_key", "detail"))
            self._compiled[indicator] = self._lake.whole(str(query))
        plain, persons, recruiters = held(rows)
        if alter is not None:
            plain = {feed: [alter(feed, row) for row in of_feed] for feed, of_feed in plain.items()}
        if gone:
            plain = {
                feed: [row for row in of_feed if (feed, row["entity_key"]) not in gone]
                for feed, of_feed in plain.items()
            }
        for name, who in (("persons", persons), ("recruiters", recruiters)):
            columns = pa.schema([(column, pa.string()) for column in who.columns])
            self._lake.put(name, pa.Table.from_pandas(who, columns, preserve_index=False))
        self._lake.fill(plain)
        return sorted(self._lake.engine.con.execute(self._compiled[indicator]).fetchall())

    def who_fires(self, indicator: str, rows: Iterable[Told]) -> set[str]:
        """The persons for whom an indicator fires in the world of these rows."""
        return {person for person, *_ in self.evidence(indicator, rows)}


@cache
def stage() -> Stage:
    """The stage that all tests share: compiling every indicator takes seconds."""
    return Stage()
