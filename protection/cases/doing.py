"""The steps of a case by their names, each done by the function that knows its rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from protection.cases import deciding, entering, protecting
from protection.cases.states import CaseStepRefused, Step
from records.custody.keyring import Keyring
from records.errors import InputRefused
from records.rights.context import Context


@dataclass(frozen=True)
class Wish:
    """A step, and what it may need: words (why, to whom), a day, who agreed."""

    step: Step
    words: str = ""
    until: date | None = None
    consent_by: str = ""


@dataclass(frozen=True)
class _Hand:
    """Who takes the step, on which case, when."""

    connection: Connection
    keys: Keyring
    context: Context
    case_code: str
    now: datetime

    @property
    def first(self) -> tuple[Connection, Keyring, Context, str]:
        return self.connection, self.keys, self.context, self.case_code


Doing = Callable[[_Hand, Wish], None]


def _extend(hand: _Hand, wish: Wish) -> None:
    if wish.until is None:
        raise InputRefused("Isi sampai kapan.", "Give the last day.")
    protecting.extend(*hand.first, wish.until, wish.words, hand.now)


DOINGS: Mapping[Step, Doing] = {
    Step.TAKE: lambda hand, _: entering.take(*hand.first, hand.now),
    Step.NOTE: lambda hand, wish: entering.remark(*hand.first, wish.words, hand.now),
    Step.APPLY: lambda hand, _: entering.apply(*hand.first, hand.now),
    Step.CONSENT: lambda hand, wish: entering.consent(*hand.first, wish.consent_by, hand.now),
    Step.TELL_PPA: lambda hand, _: entering.tell_ppa(*hand.first, hand.now),
    Step.UPDATE: lambda hand, _: entering.is_child(*hand.first, hand.now),
    Step.COMPLETE: lambda hand, _: deciding.complete(*hand.first, hand.now),
    Step.REOPEN: lambda hand, wish: deciding.reopen(*hand.first, wish.words, hand.now),
    Step.ASSESS: lambda hand, _: deciding.assess(*hand.first, hand.now),
    Step.WITHDRAW: lambda hand, wish: deciding.withdraw(*hand.first, wish.words, hand.now),
    Step.AGREE: lambda hand, wish: protecting.agree(
        *hand.first, hand.now, consent_by=wish.consent_by, until=wish.until
    ),
    Step.DECLINE: lambda hand, wish: protecting.decline(*hand.first, wish.words, hand.now),
    Step.EXTEND: _extend,
    Step.HAND_OVER: lambda hand, wish: protecting.hand_over(*hand.first, wish.words, hand.now),
    Step.RETURN: lambda hand, _: protecting.begin_return(*hand.first, hand.now),
    Step.TERMINATE: lambda hand, wish: protecting.terminate(*hand.first, wish.words, hand.now),
    Step.END: lambda hand, wish: protecting.end(*hand.first, wish.words, hand.now),
}
"""A decision is none of them: it has a door of its own, and another hand."""


def do(
    connection: Connection, keys: Keyring, context: Context, case_code: str, wish: Wish, now: datetime
) -> None:
    """Take a step on a case, with one audit entry. Raises CaseStepRefused and what the step itself raises."""
    doing = DOINGS.get(wish.step)
    if doing is None:
        raise CaseStepRefused("Langkah itu dicatat di tempat lain.", "That step is taken elsewhere.")
    doing(_Hand(connection, keys, context, case_code, now), wish)
