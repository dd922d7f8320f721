"""How many people live in a province or regency: what counts are set against.

Figures of 2025 for the codes of Kepmendagri 300.2.2-2138/2025 (MIT, see ``records/data/README.md``); read once.
"""

from __future__ import annotations

import csv
from functools import lru_cache

from records.areas import DATA

YEAR = 2025
LEAST = 10
"""Of fewer people no rate is told: it would say more of chance than of the place."""
PER = 10_000


@lru_cache(maxsize=1)
def _people() -> dict[str, int]:
    text = (DATA / "population.csv").read_text("utf-8")
    return {row["code"]: int(row["people"]) for row in csv.DictReader(text.splitlines())}


def living_in(code: str) -> int | None:
    """The inhabitants of a province or regency; None for any other code."""
    return _people().get(code)


def rate(count: int | None, code: str) -> float | None:
    """So many of each 10,000 inhabitants; None where the count is not told, or too small to say anything."""
    living = living_in(code)
    return None if living is None or count is None or count < LEAST else count / living * PER
