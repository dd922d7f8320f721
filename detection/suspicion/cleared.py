"""A recruiter, phone, account or agency that a person has cleared stays so until new evidence comes.

New evidence is what was recorded after the clearing: a report or finding that names it, a victim found among those
whom it brought, a licence suspended or revoked. More people who come by it are none: being busy is no sign.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from graphs.network.findings import findings
from graphs.network.guarded import alone_of
from graphs.network.known import Known
from graphs.network.mentions import mentions
from graphs.network.ties import sightings

Thing = tuple[str, str]
"""A kind and a key."""


@dataclass(frozen=True)
class Cleared:
    """What was cleared and when; ``refs`` are rows that mention a recruiter, whose id may change."""

    kind: str
    key: str
    refs: tuple[str, ...]
    at: datetime


def standing(known: Known, cleared: Iterable[Cleared]) -> set[Thing]:
    """(kind, key) of what is still cleared as known on the day."""
    of_each = [(each, _things(known, each)) for each in cleared]
    every = {thing for _, things in of_each for thing in things}
    if not every:
        return set()
    newest = _newest_evidence(known, every)
    return {
        thing
        for each, things in of_each
        for thing in things
        if all(newest.get(one) is None or newest[one] <= pd.Timestamp(each.at) for one in things)
    }


def _things(known: Known, each: Cleared) -> set[Thing]:
    """What was cleared, under the names of the day."""
    if each.kind != "recruiter":
        return {(each.kind, each.key)}
    rows = known.recruiters["feed"] + ":" + known.recruiters["key"]
    now = set(known.recruiters.loc[rows.isin(set(each.refs)), "recruiter_id"])
    return alone_of(known, now | {each.key})


def _newest_evidence(known: Known, things: Collection[Thing]) -> dict[Thing, pd.Timestamp]:
    """When something last spoke against each of them."""
    keys = sorted({key for _, key in things})
    said = mentions(known)
    named = said.filter(said.thing.isin(keys)).select("kind", "thing", "recorded_at").execute()
    tied = sightings(known)
    tied = tied.filter(tied.thing.isin(keys)).select("kind", "thing", "person_id").distinct()
    found = findings(known)
    found = found.filter(found.finding == "tppo").select("person_id", "recorded_at")
    victims = tied.inner_join(found, "person_id").select("kind", "thing", "recorded_at").execute()
    agencies = known.feed("agencies")
    agencies = agencies.filter(agencies.license_no.isin(keys) & (agencies.status != "active"))
    struck = agencies.select(thing="license_no", recorded_at="recorded_at").execute().assign(kind="agency")
    columns = ["kind", "thing", "recorded_at"]
    rows = pd.concat([part[columns] for part in (named, victims, struck) if len(part)] or [named])
    newest = rows.groupby(["kind", "thing"])["recorded_at"].max()
    return {(str(kind), str(key)): at for (kind, key), at in newest.items() if (kind, key) in things}
