"""What is known on a day: the newest version of every row, and whom each row is about."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
import pyarrow as pa
from ibis.expr.types import Table

from records.lake import Lake

THROUGH_REGISTRATION = ("documents", "desk_visits")
"""Feeds that tell whom they are about by a registration number."""

TOLD = "told_"
"""How the tables are named that leave out what is not said."""


@dataclass
class Known:
    """The copy, the persons and the recruiters as of one day.

    ``persons`` has feed, key, person_id; ``recruiters`` has feed, key, recruiter_id (which recruiter a row
    mentions). Tables are computed once and live in the copy's engine until the next ``Known`` is made.

    ``unsaid`` are (kind, key) of recruiters, phones, accounts, agencies, and ``("row", "feed:entity_key")``, of
    which nothing is said in alerts, networks and hints: somebody who is never a suspect stands behind them
    (``graphs.network.guarded``), or a person has ``cleared`` them. What the model is given does not depend on it.
    """

    lake: Lake
    as_of: date
    persons: pd.DataFrame
    recruiters: pd.DataFrame
    unsaid: frozenset[tuple[str, str]] = frozenset()
    cleared: frozenset[tuple[str, str]] = frozenset()
    _tables: dict[str, Table] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        """Put the identities where the expressions can join them."""
        for name, rows, who in (
            ("persons", self.persons, "person_id"),
            ("recruiters", self.recruiters, "recruiter_id"),
        ):
            schema = pa.schema([("feed", pa.string()), ("key", pa.string()), (who, pa.string())])
            self._tables[name] = self.lake.register(
                name, pa.Table.from_pandas(rows, schema, preserve_index=False)
            )

    def feed(self, name: str) -> Table:
        """The newest known version of each row of a feed."""
        return self.keep(f"known_{name}", lambda: self.lake.known(name, self.as_of))

    def about(self, name: str) -> Table:
        """The rows of a feed that are about a person, with ``person_id``."""
        rows = self.feed(name)
        owner = "registrations" if name in THROUGH_REGISTRATION else name
        key = rows.registration_id if name in THROUGH_REGISTRATION else rows.entity_key
        persons = self._tables["persons"]
        persons = persons.filter(persons.feed == owner).select("key", "person_id")
        return self.keep(f"about_{name}", lambda: rows.inner_join(persons, key == persons.key).drop("key"))

    def mentioned(self, name: str) -> Table:
        """Which recruiter each row of a feed mentions: ``entity_key``, ``recruiter_id``."""
        recruiters = self._tables["recruiters"]
        return recruiters.filter(recruiters.feed == name).select(
            entity_key="key", recruiter_id="recruiter_id"
        )

    def leave_unsaid(
        self, silent: Collection[tuple[str, str]], cleared: Collection[tuple[str, str]] = ()
    ) -> None:
        """Say nothing of these from now on; what was told with others in mind is computed anew."""
        self.cleared = frozenset(cleared)
        if frozenset(silent) | self.cleared == self.unsaid:
            return
        self.unsaid = frozenset(silent) | self.cleared
        for name in [name for name in self._tables if name.startswith(TOLD)]:
            del self._tables[name]

    def told(self, rows: Table) -> Table:
        """The rows without those of which nothing is said; by their columns kind and thing, feed and entity_key."""
        if not self.unsaid:
            return rows
        pairs = pa.Table.from_pylist(
            [{"kind": kind, "thing": key} for kind, key in sorted(self.unsaid)],
            pa.schema([("kind", pa.string()), ("thing", pa.string())]),
        )
        name = f"{TOLD}unsaid"
        if name not in self._tables:
            self._tables[name] = self.lake.register(name, pairs)
        unsaid = self._tables[name]
        if {"kind", "thing"} <= set(rows.columns):
            rows = rows.anti_join(unsaid, ["kind", "thing"])
        if {"feed", "entity_key"} <= set(rows.columns):
            named = unsaid.filter(unsaid.kind == "row").select(unsaid_ref="thing")
            rows = rows.anti_join(named, rows.feed + ":" + rows.entity_key == named.unsaid_ref)
        return rows

    def keep(self, name: str, expression: Callable[[], Table]) -> Table:
        """The table of this name; computed at the first call, read at every later one."""
        if name not in self._tables:
            self._tables[name] = self.lake.materialise(name, expression())
        return self._tables[name]
