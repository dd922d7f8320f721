"""References to source rows, ``feed:key``: how an alert, a network and a replay name what is behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd
from sqlalchemy import text

from features.compute import Snapshot
from records import audit
from records.custody.received import open_row
from records.store import Store

_PASSPORTS = text("""
    SELECT r.feed, r.entity_key, r.digest, r.sealed, k.key_id, k.wrapped
    FROM source_rows AS r LEFT JOIN row_keys AS k ON k.holder = 'source_rows' AND k.id = r.sequence
    WHERE r.feed = 'passports'
""")


def person_refs(now: Snapshot) -> pd.Series:
    """The registrations and passports of every person of concern, by ``person_id``, ordered by feed and key."""
    rows = now.persons[now.persons["feed"].isin(["registrations", "passports"])].sort_values(["feed", "key"])
    return (rows["feed"] + ":" + rows["key"]).groupby(rows["person_id"]).agg(list)


def passport_numbers(store: Store) -> dict[str, str]:
    """The passport number behind each entity key of that feed; only a replay, whose files name rows by them, asks.

    What was erased is left out.
    """
    with store.begin() as connection:
        rows = connection.execution_options(stream_results=True).execute(_PASSPORTS)
        opened = ((row.entity_key, open_row(store.keys, row)) for row in rows)
        numbers = {key: found["passport_no"] for key, found in opened if found}
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
    """The references with passport numbers in place of their tokens; an erased number keeps its token."""
    for ref in refs:
        feed, _, key = ref.partition(":")
        yield f"{feed}:{passports.get(key, key)}" if feed == "passports" else ref
