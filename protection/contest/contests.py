"""Taken in, proven by a code, answered by the safe contact: objections of workers, agencies and people named.

The clock, the decision and its ground are those of ``protection.subject.requests``; here stands who asks, about what,
and how they are reached. The code says that something was received, and nothing else: whoever finds the slip of
paper learns neither what was asked nor what became of it.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select, update

from protection.guarding import words
from protection.subject import contests as marks
from protection.subject import requests
from protection.subject.requests import Channel, Kind, Proof, State
from protection.whole import seeing_all
from records import audit
from records.audit import Act, Deed
from records.custody import row_keys, sealed_words
from records.custody.keyring import Keyring
from records.errors import InputRefused, NotFound, WrongState
from records.rights.context import Context, as_program
from records.tables import alerts, contests, subject_requests

HOLDER, ANSWERS = contests.name, "contest_answers"
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE = 10


class Party(StrEnum):
    """Who objects."""

    WORKER = "worker"
    AGENCY = "agency"
    NAMED = "named"


class Asks(StrEnum):
    """What they want."""

    ASK = "ask"
    ANSWER = "answer"
    OBJECT = "object"
    CORRECT = "correct"


KIND_OF: dict[Asks, Kind] = {
    Asks.ASK: Kind.ACCESS,
    Asks.ANSWER: Kind.OBJECTION,
    Asks.OBJECT: Kind.OBJECTION,
    Asks.CORRECT: Kind.CORRECTION,
}
"""Under which right the clock runs."""

HUBS = ("recruiter", "agency")
"""What an agency or a person named objects to is said of."""


@dataclass(frozen=True)
class Contact:
    """How the asker is reached without danger, when, and what they said."""

    contact: str
    hours: str
    said: str


@dataclass(frozen=True)
class Contest:
    """An objection with its clock; ``seconds_left`` is negative when the answer is late."""

    contest_id: int
    request_id: int
    party: Party
    asks: Asks
    hub: tuple[str, str] | None
    area: str | None
    state: State
    received_at: datetime
    due_at: datetime
    seconds_left: int
    overdue: bool
    decision: str | None
    answered_at: datetime | None


def receive(
    connection: Connection,
    keys: Keyring,
    key: bytes,
    context: Context,
    party: Party,
    asks: Asks,
    channel: Channel,
    received_at: datetime,
    told: Contact,
    hub: tuple[str, str] | None,
    now: datetime,
) -> tuple[str, Contest]:
    """Take an objection in; gives the code for the asker, which is kept nowhere, and the objection.

    Raises InputRefused without a safe contact or words, for an agency or person named without what they object to,
    and for a worker with one.
    """
    contact = words.checked(told.said, "apa yang disampaikan", "what they said")
    if not told.contact.strip():
        raise InputRefused("Tuliskan kontak yang aman.", "Write down a safe contact.")
    if (party is Party.WORKER) == (hub is not None) or (hub is not None and hub[0] not in HUBS):
        raise InputRefused(
            "P3MI atau orang yang disebut menyebut perekrut atau P3MI yang dimaksud; pekerja tidak.",
            "An agency or a person named says which recruiter or agency is meant; a worker does not.",
        )
    request = requests.receive(connection, context.who, KIND_OF[asks], channel, received_at, now)
    code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE))
    said = {"contact": told.contact.strip(), "hours": told.hours.strip(), "said": contact}
    number = sealed_words.put(
        connection,
        keys,
        contests,
        said,
        sealed_words.about(HOLDER, request.request_id),
        request_id=request.request_id,
        code=_digest(key, code),
        party=party.value,
        asks=asks.value,
        hub_kind=None if hub is None else hub[0],
        hub_key=None if hub is None else hub[1],
        area=next((each for each in context.areas if each != "*"), None),
        received_by=context.who,
    )
    return f"KB-{code[:5]}-{code[5:]}", _of(connection, number, now)


def received(connection: Connection, key: bytes, code: str) -> bool:
    """Whether an objection with this code was received: nothing else is told, not even when; one audit entry."""
    plain = "".join(each for each in code.upper().removeprefix("KB") if each in _LETTERS)
    with as_program(connection):
        wanted = select(contests.c.contest_id).where(contests.c.code == _digest(key, plain))
        found = connection.scalar(wanted) is not None
    audit.write(connection, Act(Deed.READ, "contest", (), 1 if found else 0, ("code",)))
    return found


def listed(connection: Connection, now: datetime) -> list[Contest]:
    """The objections that the context may see, what is due soonest first, answered ones last; one audit entry."""
    numbers = connection.scalars(select(contests.c.contest_id)).all()
    found = sorted(
        _all(connection, numbers, now), key=lambda each: (each.answered_at is not None, each.due_at)
    )
    objects = tuple(f"contest/{each.contest_id}" for each in found)
    audit.write(connection, Act(Deed.READ, "contest", objects, None, ("state", "due_at")))
    return found


def one(connection: Connection, contest_id: int, now: datetime) -> Contest:
    """One objection, for a function that writes its own entry. Raises NotFound."""
    _row(connection, contest_id)
    return _of(connection, contest_id, now)


def contact(connection: Connection, keys: Keyring, contest_id: int) -> Contact:
    """How the asker is reached, and what they said; one audit entry. Raises NotFound."""
    row = _row(connection, contest_id)
    with as_program(connection):
        about = sealed_words.about(HOLDER, row.request_id)
        told = sealed_words.document(connection, keys, HOLDER, contest_id, row.sealed, about)
    audit.write(connection, Act(Deed.READ, "contest", (f"contest/{contest_id}",), None, ("contact", "said")))
    return Contact(**told) if told is not None else Contact("", "", "")


def prove(connection: Connection, context: Context, contest_id: int, proof: Proof, now: datetime) -> Contest:
    """Note that an agency or a person named has proven who they are: what is said of them is disputed from now on.

    A worker proves it with their own rows (``requests.identify``). Raises NotFound, WrongState, InputRefused.
    """
    row = _row(connection, contest_id)
    if row.hub_kind is None:
        raise InputRefused(
            "Pekerja dikenali lewat barisnya sendiri.", "A worker is identified by their own rows."
        )
    with seeing_all(connection):
        request = requests.find(connection, row.request_id)
        if request.state is not State.RECEIVED:
            raise WrongState("Permohonan ini sudah dikenali.", "This request was identified.")
        about = select(alerts.c.alert_id, alerts.c.refs).where(
            alerts.c.kind == row.hub_kind, alerts.c.subject == row.hub_key
        )
        raised = connection.execute(about.order_by(alerts.c.alert_id)).all()
        refs = sorted({ref for each in raised for ref in each.refs})
        connection.execute(
            update(subject_requests)
            .where(subject_requests.c.request_id == row.request_id)
            .values(
                state=State.IDENTIFIED.value,
                refs=refs,
                proof=proof.value,
                identified_by=context.who,
                identified_at=now,
            )
        )
        marks.mark_these(connection, row.request_id, [each.alert_id for each in raised], now)
    fields = ("proof", "refs")
    audit.write(connection, Act(Deed.HEAR, "contest", (f"contest/{contest_id}",), None, fields))
    return _of(connection, contest_id, now)


def answer(
    connection: Connection, keys: Keyring, context: Context, contest_id: int, said: str, now: datetime
) -> Contest:
    """Keep what was answered by the safe contact, and stop the clock. Raises NotFound, WrongState, InputRefused."""
    told = words.checked(said, "apa yang dijawab", "what was answered")
    row = _row(connection, contest_id)
    requests.answer(connection, row.request_id, now)  # who has an answer gets no second one
    sealed = sealed_words.seal(keys, {"said": told}, sealed_words.about(ANSWERS, contest_id))
    connection.execute(
        update(contests)
        .where(contests.c.contest_id == contest_id)
        .values(answer=sealed.box, answered_by=context.who)
    )
    row_keys.put(connection, ANSWERS, contest_id, sealed.key)
    return _of(connection, contest_id, now)


def _digest(key: bytes, code: str) -> bytes:
    return hmac.new(key, f"contest {code}".encode(), sha256).digest()


def _row(connection: Connection, contest_id: int) -> Any:
    row = connection.execute(select(contests).where(contests.c.contest_id == contest_id)).one_or_none()
    if row is None:
        raise NotFound("Tidak ada keberatan dengan nomor itu.", "There is no such objection.")
    return row


def _of(connection: Connection, contest_id: int, now: datetime) -> Contest:
    return _all(connection, [contest_id], now)[0]


def _all(connection: Connection, numbers: Any, now: datetime) -> list[Contest]:
    wanted = select(contests, subject_requests).join_from(contests, subject_requests)
    with as_program(connection):  # the head sees the clocks, not the rows of who asks
        rows = connection.execute(wanted.where(contests.c.contest_id.in_(list(numbers)))).all()
    return [_contest(row, now) for row in rows]


def _contest(row: Any, now: datetime) -> Contest:
    left = row.due_at - (row.answered_at or now)
    return Contest(
        row.contest_id,
        row.request_id,
        Party(row.party),
        Asks(row.asks),
        None if row.hub_kind is None else (row.hub_kind, row.hub_key),
        row.area,
        State(row.state),
        row.received_at,
        row.due_at,
        int(left.total_seconds()),
        left.total_seconds() < 0,
        row.decision,
        row.answered_at,
    )
