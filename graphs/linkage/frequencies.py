"""How often a value is met with someone else: agreeing on a rare one says more than on a common one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

LONGEST_NAME = 6
"""Words of a name that are considered when names are counted that contain it."""


def share(records: pd.DataFrame, column: str) -> dict[str, float]:
    """The share of the records with any value that carry this one."""
    counts = Counter(records[column].dropna())
    total = counts.total()
    return {value: count / total for value, count in counts.items()}


def share_containing(records: pd.DataFrame, column: str) -> dict[str, float]:
    """For each name the share of the records whose names contain all its words."""
    counts = Counter(records[column].dropna())
    words_of = {name: tuple(name.split()[:LONGEST_NAME]) for name in counts}
    containing: Counter[tuple[str, ...]] = Counter()
    for name, words in words_of.items():
        for size in range(1, len(words) + 1):
            for part in combinations(words, size):
                containing[part] += counts[name]
    total = counts.total()
    return {name: containing[words] / total for name, words in words_of.items()}


def held_by_others(records: pd.DataFrame, column: str, wrong: float) -> dict[str, float]:
    """The chance that a record of someone else carries this identifier.

    An identifier belongs to one person, unlike a name: someone else carries it by mistake or fraud only
    (``wrong`` is how often that happens), or because it is seen to be shared: each further birth date that
    appears with it counts as a further holder. A family's phone weighs less than a person's own, a
    recruiter's phone or a forged NIK that serves many weighs nearly nothing.
    """
    known = records[records[column].notna()]
    births: dict[str, set[str]] = {value: set() for value in known[column]}
    for value, birth in zip(known[column], known["birth_date"], strict=True):
        if birth is not None:
            births[value].add(birth)
    return {value: (wrong + max(len(seen), 1) - 1) / len(births) for value, seen in births.items()}


@dataclass(frozen=True)
class Rarity:
    """How the frequencies of one column are counted."""

    column: str
    count: Callable[[pd.DataFrame], dict[str, float]]


RARITIES: tuple[Rarity, ...] = (
    Rarity("name_key", lambda records: share(records, "name_key")),
    Rarity("name_words", lambda records: share_containing(records, "name_words")),
    Rarity("birth_date", lambda records: share(records, "birth_date")),
    Rarity("birth_place", lambda records: share(records, "birth_place")),
    Rarity("nik", lambda records: held_by_others(records, "nik", wrong=0.03)),
    Rarity("phone", lambda records: held_by_others(records, "phone", wrong=0.2)),
)
