"""A small simulated province as the floors above linkage see it: a copy, whose each row is, and when it ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa

from graphs.linkage.mentioned import recruiter_mentions
from graphs.linkage.recruiters import resolve_recruiters
from graphs.network.known import Known
from records.contract import FEED_BY_NAME, FEEDS
from records.facts import entity_key, known_row
from records.feed import FieldType
from records.lake import Lake, schema
from records.tokens import Tokeniser
from sources.simulator.spec import Spec
from sources.simulator.world import World, simulate

TOKENS = Tokeniser(b"w" * 32)
PARSE = {
    FieldType.STRING: str,
    FieldType.INTEGER: int,
    FieldType.BOOLEAN: lambda cell: cell == "true",
    FieldType.DATE: date.fromisoformat,
    FieldType.DATETIME: datetime.fromisoformat,
}


Rows = list[dict[str, object]]
Change = Callable[[str, Rows], Rows]
"""What becomes of the rows of a feed after their facts were recorded."""


@dataclass(frozen=True)
class SmallWorld:
    """The world, and whose each row is by the truth (linkage has tests of its own)."""

    world: World
    persons: pd.DataFrame

    def known(
        self,
        folder: Path,
        day: date,
        feeds: Mapping[str, pd.DataFrame] | None = None,
        change: Change | None = None,
    ) -> Known:
        """What is known on a day; ``feeds`` replaces tables of the world."""
        lake = copied({**self.world.feeds, **(feeds or {})}, folder, change)
        return Known(lake, day, self.persons, resolve_recruiters(recruiter_mentions(lake, day)))


def small_world(people: int = 500, weeks: int = 80, seed: int = 7) -> SmallWorld:
    """A simulated province with the true identities."""
    world = simulate(Spec(people=people, weeks=weeks, seed=seed))
    records = world.truth["records"]
    keys = [
        str(entity_key(FEED_BY_NAME["passports"], {"passport_no": key}, TOKENS))
        if feed == "passports"
        else key
        for feed, key in zip(records["feed"], records["key"], strict=True)
    ]
    return SmallWorld(world, records.assign(key=keys)[["feed", "key", "person_id"]])


def copied(feeds: Mapping[str, pd.DataFrame], folder: Path, change: Change | None = None) -> Lake:
    """A columnar copy of feeds whose cells are text."""
    lake = Lake(folder, threads=1)
    for feed in FEEDS:
        if feed.name not in feeds:
            continue
        parsers = [(field.name, PARSE[field.type]) for field in feed.fields]
        rows: Rows = []
        for number, row in enumerate(feeds[feed.name].to_dict("records"), start=1):
            values = {name: parse(row[name]) if row.get(name) else None for name, parse in parsers}
            key = entity_key(feed, values, TOKENS)
            rows.append(known_row(feed, values, TOKENS) | {"sequence": number, "entity_key": key})
        rows = change(feed.name, rows) if change else rows
        lake.append(feed.name, pa.Table.from_pylist(rows, schema=schema(feed.name)))
    return lake
