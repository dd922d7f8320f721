"""Today's queue at a desk, from the registrations as imported: nothing is typed twice.

Row-level security says whose rows a desk sees: those of its own office. People are told by case code; of one
registration, to make sure that it is the right person, the initials, the year of birth and the regency.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ARRAY, Connection, Text, bindparam, text

from detection.screening.documents import Document, missing
from records import audit
from records.audit import Act, Deed
from records.contract import FEED_BY_NAME
from records.custody.keyring import Keyring
from records.custody.masking import mask
from records.custody.received import open_row
from records.days import day_of, instant
from records.errors import InputRefused, NotFound
from records.feed import Identifier
from records.rights.context import as_program
from records.tokens import Tokeniser

LOOKED_BACK = timedelta(days=7)
"""Applicants come back with papers within days: those of the week before stand under today's."""
FIELDS = ("came_at", "country", "position", "documents")
CONFIRMED_BY = ("full_name", "birth_date", "village_code", "country", "position", "documents")
_NAME = next(field for field in FEED_BY_NAME["registrations"].identifiers if field.name == "full_name")

_NEWEST = text("""
    SELECT max(recorded_at) FROM source_rows WHERE feed IN ('registrations', 'desk_visits') AND recorded_at < :until
""")
_CAME = text("""
    SELECT key, coalesce(min(at) FILTER (WHERE at >= :day), max(at)) AS at FROM (
        SELECT entity_key AS key, recorded_at AS at FROM source_rows
        WHERE feed = 'registrations' AND recorded_at >= :since AND recorded_at < :until AND known <> '{}'
        UNION ALL
        SELECT known ->> 'registration_id', coalesce((known ->> 'arrived_at')::timestamptz, recorded_at)
        FROM source_rows
        WHERE feed = 'desk_visits' AND recorded_at >= :since AND recorded_at < :until AND known <> '{}'
    ) AS came
    GROUP BY key ORDER BY 2, key
""")
_REGISTRATIONS = text("""
    SELECT DISTINCT ON (r.entity_key) r.entity_key, r.sequence, r.feed, r.recorded_at, r.digest, r.known, r.sealed,
        r.area, k.key_id, k.wrapped, (
            SELECT i.person_id FROM identities AS i
            WHERE i.feed = 'registrations' AND i.entity_key = r.entity_key ORDER BY i.run_id DESC LIMIT 1
        ) AS person_id
    FROM source_rows AS r LEFT JOIN row_keys AS k ON k.holder = 'source_rows' AND k.id = r.sequence
    WHERE r.feed = 'registrations' AND r.entity_key = ANY(:keys) AND r.known <> '{}'
    ORDER BY r.entity_key, r.recorded_at DESC, r.sequence DESC
""").bindparams(bindparam("keys", type_=ARRAY(Text)))
_BY_NIK = text("""
    SELECT DISTINCT entity_key FROM source_rows WHERE nik_token = :token AND feed = 'registrations' ORDER BY 1
""")
_DOCUMENTS = text("""
    SELECT registration, array_agg(DISTINCT kind) FROM (
        SELECT DISTINCT ON (entity_key) subject_ref AS registration, known ->> 'doc_type' AS kind,
            known ->> 'status' AS status
        FROM source_rows WHERE subject_ref = ANY(:keys) AND feed = 'documents' AND known <> '{}'
        ORDER BY entity_key, recorded_at DESC, sequence DESC
    ) AS newest
    WHERE status IS DISTINCT FROM 'rejected' GROUP BY registration
""").bindparams(bindparam("keys", type_=ARRAY(Text)))
_ASKED = text("""
    SELECT registration, max(asked_at) FROM screenings
    WHERE registration = ANY(:keys) AND asked_on = :today GROUP BY registration
""").bindparams(bindparam("keys", type_=ARRAY(Text)))


@dataclass(frozen=True)
class Applicant:
    """One registration at the desk; ``name`` (initials), ``born`` (year) are told of one that is looked at alone."""

    registration: str
    person_id: str
    came_at: datetime
    country: str | None
    position: str | None
    regency: str | None
    missing: tuple[Document, ...]
    asked_at: datetime | None
    name: str = ""
    born: int | None = None


@dataclass(frozen=True)
class Queue:
    """Who came on a day, in the order of coming; ``day`` is earlier than today where today brought nobody yet.

    ``earlier`` came in the days before, the latest first.
    """

    day: date
    applicants: tuple[Applicant, ...]
    earlier: tuple[Applicant, ...]


def queue(connection: Connection, now: datetime) -> Queue:
    """Who registered or visited today, or on the newest day that was received."""
    today = day_of(now)
    newest = connection.scalar(_NEWEST, {"until": instant(today + timedelta(days=1))})
    day = today if newest is None else day_of(newest)
    span = {
        "since": instant(day) - LOOKED_BACK,
        "until": instant(day + timedelta(days=1)),
        "day": instant(day),
    }
    came = {row.key: row.at for row in connection.execute(_CAME, span) if row.key}
    found = {each.registration: each for each in _applicants(connection, tuple(came), today, came)}
    _entry(connection, Deed.READ, found, FIELDS)
    in_order = [found[key] for key in came if key in found]
    of_day = tuple(each for each in in_order if each.came_at >= instant(day))
    return Queue(day, of_day, tuple(each for each in reversed(in_order) if each.came_at < instant(day)))


def look_for(connection: Connection, tokens: Tokeniser, words: str, now: datetime) -> tuple[Applicant, ...]:
    """The registrations of a number or of a NIK (16 digits), among those that the desk may see.

    The audit holds which were found, never what was typed. Raises InputRefused where nothing was typed.
    """
    typed = "".join(words.split())
    if not typed:
        raise InputRefused("Isi nomor pendaftaran atau NIK.", "Type the registration number or the NIK.")
    keys: tuple[str, ...] = (typed, typed.upper())
    digits = typed.replace(".", "").replace("-", "")
    if digits.isdecimal() and (token := tokens.token(Identifier.NIK, digits)):
        keys = (*keys, *connection.scalars(_BY_NIK, {"token": token}))
    found = _applicants(connection, keys, day_of(now), {})
    _entry(connection, Deed.SEARCH, [each.registration for each in found], ("registration",))
    return found


def applicant(connection: Connection, keys: Keyring, registration: str, now: datetime) -> Applicant:
    """One registration, to make sure that it is the right person. Raises NotFound."""
    found = _applicants(connection, (registration,), day_of(now), {}, keys)
    _entry(
        connection, Deed.READ, [each.registration for each in found], CONFIRMED_BY
    )  # also of who is not there
    if not found:
        raise NotFound("Pendaftaran itu tidak ada.", "There is no such registration.")
    return found[0]


def _applicants(
    connection: Connection,
    registrations: Sequence[str],
    today: date,
    came: Mapping[str, datetime],
    keys: Keyring | None = None,
) -> tuple[Applicant, ...]:
    wanted = {"keys": list(registrations)}
    rows = connection.execute(_REGISTRATIONS, wanted).all()
    seen = {"keys": [row.entity_key for row in rows]}
    with as_program(
        connection
    ):  # a desk reads no documents and no answers: only which kinds are there, and when
        held = {row[0]: set(row[1]) for row in connection.execute(_DOCUMENTS, seen)}
        asked = {row[0]: row[1] for row in connection.execute(_ASKED, {**seen, "today": today})}
    found = []
    for row in rows:
        known, key = row.known, row.entity_key
        opened = open_row(keys, row) if keys is not None else None
        found.append(
            Applicant(
                key,
                row.person_id or f"registration_{key}",
                came.get(key, row.recorded_at),
                known.get("country"),
                known.get("position"),
                row.area,
                missing(known.get("scheme"), known.get("country"), held.get(key, ()), today),
                asked.get(key),
                mask(Identifier.NAME, (opened or {}).get(_NAME.name)),
                int(known["birth_date"][:4]) if keys is not None and known.get("birth_date") else None,
            )
        )
    return tuple(found)


def _entry(connection: Connection, deed: Deed, registrations: Iterable[str], fields: tuple[str, ...]) -> None:
    objects = tuple(f"registrations:{key}" for key in registrations)
    audit.write(connection, Act(deed, "source_row", objects, len(objects), fields))
