"""Questions about who is the same, as those who judge see them: facts about agreement, and masks side by side.

Which fields differ is told; what stands in them is masked as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select, text

from graphs.linkage.judgements import Judgements, Verdict, load, settle, states
from graphs.linkage.prepare import iso_date, tokens
from graphs.linkage.rows import ABOUT_PEOPLE
from protection.identity.words import facts
from records import audit, normal
from records.audit import Act, Deed
from records.contract import FEED_BY_NAME
from records.custody.keyring import Keyring
from records.custody.masking import ERASED, mask
from records.custody.received import open_row
from records.days import instant
from records.errors import NotFound
from records.tables import identity_questions

OPEN = "open"
_COLUMNS = {columns.feed: columns for columns in ABOUT_PEOPLE}
_NORMAL: dict[str, Callable[[str], object]] = {
    "name": lambda value: tokens(value) or None,
    "nik": normal.nik,
    "birth_date": iso_date,
    "birth_place": normal.words,
    "phone": normal.phone,
    "passport_no": normal.passport,
    "regency": lambda value: value[:4],
}
"""How the two sides of a field are compared; the order in which they are shown."""
_ROW = text("""
    SELECT r.sequence, r.feed, r.entity_key, r.recorded_at, r.digest, r.known, r.sealed, k.key_id, k.wrapped
    FROM source_rows AS r LEFT JOIN row_keys AS k ON k.holder = 'source_rows' AND k.id = r.sequence
    WHERE r.feed = :feed AND r.entity_key = :key AND r.recorded_at < :until
    ORDER BY r.recorded_at DESC, r.sequence DESC LIMIT 1
""")


@dataclass(frozen=True)
class Fact:
    """What one comparison of linkage says of the two rows."""

    comparison: str
    text_id: str
    text_en: str


@dataclass(frozen=True)
class Question:
    """One pair; ``likely`` is the chance, by the evidence, that both are one person."""

    question_id: int
    feeds: tuple[str, str]
    held_same: bool
    likely: float
    state: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Field:
    """One field on both sides, masked where it identifies; ``agrees`` is None where one side is empty."""

    name: str
    a: str
    b: str
    agrees: bool | None


@dataclass(frozen=True)
class Said:
    """One judgement, without its reason."""

    judgement_id: int
    verdict: str
    by: str
    at: datetime
    withdrawn: bool


@dataclass(frozen=True)
class SideBySide:
    """A question with its two rows beside each other, and what has been judged."""

    question: Question
    recorded_at: tuple[datetime, datetime]
    fields: tuple[Field, ...]
    judgements: tuple[Said, ...]
    conflicts: tuple[tuple[int, ...], ...]


def questions(
    connection: Connection, after: int, most: int, state: str | None, now: datetime
) -> list[Question]:
    """The questions that the context may see, by number, in one state (open, same, different, unsure, conflict)."""
    book = load(connection)
    standing = standings(book, now)
    wanted = select(identity_questions).where(
        identity_questions.c.question_id > after,
        identity_questions.c.ref_a != identity_questions.c.ref_b,
    )
    found: list[Question] = []
    for row in connection.execute(wanted.order_by(identity_questions.c.question_id)):
        stands = standing.get(_pair(row), OPEN)
        if state is None or stands == state:
            found.append(_told(row, stands))
        if len(found) == most:
            break
    _audit(connection, tuple(f"question/{each.question_id}" for each in found), ("agreement",))
    return found


def question(
    connection: Connection, keys: Keyring, question_id: int, as_of: date, now: datetime
) -> SideBySide:
    """One question with both rows masked, as known on a day. Raises NotFound, also where one row is not seen."""
    row = find(connection, question_id)
    book = load(connection)
    sides = [_side(connection, keys, ref, as_of) for ref in (row.ref_a, row.ref_b)]
    fields = tuple(_field(name, *sides) for name in _NORMAL)
    gone = {each.withdraws for each in book.book if each.at < now}
    said = tuple(
        Said(each.judgement_id, each.verdict.value, each.by, each.at, each.judgement_id in gone)
        for each in book.book
        if each.pair == _pair(row) and each.verdict is not Verdict.WITHDRAWN
    )
    own = {each.judgement_id for each in said}
    conflicts = settle(book.in_force(now)).conflicts
    _audit(connection, (f"question/{question_id}",), tuple(each.name for each in fields))
    return SideBySide(
        _told(row, standings(book, now).get(_pair(row), OPEN)),
        (sides[0].row.recorded_at, sides[1].row.recorded_at),
        fields,
        said,
        tuple(each.judgements for each in conflicts if own.intersection(each.judgements)),
    )


def find(connection: Connection, question_id: int) -> Row[Any]:
    """The question's own row. Raises NotFound where it is not there, erased, or not for the context."""
    row = connection.execute(
        select(identity_questions).where(identity_questions.c.question_id == question_id)
    ).one_or_none()
    if row is None or row.ref_a == row.ref_b:
        raise NotFound("Pertanyaan itu tidak ditemukan.", "There is no such question.")
    return row


def standings(book: Judgements, now: datetime) -> dict[tuple[str, str], str]:
    """How each judged pair stands at a moment, as far as the context sees the book."""
    force = book.in_force(now)
    numbers = {pair: number for number, pair in enumerate(dict.fromkeys(each.pair for each in force))}
    judged = {each.judgement_id: (numbers[each.pair], each.verdict) for each in force}
    told = states(settle(force), judged)
    return {pair: told[number] for pair, number in numbers.items() if number in told}


@dataclass(frozen=True)
class _Side:
    row: Row[Any]
    clear: Mapping[str, str] | None


def _side(connection: Connection, keys: Keyring, ref: str, as_of: date) -> _Side:
    feed, _, key = ref.partition(":")
    asked = {"feed": feed, "key": key, "until": instant(as_of)}
    row = connection.execute(_ROW, asked).one_or_none()
    if row is None:
        raise NotFound("Baris itu tidak ditemukan.", "There is no such row.")
    return _Side(row, open_row(keys, row))


def _field(name: str, a: _Side, b: _Side) -> Field:
    values = [_value(side, name) for side in (a, b)]
    forms = [_NORMAL[name](value) if value else None for value in values]
    agrees = None if None in forms else forms[0] == forms[1]
    return Field(name, _shown(a, name, values[0]), _shown(b, name, values[1]), agrees)


def _value(side: _Side, name: str) -> str | None:
    columns = _COLUMNS.get(side.row.feed)
    column = getattr(columns, name, None) if columns else None
    if column is None:
        return None
    identifies = FEED_BY_NAME[side.row.feed].by_name[column].identifier is not None
    found = (side.clear or {}).get(column) if identifies else side.row.known.get(column)
    return None if found is None else str(found)


def _shown(side: _Side, name: str, value: str | None) -> str:
    columns = _COLUMNS.get(side.row.feed)
    column = getattr(columns, name, None) if columns else None
    if column is None:
        return ""
    kind = FEED_BY_NAME[side.row.feed].by_name[column].identifier
    if kind is None:
        return value or ""
    return ERASED if side.clear is None else mask(kind, value)


def _told(row: Row[Any], state: str) -> Question:
    return Question(
        row.question_id,
        (row.ref_a.partition(":")[0], row.ref_b.partition(":")[0]),
        row.held_same == "yes",
        round(1 / (1 + 2**-row.weight), 2),
        state,
        tuple(Fact(*each) for each in facts(row.agreement)),
    )


def _pair(row: Row[Any]) -> tuple[str, str]:
    first, second = sorted((row.ref_a.replace(":", "/", 1), row.ref_b.replace(":", "/", 1)))
    return first, second


def _audit(connection: Connection, objects: Sequence[str], fields: tuple[str, ...]) -> None:
    audit.write(connection, Act(Deed.READ, "identity_question", tuple(objects), None, fields))
