"""Law as dated configuration: which entries of a list are in force on a day, each with its source."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from records.errors import SuluhError

_SHIPPED = Path(__file__).with_name("law.toml")


@cache
def _entries(path: Path) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(path.read_text())


def in_force(kind: str, day: date, path: Path = _SHIPPED) -> list[dict[str, Any]]:
    """The entries of a kind (``closed_placement``, ``required_document`` …) that hold on a day."""
    entries = _entries(path)
    if kind not in entries:
        raise SuluhError(
            f"tidak ada daftar {kind} dalam {path.name}", f"there is no list {kind} in {path.name}"
        )
    return [
        entry
        for entry in entries[kind]
        if entry["valid_from"] <= day and ("valid_to" not in entry or day < entry["valid_to"])
    ]


def values(kind: str, field: str, day: date) -> list[str]:
    """Everything that the entries in force list under ``field``, without repetition, in order."""
    found = [value for entry in in_force(kind, day) for value in entry[field]]
    return list(dict.fromkeys(found))
