"""Estimate how telling each agreement is: u by random sampling, m by expectation maximisation."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
from splink import DuckDBAPI, Linker

from graphs.linkage.comparisons import BLOCKING, COMPARISONS, NAME_MACROS

LEAST_ROWS = 3_000
"""Below this many records the default chances of ``comparisons`` are kept."""

SAMPLED_PAIRS = 1_000_000
SURE_RULES = (
    "l.passport_no = r.passport_no and l.name_key = r.name_key",
    "l.nik = r.nik and l.birth_date = r.birth_date and l.name_key = r.name_key",
)
SURE_RULES_FIND = 0.6
"""Share of all true pairs that the sure rules are taken to find: gives the prior."""

EM_RULES = (
    "l.passport_no = r.passport_no",
    "l.nik = r.nik",
    "l.birth_date = r.birth_date and l.name_key = r.name_key",
)
RARE_COLUMNS = tuple(
    dict.fromkeys(level.rare for comparison in COMPARISONS for level in comparison.levels if level.rare)
)


@dataclass(frozen=True)
class Model:
    """What was learned from one set of records; scores depend on it and on the two records alone.

    ``settings`` are Splink's, every m and u filled. ``frequencies`` gives for each column with rare values
    the share of records that carry a value. ``rows`` is the number of records it was learned from.
    """

    settings: dict[str, Any]
    frequencies: dict[str, dict[str, float]]
    rows: int

    @property
    def unseen(self) -> float:
        """The frequency of a value that training never saw."""
        return 1.0 / (self.rows + 1)

    def rarest(self, tokens: list[str]) -> str | None:
        """The least frequent word of a name; the first in the alphabet among equals."""
        known = self.frequencies["rarest_token"]
        return min(tokens, key=lambda word: (known.get(word, self.unseen), word), default=None)


def train(records: pd.DataFrame, seed: int) -> Model:
    """Learn from prepared records (see ``prepare``); deterministic whatever the thread count.

    With fewer than ``LEAST_ROWS`` records only the frequencies are learned.
    """
    model = Model(_default_settings(len(records)), _frequencies(records), len(records))
    if len(records) < LEAST_ROWS:
        return model
    with connect(threads=1) as con:
        linker = open_linker(con, with_rarest(records, model), model)
        linker.training.estimate_probability_two_random_records_match(
            list(SURE_RULES), recall=SURE_RULES_FIND
        )
        linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLED_PAIRS, seed=seed)
        for rule in EM_RULES:
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, estimate_without_term_frequencies=True
            )
        learned = linker.misc.save_model_to_json()
    return Model(_filled(learned, model.settings), model.frequencies, model.rows)


@contextmanager
def connect(threads: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory database with the name functions; nothing is written to disk."""
    with duckdb.connect(config={"threads": threads}) as con:
        for macro in NAME_MACROS:
            con.execute(macro)
        yield con


def with_rarest(records: pd.DataFrame, model: Model) -> pa.Table:
    """The records as an Arrow table, with the rarest word of each name beside it."""
    marked = records.assign(
        rarest_token=pd.Series(map(model.rarest, records["tokens"]), index=records.index, dtype=object)
    )
    return pa.Table.from_pandas(marked, schema=RECORD_SCHEMA, preserve_index=False)


RECORD_SCHEMA = pa.schema(
    [
        ("record_id", pa.string()),
        ("tokens", pa.list_(pa.string())),
        ("name_key", pa.string()),
        ("rarest_token", pa.string()),
        ("birth_date", pa.string()),
        ("birth_date_letters", pa.string()),
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


def open_linker(con: duckdb.DuckDBPyConnection, records: pa.Table, model: Model) -> Linker:
    """Splink over these records, with the model's frequencies instead of the records' own."""
    api = DuckDBAPI(connection=con)
    linker = Linker(api.register(records, table_name="training"), model.settings, log_level=logging.ERROR)
    for column, shares in model.frequencies.items():
        table = pa.table({column: list(shares), f"tf_{column}": list(shares.values())})
        registered = api.register(table, table_name=f"frequency_{column}")
        linker.table_management.register_term_frequency_lookup(registered, column)
    return linker


def _default_settings(rows: int) -> dict[str, Any]:
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "record_id",
        "sql_dialect": "duckdb",
        "linker_uid": "suluh",
        "probability_two_random_records_match": min(0.01, 2.0 / max(rows, 1)),
        "retain_matching_columns": True,  # Splink gives the levels only beside the values
        "retain_intermediate_calculation_columns": True,
        "comparisons": [comparison.settings() for comparison in COMPARISONS],
        "blocking_rules_to_generate_predictions": [rule.settings() for rule in BLOCKING],
    }


def _frequencies(records: pd.DataFrame) -> dict[str, dict[str, float]]:
    counted = {column: records[column].value_counts() for column in RARE_COLUMNS if column != "rarest_token"}
    shares = {
        column: {str(value): count / max(counts.sum(), 1) for value, count in sorted(counts.items())}
        for column, counts in counted.items()
    }
    words = Counter(word for words in records["tokens"] for word in words)
    shares["rarest_token"] = {word: words[word] / max(len(records), 1) for word in sorted(words)}
    return shares


def _filled(learned: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    """The learned settings, with the default chance of every level that training never saw."""
    for comparison, declared in zip(learned["comparisons"], defaults["comparisons"], strict=True):
        for level, default in zip(
            comparison["comparison_levels"], declared["comparison_levels"], strict=True
        ):
            for chance in ("m_probability", "u_probability"):
                if not isinstance(level.get(chance), float) and chance in default:
                    level[chance] = default[chance]
    return learned
