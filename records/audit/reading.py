"""Look into the audit; looking is itself an act, and audited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, any_, select

from records.audit.act import Act, Deed, write
from records.tables import audit_entries

_ENTRIES = audit_entries.c


@dataclass(frozen=True)
class Entry:
    """Who did what, when, in which role and for what purpose; never a value."""

    entry_id: int
    at: datetime
    who: str
    role: str
    purpose: str
    act: str
    object_kind: str
    object_count: int
    object_refs: Sequence[str]
    fields: Sequence[str]


def entries(
    connection: Connection, after: int, most: int, who: str | None = None, ref: str | None = None
) -> list[Entry]:
    """Entries by number, beginning after one: all, those of one account, or those that name one object."""
    wanted = _wanted(who, ref).where(_ENTRIES.entry_id > after).order_by(_ENTRIES.entry_id)
    return _seen(connection, wanted.limit(most))


def newest(
    connection: Connection,
    before: int | None,
    most: int,
    who: str | None = None,
    ref: str | None = None,
) -> list[Entry]:
    """The same, the newest first: those before one entry, or the last there are."""
    wanted = _wanted(who, ref).order_by(_ENTRIES.entry_id.desc())
    if before is not None:
        wanted = wanted.where(_ENTRIES.entry_id < before)
    return _seen(connection, wanted.limit(most))


def _wanted(who: str | None, ref: str | None) -> Select[Any]:
    wanted = select(*(_ENTRIES[name] for name in Entry.__dataclass_fields__))
    if who is not None:
        wanted = wanted.where(_ENTRIES.who == who)
    if ref is not None:
        wanted = wanted.where(any_(_ENTRIES.object_refs) == ref)
    return wanted


def _seen(connection: Connection, wanted: Select[Any]) -> list[Entry]:
    found = [Entry(*row) for row in connection.execute(wanted)]
    seen = (f"entry/{found[0].entry_id}-{found[-1].entry_id}",) if found else ()
    write(connection, Act(Deed.READ, "audit_entry", seen, len(found), tuple(Entry.__dataclass_fields__)))
    return found
