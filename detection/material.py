"""What a run works on: the columnar copy, the clear rows for linkage, and the keys behind the tokens."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from graphs.linkage import judgements
from graphs.linkage.judgements import Judgements
from graphs.linkage.rows import IDENTIFYING_FIELDS, ClearRows, from_database
from records import audit
from records.contract import FEED_BY_NAME
from records.export import export
from records.lake import Lake
from records.store import Store


@dataclass(frozen=True)
class Material:
    """The copy up to date with the database, and the clear rows that only memory may hold beside it.

    ``judgements`` are all that people have made about who is the same; a run is bound by those before its day.
    """

    lake: Lake
    rows: ClearRows
    last_sequence: int
    judgements: Judgements = field(default_factory=Judgements)

    def missing(self) -> list[str]:
        """The feeds of which nothing has been received."""
        return self.lake.empty_feeds()


@dataclass(frozen=True)
class Until:
    """How far an earlier run could see: the last row of data, and the last judgement."""

    sequence: int
    judgement: int


def gather(store: Store, folder: Path, threads: int, until: Until | None = None) -> Material:
    """Bring the copy in ``folder`` up to date and read the clear rows; ``until`` shows no more than there was then."""
    export(store, Lake(folder, threads))
    lake = Lake(folder, threads, until.sequence if until else None)
    last_sequence = until.sequence if until else max(lake.last_sequence(feed) for feed in FEED_BY_NAME)
    with store.begin() as connection:
        rows = from_database(connection, store.keys, until.sequence if until else None)
        judged = judgements.load(connection, until.judgement if until else None)
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
    return Material(lake, rows, last_sequence, judged)
