"""One screening, from the registration that stands in the records to the one word that the desk is told.

There is no dry run: whoever is answered has left a record and an audit entry, and what stood behind the answer is
read and computed in the program's own name, so that a desk never sees more than the word.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b, sha256

from sqlalchemy import Connection, insert, text

from detection.screening.alarms import alarms, tell
from detection.screening.answer import Answer, answer
from detection.screening.counsellors import counsel, offices
from detection.screening.desk import Desk, Warm
from detection.screening.documents import missing
from detection.screening.rows import OwnRows, from_database
from detection.screening.whose import owner
from graphs.linkage.rows import IDENTIFYING_FIELDS
from records import audit
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.days import WIB
from records.errors import NotFound
from records.law import in_force
from records.rights.context import Context, job
from records.rights.purpose import Purpose
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
    SELECT referred FROM screenings WHERE registration = :key AND asked_on = :today
    ORDER BY asked_at, screening_id LIMIT 1
""")


@dataclass(frozen=True)
class Judged:
    """What stands behind an answer."""

    referred: bool
    drawn: bool
    chance: float
    raw: float | None
    threshold: float | None
    vector_digest: str | None


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

    Raises NotFound where there is no such registration, or none that the asker may see. Two answers about one
    registration on one day agree on whether it is referred.
    """
    found = connection.execute(_REGISTRATION, {"key": key}).one_or_none()
    if found is None:
        raise NotFound("Pendaftaran itu tidak ada.", "There is no such registration.")
    today = now.astimezone(WIB).date()
    as_of = today + timedelta(days=1)
    warm = desk.warm(as_of)
    screening_id = _digest(token_key, f"screening/{key}/{asker.who}/{now.isoformat()}", 16)
    particulars = [getattr(found, name) or "" for name in PARTICULARS]
    with _as_program(connection, asker) as reading:
        after = warm.page.data_sequence if warm else 0
        frozen = warm.frozen if warm else None
        whose = owner(reading, keys, frozen, key, after, as_of)
        person = from_database(reading, whose)
        earlier = reading.scalar(_TODAY, {"key": key, "today": today})
        signs = alarms(
            reading, screening_id, key, [whose.person_id, *whose.merged], particulars, asker.who, today
        )
        place = counsel(found.office, offices(reading), today)
    judged = judge(token_key, key, person, warm, earlier, today)
    lacking = missing(found.scheme, found.country, held(person, key), today)
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
            referred=judged.referred,
            drawn=judged.drawn,
            chance=judged.chance,
            raw=judged.raw,
            threshold=judged.threshold,
            model_version=warm.page.model_version if warm else None,
            as_of=warm.page.as_of if warm else None,
            data_sequence=warm.page.data_sequence if warm else None,
            vector_digest=judged.vector_digest,
            missing=[each.document for each in lacking],
            particulars=particulars,
        )
    )
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


def judge(
    token_key: bytes, key: str, person: OwnRows, warm: Warm | None, earlier: bool | None, today: date
) -> Judged:
    """Whether to refer: what was answered today holds; else the top share, or the lot."""
    chance = max(entry["random_share"] for entry in in_force("screening", today))
    drawn = draw(token_key, key) < chance
    scored = warm.score(person) if warm else None
    raw, limit = (scored.raw if scored else None), (warm.page.threshold if warm else None)
    high = raw is not None and limit is not None and raw >= limit
    referred = earlier if earlier is not None else high or drawn
    return Judged(referred, drawn, chance, raw, limit, scored.vector_digest if scored else None)


def draw(token_key: bytes, key: str) -> float:
    """A number from 0 to 1 that belongs to a registration: nobody without the key can tell it, or change it."""
    return int(_digest(token_key, f"draw/{key}", 8), 16) / 2**64


def held(person: OwnRows, key: str) -> set[str]:
    """The kinds of documents of a registration that are there and were not rejected."""
    rows = person.feeds.get("documents")
    if rows is None:
        return set()
    table = (
        rows.to_pandas().sort_values(["recorded_at", "sequence"]).drop_duplicates("entity_key", keep="last")
    )
    mine = table[(table["registration_id"] == key) & (table["status"] != "rejected")]
    return set(mine["doc_type"])


def _digest(token_key: bytes, words: str, size: int) -> str:
    own_key = sha256(b"screening" + token_key).digest()
    return blake2b(words.encode(), key=own_key, digest_size=size).hexdigest()
