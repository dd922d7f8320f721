"""What a run works on: the columnar copy, the clear rows for linkage, and the keys behind the tokens."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text

from graphs.linkage.rows import IDENTIFYING_FIELDS, ClearRows, from_database
from records import audit
from records.contract import FEED_BY_NAME
from records.export import export
from records.lake import Lake
from records.store import Store

WHO, ROLE, PURPOSE = "suluh", "system", "pencegahan"
"""In whose name the nightly run reads, and what for."""


@dataclass(frozen=True)
class Material:
    """The copy up to date with the database, and what only memory may hold beside it.

    ``passports`` gives the passport number behind an entity key of that feed.
    """

    lake: Lake
    rows: ClearRows
    passports: dict[str, str]
    last_sequence: int

    def key(self, feed: str, entity_key: str) -> str:
        """The key as the agency knows it."""
        return self.passports[entity_key] if feed == "passports" else entity_key

    def missing(self) -> list[str]:
        """The feeds of which nothing has been received."""
        return self.lake.empty_feeds()


def gather(store: Store, folder: Path, threads: int) -> Material:
    """Bring the copy in ``folder`` up to date and read the clear rows."""
    lake = Lake(folder, threads)
    export(store, lake, who=WHO, role=ROLE, purpose=PURPOSE)
    last_sequence = max(lake.last_sequence(feed) for feed in FEED_BY_NAME)
    with store.begin() as connection:
        rows = from_database(connection)
        passports = _passports(connection)
        audit.write(
            connection,
            audit.Act(
                audit.Deed.LINK,
                WHO,
                ROLE,
                PURPOSE,
                kind="source_row",
                objects=(f"..{last_sequence}",),
                count=len(rows),
                fields=IDENTIFYING_FIELDS,
            ),
        )
    return Material(lake, rows, passports, last_sequence)


def _passports(connection: Connection) -> dict[str, str]:
    wanted = text("select entity_key, clear ->> 'passport_no' from source_rows where feed = 'passports'")
    return {key: number for key, number in connection.execute(wanted)}  # noqa: C416  (a result is no mapping)
