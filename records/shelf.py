"""Shelves: rows that are found by a key without being read in, from Arrow files that are mapped into memory.

A shelf lies in the order of a 64-bit hash of its key. Two keys of one hash are not told apart: among fifty million
rows that befalls one lookup in 10^11.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

HASH = "hash"


def hashed(keys: Iterable[str]) -> np.ndarray:
    """A 64-bit number for each key, the same in every run."""
    numbers: np.ndarray = pd.util.hash_array(np.array(list(keys), dtype=object), categorize=False)
    return numbers


def joined(parts: Sequence[str | None]) -> str | None:
    """One key of several columns; none where one of them is empty."""
    return None if None in parts else "\t".join(map(str, parts))


def write(path: Path, rows: pa.Table, key: Sequence[str], numbers: np.ndarray | None = None) -> None:
    """Write rows in the order of their key, those with an empty key left out; whole or not at all.

    ``numbers`` stands in for the hash of the key where the caller has one of its own.
    """
    if numbers is None:
        for column in key:
            rows = rows.filter(pc.is_valid(rows[column]))
        columns = [rows[column].cast(pa.string()) for column in key]
        keys = columns[0] if len(columns) == 1 else pc.binary_join_element_wise(*columns, "\t")
        numbers = hashed(keys.to_pylist())
    order = np.argsort(numbers, kind="stable")
    sorted_rows = rows.take(pa.array(order)).append_column(HASH, pa.array(numbers[order], pa.uint64()))
    draft = path.with_suffix(".draft")
    with pa.ipc.new_file(draft, sorted_rows.schema) as file:
        file.write_table(sorted_rows.combine_chunks(), max_chunksize=max(sorted_rows.num_rows, 1))
    draft.rename(path)


class Shelf:
    """One file of ``write``, open for as long as the object lives."""

    def __init__(self, path: Path) -> None:
        rows = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
        self._hashes = rows[HASH].chunk(0).to_numpy() if rows.num_rows else np.empty(0, dtype=np.uint64)
        self._rows = rows.drop_columns(HASH)

    def __len__(self) -> int:
        """How many rows stand here."""
        return int(self._rows.num_rows)

    def find(self, keys: Iterable[str | None]) -> pa.Table:
        """The rows of these keys; nothing for a key that is empty or not here."""
        wanted = [key for key in keys if key is not None]
        return self.find_numbers(hashed(dict.fromkeys(wanted)))

    def find_numbers(self, numbers: np.ndarray) -> pa.Table:
        """The rows of these hashes, each hash given once."""
        first = np.searchsorted(self._hashes, numbers, "left")
        size = np.searchsorted(self._hashes, numbers, "right") - first
        total = int(size.sum())
        if not total:
            return self._rows.slice(0, 0)
        if np.count_nonzero(size) == 1:  # as it lies, without a copy
            return self._rows.slice(int(first[size > 0][0]), total)
        # The places from each first on, side by side.
        offset = np.repeat(first - np.concatenate([[0], np.cumsum(size)[:-1]]), size)
        return self._rows.take(pa.array(offset + np.arange(total)))
