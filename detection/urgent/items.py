"""Urgent matters as those on duty see them: the list, opening one (the receipt), closing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Connection, func, select, update

from detection.urgent.escalation import unanswered
from detection.urgent.signs import LEAVING, SEVERE_BY_ID, label
from records import audit
from records.audit import Act, Deed
from records.custody import row_keys
from records.custody.keyring import Keyring
from records.errors import InputRefused, NotFound, SuluhError
from records.rights.context import Context
from records.tables import urgent_evidence, urgent_items

HOLDER = urgent_items.name
SHORTEST_WORDS = 15
"""Characters; a word of habit tells nothing of what was done."""


class NotOpened(SuluhError):
    """What nobody has opened is not closed."""

    code: ClassVar[str] = "not_opened"
    status: ClassVar[int] = 409


@dataclass(frozen=True)
class End:
    """What can become of an urgent matter."""

    name: str
    text_id: str
    text_en: str


ENDS: tuple[End, ...] = (
    End("referred", "Dirujuk untuk perlindungan", "Referred for protection"),
    End("acted", "Tindakan dijalankan", "An action is under way"),
    End("safe", "Orangnya aman", "The person is safe"),
    End("known", "Sudah ditangani di tempat lain", "Already dealt with elsewhere"),
    End("mistaken", "Keliru; bukan keadaan mendesak", "Mistaken; nothing that could not wait"),
)
END = {end.name: end for end in ENDS}


@dataclass(frozen=True)
class Sign:
    """A severe sign, in words, and the rows that show it."""

    sign: str
    label_id: str
    label_en: str
    refs: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """An urgent matter; ``signs`` are told to whoever opens it, the list names their ids alone."""

    item_id: int
    kind: str
    subject: str
    areas: tuple[str, ...]
    sign_ids: tuple[str, ...]
    signs: tuple[Sign, ...]
    work_id: int | None
    raised_at: datetime
    round_at: datetime
    seen_at: datetime | None
    seen_by: str | None
    closed_at: datetime | None
    closed_as: str | None
    unanswered: bool


def waiting(connection: Connection, now: datetime, most: int = 200) -> list[Item]:
    """Every open matter that the context may see: what nobody has opened first, then the oldest."""
    wanted = select(urgent_items).where(urgent_items.c.closed_at.is_(None))
    order = (urgent_items.c.seen_at.is_not(None), urgent_items.c.round_at, urgent_items.c.item_id)
    rows = connection.execute(wanted.order_by(*order).limit(most)).all()
    late = set(unanswered(connection, now))
    found = [_item(row, (), late) for row in rows]
    _audit(connection, Deed.READ, [each.item_id for each in found], ("signs",))
    return found


def open_item(connection: Connection, context: Context, item_id: int, now: datetime) -> Item:
    """Open a matter: the first to do so in a round has answered the call. Raises NotFound."""
    mine = urgent_items.c.item_id == item_id
    connection.execute(
        update(urgent_items)
        .where(mine, urgent_items.c.seen_at.is_(None))
        .values(seen_at=now, seen_by=context.who)
    )
    row = _row(connection, item_id)
    shown = select(urgent_evidence.c.sign, func.array_agg(urgent_evidence.c.ref).label("refs")).where(
        urgent_evidence.c.item_id == item_id
    )
    refs = {
        each.sign: tuple(sorted(each.refs))
        for each in connection.execute(shown.group_by(urgent_evidence.c.sign))
    }
    signs = tuple(Sign(sign, *label(sign), refs[sign]) for sign in _in_order(refs))
    _audit(connection, Deed.ANSWER, [item_id], ("signs", "refs", "seen_at"))
    return _item(row, signs, set())


def close(
    connection: Connection, keys: Keyring, context: Context, item_id: int, end: str, words: str, now: datetime
) -> None:
    """Close a matter that was opened, with what was done, in words. Raises NotFound, NotOpened, InputRefused."""
    if end not in END or len(words.strip()) < SHORTEST_WORDS:
        raise InputRefused(
            f"Pilih akhir hal ini ({', '.join(END)}) dan tuliskan apa yang dilakukan.",
            f"Choose what became of it ({', '.join(END)}) and write what was done.",
        )
    row = _row(connection, item_id, held=True)
    if row.closed_at is not None:
        raise NotFound("Hal itu sudah ditutup.", "That matter is closed already.")
    if row.seen_at is None:
        raise NotOpened("Buka hal itu dahulu.", "Open the matter first.")
    sealed = keys.seal(words.strip().encode(), f"{HOLDER}\x1f{item_id}".encode())
    connection.execute(
        update(urgent_items)
        .where(urgent_items.c.item_id == item_id)
        .values(closed_at=now, closed_by=context.who, closed_as=end, sealed=sealed.box)
    )
    row_keys.put(connection, HOLDER, item_id, sealed.key)
    _audit(connection, Deed.ANSWER, [item_id], ("closed_as",))


def _row(connection: Connection, item_id: int, *, held: bool = False) -> Any:
    wanted = select(urgent_items).where(urgent_items.c.item_id == item_id)
    row = connection.execute(wanted.with_for_update() if held else wanted).one_or_none()
    if row is None:
        raise NotFound("Tidak ada hal mendesak itu.", "There is no such urgent matter.")
    return row


def _in_order(signs: Any) -> list[str]:
    order = [*SEVERE_BY_ID, LEAVING]
    return sorted(signs, key=order.index)


def _item(row: Any, signs: tuple[Sign, ...], late: set[int]) -> Item:
    return Item(
        item_id=row.item_id,
        kind=row.kind,
        subject=row.subject,
        areas=tuple(row.areas),
        sign_ids=tuple(_in_order(row.signs)),
        signs=signs,
        work_id=row.work_id,
        raised_at=row.raised_at,
        round_at=row.round_at,
        seen_at=row.seen_at,
        seen_by=row.seen_by,
        closed_at=row.closed_at,
        closed_as=row.closed_as,
        unanswered=row.item_id in late,
    )


def _audit(connection: Connection, deed: Deed, item_ids: list[int], fields: tuple[str, ...]) -> None:
    objects = tuple(f"urgent/{number}" for number in item_ids)
    audit.write(connection, Act(deed, "urgent_item", objects, None, fields))
