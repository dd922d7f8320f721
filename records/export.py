"""Bring the columnar copy up to date with PostgreSQL: only rows later in sequence than it holds.

Rows are recorded in turns (``sources.ingest``), so none can appear below a sequence that has been seen.
A run of the copy is written whole or not at all, so after a crash the next export simply goes on.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import pyarrow as pa
from pyarrow import json
from sqlalchemy import Connection, text

from records import audit
from records.audit import Act, Deed
from records.contract import FEEDS
from records.lake import Lake, schema
from records.store import Store, take_turn

TURN = "columnar copy"
RUN = 50_000
"""Rows of one run of the copy; one run is held in memory."""

_ROWS = text("""
    SELECT sequence, entity_key, known::text FROM source_rows
    WHERE feed = :feed AND sequence > :after
        AND known <> '{}'  -- a lawfully erased row holds nothing
    ORDER BY sequence
    LIMIT :run
""")
_ERASED = text("""
    SELECT r.feed, array_agg(t.id) AS sequences
    FROM tombstones AS t JOIN source_rows AS r ON r.sequence = t.id
    WHERE t.holder = 'source_rows' AND t.erasure_id > :after
    GROUP BY r.feed
""")
_LAST_ERASURE = text("SELECT coalesce(max(erasure_id), 0) FROM tombstones WHERE holder = 'source_rows'")
_READ_AS_TEXT = (pa.types.is_date, pa.types.is_timestamp)


def export(store: Store, lake: Lake) -> dict[str, int]:
    """Add to the copy what it lacks, each run audited before it is there; gives the rows added by feed.

    What was lawfully erased goes from it first.
    """
    added = {feed.name: 0 for feed in FEEDS}
    with store.begin() as turn:
        take_turn(turn, TURN)
        _forget(turn, lake)
        for feed in added:
            while True:
                with store.begin() as connection:
                    rows = _run(connection, feed, lake.last_sequence(feed))
                    if not rows:
                        break
                    refs = (f"{feed}/{rows[0][0]}-{rows[-1][0]}",)
                    act = Act(Deed.EXPORT, "source_row", refs, len(rows), ())
                    audit.write(connection, act)
                lake.append(feed, as_copied(feed, rows))
                added[feed] += len(rows)
    return added


def forget_erased(store: Store, lake: Lake) -> int:
    """Take the lawfully erased rows out of the copy; gives how many it still held."""
    with store.begin() as turn:
        take_turn(turn, TURN)
        return _forget(turn, lake)


def _forget(connection: Connection, lake: Lake) -> int:
    """The copy remembers the last erasure that it has followed; a rewrite that was cut short is done again."""
    followed = lake.folder / "erasures"
    after = int(followed.read_text()) if followed.exists() else 0
    last: int = connection.execute(_LAST_ERASURE).scalar_one()
    gone = 0
    for feed, sequences in connection.execute(_ERASED, {"after": after}):
        gone += lake.forget(feed, frozenset(sequences))
    if last != after:
        followed.write_text(str(last))
    return gone


def _run(connection: Connection, feed: str, after: int) -> Sequence[tuple[int, str, str]]:
    found = connection.execute(_ROWS, {"feed": feed, "after": after, "run": RUN})
    return [(row.sequence, row.entity_key, row.known) for row in found]


def as_copied(feed: str, rows: Sequence[tuple[int, str, str]]) -> pa.Table:
    """Rows (sequence, entity key, ``known`` as JSON) as the copy holds them.

    Days and instants are parsed from their ISO 8601 text.
    """
    held = schema(feed)
    known = pa.schema([field for field in held if field.name not in ("sequence", "entity_key")])
    as_read = pa.schema(
        [
            (each.name, pa.string() if any(t(each.type) for t in _READ_AS_TEXT) else each.type)
            for each in known
        ]
    )
    lines = "\n".join(line for _, _, line in rows).encode()
    options = json.ParseOptions(explicit_schema=as_read, unexpected_field_behavior="ignore")
    parsed = json.read_json(io.BytesIO(lines), json.ReadOptions(block_size=max(len(lines), 1) + 1), options)
    columns = {
        "sequence": pa.array([sequence for sequence, _, _ in rows], pa.int64()),
        "entity_key": pa.array([key for _, key, _ in rows], pa.string()),
        **{each.name: parsed[each.name].cast(each.type) for each in known},
    }
    return pa.table(columns, held)
