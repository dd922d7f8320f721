"""What is read of the book: requests that the context may see, why they were made, and who must be told what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select, text, update

from records import audit
from records.audit import Act, Deed
from records.custody import sealed_words
from records.custody.keyring import Keyring
from records.errors import NotFound
from records.four_eyes.book import HOLDER, STANDING, about_reason, standing_of
from records.four_eyes.machine import State
from records.rights.context import who_acts
from records.tables import approvals, notices

MOST = 1_000
"""Requests of some acts that a page reads at once."""
_NOW = text("SELECT clock_timestamp()")


@dataclass(frozen=True)
class Request:
    """One request and where it stands; ``state`` says expired once its time is over."""

    approval_id: int
    act: str
    title_id: str
    title_en: str
    refs: tuple[str, ...]
    ground: str
    asker: str
    asker_role: str
    purpose: str
    asked_at: datetime
    state: State
    since: datetime
    ends: datetime | None


@dataclass(frozen=True)
class Notice:
    """Something that a role must know; unread while ``read_at`` is empty."""

    notice_id: int
    kind: str
    ref: str
    made_at: datetime
    read_at: datetime | None


def requests(connection: Connection, after: int, most: int) -> list[Request]:
    """The requests that the context may see, by number, beginning after one."""
    wanted = STANDING.where(approvals.c.approval_id > after).order_by(approvals.c.approval_id).limit(most)
    return _read(connection, wanted)


def latest(connection: Connection, *, acts: Collection[str] = ()) -> list[Request]:
    """The ``MOST`` newest requests that the context may see, of some ``acts`` or of all, by number.

    Whatever still waits is among them: a request expires within days.
    """
    wanted = STANDING.order_by(approvals.c.approval_id.desc()).limit(MOST)
    if acts:
        wanted = wanted.where(approvals.c.act.in_(acts))
    return _read(connection, wanted)[::-1]


def _read(connection: Connection, wanted: Select[Any]) -> list[Request]:
    now = connection.execute(_NOW).scalar_one()
    found = [_request(row, now) for row in connection.execute(wanted)]
    _audit(connection, "approval", [each.approval_id for each in found])
    return found


def request(connection: Connection, keys: Keyring, approval_id: int) -> tuple[Request, str]:
    """One request, and why it was made. Raises NotFound, also where the context may not see it."""
    row = connection.execute(STANDING.where(approvals.c.approval_id == approval_id)).one_or_none()
    if row is None:
        raise NotFound("Permintaan itu tidak ada.", "There is no such request.")
    about = about_reason(bytes(row.digest))
    reason = sealed_words.text(connection, keys, HOLDER, approval_id, row.reason, about)
    _audit(connection, "approval", [approval_id], ("reason",))
    return _request(row, connection.execute(_NOW).scalar_one()), reason or ""


def notices_of(connection: Connection, after: int, most: int, *, unread: bool = False) -> list[Notice]:
    """What the context's role must know, oldest first; all of it, or what nobody has read."""
    columns = notices.c
    wanted = select(columns.notice_id, columns.kind, columns.ref, columns.made_at, columns.read_at)
    wanted = wanted.where(columns.notice_id > after).order_by(columns.notice_id).limit(most)
    if unread:
        wanted = wanted.where(columns.read_at.is_(None))
    found = [Notice(*row) for row in connection.execute(wanted)]
    _audit(connection, "notice", [each.notice_id for each in found])
    return found


def read(connection: Connection, notice_id: int) -> None:
    """Mark a notice as read, once. Raises NotFound."""
    marked = connection.execute(
        update(notices)
        .where(notices.c.notice_id == notice_id, notices.c.read_at.is_(None))
        .values(read_at=func.clock_timestamp(), read_by=who_acts(connection))
        .returning(notices.c.notice_id)
    )
    if marked.one_or_none() is None:
        raise NotFound("Tidak ada pemberitahuan yang belum dibaca.", "There is no such unread notice.")
    _audit(connection, "notice", [notice_id], ("read_at",))


def _request(row: Any, now: datetime) -> Request:
    standing = standing_of(row)
    return Request(
        approval_id=row.approval_id,
        act=row.act,
        title_id=standing.act.title_id,
        title_en=standing.act.title_en,
        refs=tuple(row.refs),
        ground=row.ground,
        asker=row.asker,
        asker_role=row.asker_role,
        purpose=row.purpose,
        asked_at=row.asked_at,
        state=State.EXPIRED if standing.expired(now) else standing.state,
        since=standing.since,
        ends=standing.ends(),
    )


def _audit(connection: Connection, kind: str, ids: Sequence[int], fields: tuple[str, ...] = ()) -> None:
    audit.write(connection, Act(Deed.READ, kind, tuple(f"{kind}:{each}" for each in ids), None, fields))
