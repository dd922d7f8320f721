"""One screening, from the registration that stands in the records to the one word that the desk is told.

There is no dry run: whoever is answered has left a record and an audit entry, and what stood behind the answer is
read and computed in the program's own name, so that a desk never sees more than the word.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from hashlib import blake2b, sha256

from sqlalchemy import Connection, insert, text

from detection.screening.alarms import alarms, tell
from detection.screening.answer import Answer, answer
from detection.screening.counsellors import counsel, offices
from detection.screening.desk import Desk, Warm
from detection.screening.documents import missing, told_of
from detection.screening.referral import Sent, send, where
from detection.screening.rows import OwnRows, from_database
from detection.screening.whose import owner
from graphs.linkage.rows import IDENTIFYING_FIELDS
from records import audit
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.days import day_of
from records.errors import NotFound
from records.law import in_force
from records.rights.context import Context, job
from records.rights.purpose import Purpose
from records.store import take_turn
from records.tables import screenings

PARTICULARS = ("phone", "nik", "referrer_phone", "referrer_name")
"""What is changed by whoever tries out which of them the answer hangs on."""

_REGISTRATION = text("""
    SELECT known ->> 'scheme' AS scheme, known ->> 'country' AS country, known ->> 'office_code' AS office, area,
        known ->> 'phone' AS phone, known ->> 'nik' AS nik, known ->> 'referrer_phone' AS referrer_phone,
        known ->> 'referrer_name' AS referrer_name
    FROM source_rows
    WHERE feed = 'registrations' AND entity_key = :key AND known <> '{}'
    ORDER BY recorded_at DESC, sequence DESC
    LIMIT 1
""")
_TODAY = text("""
    SELECT referred, drawn, chance, raw, threshold, model_version, as_of, data_sequence, vector_digest, missing
    FROM screenings WHERE registration = :key AND asked_on = :today
    ORDER BY asked_at DESC, screening_id LIMIT 1
""")


@dataclass(frozen=True)
class Judged:
    """What stands behind an answer, as its record keeps it."""

    referred: bool
    drawn: bool
    chance: float
    raw: float | None = None
    threshold: float | None = None
    model_version: str | None = None
    as_of: date | None = None
    data_sequence: int | None = None
    vector_digest: str | None = None


def screen(
    connection: Connection,
    keys: Keyring,
    desk: Desk,
    token_key: bytes,
    key: str,
    asker: Context,
    now: datetime,
) -> Answer:
    """Answer about a registration, by its key, in the asker's own transaction.

    Raises NotFound where there is no such registration, or none that the asker may see. What is answered first on a
    day holds for that day: whoever changes the registration and asks again learns nothing. Only documents that
    arrive change it, and only to the better: they are asked for no more.
    """
    found = connection.execute(_REGISTRATION, {"key": key}).one_or_none()
    if found is None:
        raise NotFound("Pendaftaran itu tidak ada.", "There is no such registration.")
    take_turn(connection, f"screening/{key}")  # or two that ask at once could be told two things
    today = day_of(now)
    as_of = today + timedelta(days=1)
    warm = desk.warm(as_of)
    screening_id = _digest(token_key, f"screening/{key}/{asker.who}/{now.isoformat()}", 16)
    particulars = [getattr(found, name) or "" for name in PARTICULARS]
    with _as_program(connection, asker) as reading:
        whose = owner(reading, keys, warm.run if warm else None, key, as_of)
        person = from_database(reading, whose)
        earlier = reading.execute(_TODAY, {"key": key, "today": today}).one_or_none()
        signs = alarms(
            reading, screening_id, key, [whose.person_id, *whose.merged], particulars, asker.who, today
        )
        place = counsel(found.office, offices(reading), today)
    there = held(person, key)
    if earlier is None:
        judged = judge(token_key, key, person, warm, today)
        lacking = missing(found.scheme, found.country, there, today)
    else:
        judged = Judged(**{field.name: getattr(earlier, field.name) for field in fields(Judged)})
        lacking = told_of([each for each in earlier.missing if each not in there], today)
    told = answer(judged.referred, lacking, place)
    connection.execute(
        insert(screenings).values(
            screening_id=screening_id,
            registration=key,
            person_id=whose.person_id,
            area=found.area,
            office=found.office,
            who=asker.who,
            asked_at=now,
            asked_on=today,
            outcome=told.outcome.value,
            **asdict(judged),
            missing=[each.document for each in lacking],
            particulars=particulars,
        )
    )
    if judged.referred:
        sent = Sent(key, whose.person_id, where(found.area, asker), found.office)
        send(connection, sent, asker.who, now)
    tell(connection, signs)
    audit.write(connection, Act(Deed.SCREEN, "source_row", (f"registrations:{key}",), 1, IDENTIFYING_FIELDS))
    return told


@contextmanager
def _as_program(connection: Connection, asker: Context) -> Iterator[Connection]:
    """Read in the program's name, then be the asker again.

    A second connection for it would be taken while the asker's is held: enough askers at once would wait for each
    other for ever. After an error there is nobody to be again: the transaction can only be rolled back.
    """
    job(Purpose.SERVICE).enter(connection)
    yield connection
    asker.enter(connection)


def judge(token_key: bytes, key: str, person: OwnRows, warm: Warm | None, today: date) -> Judged:
    """Whether to refer: the top share, or the lot."""
    chance = max(entry["random_share"] for entry in in_force("screening", today))
    drawn = draw(token_key, key) < chance
    if warm is None:
        return Judged(drawn, drawn, chance)
    scored, page = warm.score(person), warm.page
    raw, digest = (scored.raw, scored.vector_digest) if scored else (None, None)
    high = raw is not None and page.threshold is not None and raw >= page.threshold
    behind = (raw, page.threshold, page.model_version, page.as_of, page.data_sequence, digest)
    return Judged(high or drawn, drawn, chance, *behind)


def draw(token_key: bytes, key: str) -> float:
    """A number from 0 to 1 that belongs to a registration: nobody without the key can tell it, or change it."""
    return int(_digest(token_key, f"draw/{key}", 8), 16) / 2**64


def held(person: OwnRows, key: str) -> set[str]:
    """The kinds of documents of a registration that are there and were not rejected."""
    rows = person.feeds.get("documents")
    if rows is None:
        return set()
    names = ["recorded_at", "sequence", "entity_key", "registration_id", "status", "doc_type"]
    versions = sorted(rows.select(names).to_pylist(), key=lambda row: (row["recorded_at"], row["sequence"]))
    newest = {row["entity_key"]: row for row in versions}
    mine = (row for row in newest.values() if row["registration_id"] == key)
    return {row["doc_type"] for row in mine if row["status"] != "rejected"}


def _digest(token_key: bytes, words: str, size: int) -> str:
    own_key = sha256(b"screening" + token_key).digest()
    return blake2b(words.encode(), key=own_key, digest_size=size).hexdigest()
