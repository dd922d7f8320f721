"""The file formats in which agencies hand over their tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from records.errors import InputRefused
from sources.formats.delimited import Delimited
from sources.formats.ndjson import Ndjson
from sources.formats.table import Table


@dataclass(frozen=True)
class Format:
    """A file format: its name, the endings of its files, and what opens one."""

    name: str
    suffixes: tuple[str, ...]
    open: Callable[[Path], Table]


def _workbook(path: Path) -> Table:
    from sources.formats.workbook import Workbook  # noqa: PLC0415  (openpyxl loads where a workbook is read)

    return Workbook(path)


def _parquet(path: Path) -> Table:
    from sources.formats.parquet import Parquet  # noqa: PLC0415  (pyarrow loads where Parquet is read)

    return Parquet(path)


FORMATS: tuple[Format, ...] = (
    Format("csv", (".csv", ".tsv", ".txt"), Delimited),
    Format("xlsx", (".xlsx", ".xlsm"), _workbook),
    Format("parquet", (".parquet",), _parquet),
    Format("ndjson", (".ndjson", ".jsonl"), Ndjson),
)

FORMAT_BY_SUFFIX: dict[str, Format] = {suffix: each for each in FORMATS for suffix in each.suffixes}


def format_of(path: Path) -> Format:
    """The format that a file's ending tells; raises InputRefused for any other ending."""
    try:
        return FORMAT_BY_SUFFIX[path.suffix.lower()]
    except KeyError:
        known = ", ".join(sorted(FORMAT_BY_SUFFIX))
        raise InputRefused(
            f"Format tidak dikenal; yang dikenal: {known}.", f"Unknown format; known are: {known}."
        ) from None


def open_table(path: Path) -> Table:
    """Open a file by its ending; raises InputRefused where it cannot be read at all."""
    try:
        return format_of(path).open(path)
    except OSError as error:
        raise InputRefused("Berkas tidak dapat dibuka.", "The file cannot be opened.") from error
