"""The inbox's address: which part of the work is shown, filtered and sorted how. It holds opaque ids alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from fastapi import Request

from detection.alerts.states import OPEN, Kind, State
from detection.alerts.wanted import Due, Order, Wanted

ADDRESS = "/tugas"
_AREA = re.compile(r"\d{2}(\d{2})?")
_OFFICE = re.compile(r"[A-Za-z0-9_-]{1,40}")


class View(StrEnum):
    """One part of the work, shown under a tab."""

    NEXT = "next"
    """One's own and what nobody works on."""
    MINE = "mine"
    FREE = "free"
    ALL = "all"
    LATER = "later"
    """Put off."""
    DONE = "done"


DECIDED = (State.REFERRED, State.CLOSED)


@dataclass(frozen=True)
class Filters:
    """What the address says; whatever it says that is not known is left out."""

    view: View = View.NEXT
    kind: Kind | None = None
    state: State | None = None
    due: Due | None = None
    area: str | None = None
    office: str | None = None
    order: Order = Order.URGENCY

    def wanted(self, who: str, most: int, after: int | None = None) -> Wanted:
        """The same as a wish for the list."""
        states = self.states
        return Wanted(
            kinds=tuple(Kind) if self.kind is None else (self.kind,),
            states=(self.state,) if self.state in states else states,
            owner=who if self.view in (View.NEXT, View.MINE) else None,
            free=self.view in (View.NEXT, View.FREE),
            snoozed=self.view is View.DONE,
            only_snoozed=self.view is View.LATER,
            due=self.due,
            area=self.area,
            office=self.office,
            order=Order.NEWEST if self.view is View.DONE and self.order is Order.URGENCY else self.order,
            after=after,
            most=most,
        )

    @property
    def states(self) -> tuple[State, ...]:
        """The states that this part of the work can be in."""
        return DECIDED if self.view is View.DONE else OPEN

    @property
    def apart(self) -> bool:
        """Whether those who leave within 48 hours stand in a group of their own."""
        open_ones = self.view in (View.NEXT, View.MINE, View.FREE, View.ALL)
        return open_ones and self.due is None and self.order is Order.URGENCY

    def link(self, **changes: Any) -> str:
        """The address of the same with some of it changed."""
        query = urlencode(dict(replace(self, **changes).said()))
        return f"{ADDRESS}?{query}" if query else ADDRESS

    def said(self) -> Iterator[tuple[str, str]]:
        """What stands in the address: all that is not as it begins."""
        plain = Filters()
        for name in self.__dataclass_fields__:
            if (value := getattr(self, name)) not in (None, getattr(plain, name)):
                yield name, str(value)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The filters that narrow the list, by name."""
        return tuple(name for name, _ in self.said() if name not in ("view", "order"))


def of(request: Request) -> Filters:
    """What an address says."""
    asked: Mapping[str, str] = request.query_params
    return Filters(
        view=_one(View, asked.get("view")) or View.NEXT,
        kind=_one(Kind, asked.get("kind")),
        state=_one(State, asked.get("state")),
        due=_one(Due, asked.get("due")),
        area=_matching(_AREA, asked.get("area")),
        office=_matching(_OFFICE, asked.get("office")),
        order=_one(Order, asked.get("order")) or Order.URGENCY,
    )


def _one(kind: Any, text: str | None) -> Any:
    return kind(text) if text in list(kind) else None


def _matching(pattern: re.Pattern[str], text: str | None) -> str | None:
    return text if text and pattern.fullmatch(text) else None
