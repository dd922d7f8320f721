"""What a referral holds, a section a row, each sealed under a key of its own; the newest of a section counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects.postgresql import distinct_on

from records.custody import row_keys
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
        plain = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
        sealed = keys.seal(plain, _about(referral_id, section))
        content_id = connection.execute(
            insert(referral_sections)
            .values(referral_id=referral_id, section=section, written_at=now, sealed=sealed.box)
            .returning(referral_sections.c.content_id)
        ).scalar_one()
        row_keys.put(connection, HOLDER, content_id, sealed.key)


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
    held = row_keys.take(connection, HOLDER, [row.content_id for row in rows])
    found: Contents = {}
    for row in rows:
        if row.content_id in held:
            plain = keys.unseal(row.sealed, held[row.content_id], _about(referral_id, row.section))
            content = json.loads(plain)
            if content:
                found[row.section] = content
    return found


def _about(referral_id: int, section: str) -> bytes:
    return f"{HOLDER}\x1f{referral_id}\x1f{section}".encode()
