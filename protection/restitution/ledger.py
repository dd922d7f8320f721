"""The ledger of restitution: double entry, whole rupiah, nothing ever changed.

Three accounts for each claim. ``receivable`` is what the offender still owes; ``held`` is money that LPSK or the
prosecutor has taken in and not yet handed over; ``owed`` (below zero) is what the victim is still to get. The lines
of an entry add up to nothing, so at any moment ``receivable + held = -owed``: what the victim lacks is either with
the offender or on its way. This module knows no database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from records.errors import InputRefused


class Account(StrEnum):
    """One account."""

    RECEIVABLE = "receivable"
    HELD = "held"
    OWED = "owed"


class Kind(StrEnum):
    """What an entry books."""

    AWARD = "award"
    """A final ruling grants the victim so much."""
    RECEIVED = "received"
    """The offender has paid to LPSK or the prosecutor."""
    DELIVERED = "delivered"
    """That money was handed to the victim."""
    DIRECT = "direct"
    """The offender has paid the victim."""
    COUNTER = "counter"
    """An entry is taken back."""


@dataclass(frozen=True)
class Posting:
    """One line: debit above zero, credit below; rupiah."""

    account: Account
    amount: int
    head: str | None = None


@dataclass(frozen=True)
class Balance:
    """How a claim stands, in rupiah."""

    granted: int
    outstanding: int
    held: int
    delivered: int

    @property
    def received(self) -> int:
        """All that the offender has paid, to whomever."""
        return self.granted - self.outstanding

    @property
    def settled(self) -> bool:
        """Whether the victim has everything that was granted."""
        return self.outstanding == 0 and self.held == 0


_MOVES: dict[Kind, tuple[Account, Account]] = {
    Kind.RECEIVED: (Account.HELD, Account.RECEIVABLE),
    Kind.DELIVERED: (Account.OWED, Account.HELD),
    Kind.DIRECT: (Account.OWED, Account.RECEIVABLE),
}
"""What each movement of money debits, and what it credits."""


def award(grants: Mapping[str, int]) -> tuple[Posting, ...]:
    """The lines of a ruling that grants so much by head; heads of which nothing was granted have none."""
    granted = {head: amount for head, amount in sorted(grants.items()) if amount}
    if not granted or min(granted.values()) < 0:
        raise InputRefused("Tidak ada yang dikabulkan.", "Nothing was granted.")
    return (
        *(Posting(Account.RECEIVABLE, amount, head) for head, amount in granted.items()),
        *(Posting(Account.OWED, -amount, head) for head, amount in granted.items()),
    )


def movement(kind: Kind, amount: int) -> tuple[Posting, ...]:
    """The lines of money that went from one to another. Raises InputRefused."""
    if kind not in _MOVES or amount <= 0:
        raise InputRefused("Jumlah uangnya keliru.", "The amount is wrong.")
    debit, credit = _MOVES[kind]
    return (Posting(debit, amount), Posting(credit, -amount))


def counter(postings: Iterable[Posting]) -> tuple[Posting, ...]:
    """The lines that take an entry back."""
    return tuple(Posting(each.account, -each.amount, each.head) for each in postings)


def balance(postings: Iterable[Posting]) -> Balance:
    """How a claim stands after these lines, all of its entries."""
    sums = dict.fromkeys(Account, 0)
    granted = 0
    for each in postings:
        sums[each.account] += each.amount
        if each.account is Account.OWED and each.head is not None:
            granted -= each.amount  # only an award, and what takes one back, names heads
    return Balance(granted, sums[Account.RECEIVABLE], sums[Account.HELD], granted + sums[Account.OWED])


def check(after: Balance) -> None:
    """Refuse what would leave more paid than owed, or more handed over than held. Raises InputRefused."""
    if after.outstanding < 0:
        raise InputRefused(
            "Jumlah ini melebihi sisa yang harus dibayar pelaku.",
            "This is more than the offender still owes.",
        )
    if after.held < 0:
        raise InputRefused(
            "Jumlah ini melebihi uang yang sudah diterima.", "This is more than what was received."
        )
