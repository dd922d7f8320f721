"""A feature: one number about one person on one day, told in words that an officer reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ibis.expr.types import Table

from graphs.network.known import Known


@dataclass(frozen=True)
class Feature:
    """One column of a family's table.

    ``reads`` names the source columns behind it (``feed.column``), which lead to the rows that a person can
    check. A feature that ``spreads`` is also averaged over the people with whom something is shared.
    """

    name: str
    unit: str
    id: str
    en: str
    reads: tuple[str, ...]
    spreads: bool = False


@dataclass(frozen=True)
class Family:
    """Features that are computed together: ``table(known)`` has ``person_id`` and one column for each."""

    name: str
    id: str
    en: str
    features: tuple[Feature, ...]
    table: Callable[[Known], Table]
