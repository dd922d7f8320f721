"""References to source rows, ``feed:key``: how an alert, a network and a replay name what is behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd
from sqlalchemy import text

from features.compute import Snapshot
from records import audit
from records.store import Store


def person_refs(now: Snapshot) -> pd.Series:
    """The registrations and passports of every person of concern, by ``person_id``, ordered by feed and key."""
    rows = now.persons[now.persons["feed"].isin(["registrations", "passports"])].sort_values(["feed", "key"])
    return (rows["feed"] + ":" + rows["key"]).groupby(rows["person_id"]).agg(list)


def passport_numbers(store: Store) -> dict[str, str]:
    """The passport number behind each entity key of that feed; only a replay, whose files name rows by them, asks."""
    wanted = text("select entity_key, clear ->> 'passport_no' from source_rows where feed = 'passports'")
    with store.begin() as connection:
        numbers = {key: number for key, number in connection.execute(wanted)}  # noqa: C416  (a result is no mapping)
        act = audit.Act(
            audit.Deed.READ,
            kind="source_row",
            objects=("passports",),
            count=max(len(numbers), 1),
            fields=("passport_no",),
        )
        audit.write(connection, act)
    return numbers


def as_agencies_know_them(refs: Iterable[str], passports: Mapping[str, str]) -> Iterator[str]:
    """The references with passport numbers in place of their tokens."""
    for ref in refs:
        feed, _, key = ref.partition(":")
        yield f"{feed}:{passports[key]}" if feed == "passports" else ref
