"""A person's whole journey as the records tell it: one line for each thing that happened, newest first.

Nothing is made up: what has a day but no hour is told by its day, what has neither by when it was recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ARRAY, Connection, Text, bindparam, text

from records import audit
from records.audit import Act, Deed
from records.days import WIB, day_of

_ROWS = text("""
    WITH ever AS (SELECT DISTINCT feed, entity_key FROM identities WHERE person_id = :person_id),
    own AS (
        SELECT feed, entity_key FROM (
            SELECT DISTINCT ON (i.feed, i.entity_key) i.feed, i.entity_key, i.person_id
            FROM identities AS i JOIN ever USING (feed, entity_key)
            ORDER BY i.feed, i.entity_key, i.run_id DESC
        ) AS newest WHERE person_id = :person_id
        UNION
        SELECT split_part(ref, ':', 1), substr(ref, strpos(ref, ':') + 1) FROM unnest(:refs) AS ref
    ), about AS (
        SELECT feed, entity_key FROM own
        UNION SELECT hanging.feed, hanging.entity_key FROM own CROSS JOIN LATERAL (
            SELECT feed, entity_key FROM source_rows AS r
            WHERE r.subject_ref = own.entity_key AND r.feed IN ('documents', 'desk_visits', 'recruiter_links')
        ) AS hanging
        WHERE own.feed IN ('registrations', 'passports')
    )
    SELECT newest.* FROM about CROSS JOIN LATERAL (
        SELECT sequence, feed, entity_key, recorded_at, known FROM source_rows AS r
        WHERE r.feed = about.feed AND r.entity_key = about.entity_key
        ORDER BY r.recorded_at DESC, r.sequence DESC LIMIT 1
    ) AS newest
""").bindparams(bindparam("refs", type_=ARRAY(Text)))


@dataclass(frozen=True)
class Telling:
    """What of a feed's row happened when: the field of its moment (none: only its recording is known).

    ``shows`` are plain fields told with it.
    """

    feed: str
    what: str
    field: str | None
    shows: tuple[str, ...] = ()


TELLINGS: tuple[Telling, ...] = (
    Telling("registrations", "registered", "recorded_at", ("office_code", "country", "position")),
    Telling("registrations", "departure planned", "planned_departure_on", ("planned_port", "country")),
    Telling("passports", "passport issued", "issued_on", ("issuing_office", "stated_purpose")),
    Telling("documents", "document issued", "issued_on", ("doc_type", "status")),
    Telling("desk_visits", "came to a desk", "arrived_at", ("desk", "result")),
    Telling("recruiter_links", "seen with a recruiter", "observed_on", ("role", "channel")),
    Telling("departures", "left the country", "departed_at", ("port", "country", "purpose")),
    Telling("interceptions", "stopped", "occurred_at", ("port", "outcome")),
    Telling("complaints", "complaint", None, ("country", "category")),
    Telling("case_outcomes", "finding", None, ("finding", "source")),
    Telling("returns", "returned", None, ("country", "kind")),
)
"""In the order of a journey, as far as the contract knows it."""


@dataclass(frozen=True)
class Moment:
    """One thing that happened. ``at`` is its moment, ``day`` its day where no hour is known; neither: not known."""

    what: str
    feed: str
    ref: str
    sequence: int
    recorded_at: datetime
    at: datetime | None
    day: date | None
    shows: tuple[tuple[str, object], ...]
    ahead: bool = False


def journey(connection: Connection, person_id: str, refs: Sequence[str], now: datetime) -> tuple[Moment, ...]:
    """What happened to a person, newest first, in the rows that the context may see; one audit entry."""
    rows = connection.execute(_ROWS, {"person_id": person_id, "refs": list(refs)}).all()
    audit.write(connection, Act(Deed.READ, "journey", (person_id,), max(len(rows), 1)))
    today = day_of(now)
    told = [moment for row in rows for moment in moments(row, today)]
    return tuple(sorted(told, key=when, reverse=True))


def moments(row: Any, today: date) -> Iterator[Moment]:
    """What one row (feed, entity_key, sequence, recorded_at, known) tells, by ``TELLINGS``."""
    for telling in TELLINGS:
        if telling.feed != row.feed:
            continue
        at, day = _read(row, telling.field)
        if telling.what == "departure planned" and day is None:
            continue  # nobody planned one
        shows = tuple((name, row.known[name]) for name in telling.shows if row.known.get(name) is not None)
        ahead = day is not None and day > today
        ref = f"{row.feed}:{row.entity_key}"
        yield Moment(telling.what, row.feed, ref, row.sequence, row.recorded_at, at, day, shows, ahead)


def _read(row: Any, field: str | None) -> tuple[datetime | None, date | None]:
    if field is None:
        return None, None
    if field == "recorded_at":
        return row.recorded_at, None
    known: Mapping[str, Any] = row.known
    text_ = known.get(field)
    if not text_:
        return None, None
    if len(str(text_)) == len("2026-01-31"):
        return None, date.fromisoformat(str(text_))
    moment = datetime.fromisoformat(str(text_))
    moment = moment if moment.tzinfo else moment.replace(tzinfo=WIB)
    if moment.astimezone(WIB).time() == time.min:  # a midnight is a day whose hour nobody wrote down
        return None, day_of(moment)
    return moment, None


def when(moment: Moment) -> tuple[datetime, datetime, int]:
    """What moments are put in order by."""
    if moment.at is not None:
        at = moment.at
    elif moment.day is not None:
        at = datetime.combine(moment.day, time.max, tzinfo=WIB)
    else:
        at = moment.recorded_at
    return at.astimezone(UTC), moment.recorded_at, moment.sequence
