"""Retention and the clocks of the rights of the subject, as dated configuration (``retention.toml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from records.days import day_of
from records.errors import SuluhError
from records.law import in_force
from records.working_time import add_working_hours

SHIPPED = Path(__file__).with_name("retention.toml")


@dataclass(frozen=True)
class Clock:
    """So many hours to answer, running or working, and the rule that gives them."""

    hours: int
    counting: str
    source: str

    def due(self, received: datetime) -> datetime:
        """When the time that began at ``received`` is over."""
        if self.counting == "working":
            return add_working_hours(received, self.hours)
        return received.astimezone(UTC) + timedelta(hours=self.hours)


@dataclass(frozen=True)
class Period:
    """How long rows of a kind are kept; ``days`` is None where a rule other than time ends it."""

    rows: str
    text_id: str
    text_en: str
    days: int | None
    source: str
    verified: bool
    valid_from: date


def response_clock(kind: str, received: datetime, path: Path = SHIPPED) -> Clock:
    """The clock of a request that arrived at a moment, by the law of that day in Jakarta."""
    day = day_of(received)
    fitting = [each for each in in_force("response_clock", day, path) if kind in each["requests"]]
    return _clock(_only(fitting, f"response_clock {kind}", day))


def notice_clock(found: datetime, path: Path = SHIPPED) -> Clock:
    """The clock of the notice of a failure of protection that was found at a moment."""
    day = day_of(found)
    return _clock(_only(in_force("notice_clock", day, path), "notice_clock", day))


def decision_grounds(decision: str, day: date, path: Path = SHIPPED) -> Mapping[str, tuple[str, str]]:
    """The grounds that a decision (granted, partly, refused) may rest on: code to its two texts."""
    return MappingProxyType(
        {
            each["code"]: (each["text_id"], each["text_en"])
            for each in in_force("decision_ground", day, path)
            if decision in each["decisions"]
        }
    )


def turn_to(day: date, path: Path = SHIPPED) -> tuple[str, str]:
    """To whom someone is sent who meets a hold, in Indonesian and English."""
    contact = _only(in_force("turn_to", day, path), "turn_to", day)
    return contact["text_id"], contact["text_en"]


def periods(day: date, path: Path = SHIPPED) -> tuple[Period, ...]:
    """How long each kind of rows is kept, as the rule of the day says."""
    return tuple(
        Period(
            each["rows"],
            each["text_id"],
            each["text_en"],
            each.get("days"),
            each["source"],
            not each.get("unverified", False),
            each["valid_from"],
        )
        for each in in_force("retention", day, path)
    )


def backup_window(day: date, path: Path = SHIPPED) -> timedelta:
    """How long a backup may be kept, and so how long an erased row may still lie in one."""
    return timedelta(days=_only(in_force("backup_window", day, path), "backup_window", day)["days"])


def _clock(entry: Mapping[str, Any]) -> Clock:
    return Clock(entry["hours"], entry["counting"], entry["source"])


class NoRule(SuluhError):
    """The settings have no rule for a day, or more than one."""


def _only(entries: list[dict[str, Any]], kind: str, day: date) -> dict[str, Any]:
    if len(entries) != 1:
        raise NoRule(
            f"Pengaturan retensi: {len(entries)} aturan {kind} berlaku pada {day}, harus satu.",
            f"Retention settings: {len(entries)} rules {kind} hold on {day}, there must be one.",
        )
    return entries[0]
