"""Parquet, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from records.errors import InputRefused
from sources.cells import Unreadable
from sources.formats.table import Row, Table, column_names

BATCH = 10_000
SMALL_ENOUGH, MOST_INFLATED = 2**25, 100
"""A file that unpacks to more than 32 MiB may unpack to a hundred times its size."""


class Parquet(Table):
    """A Parquet file; cells come in their own types, and timestamps to the microsecond."""

    def __init__(self, path: Path) -> None:
        self._file = _open(path)
        self._names: list[str] = self._file.schema_arrow.names
        self._read = 0
        count = max(self._file.metadata.num_rows, 1)
        super().__init__(column_names(self._names), lambda: self._read / count, self._file.close)

    def rows(self, wanted: Sequence[str]) -> Iterator[Row]:
        """The rows, cells as Python values; a value that Python cannot hold stands as Unreadable."""
        places = [self.columns.index(name) if name in self.columns else None for name in wanted]
        names = [self._names[place] for place in places if place is not None]
        batches = self._file.iter_batches(BATCH, columns=names)
        while (batch := _next(batches)) is not None:
            absent = [None] * batch.num_rows
            columns = [
                absent if place is None else _values(batch.column(self._names[place])) for place in places
            ]
            for cells in zip(*columns, strict=True):
                self._read += 1
                yield self._read, cells


def _open(path: Path) -> pq.ParquetFile:
    """The file, its text kept as the dictionary that it is in the file: one long value may stand in many rows."""
    try:
        with pq.ParquetFile(path) as file:
            _refuse_bombs(file, path)
            schema = file.schema_arrow
        return pq.ParquetFile(path, read_dictionary=[each.name for each in schema if _is_text(each.type)])
    except (pa.ArrowException, OSError, ValueError) as error:  # a name that is not UTF-8 is a ValueError
        raise _unreadable() from error


def _refuse_bombs(file: pq.ParquetFile, path: Path) -> None:
    """By what the file declares; a row has a key of its own, so no honest file has more rows than bytes."""
    size, told = path.stat().st_size, file.metadata
    column_names(file.schema_arrow.names)
    unpacked = sum(told.row_group(each).total_byte_size for each in range(told.num_row_groups))
    inflated = unpacked > SMALL_ENOUGH and unpacked > MOST_INFLATED * size
    if inflated or told.num_rows > size or told.num_row_groups > size:
        raise InputRefused(
            "Berkas Parquet menyatakan isi yang jauh lebih besar dari ukurannya.",
            "The Parquet file declares far more content than its size can hold.",
        )


def _is_text(type_: pa.DataType) -> bool:
    kinds = (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary)
    return any(is_kind(type_) for is_kind in kinds)


def _next(batches: Iterator[pa.RecordBatch]) -> pa.RecordBatch | None:
    try:
        return next(batches, None)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable() from error


def _values(column: pa.Array) -> list[object]:
    if pa.types.is_dictionary(column.type):
        places = column.indices
        if len(places) > places.null_count and not (
            0 <= pc.min(places).as_py() <= pc.max(places).as_py() < len(column.dictionary)
        ):
            raise _unreadable()
        longest = pc.max(pc.binary_length(column.dictionary)).as_py() or 0
        if longest * len(places) <= SMALL_ENOUGH:
            return _values(column.dictionary_decode())
        known = [*_values(column.dictionary), None]
        return [known[-1 if place is None else place] for place in places.to_pylist()]
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        return [cell and cell.decode(errors="surrogateescape") for cell in column.to_pylist()]
    try:
        return list(column.to_pylist())
    except (ValueError, OverflowError):
        # One value spoils the batch: text that is not UTF-8, a date beyond the calendar.
        return [_value(cell) for cell in column]


def _value(cell: pa.Scalar) -> object:
    try:
        return cell.as_py()
    except UnicodeDecodeError:
        return cell.as_buffer().to_pybytes().decode(errors="surrogateescape")
    except (ValueError, OverflowError):
        return Unreadable()


def _unreadable() -> InputRefused:
    return InputRefused("Berkas Parquet rusak.", "The Parquet file is damaged.")
