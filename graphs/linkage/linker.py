"""Splink over prepared records: the in-memory database, the settings and the frequencies."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
from splink import DuckDBAPI, Linker

from graphs.linkage.comparisons import BLOCKING, COMPARISONS, NAME_MACROS
from graphs.linkage.frequencies import RARITIES

_SCHEMA = pa.schema(
    [
        ("record_id", pa.string()),
        ("tokens", pa.list_(pa.string())),
        ("name_key", pa.string()),
        ("name_words", pa.string()),
        ("name_joined", pa.string()),
        ("birth_date", pa.string()),
        ("birth_date_letters", pa.string()),
        ("birth_month", pa.string()),
        ("birth_day", pa.string()),
        ("nik", pa.string()),
        ("nik_letters", pa.string()),
        ("nik_sound", pa.bool_()),
        ("phone", pa.string()),
        ("passport_no", pa.string()),
        ("passport_no_letters", pa.string()),
        ("issued", pa.bool_()),
        ("birth_place", pa.string()),
        ("regency_code", pa.string()),
    ]
)

DEFAULT_MATCHES = 1.0
"""True pairs per record, where too little is known to estimate it."""


@contextmanager
def connect(threads: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory database with the name functions; nothing is written to disk.

    It holds clear text, so it may not spill: where memory does not suffice, DuckDB raises OutOfMemoryException.
    """
    with duckdb.connect(config={"threads": threads, "temp_directory": ""}) as con:
        for macro in NAME_MACROS:
            con.execute(macro)
        yield con


def open_linker(
    con: duckdb.DuckDBPyConnection,
    records: pd.DataFrame,
    settings: dict[str, Any],
    api_class: type[DuckDBAPI] = DuckDBAPI,
) -> Linker:
    """Splink over these records, with our frequencies in place of its own."""
    api = api_class(connection=con)
    table = as_table(records)
    linker = Linker(
        api.register(table, table_name="records"), settings, log_level=logging.ERROR, validate_settings=False
    )
    for rarity in RARITIES:
        shares = rarity.count(records)
        lookup = pa.table(
            {
                rarity.column: pa.array(list(shares), pa.string()),
                f"tf_{rarity.column}": pa.array(list(shares.values()), pa.float64()),
            }
        )
        registered = api.register(lookup, table_name=f"frequency_of_{rarity.column}")
        linker.table_management.register_term_frequency_lookup(registered, rarity.column)
    return linker


def as_table(records: pd.DataFrame) -> pa.Table:
    """Prepared records as Splink reads them."""
    return pa.Table.from_pandas(records, schema=_SCHEMA, preserve_index=False)


def default_settings(rows: int) -> dict[str, Any]:
    """What Splink needs to know, with the default chances of ``comparisons``."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "record_id",
        "sql_dialect": "duckdb",
        "linker_uid": "suluh",
        "probability_two_random_records_match": prior(DEFAULT_MATCHES, rows),
        "retain_matching_columns": True,  # Splink gives the levels only beside the values
        "comparisons": [comparison.settings() for comparison in COMPARISONS],
        "blocking_rules_to_generate_predictions": [rule.settings() for rule in BLOCKING],
    }


def prior(matches: float, rows: int) -> float:
    """The chance that two random records are one person's, from the number of true pairs per record."""
    return min(0.1, 2.0 * matches / max(rows - 1, 1))
