"""Reasons for and against: the model's own contributions, grouped, in words, with the rows behind them.

Contributions add up to the raw log-odds. Single columns trade places when a model is trained again, groups
hold (grouped reasons), so a reason is a group told by its strongest columns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from detection.telling import told
from features.catalogue import GROUPS, Column, columns
from models.risk import Scorer

MOST_FOR, MOST_AGAINST = 5, 3
TOLD_COLUMNS = 2
LEAST = 0.05
"""A group that moves the log-odds by less is not told."""

UNKNOWN = {"id": "tidak diketahui", "en": "not known"}
OWN_GROUPS = ("identity", "recruitment", "process", "travel")
MOST_ROWS = 8


@dataclass(frozen=True)
class Row:
    """A source row that can be opened and checked."""

    feed: str
    entity_key: str
    recorded_at: pd.Timestamp


@dataclass(frozen=True)
class Reason:
    """A group of columns, what it adds to the log-odds (negative: speaks against), and the rows behind it."""

    group: str
    contribution: float
    text_id: str
    text_en: str
    rows: tuple[Row, ...]


def explain(scorer: Scorer, matrix: pd.DataFrame, evidence: pd.DataFrame) -> dict[str, tuple[Reason, ...]]:
    """For each person of ``matrix``: at most five reasons for, then at most three against, strongest first."""
    parts = scorer.contributions(matrix)
    declared = columns()
    groups = np.array([column.group for column in declared])
    by_person = dict(iter(evidence.groupby("person_id")))
    none = evidence.iloc[:0]
    reasons = {}
    for person in matrix.index:
        mine = parts.loc[person, [column.name for column in declared]].to_numpy(dtype=float)
        values = matrix.loc[person].to_numpy(dtype=float)
        sums = pd.Series(mine).groupby(groups).sum()
        strongest = sums[sums >= LEAST].sort_values(ascending=False).head(MOST_FOR)
        weakest = sums[sums < 0].sort_values().head(MOST_AGAINST)
        # What speaks against is always told, however little it is.
        weakest = weakest[(weakest <= -LEAST) | (np.arange(len(weakest)) == 0)]
        rows = by_person.get(person, none)
        reasons[person] = tuple(
            _reason(str(group), float(total), declared, groups, mine, values, rows)
            for group, total in (*strongest.items(), *weakest.items())
        )
    return reasons


def _reason(
    group: str,
    total: float,
    declared: tuple[Column, ...],
    groups: np.ndarray,
    parts: np.ndarray,
    values: np.ndarray,
    evidence: pd.DataFrame,
) -> Reason:
    inside = np.flatnonzero(groups == group)
    signed = parts[inside] * np.sign(total)
    carrying = [i for i in inside[np.argsort(-signed, kind="stable")] if parts[i] * total > 0]
    # What is missing is told only where nothing is known, even where it weighs more.
    top = [i for i in carrying if not np.isnan(values[i])][:TOLD_COLUMNS]
    phrases = {
        language: "; ".join(told(declared[i], float(values[i]), language, in_group=True) for i in top)
        or unknown
        for language, unknown in UNKNOWN.items()
    }
    indonesian, english = GROUPS[group]
    feeds = {read.partition(".")[0] for i in top for read in declared[i].feature.reads}
    return Reason(
        group,
        total,
        f"{_capital(indonesian)}: {phrases['id']}",
        f"{_capital(english)}: {phrases['en']}",
        _rows(group, feeds, evidence),
    )


def _rows(group: str, feeds: set[str], evidence: pd.DataFrame) -> tuple[Row, ...]:
    if group in OWN_GROUPS:
        found = evidence[(evidence["about"] == "own") & evidence["feed"].isin(feeds)]
    else:
        found = evidence[evidence["about"] == group]
    shown = found.head(MOST_ROWS)
    cells = zip(shown["feed"], shown["entity_key"], shown["recorded_at"], strict=True)
    return tuple(Row(str(feed), str(key), pd.Timestamp(at)) for feed, key, at in cells)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
