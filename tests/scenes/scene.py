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
