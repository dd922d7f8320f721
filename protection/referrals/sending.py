"""Sending a referral, and the packet that leaves: what is shared is set here, and the database holds it to that."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from protection.referrals import consents, contents, packet
from protection.referrals.packet import Packet
from protection.referrals.sections import NEEDED
from records.custody.keyring import Keyring
from records.errors import NotFound, WrongState
from records.tables.referrals import referral_events, referrals


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
    if agreed is None or not shared >= NEEDED:
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
