"""A day as it is known, and the same day as it would be without some records.

The rules' and features' own queries are compiled once and run again over what is left. Whose each row is stays as
it was: what is asked is how a score and a sign hang on records, not how linkage does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr.types import Table

from detection.indicators import INDICATOR_BY_ID
from detection.screening.expressions import AROUND, VALUES, Expressions
from features.compute import assemble
from graphs.network.known import Known
from records.contract import FEED_BY_NAME
from records.lake import Lake, schema

Record = tuple[str, str]
"""A row in every version: feed, entity key."""


def _left(rows: pd.DataFrame, gone: Collection[Record]) -> pa.Table:
    """Of persons or recruiters (feed, key, who) those whose records are left."""
    lost = pd.MultiIndex.from_tuples([*gone, ("", "")])
    left = rows[~pd.MultiIndex.from_frame(rows[["feed", "key"]]).isin(lost)]
    columns = pa.schema([(column, pa.string()) for column in rows.columns])
    return pa.Table.from_pandas(left, columns, preserve_index=False)


class ThinnedMatrix:
    """Everybody's row of the matrix, over and over, each time without other records."""

    def __init__(self, known: Known) -> None:
        self._expressions = Expressions(known.as_of)
        self._persons, self._recruiters = known.persons, known.recruiters
        self._feeds: Mapping[str, pa.Table] = {
            feed: known.lake.versions(feed, known.as_of).to_pyarrow().cast(schema(feed))
            for feed in FEED_BY_NAME
        }

    def without(self, gone: Collection[Record]) -> pd.DataFrame:
        """The matrix from the records that are left."""
        with self._expressions.session() as session:
            for feed, rows in self._feeds.items():
                lost = pa.array([key for of, key in gone if of == feed], pa.string())
                session.put(f"feed_{feed}", rows.filter(pc.invert(pc.is_in(rows["entity_key"], lost))))
            session.put("persons", _left(self._persons, gone))
            session.put("recruiters", _left(self._recruiters, gone))
            session.make()
            return assemble(session.result(VALUES), session.result(AROUND))


class _Replayed(Lake):
    """A copy that keeps every query it was asked to compute, in order, and can run them again over fewer rows."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, threads=1)
        self.queries: dict[str, str] = {}

    def register(self, name: str, rows: pa.Table) -> Table:
        """Rows that are given, not computed."""
        found = super().register(name, rows)
        self.queries.pop(name)
        return found

    def _keep(self, name: str, query: str) -> Table:
        self.queries[name] = query
        return super()._keep(name, query)

    def answer(self, query: str) -> pd.DataFrame:
        """What a query gives now, after all the tables that it needs have been computed again."""
        needed: list[str] = []
        for name in [*self.queries][::-1]:
            users = (query, *(self.queries[user] for user in needed))
            if any(f'"{name}"' in user for user in users):
                needed.insert(0, name)
        for name in needed:
            super()._keep(name, self.queries[name])
        found: pd.DataFrame = self.engine.con.query(query).to_arrow_table().to_pandas()
        return found

    def thin(self, feed: str, gone: Collection[str]) -> None:
        """Let a feed be without these records; without any, it is whole again."""
        name = f"feed_{feed}"
        con = self.engine.con
        con.execute(f"CREATE TEMP TABLE IF NOT EXISTS whole_{feed} AS SELECT * FROM {name}")  # noqa: S608  (our names)
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM whole_{feed} "  # noqa: S608  (our names)
            "WHERE entity_key NOT IN (SELECT unnest(?::text[]))",
            [sorted(gone)],
        )


class ThinnedSigns:
    """The evidence of indicators, over and over, each time without other records."""

    def __init__(self, known: Known, indicators: Iterable[str]) -> None:
        self._lake = _Replayed(known.lake.folder)
        self._persons, self._recruiters = known.persons, known.recruiters
        for feed in FEED_BY_NAME:
            self._lake.versions(feed, known.as_of)
        again = Known(self._lake, known.as_of, known.persons, known.recruiters)
        rules = {name: INDICATOR_BY_ID[name].rows(again) for name in indicators}
        self._results = {name: str(self._lake.engine.compile(rule)) for name, rule in rules.items()}
        self._thin: set[str] = set()

    def without(self, gone: Collection[Record], indicator: str) -> pd.DataFrame:
        """What the indicator finds in the records that are left."""
        for feed in {feed for feed, _ in gone} | self._thin:
            self._lake.thin(feed, [key for of, key in gone if of == feed])
        self._thin = {feed for feed, _ in gone}
        for name, rows in (("persons", self._persons), ("recruiters", self._recruiters)):
            self._lake.register(name, _left(rows, gone))
        return self._lake.answer(self._results[indicator])
