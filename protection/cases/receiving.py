"""Receiving what crosses to LPSK: a packet makes or renews the case of its referral, and starts the clock.

Packets may come twice, late or in any order: the newest version counts, an older one changes nothing, and a
referral that was revoked before its packet came makes no case with a content.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, exists, insert, select

from protection.cases import answering, clock, codes, completeness, sealing, tasks
from protection.cases.covering import IDENTIFYING, cover
from protection.cases.events import note, tell
from protection.cases.rules import OF_PACKET, Role
from protection.cases.states import OVER, UNDECIDED, State, Step
from protection.referrals.sections import checked
from records import audit
from records.audit import Act, Deed
from records.custody import row_keys
from records.custody.keyring import Keyring
from records.days import day_of
from records.errors import InputRefused
from records.rights.context import as_program, who_acts
from records.store import take_turn
from records.tables import case_identities, case_measures, case_packets, lpsk_cases

_OF_AGE = 18


@dataclass(frozen=True)
class Received:
    """The case of a referral; ``changed`` is false where this was known already, or is older than what is."""

    case_id: int
    case_code: str
    state: State
    changed: bool


def receive(connection: Connection, keys: Keyring, packet: Mapping[str, Any], now: datetime) -> Received:
    """Make or renew the case of a referral, and write one audit entry. Raises InputRefused."""
    referral, version = named(packet)
    packet = _looked_over(packet)
    who = who_acts(connection)
    with as_program(connection):
        row = case_of(connection, referral, packet)
        if row is None:
            row, changed = _opened(connection, keys, packet, now, who), True
            answering.answer(connection, keys, row, "received", None, now)
        elif version <= row.packet_version or State(row.state) in OVER:
            changed = False
        else:
            changed = True
            _renewed(connection, keys, row, packet, now, who)
        row = row_by_number(connection, row.case_id)
    audit.write(connection, Act(Deed.CASE, "lpsk_case", (f"case:{row.case_code}",), None, ("packet",)))
    return Received(row.case_id, row.case_code, State(row.state), changed)


def revoke(connection: Connection, keys: Keyring, document: Mapping[str, Any], now: datetime) -> Received:
    """The sender took a referral back, in a document with ``referral`` and ``version``.

    Before a decision the case is withdrawn and what was sent is destroyed; whoever is protected already, or by an
    emergency measure, stays so, and the handler sees it.
    """
    referral, version = named(document)
    who = who_acts(connection)
    with as_program(connection):
        row = case_of(connection, referral, document)
        changed = row is None or (row.revoked_at is None and version >= row.packet_version)
        if row is None:
            row = stub(connection, keys, document, now, who)
        elif changed:
            gone = State(row.state) in UNDECIDED and not measured(connection, row.case_id)
            values: dict[str, Any] = {"revoked_at": now, "packet_version": version}
            if gone:
                destroy(connection, row.case_id)
                values["ended_at"] = now
            after = State.WITHDRAWN if gone else State(row.state)
            note(connection, keys, row, Step.REVOKED, who, now, after=after, **values)
        row = row_by_number(connection, row.case_id)
    audit.write(connection, Act(Deed.CASE, "lpsk_case", (f"case:{row.case_code}",), None, ("revoked_at",)))
    return Received(row.case_id, row.case_code, State(row.state), changed)


def keep(
    connection: Connection,
    keys: Keyring,
    case_id: int,
    version: int,
    sections: Mapping[str, Any],
    now: datetime,
) -> None:
    """Seal the sections of a packet in place of the older one's; what a newer packet leaves out is destroyed.

    For a transaction in the program's role: handlers may not read back what custody holds.
    """
    destroy(connection, case_id)
    held = {name for name, content in sections.items() if content}
    completeness.in_custody(connection, case_id, held, who_acts(connection), now)
    for name, content in sections.items():
        if name in IDENTIFYING and content:
            values = {"version": version, "section": name, "at": now}
            sealing.put(connection, keys, case_identities, case_id, content, **values)
    for name, content in cover(sections).items():
        if content:
            values = {"version": version, "section": name, "at": now}
            sealing.put(connection, keys, case_packets, case_id, content, **values)


def destroy(connection: Connection, case_id: int) -> None:
    """Destroy the keys of everything that was sent with a case."""
    for table in (case_packets, case_identities):
        (number,) = table.primary_key.columns
        ids = connection.scalars(select(number).where(table.c.case_id == case_id)).all()
        row_keys.destroy(connection, table.name, ids)


def under_age(sections: Mapping[str, Any], today: date) -> bool:
    """Whether the person is under 18, by what is said or by the date of birth."""
    if (sections.get("child") or {}).get("under_18"):
        return True
    try:
        born = date.fromisoformat(str((sections.get("identity") or {}).get("birth_date", "")))
    except ValueError:
        return False
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day)) < _OF_AGE


def named(document: Mapping[str, Any]) -> tuple[str, int]:
    """The referral's code and the version of a document. Raises InputRefused."""
    referral, version = document.get("referral"), document.get("version")
    if not isinstance(referral, str) or not referral or type(version) is not int or not 1 <= version < 2**31:
        raise InputRefused(
            "Paket rujukan itu tidak menyebut kode dan versinya.", "The packet names no referral and version."
        )
    return referral, version


def _looked_over(packet: Mapping[str, Any]) -> dict[str, Any]:
    """A packet whose parts are what they should be: what a peer sends may be anything. Raises InputRefused."""
    sections, consent, made_at = packet.get("sections", {}), packet.get("consent", {}), packet.get("made_at")
    plain = all(isinstance(packet.get(name) or "", str) for name in ("token", "from", "role"))
    if not (plain and isinstance(sections, Mapping) and isinstance(consent, Mapping)):
        raise _malformed()
    if not all(isinstance(content, Mapping) for content in sections.values()):
        raise _malformed()
    try:
        made = datetime.fromisoformat(str(made_at)) if made_at else None
    except ValueError:
        raise _malformed() from None
    if made is not None and made.tzinfo is None:
        raise _malformed()
    held = {name: checked(name, content) for name, content in sections.items()}
    return {**packet, "sections": held, "consent": dict(consent), "made_at": made and made.isoformat()}


def _malformed() -> InputRefused:
    return InputRefused("Paket rujukan itu tidak dapat dibaca.", "The packet of the referral cannot be read.")


def case_of(connection: Connection, referral: str, document: Mapping[str, Any]) -> Any:
    """The case of a sender's referral: two provinces may draw the same code, and neither touches the other's."""
    take_turn(connection, f"lpsk_cases{referral}")
    theirs = lpsk_cases.c.sender.is_not_distinct_from(document.get("from"))
    wanted = select(lpsk_cases).where(lpsk_cases.c.referral == referral, theirs)
    return connection.execute(wanted).one_or_none()


def row_by_number(connection: Connection, case_id: int) -> Any:
    """The row of a case, by its number."""
    return connection.execute(select(lpsk_cases).where(lpsk_cases.c.case_id == case_id)).one()


def _columns(packet: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """What of a packet stands in clear on the case: codes and flags, no value of a person."""
    sections = packet.get("sections") or {}
    child = under_age(sections, day_of(now))
    agreed = (packet.get("consent") or {}).get("by")
    said = packet.get("role") or (sections.get("role") or {}).get("role")
    return {
        "token": packet.get("token"),
        "sender": packet.get("from"),
        "packet_version": packet["version"],
        "role": OF_PACKET.get(str(said), Role.VICTIM).value,
        "child": child,
        "urgent": bool((sections.get("threat") or {}).get("now")),
        "made_at": datetime.fromisoformat(packet["made_at"]) if packet.get("made_at") else None,
        "consent_by": agreed
        if isinstance(agreed, str) and agreed in {"self", "parent", "guardian", "court"}
        else None,
    }


def _opened(connection: Connection, keys: Keyring, packet: Mapping[str, Any], now: datetime, who: str) -> Any:
    today = day_of(now)
    case_id = connection.execute(
        insert(lpsk_cases)
        .values(
            case_code=codes.draw(connection, today.year),
            origin="referral",
            referral=packet["referral"],
            state=State.RECEIVED.value,
            received_at=now,
            decide_by=clock.limit("lpsk_decision", today),
            **_columns(packet, now),
        )
        .returning(lpsk_cases.c.case_id)
    ).scalar_one()
    tell(connection, keys, case_id, 1, Step.RECEIVE, None, State.RECEIVED, who, now)
    keep(connection, keys, case_id, packet["version"], packet.get("sections") or {}, now)
    row = row_by_number(connection, case_id)
    tasks.first(connection, row, who, now)
    return row


def _renewed(
    connection: Connection, keys: Keyring, row: Any, packet: Mapping[str, Any], now: datetime, who: str
) -> None:
    values = _columns(packet, now)
    became_child = values["child"] and not row.child
    values["child"] = (
        values["child"] or row.child
    )  # once known, a child's path is not left by a later silence
    values["consent_by"] = values["consent_by"] or row.consent_by
    note(connection, keys, row, Step.UPDATE, who, now, **values)
    keep(connection, keys, row.case_id, packet["version"], packet.get("sections") or {}, now)
    if became_child:
        tasks.of_child(connection, row.case_id, who, now)


def stub(connection: Connection, keys: Keyring, document: Mapping[str, Any], now: datetime, who: str) -> Any:
    """A referral that was revoked before its packet came: nothing is known, and nothing will be."""
    case_id = connection.execute(
        insert(lpsk_cases)
        .values(
            case_code=codes.draw(connection, day_of(now).year),
            origin="referral",
            referral=document["referral"],
            token=document.get("token"),
            sender=document.get("from"),
            packet_version=document["version"],
            role=Role.IN_NEED.value,
            state=State.WITHDRAWN.value,
            revoked_at=now,
            ended_at=now,
        )
        .returning(lpsk_cases.c.case_id)
    ).scalar_one()
    tell(connection, keys, case_id, 1, Step.REVOKED, None, State.WITHDRAWN, who, now)
    return row_by_number(connection, case_id)


def measured(connection: Connection, case_id: int) -> bool:
    """Whether an emergency measure protects somebody in the case now."""
    running = (case_measures.c.case_id == case_id) & case_measures.c.ended_at.is_(None)
    return bool(connection.scalar(select(exists().where(running))))
