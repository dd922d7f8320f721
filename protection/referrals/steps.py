"""One step of a referral: held, checked, written down with its version and its audit entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from protection.referrals.states import ENDED, State, Step, taken
from records import audit
from records.audit import Act, Deed
from records.custody import sealed_words
from records.custody.keyring import Keyring
from records.errors import InputRefused, NotFound, Stale
from records.rights.context import Context
from records.tables.referrals import referral_events, referrals

HOLDER = referral_events.name
MOST_WORDS = 2000


def held(connection: Connection, referral_id: int, version: int | None = None) -> Any:
    """The referral's row, held for a change. Raises NotFound, Stale where it is no longer this version."""
    mine = referrals.c.referral_id == referral_id
    row = connection.execute(select(referrals).where(mine).with_for_update()).one_or_none()
    if row is None:
        raise NotFound("Rujukan itu tidak ditemukan.", "There is no such referral.")
    if version is not None and row.version != version:
        raise Stale(
            "Rujukan ini sudah berubah sejak Anda membukanya. Muat ulang, lalu coba lagi.",
            "This referral was changed since you opened it. Load it again, then try once more.",
        )
    return row


def own(connection: Connection, context: Context, referral_id: int, version: int | None = None) -> Any:
    """The same, of whoever made it. Raises NotFound for everybody else, and Stale."""
    row = held(connection, referral_id, version)
    if row.made_by != context.who:
        raise NotFound("Rujukan itu tidak ditemukan.", "There is no such referral.")
    return row


def take(
    connection: Connection,
    keys: Keyring,
    context: Context,
    row: Any,
    step: Step,
    now: datetime,
    *,
    reason: str | None = None,
    words: str = "",
    fields: tuple[str, ...] = (),
    **values: Any,
) -> int:
    """Take a step; gives the new version. Raises WrongState, InputRefused."""
    after = taken(step, State(row.state))
    if len(words) > MOST_WORDS:
        raise InputRefused("Terlalu panjang.", "Too long.")
    version: int = row.version + 1
    ended: Mapping[str, Any] = {"ended_at": now} if after in ENDED else {}
    mine = referrals.c.referral_id == row.referral_id
    tell(connection, keys, context.who, row.referral_id, version, step, after, now, reason, words)
    connection.execute(
        update(referrals).where(mine).values(state=after.value, version=version, **ended, **values)
    )
    entry(connection, row.referral_id, (step.value, *fields))
    return version


def tell(
    connection: Connection,
    keys: Keyring,
    who: str,
    referral_id: int,
    version: int,
    step: Step,
    state: State,
    now: datetime,
    reason: str | None = None,
    words: str = "",
) -> None:
    """Write the event of a step, its words sealed."""
    sealed_words.put(
        connection,
        keys,
        referral_events,
        words.strip() or None,
        about_words(referral_id, version),
        referral_id=referral_id,
        version=version,
        step=step.value,
        state=state.value,
        reason=reason,
        who=who,
        at=now,
    )


def about_words(referral_id: int, version: int) -> bytes:
    """What binds the words of a step to it."""
    return sealed_words.about(HOLDER, referral_id, version)


def entry(connection: Connection, referral_id: int, fields: tuple[str, ...]) -> None:
    """The audit entry of a change."""
    audit.write(connection, Act(Deed.REFER, "referral", (f"referral/{referral_id}",), None, fields))
