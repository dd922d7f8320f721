"""NDJSON: one JSON object a line. A line may leave columns out, so the names are known only at the end."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import NoReturn

from sources.formats.table import MOST_COLUMNS, Broken, Row, Table, column_names
from sources.formats.text import Lines

LOOK_AHEAD, LOOK_AHEAD_LETTERS = 100, 2**22
"""Lines whose names stand for the header; later names are added to ``columns`` as they come."""


class Ndjson(Table):
    """A file of JSON objects, one a line."""

    def __init__(self, path: Path) -> None:
        self._lines = Lines(path)
        lines = iter(self._lines)
        first = list(_first(lines))
        self._source = chain(first, lines)
        names = (name for line in first for name in _names(line))
        columns = column_names(tuple(dict.fromkeys(names)))
        super().__init__(columns, self._lines.fraction, self._lines.close)

    def rows(self, wanted: Sequence[str]) -> Iterator[Row]:
        """The rows, cells as JSON gives them; a name that an object leaves out is an empty cell."""
        seen = set(self.columns)
        for number, line in enumerate(self._source, start=1):
            if not line.strip():
                continue
            cells = _object(line)
            if isinstance(cells, Broken):
                yield number, cells
                continue
            if not cells.keys() <= seen and len(seen) < MOST_COLUMNS:
                seen |= cells.keys()
                self.columns = (*self.columns, *(name for name in cells if name not in self.columns))
            yield number, [cells.get(name) for name in wanted]


def _first(lines: Iterator[str]) -> Iterator[str]:
    letters = 0
    for line in islice(lines, LOOK_AHEAD):
        yield line
        letters += len(line)
        if letters > LOOK_AHEAD_LETTERS:
            return


class _NameTwice(ValueError):
    pass


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    cells = {name.strip().lower(): value for name, value in pairs}
    if len(cells) != len(pairs):
        raise _NameTwice
    return cells


def _no_constant(_: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")


def _object(line: str) -> dict[str, object] | Broken:
    try:
        cells = json.loads(line, object_pairs_hook=_unique, parse_constant=_no_constant)
    except _NameTwice:
        return Broken("name_twice", [line])
    except (ValueError, RecursionError):
        return Broken("bad_json", [line])
    return cells if isinstance(cells, dict) else Broken("bad_json", [line])


def _names(line: str) -> tuple[str, ...]:
    cells = _object(line)
    return () if isinstance(cells, Broken) else tuple(cells)
