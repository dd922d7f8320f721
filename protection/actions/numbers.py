"""Before any call: who else uses this person's numbers, and which other ways there are to the person.

The number on a registration is often the recruiter's. A call to it would warn the recruiter, and put the person
at risk. The number itself is not told here: it is shown through the door for revealing, with a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ARRAY, BigInteger, Connection, bindparam, text

from detection.suspicion import silenced
from protection.actions.ways import Way, ways
from protection.disclosure.rows import PersonRow, person_rows
from protection.whole import seeing_all
from records.custody.keyring import Keyring
from records.custody.masking import mask
from records.errors import NotFound
from records.feed import Identifier

PHONE_FIELDS = {"registrations": "phone", "passports": "applicant_phone"}

_TOKENS = text("SELECT sequence, phone_token FROM source_rows WHERE sequence = ANY (:rows)").bindparams(
    bindparam("rows", type_=ARRAY(BigInteger))
)
_PEOPLE = text("""
    SELECT count(DISTINCT person_id) FROM (
        SELECT DISTINCT ON (i.feed, i.entity_key) i.person_id
        FROM identities AS i JOIN (
            SELECT DISTINCT feed, entity_key FROM source_rows
            WHERE phone_token = :token AND feed IN ('registrations', 'passports')
        ) AS met USING (feed, entity_key)
        ORDER BY i.feed, i.entity_key, i.run_id DESC
    ) AS newest
""")
_NAMED = text("""
    SELECT feed, count(DISTINCT entity_key) AS rows FROM source_rows WHERE named_phone_token = :token GROUP BY feed
    UNION ALL
    SELECT 'agencies', count(DISTINCT entity_key) FROM source_rows WHERE phone_token = :token AND feed = 'agencies'
    ORDER BY 1
""")


@dataclass(frozen=True)
class Part:
    """What a number may be besides an applicant's, and the feeds that show it.

    Reports stand in one with observations: who spoke, and that anybody did, is not told.
    """

    name: str
    feeds: frozenset[str]
    text_id: str
    text_en: str


PARTS: tuple[Part, ...] = (
    Part(
        "brought",
        frozenset({"registrations"}),
        "nomor orang yang membawa, pada {} pendaftaran",
        "whoever brought the applicant, on {} registrations",
    ),
    Part(
        "recruiter",
        frozenset({"recruiter_links", "complaints", "interceptions", "tips"}),
        "nomor perekrut, pada {} catatan",
        "a recruiter's number, in {} records",
    ),
    Part("agency", frozenset({"agencies"}), "nomor kantor {} P3MI", "the office of {} agencies"),
)


OTHERWISE = Part("otherwise", frozenset(), "nomor lain, pada {} catatan", "another's number, in {} records")
"""What is told where the number is that of somebody who is never a suspect: that there is more, not as what."""


@dataclass(frozen=True)
class Use:
    """What the number is besides, by ``PARTS``, and in how many rows."""

    part: str
    rows: int
    text_id: str
    text_en: str


@dataclass(frozen=True)
class Number:
    """One number of the person, masked. ``people`` use it in rows that the visitor may see, the person among them.

    ``elsewhere`` says that there are more whom the visitor may not see. ``safe`` is never a promise: only that
    nothing in the records speaks against the number.
    """

    masked: str
    fields: tuple[str, ...]
    people: int
    elsewhere: bool
    uses: tuple[Use, ...]
    safe: bool
    text_id: str
    text_en: str


@dataclass(frozen=True)
class Calling:
    """What to know before any call."""

    numbers: tuple[Number, ...]
    ways: tuple[Way, ...]


def before_calling(connection: Connection, keys: Keyring, person_id: str, as_of: date) -> Calling:
    """Who uses the person's numbers, and the ways past them; whoever calls writes the audit entry.

    Raises NotFound, also where the context may not see the person.
    """
    rows = person_rows(connection, keys, person_id, as_of)
    if not rows:
        raise NotFound("Orang itu tidak ditemukan.", "There is no such person.")
    return Calling(_numbers(connection, rows), ways(connection, rows))


def _numbers(connection: Connection, rows: Sequence[PersonRow]) -> tuple[Number, ...]:
    own = {row.sequence: row for row in rows if row.feed in PHONE_FIELDS}
    tokens: dict[str, list[PersonRow]] = {}
    for found in connection.execute(_TOKENS, {"rows": list(own)}):
        if found.phone_token:
            tokens.setdefault(found.phone_token, []).append(own[found.sequence])
    return tuple(_number(connection, token, tokens[token]) for token in sorted(tokens))


def _number(connection: Connection, token: str, rows: Sequence[PersonRow]) -> Number:
    people = connection.scalar(_PEOPLE, {"token": token}) or 0
    # That a number is a recruiter's is nobody's secret, and not to know it is a danger; only counts come back.
    with seeing_all(connection):
        everyone = connection.scalar(_PEOPLE, {"token": token}) or 0
        named = connection.execute(_NAMED, {"token": token}).all()
    rows_in = {each.feed: each.rows for each in named}
    never = ("phone", token) in silenced.things(connection, ("phone",))
    counted = [(part, sum(rows_in.get(feed, 0) for feed in part.feeds)) for part in PARTS]
    if never:
        counted = [(OTHERWISE, sum(count for _, count in counted))]
    uses = tuple(
        Use(part.name, count, part.text_id.format(count), part.text_en.format(count))
        for part, count in counted
        if count
    )
    shown = next((row.identifiers.get(PHONE_FIELDS[row.feed]) for row in rows if not row.erased), None)
    told_id, told_en = _told(people, everyone > people, uses)
    return Number(
        mask(Identifier.PHONE, shown),
        tuple(sorted({f"{row.feed}.{PHONE_FIELDS[row.feed]}" for row in rows})),
        people,
        everyone > people,
        uses,
        everyone <= 1 and not uses,
        told_id,
        told_en,
    )


def _told(people: int, elsewhere: bool, uses: Sequence[Use]) -> tuple[str, str]:
    if people <= 1 and not elsewhere and not uses:
        return (
            "Nomor ini hanya tercatat untuk orang ini. Tetap pastikan dahulu siapa yang mengangkat.",
            "In the records this number is this person's alone. Make sure first who answers all the same.",
        )
    more_id, more_en = (
        " di wilayah Anda, dan orang lain di tempat lain",
        " in your area, and others elsewhere",
    )
    said_id = f"Nomor ini dipakai {people} orang{more_id if elsewhere else ''}"
    said_en = f"This number is used by {people} people{more_en if elsewhere else ''}"
    if uses:
        said_id += "; juga tercatat sebagai " + ", ".join(use.text_id for use in uses)
        said_en += "; it also stands as " + ", ".join(use.text_en for use in uses)
    return (
        f"{said_id}. Jangan menelepon; hubungi lewat jalan lain.",
        f"{said_en}. Do not call; go another way.",
    )
