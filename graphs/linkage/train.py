"""Estimate how telling each agreement is: u by random sampling, m by expectation maximisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from duckdb import DuckDBPyConnection

from graphs.linkage.linker import DEFAULT_MATCHES, connect, default_settings, open_linker, prior

LEAST_ROWS = 3_000
LEAST_PAIRS = 300
"""Below this many records, or pairs of a training rule, the default chances of ``comparisons`` are kept."""

SAMPLED_PAIRS = 600_000

SURE_RULE = (
    "l.passport_no = r.passport_no and l.name_key = r.name_key"
    " or l.nik = r.nik and l.birth_date = r.birth_date and l.name_key = r.name_key"
)
SURE_RULE_FINDS = 0.6
"""The share of all true pairs that the sure rule is taken to find: gives the prior."""

TRAINING_RULES = (
    "l.passport_no = r.passport_no",
    "l.nik = r.nik",
    "l.birth_date = r.birth_date and l.name_key = r.name_key",
)

TRUST_IN_DEFAULTS = 0.1
"""How far a learned m is drawn to its default: what never happened in training may happen yet."""


@dataclass(frozen=True)
class Model:
    """What was learned: Splink's settings with every m and u, true pairs per record, records learned from."""

    settings: dict[str, Any]
    matches: float
    rows: int

    def settings_for(self, rows: int) -> dict[str, Any]:
        """The settings with the prior for this many records: the more strangers, the smaller it is."""
        return self.settings | {"probability_two_random_records_match": prior(self.matches, rows)}


def train(records: pd.DataFrame, seed: int) -> Model:
    """Learn from prepared records (see ``prepare``); the same records and seed give the same model."""
    defaults = default_settings(len(records))
    if len(records) < LEAST_ROWS:
        return Model(defaults, DEFAULT_MATCHES, len(records))
    # one thread: sums of floats in a fixed order
    with connect(threads=1) as con:
        linker = open_linker(con, records, defaults)
        linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLED_PAIRS, seed=seed, num_chunks=1)
        for rule in TRAINING_RULES:
            if _pairs(con, rule) >= LEAST_PAIRS:
                linker.training.estimate_parameters_using_expectation_maximisation(
                    rule, estimate_without_term_frequencies=True
                )
        sure = _pairs(con, SURE_RULE)
        learned = linker.misc.save_model_to_json()
    matches = sure / SURE_RULE_FINDS / len(records) if sure >= LEAST_PAIRS else DEFAULT_MATCHES
    return Model(_steadied(learned, defaults), matches, len(records))


def _pairs(con: DuckDBPyConnection, rule: str) -> int:
    rules = " union ".join(
        f"select l.record_id as a, r.record_id as b from records l join records r"  # noqa: S608  (declared rules)
        f" on {part} and l.record_id < r.record_id"
        for part in rule.split(" or ")
    )
    return int(con.execute(f"select count(*) from ({rules})").fetchall()[0][0])  # noqa: S608


def _steadied(learned: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    """Draw every learned m to its default; a comparison never seen in training keeps its defaults.

    Splink leaves a level that it never saw at its default, beside others that already add up to one.
    """
    for comparison, declared in zip(learned["comparisons"], defaults["comparisons"], strict=True):
        pairs = zip(comparison["comparison_levels"][1:], declared["comparison_levels"][1:], strict=True)
        expected = [(level, default["m_probability"]) for level, default in pairs]
        if all(level["m_probability"] == default for level, default in expected):
            continue
        for level, default in expected:
            seen = 0.0 if level["m_probability"] == default else level["m_probability"]
            level["m_probability"] = (1 - TRUST_IN_DEFAULTS) * seen + TRUST_IN_DEFAULTS * default
    return learned
