"""The features' own expressions, compiled once for a day and run again over the few rows of one neighbourhood.

Compiling Ibis costs seconds. So every table that ``features`` computes is computed once over an empty copy, and each
statement is kept as DuckDB prepared it; a screening runs the same statements in the same order over other rows.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

import ibis
import pandas as pd
import pyarrow as pa

from features.around import own, table
from graphs.linkage.mentioned import mention_tables
from graphs.network.known import Known
from graphs.network.ties import ties
from records.contract import FEED_BY_NAME
from records.lake import Lake

MENTIONS = "own_mentions"
VALUES, AROUND = "values", "around"


class _Recording(Lake):
    """An empty copy that remembers every table it was asked to compute."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, threads=1)
        self.statements: dict[str, str] = {}
        self._given: set[str] = set()

    def register(self, name: str, rows: pa.Table) -> ibis.Table:
        """Rows that are given, not computed."""
        self._given.add(name)
        return super().register(name, rows)

    def _keep(self, name: str, query: str) -> ibis.Table:
        if name not in self._given:
            self.statements[name] = query
        return super()._keep(name, query)


class Session:
    """One run over rows that are put into the tables before, or right after, a statement has filled them."""

    def __init__(self, con: Any, names: tuple[str, ...]) -> None:
        self._con, self._waiting = con, list(names)
        # Versions and owners of no rows are no rows: a feed of which the person has none is passed over.
        self._idle = {f"{table}_{feed}" for table in ("known", "about") for feed in FEED_BY_NAME}

    def put(self, name: str, rows: pa.Table) -> None:
        """Add rows to a table; a column that they lack stays empty."""
        if rows.num_rows:
            self._idle -= {f"{table}_{name.removeprefix('feed_')}" for table in ("known", "about")}
            self._con.execute(f"INSERT INTO {name} BY NAME SELECT * FROM rows")  # noqa: S608  (our own names)

    def only(self, name: str, person_id: str) -> None:
        """Keep the rows of one person alone."""
        self._con.execute(f"DELETE FROM {name} WHERE person_id <> ?", [person_id])  # noqa: S608

    def replace(self, name: str, rows: pa.Table) -> None:
        """Other rows in place of those that a statement has computed."""
        self._con.execute(f"DELETE FROM {name}")  # noqa: S608  (our own names)
        self.put(name, rows)

    def give(self, name: str, rows: pa.Table) -> None:
        """Rows in place of what a statement would have computed."""
        self._idle.add(name)
        self.put(name, rows)

    def make(self, last: str | None = None) -> None:
        """Run the statements that wait, up to the one that fills the table ``last``; all of them without it."""
        while self._waiting:
            name = self._waiting.pop(0)
            if name not in self._idle:
                self._con.execute(f"EXECUTE make_{name}")
            if name == last:
                return

    def rows(self, name: str) -> pd.DataFrame:
        """A table as it stands."""
        found: pd.DataFrame = self._con.table(name).to_arrow_table().to_pandas()
        return found

    def result(self, name: str) -> pd.DataFrame:
        """``VALUES`` (the person's own) or ``AROUND`` (the others'), for ``features.compute.assemble``."""
        found: pd.DataFrame = self._con.query(f"EXECUTE read_{name}").to_arrow_table().to_pandas()
        return found


class Expressions:
    """All that is computed about one person as of a day, ready to run; one session at a time."""

    def __init__(self, as_of: date) -> None:
        self.as_of = as_of
        nobody = pd.DataFrame({name: pd.Series(dtype=object) for name in ("feed", "key", "person_id")})
        with tempfile.TemporaryDirectory() as folder:
            copy = _Recording(Path(folder))
            for feed in FEED_BY_NAME:
                copy.versions(feed, as_of)
            known = Known(copy, as_of, nobody, nobody.rename(columns={"person_id": "recruiter_id"}))
            copy.materialise(MENTIONS, ibis.union(*mention_tables(copy, as_of)))
            values, _ = own(known), ties(known)
            around = table(known)
        self._engine, self._con = copy.engine, copy.engine.con
        self._names = tuple(copy.statements)
        # A plan for a handful of rows is not worth its optimising.
        self._con.execute("PRAGMA disable_optimizer")
        # Rows are read where they lie: a table made for them would have every statement planned anew.
        self._con.execute("SET python_enable_replacements = true")
        for name, query in copy.statements.items():
            self._con.execute(f"PREPARE make_{name} AS INSERT INTO {name} {query}")
        for name, result in ((VALUES, values), (AROUND, around)):
            self._con.execute(f"PREPARE read_{name} AS {copy.engine.compile(result)}")
        self._lock = Lock()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session over empty tables; nothing that is put into it stays."""
        with self._lock:
            self._con.execute("BEGIN")
            try:
                yield Session(self._con, self._names)
            finally:
                self._con.execute("ROLLBACK")
