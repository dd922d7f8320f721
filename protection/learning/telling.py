"""How counts about people are told to analysts: what is small is left out, and a share of too few is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from detection.alerts.decided import share
from detection.alerts.estimates import Interval
from protection.statistics import LEAST, suppress


@dataclass(frozen=True)
class Telling:
    """``exact`` for those who see the alerts themselves: they would count them one by one anyway."""

    exact: bool = False

    def count(self, value: int) -> int | None:
        """A count, None where it is too small to be told."""
        return value if self.exact or value == 0 or value >= LEAST else None

    def counts(self, values: Mapping[str, int]) -> dict[str, int | None]:
        """The counts of one table, so that none follows from the others and their sum."""
        return dict(values) if self.exact else suppress(values)

    def share(self, some: int, of: int) -> Interval | None:
        """A share with its interval (Clopper and Pearson); None where a part of it may not be told, or of nothing."""
        parts = (some, of - some)
        if not self.exact and (of < LEAST or any(0 < part < LEAST for part in parts)):
            return None
        return share(some, of)
