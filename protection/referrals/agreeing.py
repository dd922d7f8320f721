"""Writing down that the person agreed to more, withdrew, or that two people decided without them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from protection.referrals import consents
from protection.referrals.consents import OVERRIDE
from protection.referrals.sections import NAMES, NEEDED
from protection.referrals.sending import tell_of_change
from protection.referrals.states import State, Step
from protection.referrals.steps import own, take
from records import four_eyes
from records.custody.keyring import Keyring
from records.errors import InputRefused
from records.rights.context import Context

ACT = "override_consent"


def agree(
    connection: Connection,
    keys: Keyring,
    context: Context,
    referral_id: int,
    version: int,
    by: str,
    sections: Collection[str],
    given_at: datetime,
    now: datetime,
) -> int:
    """Write a consent down; what is new in it goes with the next sending. Gives the new version.

    Raises NotFound, Stale, WrongState, InputRefused.
    """
    row = own(connection, context, referral_id, version)
    wanted = set(sections) | NEEDED
    consents.check(by, wanted, child=row.child, given_at=given_at, now=now)
    made = take(connection, keys, context, row, Step.AGREE, now, fields=tuple(sorted(sections)))
    consents.keep(connection, referral_id, by, wanted, given_at, context.who, now)
    return made


def withdraw(
    connection: Connection,
    keys: Keyring,
    context: Context,
    referral_id: int,
    version: int,
    sections: Collection[str],
    node_name: str,
    now: datetime,
) -> int:
    """Withdraw consent to some sections, or to all; from this moment the receiver reads them no more.

    Without consent to the least that a referral tells it is taken back as a whole, unless two people had decided that
    it goes. Gives the new version. Raises NotFound, Stale, WrongState, InputRefused.
    """
    row = own(connection, context, referral_id, version)
    if not sections or not set(sections) <= set(NAMES):
        raise InputRefused("Pilih apa yang dicabut.", "Choose what is withdrawn.")
    gone = set(NAMES) if set(sections) & NEEDED else set(sections)
    consents.withdraw(connection, referral_id, gone, context.who, now)
    agreed = consents.agreed(consents.consents(connection, referral_id))
    told = tuple(sorted(sections))
    if agreed is None and row.state != State.DRAFT:
        step, reason, left = Step.REVOKE, "consent_withdrawn", []
    else:
        step, reason = Step.WITHDRAW, None
        left = [name for name in row.shared if agreed is not None and name in agreed.shared]
    made = take(connection, keys, context, row, step, now, reason=reason, fields=told, shared=left)
    tell_of_change(connection, keys, referral_id, node_name, now)
    return made


def refs(code: str, sections: Collection[str]) -> frozenset[str]:
    """What a second person agrees to: exactly these sections of this referral."""
    return frozenset(f"referral:{code}/{section}" for section in sections)


def ask(
    connection: Connection,
    keys: Keyring,
    context: Context,
    referral_id: int,
    sections: Collection[str],
    ground: str,
    reason: str,
    *,
    emergency: bool,
) -> int:
    """Ask a second person for what has no consent, or break the glass; gives the request's number.

    The request writes the audit entry. Raises NotFound, InputRefused, StepRefused.
    """
    row = own(connection, context, referral_id)
    wanted = _wanted(sections)
    opened = four_eyes.break_glass if emergency else four_eyes.ask
    return opened(connection, keys, ACT, refs(row.code, wanted), ground, reason)


def override(
    connection: Connection,
    keys: Keyring,
    context: Context,
    referral_id: int,
    version: int,
    sections: Collection[str],
    now: datetime,
) -> int:
    """Let sections go without consent, as a second person agreed, or behind broken glass; stays visible for ever.

    Gives the new version. Raises NotFound, Stale, WrongState, InputRefused, SecondPersonNeeded.
    """
    row: Any = own(connection, context, referral_id, version)
    wanted = _wanted(sections)
    approval_id = four_eyes.use(connection, ACT, refs(row.code, wanted))
    made = take(
        connection,
        keys,
        context,
        row,
        Step.OVERRIDE,
        now,
        fields=tuple(sorted(wanted)),
        overridden=True,
    )
    consents.keep(connection, referral_id, OVERRIDE, wanted, now, context.who, now, approval_id)
    return made


def _wanted(sections: Collection[str]) -> set[str]:
    if not sections or not set(sections) <= set(NAMES):
        raise InputRefused(
            "Pilih apa yang dibagikan tanpa persetujuan.", "Choose what is shared without consent."
        )
    return set(sections) | NEEDED
