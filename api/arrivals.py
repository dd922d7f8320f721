"""What is done with each kind of bundle that comes from another node."""

from __future__ import annotations

from datetime import datetime

from protection.cases import erased, receiving
from protection.erasure import telling
from protection.exchange.kinds import Arrival, Handlers
from protection.guarding import received
from protection.outcomes import arriving
from protection.referrals import answers
from records.errors import InputRefused
from records.node import Node


def _referral(arrival: Arrival) -> None:
    # Who sent it is who signed it, whatever the packet says.
    packet = {**arrival.document, "from": arrival.peer}
    receiving.receive(arrival.connection, arrival.keys, packet, arrival.now)


def _referral_revoked(arrival: Arrival) -> None:
    document = {**arrival.document, "from": arrival.peer}
    receiving.revoke(arrival.connection, arrival.keys, document, arrival.now)


def _erased(arrival: Arrival) -> None:
    document = {**arrival.document, "from": arrival.peer}
    erased.erased(arrival.connection, arrival.keys, document, arrival.now)


def _referral_state(arrival: Arrival) -> None:
    told = arrival.document
    code, version, state, reason = (told.get(name) for name in ("referral", "version", "state", "reason"))
    if not isinstance(code, str) or not isinstance(version, int) or not isinstance(state, str):
        raise InputRefused("Jawaban itu tidak menyebut rujukannya.", "The answer names no referral.")
    at = _moment(told.get("at"), arrival.made_at)
    answers.apply(arrival.connection, code, version, state, reason if isinstance(reason, str) else None, at)


def _moment(written: object, otherwise: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(str(written))
    except ValueError:
        return otherwise
    return moment if moment.tzinfo is not None else otherwise


HANDLERS: dict[Node, Handlers] = {
    Node.PROVINCE: {
        "referral_state": _referral_state,
        "outcomes": arriving.arrive,
        "erasure_answer": telling.answered,
    },
    Node.LPSK: {
        "referral": _referral,
        "referral_revoked": _referral_revoked,
        "erased": _erased,
        "evidence": received.take_in,
    },
}
"""By what a node is; acknowledgements need none."""
