"""The fields of the standard that we use, as it names and types them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

VERSION = "2.0"


@dataclass(frozen=True)
class Standard:
    """One field of the standard; ``values`` are those of its picklist."""

    name: str
    label: str
    type: str
    core: bool
    values: tuple[str, ...]

    @property
    def many(self) -> bool:
        """Whether a cell holds several values, between semicolons."""
        return self.type == "Multiselect Picklist"


@cache
def fields() -> dict[str, Standard]:
    """The fields by their name with prefix."""
    text = (files("protection.htcds") / "fields-2.0.csv").read_text("utf-8")
    return {
        row["name"]: Standard(
            row["name"], row["label"], row["type"], row["core"] == "Core", _values(row["values"])
        )
        for row in csv.DictReader(text.splitlines())
    }


def _values(cell: str) -> tuple[str, ...]:
    return tuple(each for each in cell.split("|") if each)
