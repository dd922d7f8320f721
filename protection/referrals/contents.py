"""What a referral holds, a section a row, each sealed under a key of its own; the newest of a section counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import distinct_on

from records.custody import sealed_words
from records.custody.keyring import Keyring
from records.tables.referrals import referral_sections

HOLDER = referral_sections.name
Contents = dict[str, dict[str, Any]]


def keep(
    connection: Connection,
    keys: Keyring,
    referral_id: int,
    contents: Mapping[str, Mapping[str, Any]],
    now: datetime,
) -> None:
    """Seal sections, each in a row of its own; an empty one says that there is nothing any more."""
    for section, content in contents.items():
        sealed_words.put(
            connection,
            keys,
            referral_sections,
            content,
            sealed_words.about(HOLDER, referral_id, section),
            referral_id=referral_id,
            section=section,
            written_at=now,
        )


def opened(connection: Connection, keys: Keyring, referral_id: int) -> Contents:
    """The sections that the context may read, empty and erased ones left out. Whoever calls writes the entry."""
    mine = referral_sections.c
    newest = (
        select(referral_sections)
        .ext(distinct_on(mine.section))
        .where(mine.referral_id == referral_id)
        .order_by(mine.section, mine.content_id.desc())
    )
    rows = connection.execute(newest).all()
    boxes = (
        (row.content_id, row.sealed, sealed_words.about(HOLDER, referral_id, row.section)) for row in rows
    )
    held = sealed_words.documents(connection, keys, HOLDER, boxes)
    return {row.section: held[row.content_id] for row in rows if held.get(row.content_id)}
