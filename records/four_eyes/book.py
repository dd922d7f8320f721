"""The book of requests: ask, decide, withdraw, use, break the glass, review; who acts is the context's account.

Each function checks the declared rules and then writes one step, which the database checks again by rules of
its own. A step that came second finds its state left and is refused.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from records import audit
from records.audit import Deed
from records.custody import sealed_words
from records.custody.keyring import Keyring
from records.errors import InputRefused, NotFound
from records.four_eyes.acts import ACT, APART, WAITS, GuardedAct
from records.four_eyes.machine import DONE, Move, Standing, State, Why, refusal
from records.four_eyes.refusals import SecondPersonNeeded, StepRefused
from records.rights.role import Role
from records.tables import approval_steps, approvals

HOLDER = "approvals"
SHORTEST_REASON = 15
"""Characters; a word of habit is no reason."""

_ACTING = text("""
    SELECT current_setting('suluh.who', true) AS who, current_setting('suluh.role', true) AS role,
        current_setting('suluh.purpose', true) AS purpose, clock_timestamp() AS now,
        suluh_holds(current_setting('suluh.who', true), current_setting('suluh.role', true)) AS holds
""")
_TIED = text("SELECT suluh_tied(:asker, :who, :apart)")
_LAST = (
    select(approval_steps.c.state, approval_steps.c.at)
    .where(approval_steps.c.approval_id == approvals.c.approval_id)
    .order_by(approval_steps.c.step_id.desc())
    .limit(1)
    .lateral("last")
)
STANDING = select(approvals, _LAST.c.state, _LAST.c.at.label("since")).join_from(
    approvals, _LAST, onclause=text("true")
)
"""Every request that the context may see, with the state that it stands in and since when."""


@dataclass(frozen=True)
class _Acting:
    """Who acts at this moment; ``holds`` is empty where the account no longer has the role."""

    who: str
    role: Role
    purpose: str
    holds: frozenset[Role]
    now: datetime


def digest(act: str, purpose: str, refs: Collection[str]) -> bytes:
    """What an approval covers: the act, the purpose and exactly these references, in whatever order."""
    return sha256(json.dumps([act, purpose, sorted(set(refs))]).encode()).digest()


def ask(
    connection: Connection, keys: Keyring, act: str, refs: Collection[str], ground: str, reason: str
) -> int:
    """Ask for a second person's approval; gives the request's number. Raises InputRefused, StepRefused."""
    return _open(connection, keys, State.ASKED, act, refs, ground, reason)


def break_glass(
    connection: Connection, keys: Keyring, act: str, refs: Collection[str], ground: str, reason: str
) -> int:
    """Take it on oneself to act once without approval; those of ``LOUD_TO`` are told in the same transaction.

    Raises InputRefused, StepRefused.
    """
    return _open(connection, keys, State.BROKEN, act, refs, ground, reason)


def decide(connection: Connection, approval_id: int, *, approve: bool) -> None:
    """Approve or reject another's request, once. Raises NotFound, StepRefused."""
    _take(connection, approval_id, State.APPROVED if approve else State.REJECTED, Deed.DECIDE)


def withdraw(connection: Connection, approval_id: int) -> None:
    """Take one's own request back before it was used. Raises NotFound, StepRefused."""
    _take(connection, approval_id, State.WITHDRAWN, Deed.WITHDRAW)


def review(connection: Connection, approval_id: int, *, justified: bool) -> None:
    """Judge another's broken glass, once. Raises NotFound, StepRefused."""
    _take(connection, approval_id, State.JUSTIFIED if justified else State.UNJUSTIFIED, Deed.REVIEW)


def use(connection: Connection, act: str, refs: Collection[str]) -> int:
    """Use up the approval that covers exactly this, in the transaction of the act itself; gives its number.

    The act's own audit entry stands in the same transaction, so none is written here. Raises
    SecondPersonNeeded where nobody has agreed, or not to this, not in time, or it was used before.
    """
    guarded, acting = ACT[act], _acting(connection)
    meant = digest(act, acting.purpose, refs)
    mine = STANDING.where(approvals.c.digest == meant, approvals.c.asker == acting.who)
    for row in connection.execute(mine.order_by(approvals.c.approval_id)).all():
        standing = standing_of(row)
        after = DONE.get(standing.state)
        if (
            after is not None
            and refusal(_move(connection, standing, after, acting, meant)) is None
            and _write(connection, row.approval_id, standing.state, after, meant)
        ):
            return int(row.approval_id)
    raise SecondPersonNeeded(guarded)


def _acting(connection: Connection) -> _Acting:
    row = connection.execute(_ACTING).one()
    if not row.who or not row.role:
        raise RuntimeError("nobody acts: the transaction was entered without a context")
    role = Role(row.role)
    return _Acting(row.who, role, row.purpose, frozenset({role}) if row.holds else frozenset(), row.now)


def standing_of(row: Any) -> Standing:
    """Where a row of ``STANDING`` stands."""
    return Standing(ACT[row.act], row.asker, bytes(row.digest), State(row.state), row.since)


def _move(connection: Connection, standing: Standing, after: State, acting: _Acting, meant: bytes) -> Move:
    asked = {"asker": standing.asker, "who": acting.who, "apart": APART}
    return Move(
        act=standing.act,
        standing=standing,
        after=after,
        who=acting.who,
        role=acting.role,
        holds=acting.holds,
        tied=bool(connection.scalar(_TIED, asked)),
        digest=meant,
        now=acting.now,
    )


def _take(connection: Connection, approval_id: int, after: State, deed: Deed) -> None:
    row = connection.execute(STANDING.where(approvals.c.approval_id == approval_id)).one_or_none()
    if row is None:
        raise NotFound("Permintaan itu tidak ada.", "There is no such request.")
    standing = standing_of(row)
    why = refusal(_move(connection, standing, after, _acting(connection), standing.digest))
    if why is not None:
        raise StepRefused(why)
    if not _write(connection, approval_id, standing.state, after, standing.digest):
        raise StepRefused(Why.NO_SUCH_STEP)
    audit.write(connection, audit.Act(deed, "approval", (f"approval:{approval_id}", f"state:{after}"), 2))


def _open(
    connection: Connection,
    keys: Keyring,
    state: State,
    act: str,
    refs: Collection[str],
    ground: str,
    reason: str,
) -> int:
    guarded, acting = _checked(act, refs, ground, reason), _acting(connection)
    meant = digest(act, acting.purpose, refs)
    why = refusal(Move(guarded, None, state, acting.who, acting.role, acting.holds, False, meant, acting.now))
    if why is not None:
        raise StepRefused(why)
    approval_id = sealed_words.put(
        connection,
        keys,
        approvals,
        reason.strip(),
        about_reason(meant),
        into="reason",
        act=act,
        refs=sorted(set(refs)),
        digest=meant,
        ground=ground,
        asks=sorted(guarded.asks),
        approves=sorted(guarded.approves),
        breaks=sorted(guarded.breaks),
        reviews=sorted(guarded.reviews),
        waits=WAITS,
        lasts=guarded.lasts,
        apart=APART,
    )
    _write(connection, approval_id, None, state, meant)
    deed = Deed.BREAK_GLASS if state is State.BROKEN else Deed.ASK
    audit.write(connection, audit.Act(deed, "approval", (f"approval:{approval_id}", f"act:{act}"), 2))
    return approval_id


def about_reason(meant: bytes) -> bytes:
    """What binds a sealed reason to its request."""
    return HOLDER.encode() + b"\x1f" + meant


def _checked(act: str, refs: Collection[str], ground: str, reason: str) -> GuardedAct:
    guarded = ACT.get(act)
    if guarded is None:
        raise InputRefused("Tindakan itu tidak dikenal.", "There is no such act.")
    if not refs or any(not ref.startswith(guarded.about) or len(ref.split()) != 1 for ref in refs):
        about = ", ".join(guarded.about)
        raise InputRefused(
            f"Sebutkan apa yang dimaksud ({about}), tanpa spasi.",
            f"Name what is meant ({about}), without spaces.",
        )
    if ground not in guarded.grounds:
        raise InputRefused(
            f"Pilih dasar hukum: {'; '.join(guarded.grounds)}.",
            f"Choose a legal ground: {'; '.join(guarded.grounds)}.",
        )
    if len(reason.strip()) < SHORTEST_REASON:
        raise InputRefused(
            f"Tuliskan alasan, sedikitnya {SHORTEST_REASON} huruf.",
            f"Write the reason, in at least {SHORTEST_REASON} characters.",
        )
    return guarded


def _write(
    connection: Connection, approval_id: int, before: State | None, after: State, meant: bytes
) -> bool:
    """Write one step; False where another was first, which this waited for."""
    step = upsert(approval_steps).values(approval_id=approval_id, digest=meant, came_from=before, state=after)
    taken = step.on_conflict_do_nothing().returning(approval_steps.c.step_id)
    return connection.execute(taken).scalar_one_or_none() is not None
