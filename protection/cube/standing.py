"""What stands in a feed, and since when: the newest version of each key, dated by the first that said the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

STANDING = """
    versions AS (
        SELECT entity_key, known, recorded_at,
            known <> '{}' AND (:field = '' OR coalesce(known ->> :field = ANY (:values), false)) AS holds,
            row_number() OVER (PARTITION BY entity_key ORDER BY recorded_at DESC, sequence DESC) AS age
        FROM source_rows WHERE feed = :feed
    ), spells AS (
        SELECT *, min(age) FILTER (WHERE NOT holds) OVER (PARTITION BY entity_key) AS broken FROM versions
    ), standing AS (
        SELECT entity_key, min(recorded_at) AS since, (array_agg(known ORDER BY age))[1] AS known
        FROM spells WHERE broken IS NULL OR age < broken GROUP BY entity_key
    )
"""
"""Tables ``standing`` (entity_key, since, known): rows whose ``field`` is one of ``values`` (any, where it is '').

A later version that says the same moves nobody into another year; one that says otherwise, or was erased, takes the
row away.
"""


def asked(feed: str, field: str = "", values: Sequence[str] = ()) -> Mapping[str, Any]:
    """The parameters of ``STANDING``; ``values`` is to be bound as an array of texts."""
    return {"feed": feed, "field": field, "values": list(values)}
