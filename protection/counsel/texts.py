"""The guide for a talk and the information sheets: dated configuration (``counsel.toml``) and the dated law.

Nothing here is about anybody. Sources of the guide's rules: WHO, Ethical and safety recommendations for interviewing
trafficked women (2003); IOM, Handbook on direct assistance for victims of trafficking (2007); adapted to both sexes
and to work at sea.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from records.errors import NotFound
from records.law import in_force

TEXTS = Path(__file__).with_name("counsel.toml")

Pair = Mapping[str, str]
"""A text by language: id, en."""


@dataclass(frozen=True)
class Step:
    """One step of the talk: what it is for, what may be asked or said; ``note`` is for the counsellor's own eyes."""

    step: str
    title: Pair
    says: tuple[Pair, ...]
    note: Pair | None


@dataclass(frozen=True)
class Line:
    """One line of a sheet; ``items`` are codes of the law's lists (documents' texts, countries, jobs)."""

    text: Pair
    source: str
    unverified: bool
    countries: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """An information sheet in Indonesian and English."""

    sheet: str
    title: Pair
    opening: Pair
    lines: tuple[Line, ...]
    closing: Pair


def guide(day: date) -> tuple[Step, ...]:
    """The steps of a talk that hold on a day."""
    return tuple(
        Step(
            entry["step"],
            _pair(entry, "title"),
            tuple({"id": said[0], "en": said[1]} for said in entry["says"]),
            _pair(entry, "note") if "note_id" in entry else None,
        )
        for entry in in_force("guide", day, TEXTS)
    )


def languages(day: date) -> dict[str, str]:
    """The languages that a sheet can be written in and a person may wish for, by code, each by its own name."""
    return {entry["code"]: entry["name"] for entry in in_force("language", day, TEXTS)}


def sheets(day: date) -> tuple[Sheet, ...]:
    """Every sheet as it holds on a day."""
    lines = {
        "rights": _plain("right", day),
        "costs": _costs(day),
        "countries": _countries(day),
    }
    return tuple(
        Sheet(
            entry["sheet"],
            _pair(entry, "title"),
            _pair(entry, "opening"),
            lines[entry["sheet"]],
            _pair(entry, "closing"),
        )
        for entry in in_force("sheet", day, TEXTS)
    )


def sheet(name: str, day: date) -> Sheet:
    """One sheet. Raises NotFound."""
    found = next((each for each in sheets(day) if each.sheet == name), None)
    if found is None:
        raise NotFound("Lembar itu tidak ada.", "There is no such sheet.")
    return found


def _plain(kind: str, day: date) -> tuple[Line, ...]:
    return tuple(
        Line({"id": entry["id"], "en": entry["en"]}, entry["source"], entry.get("unverified", False))
        for entry in in_force(kind, day, TEXTS)
    )


def _costs(day: date) -> tuple[Line, ...]:
    free = tuple(
        Line(
            {
                "id": "Biaya penempatan tidak boleh dibebankan kepada Anda untuk jabatan ini:",
                "en": "No placement cost may be charged to you for these jobs:",
            },
            entry["source"],
            entry.get("unverified", False),
            positions=tuple(entry["positions"]),
        )
        for entry in in_force("zero_cost_position", day)
    )
    papers = tuple(
        Line(
            {language: f"{entry[language]}: {entry[f'cost_{language}']}" for language in ("id", "en")},
            entry["source"],
            entry.get("unverified", False),
        )
        for entry in in_force("document_help", day)
    )
    return (*free, *papers)


def _countries(day: date) -> tuple[Line, ...]:
    closed = tuple(
        Line(
            {
                "id": "Penempatan untuk jabatan ini ditutup di negara berikut:",
                "en": "Placement for these jobs is closed in these countries:",
            },
            entry["source"],
            entry.get("unverified", False),
            tuple(entry["countries"]),
            tuple(entry["positions"]),
        )
        for entry in in_force("closed_placement", day)
    )
    return (*closed, *_plain("country", day))


def _pair(entry: Mapping[str, Any], name: str) -> Pair:
    return {"id": entry[f"{name}_id"], "en": entry[f"{name}_en"]}
