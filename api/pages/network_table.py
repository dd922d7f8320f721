"""The table of a network: every edge as a row in words, sorted and cut into pages; and the same for the picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.pages import network_words as words
from api.pages.language import Language
from api.pages.navigation import N_
from protection.disclosure.network_people import Member
from protection.disclosure.network_view import FIRST, Spot, Tie, View

PAGE = 200
"""Rows of the table at once."""


@dataclass(frozen=True)
class Row:
    """One edge in words."""

    one: Spot
    other: Spot
    one_label: str
    other_label: str
    role: str
    since: date | None
    until: date | None
    records: int


COLUMNS: Mapping[str, str] = {
    "dari": N_("From"),
    "peran": N_("What it is"),
    "ke": N_("To"),
    "sejak": N_("First recorded"),
    "hingga": N_("Last recorded"),
    "catatan": N_("Records"),
}
"""By what the rows can be sorted, in the order of the columns; most records and newest days first."""


def rows(language: Language, whole: View, ties: Sequence[Tie], by: str) -> list[Row]:
    """The edges in words, in order."""
    told = [
        Row(
            whole.spots[tie.one],
            whole.spots[tie.other],
            words.label(language, whole.spots[tie.one]),
            words.label(language, whole.spots[tie.other]),
            words.role(language, tie.role),
            tie.since,
            tie.until,
            tie.records,
        )
        for tie in ties
    ]
    return sorted(told, key=lambda row: (_place(row, by), row.one_label, row.other_label, row.role))


def _place(row: Row, by: str) -> Any:
    last = date.max.toordinal()
    places = {
        "peran": row.role,
        "ke": (row.other.kind, row.other.number, row.other_label),
        "sejak": row.since.toordinal() if row.since else last,
        "hingga": -row.until.toordinal() if row.until else last,
        "catatan": -row.records,
    }
    return places.get(by, (row.one.kind, row.one.number, row.one_label))


def picture(language: Language, whole: View, members: Sequence[Member]) -> dict[str, Any]:
    """What the browser draws: nodes and edges as short lists, everything in words."""
    member = {f"person:{each.person_id}": each for each in members}

    def node(spot: Spot) -> list[Any]:
        who = member.get(spot.id)
        work = who.standing.work_id if who is not None and who.standing is not None else None
        days = None if who is None else who.days_left
        roles = ", ".join(words.role(language, role) for role in spot.roles)
        return [spot.key, spot.kind, words.label(language, spot), roles, spot.x, spot.y, work, days]

    def edge(tie: Tie) -> list[Any]:
        since = None if tie.since is None else tie.since.isoformat()
        until = None if tie.until is None else tie.until.isoformat()
        return [tie.one, tie.other, words.role(language, tie.role), since, until, tie.records]

    return {
        "first": FIRST,
        "kinds": {kind: words.kind(language, kind) for kind in whole.kinds},
        "days": [day.isoformat() for day in whole.days],
        "nodes": [node(spot) for spot in whole.spots],
        "ties": [edge(tie) for tie in whole.ties],
    }
