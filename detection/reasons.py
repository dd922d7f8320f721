"""Reasons for and against: the model's own contributions, grouped, in words, with the rows behind them.

Contributions add up to the raw log-odds. Single columns trade places when a model is trained again, groups
hold (grouped reasons), so a reason is a group told by its strongest columns. Beside a reason for stand the
declared indicators that fired on the same records: they name its element and its legal ground, and add nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from detection.indicators import INDICATOR_BY_ID, Ground, grounds
from detection.indicators.indicator import Element
from detection.telling import told
from features.catalogue import GROUPS, Column, columns

MOST_FOR, MOST_AGAINST = 5, 3
TOLD_COLUMNS = 2
LEAST = 0.05
"""A group that moves the log-odds by less is not told."""

OWN_GROUPS = ("identity", "recruitment", "process", "travel")
ELEMENT_OF_GROUP: dict[str, Element] = {"identity": Element.CARA}
"""The element that a reason touches by itself; every other group speaks of the process."""

MOST_ROWS = 8


@dataclass(frozen=True)
class Row:
    """A source row that can be opened and checked."""

    feed: str
    entity_key: str
    recorded_at: pd.Timestamp


@dataclass(frozen=True)
class Reason:
    """A group of columns, what it adds to the log-odds (negative: speaks against), and the rows behind it.

    A reason for has the ids of the indicators that fired on its records, the elements that it touches, and the
    grounds in force on the day; what speaks against needs none.
    """

    group: str
    contribution: float
    text_id: str
    text_en: str
    rows: tuple[Row, ...]
    indicators: tuple[str, ...] = ()
    elements: tuple[Element, ...] = ()
    grounds: tuple[Ground, ...] = ()


@dataclass(frozen=True)
class LogOdds:
    """The raw log-odds of one person: ``base`` and the contribution of every group add up to ``raw``."""

    raw: float
    base: float
    groups: dict[str, float]


def add_up(parts: pd.DataFrame) -> dict[str, LogOdds]:
    """By person, from what each column adds (``Scorer.contributions``)."""
    group_of = pd.Series({column.name: column.group for column in columns()})
    grouped = parts.drop(columns="base").T.groupby(group_of).sum().T
    return {
        str(person): LogOdds(
            float(parts.loc[person].sum()),
            float(parts.loc[person, "base"]),
            {str(group): float(total) for group, total in grouped.loc[person].items()},
        )
        for person in parts.index
    }


def explain(
    parts: pd.DataFrame, matrix: pd.DataFrame, evidence: pd.DataFrame, fired: pd.DataFrame, day: date
) -> dict[str, tuple[Reason, ...]]:
    """For each person of ``matrix``: at most five reasons for, then at most three against, strongest first.

    A group of which nothing is known is no reason, whatever it adds: ``not_known`` tells it as missing.
    ``parts`` is what each column adds to the raw log-odds, ``evidence`` from ``evidence.rows_behind``, ``fired``
    what fired for these people.
    """
    declared = columns()
    groups = np.array([column.group for column in declared])
    by_person = dict(iter(evidence.groupby("person_id")))
    fired_for = dict(iter(fired.groupby("person_id")))
    none, no_sign = evidence.iloc[:0], fired.iloc[:0]
    reasons = {}
    for person in matrix.index:
        mine = parts.loc[person, [column.name for column in declared]].to_numpy(dtype=float)
        values = matrix.loc[person].to_numpy(dtype=float)
        sums = pd.Series(mine).groupby(groups).sum()
        sums = sums[
            [bool(_telling(str(group), total, groups, mine, values)) for group, total in sums.items()]
        ]
        strongest = sums[sums >= LEAST].sort_values(ascending=False).head(MOST_FOR)
        weakest = sums[sums < 0].sort_values().head(MOST_AGAINST)
        # What speaks against is always told, however little it is.
        weakest = weakest[(weakest <= -LEAST) | (np.arange(len(weakest)) == 0)]
        rows, signs = by_person.get(person, none), fired_for.get(person, no_sign)
        reasons[person] = tuple(
            _reason(str(group), float(total), declared, groups, mine, values, rows, signs, day)
            for group, total in (*strongest.items(), *weakest.items())
        )
    return reasons


def not_known(parts: pd.DataFrame, matrix: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """For each person the groups that count although nothing is known of them, the heaviest first."""
    declared = columns()
    groups = np.array([column.group for column in declared])
    found = {}
    for person in matrix.index:
        mine = parts.loc[person, [column.name for column in declared]].to_numpy(dtype=float)
        values = matrix.loc[person].to_numpy(dtype=float)
        sums = pd.Series(mine).groupby(groups).sum()
        heavy = sums[sums.abs() >= LEAST].sort_values(key=lambda total: -total.abs(), kind="stable")
        found[str(person)] = tuple(
            str(group)
            for group, total in heavy.items()
            if not _telling(str(group), float(total), groups, mine, values)
        )
    return found


def _telling(
    group: str, total: float, groups: np.ndarray, parts: np.ndarray, values: np.ndarray
) -> list[int]:
    """The columns that carry a group's sum and of which something is known, the heaviest first."""
    inside = np.flatnonzero(groups == group)
    signed = parts[inside] * np.sign(total)
    carrying = [int(i) for i in inside[np.argsort(-signed, kind="stable")] if parts[i] * total > 0]
    return [i for i in carrying if not np.isnan(values[i])][:TOLD_COLUMNS]


def _reason(
    group: str,
    total: float,
    declared: tuple[Column, ...],
    groups: np.ndarray,
    parts: np.ndarray,
    values: np.ndarray,
    evidence: pd.DataFrame,
    fired: pd.DataFrame,
    day: date,
) -> Reason:
    top = _telling(group, total, groups, parts, values)
    phrases = {
        language: "; ".join(told(declared[i], float(values[i]), language, in_group=True) for i in top)
        for language in ("id", "en")
    }
    indonesian, english = GROUPS[group]
    reads = {read for i in top for read in declared[i].feature.reads}
    behind = _behind(group, {read.partition(".")[0] for read in reads}, evidence)
    signs = _signs(group, reads, behind, fired) if total > 0 else ()
    touched = dict.fromkeys(INDICATOR_BY_ID[sign].element for sign in signs)
    cited = dict.fromkeys(ground for of in signs or (group,) for ground in grounds(of, day))
    return Reason(
        group,
        total,
        f"{_capital(indonesian)}: {phrases['id']}",
        f"{_capital(english)}: {phrases['en']}",
        _rows(behind),
        signs,
        tuple(touched or (ELEMENT_OF_GROUP.get(group, Element.PROSES),)) if total > 0 else (),
        tuple(cited) if total > 0 else (),
    )


def _behind(group: str, feeds: set[str], evidence: pd.DataFrame) -> pd.DataFrame:
    if group in OWN_GROUPS:
        return evidence[(evidence["about"] == "own") & evidence["feed"].isin(feeds)]
    return evidence[evidence["about"] == group]


def _signs(group: str, reads: set[str], behind: pd.DataFrame, fired: pd.DataFrame) -> tuple[str, ...]:
    """The indicators that fired on the rows behind a reason; on a person's own rows they must read alike too."""
    rows = pd.MultiIndex.from_frame(behind[["feed", "entity_key"]])
    there = fired[pd.MultiIndex.from_frame(fired[["feed", "entity_key"]]).isin(rows)]
    ids = sorted(set(there["indicator"]))
    return tuple(
        each for each in ids if group not in OWN_GROUPS or reads.intersection(INDICATOR_BY_ID[each].reads)
    )


def _rows(behind: pd.DataFrame) -> tuple[Row, ...]:
    shown = behind.head(MOST_ROWS)
    cells = zip(shown["feed"], shown["entity_key"], shown["recorded_at"], strict=True)
    return tuple(Row(str(feed), str(key), pd.Timestamp(at)) for feed, key, at in cells)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
