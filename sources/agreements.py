"""Data-sharing agreements (PKS): which fields of which feed may be stored, and from when to when."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from records.contract import FEED_BY_NAME
from records.errors import AgreementEnded, SettingsRefused
from sources.registry import Source

SHIPPED = Path(__file__).with_name("agreements.toml")


@dataclass(frozen=True)
class Agreement:
    """One agreement; a renewal is another one with the same ``id`` and later dates."""

    id: str
    number: str
    parties: tuple[str, ...]
    valid_from: date
    valid_to: date
    fields: Mapping[str, frozenset[str]]

    def covers(self, feed: str, day: date) -> bool:
        """Whether the feed may be taken in on that day; the last day still counts."""
        return feed in self.fields and self.valid_from <= day <= self.valid_to


def load(path: Path | None) -> tuple[Agreement, ...]:
    """The agreements of an installation's own file, or the synthetic ones that Suluh ships.

    Raises SettingsRefused where the file cannot be read or covers something that is not in the contract.
    """
    path = path or SHIPPED
    try:
        entries = tomllib.loads(path.read_text("utf-8"))["agreements"]
        return tuple(_agreement(entry) for entry in entries)
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise SettingsRefused(
            f"Berkas perjanjian {path} tidak dapat dipakai: {error}",
            f"The agreements file {path} cannot be used: {error}",
        ) from error


def newest(source: Source, agreements: tuple[Agreement, ...]) -> Agreement | None:
    """The agreement of a source that ends last, in force or not."""
    own = [each for each in agreements if each.id == source.agreement and source.feed.name in each.fields]
    return max(own, key=lambda each: each.valid_to, default=None)


def in_force(source: Source, agreements: tuple[Agreement, ...], day: date) -> Agreement:
    """The agreement under which a source is taken in on that day; raises AgreementEnded without one."""
    feed = source.feed.name
    current = tuple(each for each in agreements if each.covers(feed, day))
    if agreement := newest(source, current):
        return agreement
    last = newest(source, agreements)
    if last is None:
        raise AgreementEnded(
            f"{feed}: tidak ada perjanjian (PKS) yang mencakup data ini.",
            f"{feed}: no agreement (PKS) covers this feed.",
        )
    first, end = last.valid_from, last.valid_to
    raise AgreementEnded(
        f"{feed}: perjanjian {last.number} berlaku {first} sampai {end}; data tidak diterima.",
        f"{feed}: agreement {last.number} holds from {first} to {end}; nothing is taken in.",
    )


def _agreement(entry: Mapping[str, object]) -> Agreement:
    fields, parties = entry["fields"], entry["parties"]
    first, last = entry["valid_from"], entry["valid_to"]
    if not isinstance(fields, dict) or not isinstance(parties, list):
        raise TypeError("fields is a table, parties is a list")
    if type(first) is not date or type(last) is not date or first > last:
        raise ValueError("valid_from and valid_to are dates in that order")
    covered = {feed: frozenset(map(str, names)) for feed, names in fields.items()}
    for feed_name, names in covered.items():
        feed = FEED_BY_NAME[feed_name]
        if unknown := names - feed.by_name.keys():
            raise ValueError(f"{feed_name} has no field {', '.join(sorted(unknown))}")
        # What a subject is, another field tells; without it no one knows whether it identifies someone.
        needed = {*feed.key, "recorded_at"} | ({"subject_type"} if "subject_ref" in names else set())
        if missing := needed - names:
            raise ValueError(f"{feed_name} cannot be kept without {', '.join(sorted(missing))}")
    return Agreement(str(entry["id"]), str(entry["number"]), tuple(map(str, parties)), first, last, covered)
