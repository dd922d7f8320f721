"""What calls somebody: one sign of one person, or of a report whose person is not known, in one new row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

PERSON, ROW = "person", "row"


@dataclass(frozen=True, order=True)
class Finding:
    """``subject`` is a person id, or the row itself (``feed:entity_key``); ``ref`` is the row that shows it.

    For a departure ``ref`` carries the day (``@2026-03-04``): another day calls anew.
    """

    subject: str
    sign: str
    ref: str

    @property
    def kind(self) -> str:
        """Whether a person is known."""
        return ROW if ":" in self.subject else PERSON


@dataclass(frozen=True)
class New:
    """The rows that a look takes for new: received after ``since``, up to ``last``, recorded after ``fresh``."""

    since: int
    last: int
    fresh: datetime

    @property
    def given(self) -> dict[str, object]:
        """As parameters of a statement."""
        return {"since": self.since, "last": self.last, "fresh": self.fresh}
