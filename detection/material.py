"""What a run works on: the columnar copy, the clear rows for linkage, and the keys behind the tokens."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text

from graphs.linkage.rows import ClearRows, from_database
from records.export import bring_up_to_date
from records.lake import Lake
from records.store import Store


@dataclass(frozen=True)
class Material:
    """The copy up to date with the database, and what only memory may hold beside it.

    ``passports`` gives the passport number behind an entity key of that feed.
    """

    lake: Lake
    rows: ClearRows
    passports: dict[str, str]

    def key(self, feed: str, entity_key: str) -> str:
        """The key as the agency knows it."""
        return self.passports[entity_key] if feed == "passports" else entity_key

    def missing(self) -> list[str]:
        """The feeds of which nothing has been received."""
        return self.lake.empty_feeds()


def gather(store: Store, folder: Path, threads: int) -> Material:
    """Bring the copy in ``folder`` up to date and read the clear rows."""
    lake = Lake(folder, threads)
    with store.reading() as connection:
        bring_up_to_date(connection, lake)
        rows = from_database(connection)
        passports = _passports(connection)
    return Material(lake, rows, passports)


def _passports(connection: Connection) -> dict[str, str]:
    wanted = text("select entity_key, clear ->> 'passport_no' from source_rows where feed = 'passports'")
    return dict(connection.execute(wanted).tuples())
