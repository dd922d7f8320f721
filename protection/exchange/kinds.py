"""What nodes may say to one another: one tuple; what is not in it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection

from records.custody.keyring import Keyring
from records.node import Node


@dataclass(frozen=True)
class Kind:
    """One kind of bundle, the kinds of node that send it, and those that take it."""

    name: str
    senders: frozenset[Node]
    takers: frozenset[Node]
    text_id: str
    text_en: str


_PROVINCE, _LPSK, _BOTH = frozenset({Node.PROVINCE}), frozenset({Node.LPSK}), frozenset(Node)

ACKNOWLEDGEMENT = "acknowledgement"

KINDS: tuple[Kind, ...] = (
    Kind(
        "referral", _PROVINCE, _LPSK, "rujukan, yang disetujui saja", "a referral, only what was consented to"
    ),
    Kind("referral_revoked", _PROVINCE, _LPSK, "rujukan ditarik", "a referral was taken back"),
    Kind("erased", _PROVINCE, _LPSK, "data orang yang dirujuk telah dihapus", "who was referred was erased"),
    Kind(
        "erasure_answer",
        _LPSK,
        _PROVINCE,
        "apakah LPSK menyimpan atau menghapus",
        "whether LPSK keeps or erases",
    ),
    Kind("referral_state", _LPSK, _PROVINCE, "apa yang terjadi dengan rujukan", "what became of a referral"),
    Kind(
        "outcomes",
        _LPSK,
        _PROVINCE,
        "hasil akhir, ditunda dan berkelompok",
        "outcomes, delayed and in batches",
    ),
    Kind(
        "evidence",
        _PROVINCE,
        _LPSK,
        "bukti terhadap orang yang dinyatakan korban",
        "evidence against someone who was found a victim",
    ),
    Kind(ACKNOWLEDGEMENT, _BOTH, _BOTH, "tanda terima", "an acknowledgement"),
)

KIND = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True)
class Arrival:
    """A bundle that was verified and opened, for the handler of its kind.

    ``peer`` is the name of the node that signed it. The transaction is the one in which the bundle is noted as
    received: what the handler does stands or falls with that.
    """

    connection: Connection
    keys: Keyring
    peer: str
    document: dict[str, Any]
    made_at: datetime
    now: datetime


class Handler(Protocol):
    """Does what a bundle says, in the program's name.

    Bundles of one matter may come in any order: a handler goes by the version in the document, not by the order. Doing
    the same twice changes nothing. A SuluhError is told to the sender by its code, and nothing of it stays; any other
    error leaves the bundle as not received, and it comes again.
    """

    def __call__(self, arrival: Arrival) -> None:
        """Do it."""


Handlers = Mapping[str, Handler]
"""The handler of each kind that this node takes; acknowledgements need none."""
