"""The rows of a file that wait for a person: those with faults, and those that conflict with others.

A quarantined row is sealed whole. One with faults was sealed so when it was staged; of one that conflicts only
the identifiers were, so it is opened here, put together, and sealed again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, text

from records.custody.received import about_quarantined, open_row
from records.facts import facts_of
from records.store import copy_rows
from sources.staging import Staging

_BATCH = 2_000
_FAULTY = text("""
    CREATE TEMP TABLE set_aside ON COMMIT DROP AS
    SELECT row_number, problems, sealed, key_id, wrapped FROM staged WHERE problems IS NOT NULL
""")
_CONFLICTING = text("""
    SELECT row_number, jsonb_build_array(jsonb_build_array(NULL, outcome, 'row'))::text AS problems,
        CAST(:feed AS text) AS feed, entity_key, digest, sealed, key_id, wrapped,
        known - CAST(:facts AS text[]) AS plain
    FROM staged JOIN placed USING (row_number)
    WHERE outcome <> 'repeated'
""")
_COLUMNS = ("row_number", "problems", "sealed", "key_id", "wrapped")


def set_aside(connection: Connection, staging: Staging) -> None:
    """Write the table ``set_aside`` from ``staged`` and ``placed``."""
    connection.execute(_FAULTY)
    asked = {"feed": staging.feed.name, "facts": [fact.name for fact in facts_of(staging.feed.name)]}
    found = connection.execute(_CONFLICTING, asked, execution_options={"stream_results": True})
    for batch in found.partitions(_BATCH):
        copy_rows(connection, "set_aside", _COLUMNS, _resealed(batch, staging))


def _resealed(rows: Iterable[Row[Any]], staging: Staging) -> Iterator[Sequence[object]]:
    for row in rows:
        whole = row.plain | (open_row(staging.keys, row) or {})
        about = about_quarantined(staging.sha256, staging.feed.name, row.row_number)
        sealed = staging.keys.seal(json.dumps(whole, ensure_ascii=False).encode(), about)
        yield row.row_number, row.problems, sealed.box, *sealed.key
