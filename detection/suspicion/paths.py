"""Where a run leaves what it found about those who are never suspects: unsaid, or on the path of protection."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

import ibis
import pandas as pd
from sqlalchemy import Connection, text

from detection.refs import person_refs
from detection.suspicion import matters, silenced
from graphs.network.findings import findings

if TYPE_CHECKING:
    from detection.detect import Detection

RENEWED = "renewed"
"""The sign of a danger that the ranking shows: they are on their way again, and would have been listed."""

_NOW = text("SELECT transaction_timestamp()")
_AREAS = text("SELECT area FROM person_areas WHERE person_id = :person ORDER BY area")


def keep(connection: Connection, detection: Detection) -> tuple[int, ...]:
    """Keep of whom nothing is said, and raise what is new about them; gives the numbers of the matters.

    Part of the run's own transaction and entry. Nothing of it stands in an alert, a network or a list.
    """
    now: datetime = connection.execute(_NOW).scalar_one()
    names = detection.names
    people = {("person", names.get(each, each)) for each in detection.silent.persons}
    silenced.keep(connection, detection.silent.things | people, now)
    raised = []
    for person, refs in endangered(detection).items():
        lasting = names.get(person, person)
        areas = list(connection.scalars(_AREAS, {"person": lasting}))
        raised.append(matters.raise_matter(connection, matters.DANGER, lasting, refs, areas, (RENEWED,), now))
    against: dict[str, set[str]] = defaultdict(set)
    for person, ref in detection.silent.mentioned:
        against[names.get(person, person)].add(ref)
    for lasting, told in sorted(against.items()):
        areas = list(connection.scalars(_AREAS, {"person": lasting}))
        kinds = {ref.partition(":")[0] for ref in told}
        raised.append(matters.raise_matter(connection, matters.EVIDENCE, lasting, told, areas, kinds, now))
    return tuple(number for number in raised if number is not None)


def endangered(detection: Detection) -> dict[str, list[str]]:
    """The never suspects who would have been listed, and the papers that they got since they were found.

    Of whom nothing was found but who is presumed a victim or guarded, every paper counts.
    """
    scores, standing = detection.scores, detection.now.standing
    mine = scores.index.isin(list(detection.silent.persons)) & standing["is_open"].reindex(scores.index)
    likely = (scores["raw"] >= detection.last_listed) & (scores["p_tppo"] > scores["p_tppo"].mean())
    people = list(scores.index[mine & likely])
    if not people:
        return {}
    known, refs = detection.known, person_refs(detection.now)
    found = findings(known)
    found = found.filter((found.finding == "tppo") & found.person_id.isin(people))
    last = found.group_by("person_id").agg(at=found.recorded_at.max()).execute().set_index("person_id")["at"]
    papers = ibis.union(
        *(
            rows.select("person_id", "recorded_at", ref=ibis.literal(f"{feed}:") + rows.entity_key)
            for feed in ("registrations", "passports")
            for rows in (known.about(feed),)
        )
    )
    shown: pd.DataFrame = papers.filter(papers.person_id.isin(people)).execute()
    since = shown["person_id"].map(last)
    new = shown[since.isna() | (shown["recorded_at"] > since)]
    kept = new.groupby("person_id")["ref"].agg(sorted)
    every = {ref for own in refs for ref in own}
    return {str(person): [ref for ref in own if ref in every] for person, own in kept.items()}
