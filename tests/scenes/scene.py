"""A scene: a small world in which one indicator fires for Ana, and the same world honestly explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from factories import Told, told

ANA = "ana"
DAY = date(2025, 3, 3)
"""The as-of day of every scene."""


@dataclass(frozen=True)
class Scene:
    """Rows in which the indicator fires for Ana, and by trap the rows in which it must stay silent for her.

    Each trap is the firing world but for the honest explanation that a naive rule overlooks.
    """

    indicator: str
    rows: tuple[Told, ...]
    traps: Mapping[str, tuple[Told, ...]] = field(default_factory=dict)


def registered(on: str = "2025-01-20", key: str = "R1", **fields: object) -> Told:
    """Ana's registration."""
    return told("registrations", key, on, ANA, **fields)


def passport(on: str = "2025-02-01", key: str = "X1000001", **fields: object) -> Told:
    """Ana's passport."""
    return told("passports", key, on, ANA, **fields)


def link(on: str, key: str, to: str, who: str | None = None, **fields: object) -> Told:
    """A recruiter seen with a registration, passport, place or phone; ``to`` is its reference."""
    return told("recruiter_links", key, on, who, subject_ref=to, **fields)


def others(feed: str, on: str, count: int, **fields: object) -> tuple[Told, ...]:
    """Rows of so many other people, of one day; a ``{n}`` in a text field becomes the person's number."""
    rows = []
    for number in range(1, count + 1):
        own = {
            name: value.format(n=number) if isinstance(value, str) else value
            for name, value in fields.items()
        }
        key = f"X2{number:06d}" if feed == "passports" else f"{feed}-{number}"
        rows.append(told(feed, key, on, f"other-{number}", **own))
    return tuple(rows)
