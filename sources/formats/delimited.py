"""CSV row by row. A stray quotation mark spoils its own row, never the rows after it."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

from records.errors import InputRefused
from sources.formats.table import Broken, Row, Table, column_names, is_header
from sources.formats.text import LONGEST_LINE, Lines

DELIMITERS = (",", ";", "\t", "|")
LONGEST_RECORD = 100
"""Lines that one record may span; a quotation mark that is open for longer was never meant to open."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]", re.ASCII)

csv.field_size_limit(LONGEST_LINE)


class Delimited(Table):
    """A CSV file; the delimiter is the one that the header shows most often."""

    mixed = False

    def __init__(self, path: Path) -> None:
        self._lines = Lines(path)
        self._source = iter(self._lines)
        self._ahead: deque[str] = deque()
        header = next(self._source, "")
        self._delimiter = max(DELIMITERS, key=header.count)
        cells = self._split(header, width=0)
        if isinstance(cells, Broken):
            raise InputRefused("Baris judul tidak dapat dibaca.", "The header cannot be read.")
        super().__init__(column_names(cells), self._lines.fraction, self._lines.close)
        self._moment = self.columns.index("recorded_at") if "recorded_at" in self.columns else None

    def rows(self, wanted: Sequence[str]) -> Iterator[Row]:
        """The rows, every cell a text; an empty line is not a row of data."""
        width = len(self.columns)
        places = [self.columns.index(name) if name in self.columns else None for name in wanted]
        whole = places == list(range(width))
        number = 1
        while (line := self._next()) is not None:
            number += 1
            if not line:
                continue
            cells = self._split(line, width) if '"' in line else line.split(self._delimiter)
            if isinstance(cells, Broken):
                yield number, cells
            elif len(cells) != width:
                yield number, Broken("ragged_row", cells)
            elif is_header(cells, self.columns):
                yield number, Broken("header_repeated", cells)
            elif whole:
                yield number, cells
            else:
                yield number, ["" if place is None else cells[place] for place in places]

    def _next(self) -> str | None:
        return self._ahead.popleft() if self._ahead else next(self._source, None)

    def _split(self, line: str, width: int) -> list[str] | Broken:
        """The cells of a record that starts with ``line`` and may go on over the next lines.

        Where the quotes do not add up, or two stray ones would swallow the rows between them, the lines after
        the first are put back, to be read for themselves.
        """
        taken: list[str] = []

        def record() -> Iterator[str]:
            yield line + "\n"
            while len(taken) < LONGEST_RECORD and (following := self._next()) is not None:
                taken.append(following)
                yield following + "\n"

        try:
            cells = next(csv.reader(record(), delimiter=self._delimiter, strict=True))
        except csv.Error:
            cells = None
        swallowed = (
            taken and width and (cells is None or len(cells) != width or any(map(self._is_row, taken)))
        )
        if cells is None or swallowed:
            self._ahead.extendleft(reversed(taken))
            return Broken("open_quote", [line])
        return cells

    def _is_row(self, line: str) -> bool:
        """Whether a line by itself has a moment where rows have theirs."""
        cells, place = line.split(self._delimiter), self._moment
        return place is not None and len(cells) > place and _MOMENT.match(cells[place]) is not None
