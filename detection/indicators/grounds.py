"""The legal grounds of indicators and of groups of reasons, from dated configuration (``records/law.toml``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from records.law import in_force


@dataclass(frozen=True)
class Ground:
    """A legal or technical ground that was in force on a day; ``unverified`` until its text has been checked."""

    text: str
    valid_from: date
    unverified: bool = False


def grounds(of: str, day: date) -> tuple[Ground, ...]:
    """What an indicator (by its id) or a group of reasons rests on, as of a day, in the order of the list."""
    return tuple(
        Ground(entry["text"], entry["valid_from"], entry.get("unverified", False))
        for entry in in_force("ground", day)
        if of in entry["of"]
    )
