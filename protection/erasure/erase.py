"""Erasing the rows about one person: planned, agreed to by a second person, done by the database's one door.

The row's key is destroyed, and what stood beside it in clear or as a token is blanked; feed, time of
recording, file and keyed digest stay as the tombstone. The transaction that erases also strikes the rows out
of frozen alerts, and marks the runs that had seen them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import ClassVar

from sqlalchemy import BigInteger, Connection, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError

from protection.holds import refuse_if_held
from protection.subject.own_rows import own_rows
from records.errors import SuluhError

ACT = "erase"
"""The guarded act (``records.four_eyes.acts``)."""

_ERASE = text("SELECT erase_rows(:approval, :ground, :sequences)").bindparams(
    bindparam("sequences", type_=ARRAY(BigInteger))
)


class Ground(StrEnum):
    """Why rows are erased."""

    ASKED = "penghapusan"
    TIME_OVER = "retensi"


class ErasureRefused(SuluhError):
    """The database did not erase: the approval does not cover exactly these rows, or they changed since."""

    code: ClassVar[str] = "erasure_refused"
    status: ClassVar[int] = 409


@dataclass(frozen=True)
class Plan:
    """What would be erased: every version of the rows, and the rows' references."""

    sequences: tuple[int, ...]
    refs: tuple[str, ...]

    @property
    def name(self) -> str:
        """What an approval names, so that it covers these rows and no others."""
        listed = ",".join(map(str, self.sequences))
        return f"row:{sha256(listed.encode()).hexdigest()[:32]}"


def plan(connection: Connection, refs: Sequence[str], now: datetime) -> Plan:
    """What goes when the person of these rows (``feed:entity_key``) is erased. Raises HoldStands, NotFound."""
    own = own_rows(connection, refs)
    refuse_if_held(connection, own.refs, now)
    return Plan(own.sequences, own.refs)


def erase(connection: Connection, approval_id: int, ground: Ground, planned: Plan, now: datetime) -> int:
    """Erase, in the transaction that uses the approval; gives the erasure's number. Writes its audit entry.

    Raises HoldStands, ErasureRefused.
    """
    refuse_if_held(connection, planned.refs, now)
    try:
        number: int = connection.execute(
            _ERASE,
            {"approval": approval_id, "ground": ground.value, "sequences": list(planned.sequences)},
        ).scalar_one()
    except DBAPIError as error:
        raise ErasureRefused(
            "Basis data menolak penghapusan: persetujuan tidak mencakup tepat baris ini, atau baris telah berubah. "
            "Susun rencana dan minta persetujuan lagi.",
            "The database refused the erasure: the approval does not cover exactly these rows, or they have changed. "
            "Plan and ask again.",
        ) from error
    return number
