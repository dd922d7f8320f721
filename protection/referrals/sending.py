"""Sending a referral, and the packet that leaves: what is shared is set here, and the database holds it to that."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from protection.actions import acting
from protection.actions import reading as actions
from protection.actions.states import Outcome
from protection.actions.states import State as ActionState
from protection.exchange import outbox, peers
from protection.referrals import consents, contents, packet
from protection.referrals.packet import Packet
from protection.referrals.receivers import Way, fitting, receiver
from protection.referrals.sections import NAMES, NEEDED
from protection.referrals.states import State, Step, reasons
from protection.referrals.steps import own, take
from records.custody.keyring import Keyring
from records.days import day_of
from records.errors import InputRefused, NotFound, WrongState
from records.node import Node
from records.rights.context import Context, as_program
from records.tables.referrals import referral_events, referrals


class ConsentNeeded(WrongState):
    """Nobody has agreed to the least that a referral tells."""

    code = "consent_needed"


def send(
    connection: Connection,
    keys: Keyring,
    context: Context,
    referral_id: int,
    version: int,
    node_name: str,
    now: datetime,
) -> int:
    """Send a referral, or what was agreed to since; gives the new version.

    To LPSK it is queued as a bundle in this transaction; an action that it carries out is done with it, which writes
    entries of its own. Raises NotFound, Stale, WrongState, ConsentNeeded, InputRefused.
    """
    row = own(connection, context, referral_id, version)
    first = row.state == State.DRAFT
    agreed = consents.agreed(consents.consents(connection, referral_id))
    if agreed is None:
        raise ConsentNeeded(
            "Belum ada yang menyetujui rujukan ini.", "Nobody has agreed to this referral yet."
        )
    today = day_of(now)
    to = fitting(row.receiver, row.mandate, child=row.child, day=today)
    values: dict[str, Any] = {"shared": [name for name in NAMES if name in agreed.shared]}
    if first:
        values["sent_at"] = now
    step = Step.SEND if first else Step.RENEW
    made = take(connection, keys, context, row, step, now, fields=tuple(sorted(agreed.shared)), **values)
    if to.way is Way.BUNDLE:
        _cross(connection, keys, row, packet_for(connection, keys, referral_id, node_name))
    if first and row.action_id is not None:
        _done(connection, keys, context, row, now)
    return made


def revoke(
    connection: Connection,
    keys: Keyring,
    context: Context,
    referral_id: int,
    version: int,
    reason: str,
    now: datetime,
) -> int:
    """Take a referral back; the receiver reads nothing more. Raises NotFound, Stale, WrongState, InputRefused."""
    row = own(connection, context, referral_id, version)
    if reason not in {each.code for each in reasons(Step.REVOKE)}:
        raise InputRefused("Pilih alasan menarik rujukan.", "Choose why it is taken back.")
    made = take(connection, keys, context, row, Step.REVOKE, now, reason=reason, shared=[])
    tell_of_change(connection, keys, referral_id, "", now)
    return made


def tell_of_change(
    connection: Connection, keys: Keyring, referral_id: int, node_name: str, now: datetime
) -> None:
    """Tell LPSK's node of a referral that was sent and has become less, or was taken back; others read it here."""
    row = connection.execute(select(referrals).where(referrals.c.referral_id == referral_id)).one()
    to = receiver(row.receiver, day_of(now))
    if to.way is not Way.BUNDLE or row.sent_at is None:
        return
    if row.state == State.REVOKED:
        reason = connection.scalar(
            select(referral_events.c.reason).where(
                referral_events.c.referral_id == referral_id, referral_events.c.version == row.version
            )
        )
        _cross(
            connection, keys, row, packet.revoked(row.code, row.token, row.version, now, reason), "_revoked"
        )
    else:
        _cross(connection, keys, row, packet_for(connection, keys, referral_id, node_name))


def packet_for(
    connection: Connection,
    keys: Keyring,
    referral_id: int,
    node_name: str = "",
    made_at: datetime | None = None,
) -> Packet:
    """The packet of a referral as it may leave now (``protection.referrals.packet``), equal for equal versions.

    What was taken back or never sent has none. ``node_name`` is the sending node's. Whoever calls writes the audit
    entry. Raises NotFound, WrongState.
    """
    row = connection.execute(select(referrals).where(referrals.c.referral_id == referral_id)).one_or_none()
    if row is None:
        raise NotFound("Rujukan itu tidak ditemukan.", "There is no such referral.")
    agreed = consents.agreed(consents.consents(connection, referral_id))
    shared = frozenset(row.shared)
    if agreed is None or not agreed.shared & shared >= NEEDED:
        raise WrongState(
            "Tidak ada yang boleh dibagikan dari rujukan ini.", "Nothing of this referral may be shared."
        )
    # Of what is agreed to, what was sent: a consent that came later goes with the next sending.
    sent = packet.Agreed(agreed.by, agreed.at, agreed.sections & shared, agreed.without & shared)
    at = made_at or connection.scalar(
        select(func.max(referral_events.c.at)).where(referral_events.c.referral_id == referral_id)
    )
    opened = contents.opened(connection, keys, referral_id)
    return packet.of(row.code, row.token, row.version, node_name, row.receiver, at, sent, opened)


def _cross(connection: Connection, keys: Keyring, row: Any, document: Packet, kind: str = "") -> None:
    with as_program(connection):
        nodes = peers.trusted(connection, Node.LPSK)
    if not nodes:
        raise WrongState(
            "Simpul LPSK belum diperkenalkan, jadi rujukan belum dapat dikirim. Hubungi administrator.",
            "LPSK's node has not been introduced, so nothing can be sent yet. Ask the administrator.",
        )
    outbox.put(connection, keys, nodes[0].name, f"referral{kind}", document, about=row.code)


def _done(connection: Connection, keys: Keyring, context: Context, row: Any, now: datetime) -> None:
    """The action that this referral carries out is done with it."""
    action = actions.find(connection, row.action_id)
    if action.state is ActionState.PLANNED:
        action = acting.begin(connection, keys, context, action.action_id, action.version, now)
    if action.state is ActionState.DOING:
        said = acting.Report(
            f"Rujukan {row.code} dikirim dengan persetujuan yang tercatat.", Outcome.DEEPER, 0
        )
        acting.report(connection, keys, context, action.action_id, action.version, said, now)
