"""Why a run's data cannot be computed again: rows that it had seen were lawfully erased since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from records.tables import detection_runs, erased_run_data, erasures


@dataclass(frozen=True)
class Erased:
    """An erasure that took rows from a run."""

    erasure_id: int
    erased_at: datetime
    ground: str
    rows: int


@dataclass(frozen=True)
class Comparison:
    """A run's digest beside one computed now; ``since`` are the erasures that explain a difference."""

    same: bool
    since: tuple[Erased, ...]

    @property
    def explained(self) -> bool:
        """Whether nothing is wrong: the digests are equal, or the law explains that they are not."""
        return self.same or bool(self.since)

    def told(self) -> tuple[str, str]:
        """The comparison in a sentence, in Indonesian and English."""
        if self.same:
            return "Data sama dengan saat itu.", "The data are as they were."
        rows = sum(each.rows for each in self.since)
        numbers = ", ".join(str(each.erasure_id) for each in self.since)
        if self.since:
            return (
                f"Data telah dihapus menurut hukum sejak itu: {rows} baris (penghapusan {numbers}).",
                f"Data since erased by law: {rows} rows (erasures {numbers}).",
            )
        return (
            "Data berbeda, dan tidak ada penghapusan yang menjelaskannya.",
            "The data differ, and no erasure explains it.",
        )


def compare(connection: Connection, run_id: int, digest: str) -> Comparison:
    """A run's data digest beside ``digest``, computed now by the same run's day, capacity and seed."""
    kept = connection.execute(
        select(detection_runs.c.data_digest).where(detection_runs.c.run_id == run_id)
    ).scalar_one()
    return Comparison(kept == digest, erased_since(connection, run_id))


def erased_since(connection: Connection, run_id: int) -> tuple[Erased, ...]:
    """The erasures that took rows which a run had seen, oldest first; empty where its data are whole."""
    both = erased_run_data.join(erasures)
    wanted = select(
        erasures.c.erasure_id, erasures.c.erased_at, erasures.c.ground, erased_run_data.c.rows
    ).select_from(both)
    rows = connection.execute(
        wanted.where(erased_run_data.c.run_id == run_id).order_by(erasures.c.erasure_id)
    )
    return tuple(Erased(*row) for row in rows)
