"""The rows that speak for an alert, and which of them are new: only what is new raises an alert again."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, Connection, Text, bindparam, func, select, text

from records.tables import detection_runs

BANDS = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75)
"""Where one band of the chance ends and the next begins; a higher band is grown evidence too."""

_ROWS = text("""
    SELECT feed || ':' || entity_key AS ref, max(recorded_at) AS recorded_at, max(sequence) AS sequence
    FROM source_rows
    WHERE (feed, entity_key) IN (
        SELECT split_part(ref, ':', 1), substr(ref, strpos(ref, ':') + 1) FROM unnest(:refs) AS ref
    ) AND recorded_at < :until
    GROUP BY 1
""").bindparams(bindparam("refs", type_=ARRAY(Text)))

Known = Mapping[str, tuple[datetime, int]]
"""When the newest version of each row was recorded, and its sequence."""


def speaking_for(statement: Mapping[str, Any], refs: Sequence[str], *, of_person: bool) -> frozenset[str]:
    """feed:entity_key of the rows behind what speaks for an alert.

    Of a person's reasons only those that raise the score count: a visit to a desk is no news. A network's and
    a recruiter's rows all tie people to it.
    """
    if not of_person:
        return frozenset(refs)
    reasons = (each for each in statement.get("reasons", ()) if each.get("contribution", 0) > 0)
    rows = {f"{row[0]}:{row[1]}" for reason in reasons for row in reason.get("rows", ())}
    fired = {f"{each['feed']}:{each['entity_key']}" for each in statement.get("indicators", ())}
    return frozenset(rows | fired)


def severities(statement: Mapping[str, Any]) -> list[int]:
    """The severity (1 to 5) of each indicator that fired."""
    # The rules bring Ibis with them; what is done every minute needs no statement of an alert.
    from detection.indicators import INDICATOR_BY_ID  # noqa: PLC0415

    names = {each["indicator"] for each in statement.get("indicators", ())}
    return sorted(INDICATOR_BY_ID[name].severity for name in names if name in INDICATOR_BY_ID)


def known_rows(connection: Connection, refs: Iterable[str], until: datetime) -> Known:
    """The rows that were recorded before a moment."""
    found = connection.execute(_ROWS, {"refs": sorted(set(refs)), "until": until})
    return {row.ref: (row.recorded_at, row.sequence) for row in found}


def new_rows(speaking: Iterable[str], known: Known, since: datetime, sequence: int) -> tuple[str, ...]:
    """Those recorded from ``since`` on, or received beyond ``sequence``: some arrive late."""
    return tuple(
        sorted(
            ref for ref in speaking if ref in known and (known[ref][0] >= since or known[ref][1] > sequence)
        )
    )


def higher_band(before: float | None, now: float | None) -> bool:
    """Whether the chance has risen into a higher band."""
    return bisect(BANDS, now or 0.0) > bisect(BANDS, before or 0.0)


def last_sequence(connection: Connection) -> int:
    """The last row that any run has seen: whoever decides now can have seen no later one in an alert."""
    return connection.scalar(select(func.max(detection_runs.c.data_sequence))) or 0
