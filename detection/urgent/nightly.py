"""What cannot wait in what a nightly run found: linkage knows more people than an ingest, indicators more signs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd
from sqlalchemy import ARRAY, Connection, Text, bindparam, text

from detection.indicators import INDICATOR_BY_ID, fired
from detection.refs import person_refs
from detection.urgent import looks
from detection.urgent.finding import Finding, New
from detection.urgent.leaving import People, leaving
from detection.urgent.looks import Occasion
from detection.urgent.raising import Looked, Raised, raise_found
from detection.urgent.signs import HIGH, SEVERE_BY_ID, Shown
from records.days import instant
from records.store import Store

if TYPE_CHECKING:
    from detection.detect import Detection

_NEW = text("""
    SELECT feed || ':' || entity_key AS ref FROM source_rows
    WHERE sequence > :since AND sequence <= :last AND recorded_at > :fresh AND (feed, entity_key) IN (
        SELECT split_part(ref, ':', 1), substr(ref, strpos(ref, ':') + 1) FROM unnest(:refs) AS ref
    )
""").bindparams(bindparam("refs", type_=ARRAY(Text)))
_WITH_NEW_PAPERS = text("""
    SELECT DISTINCT ON (feed, entity_key) person_id FROM identities
    WHERE (feed, entity_key) IN (
        SELECT feed, entity_key FROM source_rows
        WHERE sequence > :since AND sequence <= :last AND recorded_at > :fresh
            AND feed IN ('registrations', 'passports')
    )
    ORDER BY feed, entity_key, run_id DESC
""")


def after_run(store: Store, detection: Detection, now: datetime) -> Raised:
    """Raise what cannot wait in what a run found; the same run again adds nothing."""
    severe = [INDICATOR_BY_ID[sign] for sign in SEVERE_BY_ID if sign in INDICATOR_BY_ID]
    with store.reading() as connection:
        since = looks.since(connection, Occasion.NIGHT)
        last = looks.known_up_to(connection, since, detection.data_sequence, instant(detection.as_of))
    signs = fired(detection.known, severe)
    looked = nightly(store, signs, since, now, _likely(detection), detection.names)
    with store.begin() as connection:
        looks.reach(connection, Occasion.NIGHT, last, now)
    return looked.raised


def _likely(detection: Detection) -> People:
    """The open people whose chance is high, whether the week's list had room for them or not."""
    refs = person_refs(detection.now)
    chances = detection.scores["p_tppo"].reindex(detection.now.open.index)
    high = chances[chances >= HIGH]
    return {person: (float(high[person]), tuple(refs[person])) for person in map(str, high.index)}


def nightly(
    store: Store,
    fired: pd.DataFrame,
    since_sequence: int,
    now: datetime,
    scored: People | None = None,
    names: Mapping[str, str] | None = None,
) -> Looked:
    """The severe ones among a run's indicators (``fired``), and whoever of those it scored leaves within 48 hours.

    ``names`` gives the lasting id of those whom the run calls otherwise. One transaction, as ``urgent``.
    """
    if names:
        fired = fired.assign(person_id=[names.get(each, each) for each in fired["person_id"]])
        scored = {names.get(person, person): known for person, known in (scored or {}).items()}
    with store.begin() as connection:
        rows = looks.new_rows(connection, since_sequence, now)
        findings = in_indicators(connection, fired, rows)
        findings += leaving(connection, now, scored)
        return raise_found(connection, findings, rows, now)


def in_indicators(connection: Connection, fired: pd.DataFrame, rows: New) -> list[Finding]:
    """The severe signs that a run's indicators show by new rows.

    ``fired`` has person_id, indicator, feed, entity_key, as ``detection.indicators.fired`` gives it. A report
    must be new itself; papers speak as soon as any paper of the person is new.
    """
    severe = fired[fired["indicator"].isin(list(SEVERE_BY_ID))]
    findings = [
        Finding(str(row.person_id), str(row.indicator), f"{row.feed}:{row.entity_key}")
        for row in severe.itertuples()
    ]
    new = _new(connection, (each.ref for each in findings), rows)
    people = set(connection.scalars(_WITH_NEW_PAPERS, rows.given)) if findings else set()
    return sorted(
        {
            each
            for each in findings
            if each.ref in new or (SEVERE_BY_ID[each.sign].shown is Shown.PAPERS and each.subject in people)
        }
    )


def _new(connection: Connection, refs: Iterable[str], rows: New) -> set[str]:
    return set(connection.scalars(_NEW, {"refs": sorted(set(refs)), **rows.given}))
