"""Requests of people about their own data: taken in, identified, decided, answered, each with a clock.

States follow one another: received, identified (proof seen, rows known), decided (on a declared ground),
answered. The clock runs from the moment that a request reached an office, whatever its state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, insert, select, update

from protection.subject import contests
from protection.subject.contests import Contest
from protection.subject.own_rows import own_rows
from protection.whole import seeing_all
from records import audit, retention
from records.audit import Act, Deed
from records.days import day_of
from records.errors import InputRefused, NotFound, WrongState
from records.tables import subject_requests


class Kind(StrEnum):
    """What a person may ask."""

    ACCESS = "akses"
    CORRECTION = "perbaikan"
    OBJECTION = "keberatan"
    ERASURE = "penghapusan"


class State(StrEnum):
    """How far a request has come."""

    RECEIVED = "received"
    IDENTIFIED = "identified"
    DECIDED = "decided"
    ANSWERED = "answered"


class Channel(StrEnum):
    """How a request reached the office."""

    COUNTER = "counter"
    LETTER = "letter"
    EMAIL = "email"
    REPRESENTATIVE = "representative"


class Proof(StrEnum):
    """What was seen as proof of identity; never its number."""

    KTP = "ktp"
    PASSPORT = "passport"
    FAMILY_CARD = "kk"
    POWER_OF_ATTORNEY = "surat_kuasa"
    KNOWN_IN_PERSON = "dikenal"


class Decision(StrEnum):
    """What was decided."""

    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"


@dataclass(frozen=True)
class Request:
    """A request as it stands; ``refs`` are the asker's rows (``feed:entity_key``), empty before the proof."""

    request_id: int
    kind: Kind
    state: State
    refs: tuple[str, ...]
    received_at: datetime
    due_at: datetime
    decision: Decision | None
    ground: str | None
    answered_at: datetime | None

    def left(self, now: datetime) -> timedelta:
        """Time until the answer is due; negative when it is late. It stands still once answered."""
        return self.due_at - (self.answered_at or now)

    def overdue(self, now: datetime) -> bool:
        """Whether the answer is late, or was."""
        return self.left(now) < timedelta(0)


_COLUMNS = (
    "request_id",
    "kind",
    "state",
    "refs",
    "received_at",
    "due_at",
    "decision",
    "ground",
    "answered_at",
)
_SELECT = select(*(subject_requests.c[name] for name in _COLUMNS))


def receive(
    connection: Connection, who: str, kind: Kind, channel: Channel, received_at: datetime, now: datetime
) -> Request:
    """Take a request in; it counts from when it reached the office, not from when it was typed in.

    Raises InputRefused for a moment that has not come yet, or from before the law.
    """
    if received_at > now:
        raise InputRefused("Waktu terima belum terjadi.", "The time of receipt has not come yet.")
    try:
        due = retention.response_clock(kind.value, received_at).due(received_at)
    except retention.NoRule:
        raise InputRefused(
            "Pada waktu terima itu hak ini belum berlaku.",
            "At that time of receipt there was no such right yet.",
        ) from None
    request_id: int = connection.execute(
        insert(subject_requests)
        .values(
            kind=kind.value,
            state=State.RECEIVED.value,
            received_at=received_at,
            received_by=who,
            due_at=due,
            channel=channel.value,
        )
        .returning(subject_requests.c.request_id)
    ).scalar_one()
    _write(connection, request_id, ("kind", "received_at", "due_at", "channel"))
    return find(connection, request_id)


def identify(
    connection: Connection,
    who: str,
    request_id: int,
    proof: Proof,
    refs: Sequence[str],
    now: datetime,
    disputed: Sequence[Contest] = (),
) -> Request:
    """Note that the asker proved to be the person of these rows; what they dispute is marked from now on.

    A correction names its rows and fields in ``disputed``, and the sources are asked; an objection disputes
    every alert about the person. Raises NotFound, WrongState, InputRefused.
    """
    request = _locked(connection, request_id, State.RECEIVED)
    own = own_rows(connection, refs)
    if (request.kind is Kind.CORRECTION) != bool(disputed):
        raise InputRefused(
            "Perbaikan, dan hanya perbaikan, menyebut baris dan kolom yang keliru.",
            "A correction, and nothing else, names the rows and fields that are wrong.",
        )
    if not {each.ref for each in disputed} <= set(own.refs):
        raise InputRefused("Baris itu bukan tentang pemohon.", "That row is not about the asker.")
    _change(
        connection,
        request_id,
        state=State.IDENTIFIED.value,
        refs=list(own.refs),
        proof=proof.value,
        identified_by=who,
        identified_at=now,
    )
    with seeing_all(connection):
        if request.kind is Kind.OBJECTION:
            contests.mark_alerts(connection, request_id, own.refs, now)
        contests.mark_rows(connection, request_id, disputed, now)
    _write(connection, request_id, ("proof", "refs"))
    return find(connection, request_id)


def decide(
    connection: Connection, who: str, request_id: int, decision: Decision, ground: str, now: datetime
) -> Request:
    """Decide an identified request on a declared ground (records/retention.toml).

    A refusal ends the marks of what was disputed. Raises NotFound, WrongState, InputRefused.
    """
    _locked(connection, request_id, State.IDENTIFIED)
    grounds = retention.decision_grounds(decision.value, day_of(now))
    if ground not in grounds:
        raise InputRefused(
            f"Putusan ini dapat berdasar pada: {', '.join(grounds)}.",
            f"This decision may rest on: {', '.join(grounds)}.",
        )
    _change(
        connection,
        request_id,
        state=State.DECIDED.value,
        decision=decision.value,
        ground=ground,
        decided_by=who,
        decided_at=now,
    )
    if decision is Decision.REFUSED:
        contests.settle(connection, request_id, "upheld", now)
    _write(connection, request_id, ("decision", "ground"))
    return find(connection, request_id)


def answer(connection: Connection, request_id: int, now: datetime) -> Request:
    """Note that the asker has the answer: the clock stops. Raises NotFound, WrongState."""
    _locked(connection, request_id, State.DECIDED)
    _change(connection, request_id, state=State.ANSWERED.value, answered_at=now)
    _write(connection, request_id, ("answered_at",))
    return find(connection, request_id)


def find(connection: Connection, request_id: int) -> Request:
    """One request. Raises NotFound."""
    row = connection.execute(_SELECT.where(subject_requests.c.request_id == request_id)).one_or_none()
    if row is None:
        raise NotFound("Tidak ada permohonan dengan nomor itu.", "There is no request of that number.")
    return _request(row)


def waiting(connection: Connection) -> list[Request]:
    """Requests without an answer yet, the most urgent first; the reading is audited."""
    wanted = _SELECT.where(subject_requests.c.answered_at.is_(None))
    rows = connection.execute(wanted.order_by(subject_requests.c.due_at, subject_requests.c.request_id))
    found = [_request(row) for row in rows]
    act = Act(Deed.READ, "subject_request", tuple(f"request/{each.request_id}" for each in found))
    audit.write(connection, act)
    return found


def overdue(connection: Connection, now: datetime) -> list[Request]:
    """Requests that should have been answered by now, the latest first; the reading is audited."""
    return [request for request in waiting(connection) if request.overdue(now)]


def _locked(connection: Connection, request_id: int, state: State) -> Request:
    """The request, held by this transaction, if it stands in that state."""
    wanted = _SELECT.where(subject_requests.c.request_id == request_id).with_for_update()
    row = connection.execute(wanted).one_or_none()
    if row is None:
        raise NotFound("Tidak ada permohonan dengan nomor itu.", "There is no request of that number.")
    if row.state != state.value:
        raise WrongState(
            f"Permohonan ini berada pada tahap {row.state}, bukan {state.value}.",
            f"This request stands at {row.state}, not at {state.value}.",
        )
    return _request(row)


def _change(connection: Connection, request_id: int, **values: object) -> None:
    connection.execute(
        update(subject_requests).where(subject_requests.c.request_id == request_id).values(**values)
    )


def _write(connection: Connection, request_id: int, fields: tuple[str, ...]) -> None:
    audit.write(connection, Act(Deed.HEAR, "subject_request", (f"request/{request_id}",), None, fields))


def _request(row: object) -> Request:
    values = {name: getattr(row, name) for name in _COLUMNS}
    values |= {"kind": Kind(values["kind"]), "state": State(values["state"]), "refs": tuple(values["refs"])}
    values["decision"] = Decision(values["decision"]) if values["decision"] else None
    return Request(**values)
