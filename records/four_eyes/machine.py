"""The life of a request as a declared graph, and what is checked at each step; pure, the database has its own.

A request leaves each state once at most and never comes back, so a decision does not change and nothing is
used twice. ``records.four_eyes.book`` and the database's trigger keep the same rules independently; a test
takes both through every step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from records.four_eyes.acts import APART, WAITS, GuardedAct
from records.rights.role import Role


class State(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    USED = "used"
    """The act was done, with two people behind it."""
    BROKEN = "broken"
    """The glass was broken: one person may act now and answers for it."""
    FORCED = "forced"
    """The act was done behind broken glass."""
    JUSTIFIED = "justified"
    UNJUSTIFIED = "unjustified"
    EXPIRED = "expired"
    """Told by the clock; no step is written."""


S = State


class Mover(StrEnum):
    """Who takes a step."""

    ASKER = "asker"
    OTHER = "other"
    """Anyone but the asker, with nothing between them."""


@dataclass(frozen=True)
class Edge:
    """One step: from where (None: a new request), to where, whose it is, and which roles of the act may."""

    before: State | None
    after: State
    mover: Mover
    roles: Callable[[GuardedAct], frozenset[Role]]
    timely: bool = False
    """Refused once the request has expired."""


def _asks(act: GuardedAct) -> frozenset[Role]:
    return act.asks


def _approves(act: GuardedAct) -> frozenset[Role]:
    return act.approves


def _breaks(act: GuardedAct) -> frozenset[Role]:
    return act.breaks


def _reviews(act: GuardedAct) -> frozenset[Role]:
    return act.reviews


EDGES: tuple[Edge, ...] = (
    Edge(None, S.ASKED, Mover.ASKER, _asks),
    Edge(S.ASKED, S.APPROVED, Mover.OTHER, _approves, timely=True),
    Edge(S.ASKED, S.REJECTED, Mover.OTHER, _approves, timely=True),
    Edge(S.ASKED, S.WITHDRAWN, Mover.ASKER, _asks),
    Edge(S.APPROVED, S.USED, Mover.ASKER, _asks, timely=True),
    Edge(S.APPROVED, S.WITHDRAWN, Mover.ASKER, _asks),
    Edge(None, S.BROKEN, Mover.ASKER, _breaks),
    Edge(S.BROKEN, S.FORCED, Mover.ASKER, _breaks, timely=True),
    Edge(S.BROKEN, S.JUSTIFIED, Mover.OTHER, _reviews),
    Edge(S.BROKEN, S.UNJUSTIFIED, Mover.OTHER, _reviews),
    Edge(S.FORCED, S.JUSTIFIED, Mover.OTHER, _reviews),
    Edge(S.FORCED, S.UNJUSTIFIED, Mover.OTHER, _reviews),
)

DONE = {State.APPROVED: State.USED, State.BROKEN: State.FORCED}
"""What a request that lets its asker act becomes when the act is done."""


@dataclass(frozen=True)
class Standing:
    """Where a request stands since when; ``asker`` is an account, ``digest`` names act, purpose and references."""

    act: GuardedAct
    asker: str
    digest: bytes
    state: State
    since: datetime

    def ends(self) -> datetime | None:
        """When it expires if nothing more happens; None where it does not."""
        lasting: dict[State, timedelta] = {
            State.ASKED: WAITS,
            State.APPROVED: self.act.lasts,
            State.BROKEN: self.act.lasts,
        }
        return self.since + lasting[self.state] if self.state in lasting else None

    def expired(self, now: datetime) -> bool:
        """Whether its time is over."""
        ends = self.ends()
        return ends is not None and now >= ends


@dataclass(frozen=True)
class Move:
    """Someone who wants to take a request further, or to open one (``standing`` None).

    ``holds`` are the roles that the account has at this moment; ``tied`` says whether one of the two made the
    other's account or granted the other a role within ``APART``; ``digest`` is what the mover means by it.
    """

    act: GuardedAct
    standing: Standing | None
    after: State
    who: str
    role: Role
    holds: frozenset[Role]
    tied: bool
    digest: bytes
    now: datetime


class Why(StrEnum):
    """Why a step is refused."""

    NO_SUCH_STEP = "no_such_step"
    OTHER_REFS = "other_refs"
    EXPIRED = "expired"
    NOT_THE_ASKER = "not_the_asker"
    OWN_REQUEST = "own_request"
    TIED = "tied"
    ROLE = "role"


@dataclass(frozen=True)
class Check:
    """One rule: the reason it gives, and when a move over an edge breaks it."""

    why: Why
    broken: Callable[[Edge, Move], bool]


CHECKS: tuple[Check, ...] = (
    Check(
        Why.OTHER_REFS,
        lambda _, move: move.standing is not None and move.digest != move.standing.digest,
    ),
    Check(
        Why.EXPIRED,
        lambda edge, move: edge.timely and move.standing is not None and move.standing.expired(move.now),
    ),
    Check(
        Why.NOT_THE_ASKER,
        lambda edge, move: (
            edge.mover is Mover.ASKER and move.standing is not None and move.who != move.standing.asker
        ),
    ),
    Check(
        Why.OWN_REQUEST,
        lambda edge, move: (
            edge.mover is Mover.OTHER and move.standing is not None and move.who == move.standing.asker
        ),
    ),
    Check(Why.TIED, lambda edge, move: edge.mover is Mover.OTHER and move.tied),
    # A role that was taken away since the session began no longer counts.
    Check(Why.ROLE, lambda edge, move: move.role not in edge.roles(move.act) & move.holds),
)


def refusal(move: Move, edges: Sequence[Edge] = EDGES, checks: Sequence[Check] = CHECKS) -> Why | None:
    """Why a move is refused, or None where it stands."""
    before = move.standing.state if move.standing is not None else None
    for edge in edges:
        if (edge.before, edge.after) == (before, move.after):
            return next((check.why for check in checks if check.broken(edge, move)), None)
    return Why.NO_SUCH_STEP


__all__ = [
    "APART",
    "CHECKS",
    "DONE",
    "EDGES",
    "Check",
    "Edge",
    "Move",
    "Mover",
    "Standing",
    "State",
    "Why",
    "refusal",
]
