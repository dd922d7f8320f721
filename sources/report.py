"""What is told of a file that was taken in, or was not; never a value of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from sources.reading import Reading
from sources.reasons import Problem


class Status(StrEnum):
    """What became of a file."""

    RECORDED = "recorded"
    KNOWN = "known"
    """The same content has been taken in before."""
    REFUSED = "refused"


@dataclass(frozen=True)
class FaultLine:
    """One problem of one row."""

    row_number: int
    problem: Problem


@dataclass
class FileReport:
    """What became of one file: its rows by what happened to them, and notes in Indonesian and English."""

    path: Path
    status: Status = Status.REFUSED
    feed: str = ""
    file_id: int | None = None
    read: int = 0
    repeated: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    first_faults: list[FaultLine] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The file's name without signs that a terminal would obey."""
        return printable(self.path.name)

    @property
    def quarantined(self) -> int:
        """Rows that were set aside."""
        return self.reasons.total()

    @property
    def new(self) -> int:
        """Rows that were recorded."""
        return self.read - self.repeated - self.quarantined


def notes(reading: Reading) -> list[tuple[str, str]]:
    """What a desk should know of the file as a whole."""
    told = (
        (
            reading.extra,
            "kolom di luar kontrak tidak disimpan",
            "columns outside the contract are not stored",
        ),
        (
            reading.withheld,
            "kolom di luar perjanjian tidak disimpan",
            "columns outside the agreement: not stored",
        ),
        (reading.absent, "kolom tidak ada", "columns absent"),
        (reading.unread, "lembar lain tidak dibaca", "other sheets are not read"),
    )
    return [(f"{id_}: {_listed(names)}", f"{en}: {_listed(names)}") for names, id_, en in told if names]


def _listed(names: tuple[str, ...]) -> str:
    """Names as a file writes them, as far as they print."""
    shown = [printable(name)[:40] for name in names[:20]]
    return ", ".join(shown) + (" …" if len(names) > len(shown) else "")


def printable(name: str) -> str:
    """A name that came from outside, each sign that does not print as a question mark."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)
