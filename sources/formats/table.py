"""What every file format gives: the names of its columns, and its rows one by one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import ClassVar, Self

from records.errors import InputRefused

MOST_COLUMNS = 1_000
LONGEST_NAME = 1_000


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that cannot be split into cells: the code of the reason, and the row as it stands in the file."""

    reason: str
    raw: object


Row = tuple[int, Sequence[object] | Broken]
"""A row's number as the file shows it, and its cells in the order that was asked for."""


class Table(ABC):
    """One file, open for reading; it is read once, from its beginning.

    Row numbers are what a person sees who opens the file: a CSV file or workbook counts its header as row 1,
    NDJSON counts its lines, Parquet its records. ``columns`` are the names in the file, without outer spaces
    and in lower case; ``mixed`` says whether cells may carry a type of their own rather than be text;
    ``unread`` are parts of the file that are not read, such as a workbook's further sheets. ``fraction()`` is
    how much of the file has been read, from 0 to 1, and ``close()`` lets go of it.
    """

    mixed: ClassVar[bool] = True

    def __init__(
        self,
        columns: tuple[str, ...],
        fraction: Callable[[], float],
        close: Callable[[], object],
        unread: tuple[str, ...] = (),
    ) -> None:
        self.columns = columns
        self.fraction = fraction
        self.close = close
        self.unread = unread

    @abstractmethod
    def rows(self, wanted: Sequence[str]) -> Iterator[Row]:
        """The rows, each with the cells of the wanted columns; None for a cell or column that is absent.

        Raises InputRefused where the file turns out to be unreadable from some row on.
        """

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def column_names(header: Sequence[object]) -> tuple[str, ...]:
    """The names of a header row; raises InputRefused where one stands twice or there are too many."""
    names = _names(header)
    if len(names) > MOST_COLUMNS:
        raise InputRefused(f"Terlalu banyak kolom ({len(names)}).", f"Too many columns ({len(names)}).")
    place_of: dict[str, int] = {}
    for place, name in enumerate(names, start=1):
        # A file without header would show values here, so the message tells places and not what stands there.
        if name and (first := place_of.setdefault(name, place)) != place:
            raise InputRefused(
                f"Kolom ke-{first} dan ke-{place} bernama sama.",
                f"Columns {first} and {place} have the same name.",
            )
    return names


def is_header(cells: Sequence[object], columns: tuple[str, ...]) -> bool:
    """Whether a row of data is the header once more."""
    first = cells[0]
    if isinstance(first, str) and len(first) > LONGEST_NAME:  # one long text may stand in very many rows
        return False
    return str(first).strip("\ufeff ").lower() == columns[0] and _names(cells) == columns


def _names(header: Sequence[object]) -> tuple[str, ...]:
    return tuple("" if cell is None else str(cell).strip("\ufeff \t\r\n").lower() for cell in header)
