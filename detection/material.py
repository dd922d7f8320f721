"""What a run works on: the columnar copy, the clear rows for linkage, and the keys behind the tokens."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graphs.linkage.rows import IDENTIFYING_FIELDS, ClearRows, from_database
from records import audit
from records.contract import FEED_BY_NAME
from records.export import export
from records.lake import Lake
from records.store import Store


@dataclass(frozen=True)
class Material:
    """The copy up to date with the database, and the clear rows that only memory may hold beside it."""

    lake: Lake
    rows: ClearRows
    last_sequence: int

    def missing(self) -> list[str]:
        """The feeds of which nothing has been received."""
        return self.lake.empty_feeds()


def gather(store: Store, folder: Path, threads: int) -> Material:
    """Bring the copy in ``folder`` up to date and read the clear rows."""
    lake = Lake(folder, threads)
    export(store, lake)
    last_sequence = max(lake.last_sequence(feed) for feed in FEED_BY_NAME)
    with store.begin() as connection:
        rows = from_database(connection, store.keys)
        audit.write(
            connection,
            audit.Act(
                audit.Deed.LINK,
                kind="source_row",
                objects=(f"..{last_sequence}",),
                count=len(rows),
                fields=IDENTIFYING_FIELDS,
            ),
        )
    return Material(lake, rows, last_sequence)
