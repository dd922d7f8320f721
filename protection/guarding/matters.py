"""The path of protection: renewed danger taken on by a guardian, evidence that two people hand to LPSK.

Whoever sees a danger is told that somebody may be in it, by what sign and since when, and how to help; neither here
nor anywhere else is it told that a finding had named the person a victim before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ARRAY, Connection, Text, bindparam, select, text, update

from detection.alerts import departures
from detection.case_codes import case_code
from detection.suspicion.matters import DANGER, EVIDENCE
from protection import exchange
from protection.exchange import peers
from protection.guarding import words
from records import audit, four_eyes
from records.audit import Act, Deed
from records.custody import row_keys, sealed_words
from records.custody.keyring import Keyring
from records.custody.received import identifiers
from records.days import day_of
from records.errors import InputRefused, NotFound, WrongState
from records.node import Node
from records.rights.context import Context, as_program
from records.tables import protection_matters

ACT = "hand_over_evidence"
"""The guarded act (``records.four_eyes.acts``)."""
HOLDER = protection_matters.name
KIND = "evidence"
"""The kind of bundle (``protection.exchange.kinds``)."""


@dataclass(frozen=True)
class End:
    """What can become of a danger."""

    name: str
    id: str
    en: str


ENDS: tuple[End, ...] = (
    End("referred", "Dirujuk untuk pelindungan", "Referred for protection"),
    End("spoken", "Sudah diajak bicara; ia memutuskan sendiri", "Spoken with; they decide themselves"),
    End("safe", "Orangnya aman", "The person is safe"),
    End("mistaken", "Keliru; tidak ada bahaya", "Mistaken; there is no danger"),
)
END = {end.name: end for end in ENDS}

SIGNS: dict[str, tuple[str, str]] = {
    "renewed": (
        "Hendak berangkat lagi",
        "On the way again",
    ),
}
"""Signs that no list of indicators has; the others are ``detection.urgent.signs``."""

_NEWEST = text("""
    SELECT DISTINCT ON (feed, entity_key) feed, entity_key, sequence, recorded_at, known FROM source_rows
    WHERE feed || ':' || entity_key = ANY (:refs) ORDER BY feed, entity_key, recorded_at DESC, sequence DESC
""").bindparams(bindparam("refs", type_=ARRAY(Text)))
_OWN = text("""
    SELECT feed || ':' || entity_key FROM (
        SELECT DISTINCT ON (feed, entity_key) feed, entity_key, person_id FROM identities
        WHERE (feed, entity_key) IN (SELECT feed, entity_key FROM identities WHERE person_id = :person)
        ORDER BY feed, entity_key, run_id DESC
    ) AS newest WHERE person_id = :person AND feed IN ('registrations', 'passports')
""")


@dataclass(frozen=True)
class Matter:
    """A danger, or evidence, as those see it who answer it; ``days_left`` is until the planned departure.

    Of evidence only its kinds and how many rows there are is told: what they say goes to LPSK unread.
    """

    matter_id: int
    kind: str
    code: str
    areas: tuple[str, ...]
    signs: tuple[str, ...]
    rows: int
    raised_at: datetime
    state: str
    taken_by: str | None
    ended_at: datetime | None
    ended_as: str | None
    days_left: int | None


def matters(connection: Connection, kind: str, now: datetime, most: int = 200) -> list[Matter]:
    """Those of a kind that the context may see: the open ones first, the newest first; one audit entry."""
    columns = protection_matters.c
    order = (columns.ended_at.is_not(None), columns.raised_at.desc(), columns.matter_id.desc())
    rows = connection.execute(
        select(protection_matters).where(columns.kind == kind).order_by(*order).limit(most)
    ).all()
    own = [ref for row in rows for ref in row.refs]
    with as_program(connection):
        plans = departures.planned(connection, own, now)
    today = day_of(now)
    found = [_matter(row, departures.of_person(row.refs, plans, today), today) for row in rows]
    objects = tuple(f"matter/{each.matter_id}" for each in found)
    audit.write(connection, Act(Deed.READ, "protection_matter", objects, None, ("signs", "state")))
    return found


def take(connection: Connection, context: Context, matter_id: int, now: datetime) -> None:
    """Take a danger on. Raises NotFound, WrongState."""
    row = _held(connection, matter_id, DANGER)
    if row.state != "open":
        raise WrongState("Hal itu sudah ditangani.", "Somebody has taken that on.")
    _change(connection, matter_id, state="taken", taken_by=context.who, taken_at=now)
    _entry(connection, matter_id, ("taken_by",))


def close(
    connection: Connection,
    keys: Keyring,
    context: Context,
    matter_id: int,
    end: str,
    said: str,
    now: datetime,
) -> None:
    """Close a danger with what became of it, in words. Raises NotFound, WrongState, InputRefused."""
    if end not in END:
        raise InputRefused(f"Pilih: {', '.join(END)}.", f"Choose: {', '.join(END)}.")
    told = words.checked(said, "apa yang dilakukan", "what was done")
    row = _held(connection, matter_id, DANGER)
    if row.state not in ("open", "taken"):
        raise WrongState("Hal itu sudah ditutup.", "That matter is closed.")
    sealed = sealed_words.seal(keys, {"done": told}, sealed_words.about(HOLDER, matter_id))
    _change(
        connection,
        matter_id,
        state="closed",
        ended_by=context.who,
        ended_at=now,
        ended_as=end,
        sealed=sealed.box,
    )
    row_keys.put(connection, HOLDER, matter_id, sealed.key)
    _entry(connection, matter_id, ("ended_as",))


def hand_over(connection: Connection, keys: Keyring, context: Context, matter_id: int, now: datetime) -> None:
    """Send the evidence of a matter to LPSK, sealed, with a second person's approval; nobody reads it on the way.

    Raises NotFound, WrongState where it went already or no node of LPSK is known, SecondPersonNeeded.
    """
    row = _held(connection, matter_id, EVIDENCE)
    if row.state != "open":
        raise WrongState("Bukti itu sudah diserahkan.", "That evidence was handed over.")
    four_eyes.use(connection, ACT, (f"matter:{matter_id}",))
    with as_program(connection):
        there = peers.trusted(connection, Node.LPSK)
        if not there:
            raise WrongState(
                "Simpul LPSK belum dikenal; minta administrator memperkenalkannya.",
                "No node of LPSK is known yet; ask an administrator to introduce it.",
            )
        document = _document(connection, keys, row)
    exchange.put(connection, keys, there[0].name, KIND, document, about=f"matter:{matter_id}")
    _change(
        connection, matter_id, state="handed_over", ended_by=context.who, ended_at=now, ended_as="handed_over"
    )
    audit.write(
        connection, Act(Deed.HAND_OVER, "protection_matter", (f"matter/{matter_id}",), None, ("evidence",))
    )


def _document(connection: Connection, keys: Keyring, row: Any) -> dict[str, Any]:
    """Who it is about, and every row that speaks of them as a recruiter, in clear for LPSK."""
    own = sorted(connection.scalars(_OWN, {"person": row.person_id}))
    return {
        "matter": f"BK-{row.matter_id:06d}",
        "code": case_code(row.person_id),
        "raised_at": row.raised_at.isoformat(),
        "person": _told(connection, keys, own),
        "evidence": _told(connection, keys, row.refs),
    }


def _told(connection: Connection, keys: Keyring, refs: list[str]) -> list[dict[str, Any]]:
    rows = connection.execute(_NEWEST, {"refs": list(refs)}).all()
    opened = identifiers(connection, keys, [each.sequence for each in rows])
    return [
        {
            "feed": each.feed,
            "recorded_at": each.recorded_at.isoformat(),
            "cells": {
                name: str(value)
                for name, value in sorted({**each.known, **opened.get(each.sequence, {})}.items())
                if value is not None and name != "reporter_id"
            },
        }
        for each in rows
    ]


def _held(connection: Connection, matter_id: int, kind: str) -> Any:
    columns = protection_matters.c
    wanted = select(protection_matters).where(columns.matter_id == matter_id, columns.kind == kind)
    row = connection.execute(wanted.with_for_update()).one_or_none()
    if row is None:
        raise NotFound("Tidak ada hal dengan nomor itu.", "There is no such matter.")
    return row


def _change(connection: Connection, matter_id: int, **values: object) -> None:
    mine = protection_matters.c.matter_id == matter_id
    connection.execute(update(protection_matters).where(mine).values(**values))


def _entry(connection: Connection, matter_id: int, fields: tuple[str, ...]) -> None:
    audit.write(connection, Act(Deed.PROTECT, "protection_matter", (f"matter/{matter_id}",), None, fields))


def _matter(row: Any, leaves: date | None, today: date) -> Matter:
    return Matter(
        row.matter_id,
        row.kind,
        case_code(row.person_id),
        tuple(row.areas),
        tuple(row.signs),
        len(row.refs),
        row.raised_at,
        row.state,
        row.taken_by,
        row.ended_at,
        row.ended_as,
        (leaves - today).days if leaves is not None and row.kind == DANGER else None,
    )
