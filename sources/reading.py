"""Reading a file row by row: each row comes out checked and typed, or as a fault with its reasons.

Nothing here touches a database, so a replay of the past reads files in the same way as the nightly ingest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from records.errors import InputRefused
from sources.cells import Value, cell_parser, text_parser
from sources.damage import LONG_TEXT, OVERSIZED, classify, is_broken, refuse_broken
from sources.formats import open_table
from sources.formats.table import Broken, Table
from sources.reasons import CellRefused, Problem
from sources.recognise import recognise, require_columns
from sources.registry import Source


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row that passed: its number in the file, and a typed value for every field of the feed."""

    number: int
    values: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that did not pass: its number, all that is wrong with it, and the row as received.

    ``raw`` is ready for JSON: cells by field name, or as a list where the row could not be split. It leaves
    out columns that the agreement does not cover. Field, reason and class are those of the first problem.
    """

    number: int
    problems: tuple[Problem, ...]
    raw: object

    @property
    def field(self) -> str | None:
        """The first field at fault; None where it is the whole row."""
        return self.problems[0].field

    @property
    def reason(self) -> str:
        """The code of the first reason."""
        return self.problems[0].reason

    @property
    def value_class(self) -> str:
        """The code of the first value's class."""
        return self.problems[0].value_class


class Reading(Iterator[CheckedRow | Fault]):
    """The rows of one open table, to be iterated once; ``covered`` are the fields that the agreement lets in.

    Raises InputRefused where columns are absent that every row must fill.
    """

    def __init__(self, table: Table, source: Source, covered: frozenset[str] | None, now: datetime) -> None:
        require_columns(source, table.columns)
        self.source = source
        self._table = table
        self._finished = False
        fields = source.feed.fields
        self._kept = tuple(field for field in fields if covered is None or field.name in covered)
        self._rows = self._check(now)

    def __iter__(self) -> Iterator[CheckedRow | Fault]:
        return self._rows

    def __next__(self) -> CheckedRow | Fault:
        return next(self._rows)

    @property
    def extra(self) -> tuple[str, ...]:
        """Columns of the file that the contract does not know; they are not stored."""
        return tuple(name for name in self._table.columns if name and name not in self.source.feed.by_name)

    @property
    def withheld(self) -> tuple[str, ...]:
        """Columns of the file that the agreement does not cover; they are not stored."""
        known = self.source.feed.by_name.keys()
        kept = {field.name for field in self._kept}
        return tuple(name for name in self._table.columns if name in known and name not in kept)

    @property
    def absent(self) -> tuple[str, ...]:
        """Columns that the file could have and has not; they are empty in every row."""
        return tuple(field.name for field in self._kept if field.name not in self._table.columns)

    @property
    def stored(self) -> tuple[str, ...]:
        """Columns of the file that are stored."""
        return tuple(field.name for field in self._kept if field.name in self._table.columns)

    @property
    def unread(self) -> tuple[str, ...]:
        """Further sheets of a workbook, which are not read."""
        return self._table.unread

    def fraction(self) -> float:
        """How much of the file has been read, from 0 to 1."""
        return 1.0 if self._finished else self._table.fraction()

    def _check(self, now: datetime) -> Iterator[CheckedRow | Fault]:
        feed, mixed = self.source.feed, self._table.mixed
        names = tuple(field.name for field in self._kept)
        parsers: list[Callable[..., Value]] = []
        for field in self._kept:
            parse = text_parser(field, key=field.name in feed.key, now=now)
            parsers.append(cell_parser(field, parse) if mixed else parse)
        blank: dict[str, Value] = dict.fromkeys(field.name for field in feed.fields)
        with self._table:
            for number, cells in self._table.rows(names):
                if isinstance(cells, Broken):
                    yield self._broken(number, cells)
                    continue
                values = blank.copy()
                try:
                    if not mixed:
                        refuse_broken("".join(cells))  # type: ignore[arg-type]  # unmixed cells are text
                    for name, parser, cell in zip(names, parsers, cells, strict=True):
                        values[name] = parser(cell)
                except CellRefused:
                    yield _fault(number, names, parsers, cells)
                else:
                    yield CheckedRow(number, values)
            self._finished = True

    def _broken(self, number: int, row: Broken) -> Fault:
        # Nobody can say which cell of such a row is which, so it is kept only where all of them may be.
        may_keep = not self.extra and not self.withheld
        raw = row.raw if may_keep else None
        cells = [_storable(cell) for cell in raw] if isinstance(raw, list) else []
        return Fault(number, (Problem(None, row.reason, "row"),), {"row": cells, "withheld": not may_keep})


def read(
    path: Path,
    source: Source | None = None,
    *,
    covered: frozenset[str] | None = None,
    now: datetime | None = None,
) -> Reading:
    """Open a file and check its rows as they are read; memory stays flat however long it is.

    ``source`` is recognised from the file's name or columns where it is not given. ``covered`` are the fields
    that the agreement lets in (all when None). ``now`` bounds ``recorded_at``, the present moment by default.
    Raises InputRefused, at once or at the row where a file turns out to be damaged.
    """
    table = open_table(path)
    try:
        found = source or recognise(path, table.columns)
        return Reading(table, found, covered, now or datetime.now(UTC))
    except InputRefused:
        table.close()
        raise


def _fault(
    number: int, names: Sequence[str], parsers: Sequence[Callable[..., Value]], cells: Sequence[object]
) -> Fault:
    """Everything that is wrong with a row, in the order of its fields."""
    problems = []
    for name, parser, cell in zip(names, parsers, cells, strict=True):
        try:
            if isinstance(cell, str):
                if len(cell) > OVERSIZED:
                    raise CellRefused("too_long")
                refuse_broken(cell)
            parser(cell)
        except CellRefused as refusal:
            problems.append(Problem(name, refusal.reason, classify(cell)))
    raw = {name: _storable(cell) for name, cell in zip(names, cells, strict=True)}
    return Fault(number, tuple(problems), raw)


def _storable(cell: object) -> object:
    """A cell as JSON can hold it: of what is oversized the beginning, of broken text the hexadecimal of its bytes."""
    if isinstance(cell, str) and len(cell) > OVERSIZED:
        return {"letters": len(cell), "beginning": _storable(cell[:LONG_TEXT])}
    if isinstance(cell, str):
        return {"hex": cell.encode(errors="surrogatepass").hex()} if is_broken(cell) else cell
    if cell is None or isinstance(cell, bool | int):
        return cell
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)
