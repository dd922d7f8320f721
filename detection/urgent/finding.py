"""What calls somebody: one sign of one person, or of a report whose person is not known, in one row."""

from __future__ import annotations

from dataclasses import dataclass

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
