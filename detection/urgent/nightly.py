"""Severe signs among what the nightly indicators found: only what is new calls somebody."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from sqlalchemy import ARRAY, Connection, Text, bindparam, text

from detection.urgent.finding import Finding
from detection.urgent.signs import SEVERE_BY_ID, Shown

_NEW = text("""
    SELECT feed || ':' || entity_key AS ref FROM source_rows
    WHERE sequence > :since AND sequence <= :last AND (feed, entity_key) IN (
        SELECT split_part(ref, ':', 1), substr(ref, strpos(ref, ':') + 1) FROM unnest(:refs) AS ref
    )
""").bindparams(bindparam("refs", type_=ARRAY(Text)))
_WITH_NEW_PAPERS = text("""
    SELECT DISTINCT ON (feed, entity_key) person_id FROM identities
    WHERE (feed, entity_key) IN (
        SELECT feed, entity_key FROM source_rows
        WHERE sequence > :since AND sequence <= :last AND feed IN ('registrations', 'passports')
    )
    ORDER BY feed, entity_key, run_id DESC
""")


def in_indicators(connection: Connection, fired: pd.DataFrame, since: int, last: int) -> list[Finding]:
    """The severe signs that a run's indicators show, by rows recorded after ``since``, up to ``last``.

    ``fired`` has person_id, indicator, feed, entity_key, as ``detection.indicators.fired`` gives it. A report
    must be new itself; papers speak as soon as any paper of the person is new.
    """
    severe = fired[fired["indicator"].isin(list(SEVERE_BY_ID))]
    findings = [
        Finding(str(row.person_id), str(row.indicator), f"{row.feed}:{row.entity_key}")
        for row in severe.itertuples()
    ]
    span = {"since": since, "last": last}
    new = _new(connection, (each.ref for each in findings), span)
    people = set(connection.scalars(_WITH_NEW_PAPERS, span)) if findings else set()
    return sorted(
        {
            each
            for each in findings
            if each.ref in new or (SEVERE_BY_ID[each.sign].shown is Shown.PAPERS and each.subject in people)
        }
    )


def _new(connection: Connection, refs: Iterable[str], span: dict[str, int]) -> set[str]:
    return set(connection.scalars(_NEW, {"refs": sorted(set(refs)), **span}))
