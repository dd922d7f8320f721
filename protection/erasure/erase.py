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
from records import four_eyes
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
    """Nothing was erased: the rows are no longer those that were agreed to."""

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


def approval(planned: Plan, cause: str) -> tuple[str, str]:
    """What the approval of an erasure must name: its cause (``request:12``, ``retention:…``) and the rows."""
    return cause, planned.name


def erase(connection: Connection, ground: Ground, planned: Plan, cause: str, now: datetime) -> int:
    """Erase, and use up the approval, in one transaction with its audit entry; gives the erasure's number.

    Raises HoldStands, SecondPersonNeeded, ErasureRefused.
    """
    refuse_if_held(connection, planned.refs, now)
    approval_id = four_eyes.use(connection, ACT, approval(planned, cause))
    asked = {"approval": approval_id, "ground": ground.value, "sequences": list(planned.sequences)}
    try:
        number: int = connection.execute(_ERASE, asked).scalar_one()
    except DBAPIError as error:
        raise ErasureRefused(
            "Basis data menolak penghapusan: baris telah berubah. Susun rencana dan minta persetujuan lagi.",
            "The database refused the erasure: the rows have changed. Plan and ask again.",
        ) from error
    return number
