"""The life of a case as a declared graph; a test walks it, and nothing moves but along it.

Emergency protection is no state: it may begin in any state that has not ended, and goes beside the clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from records.errors import SuluhError


class State(StrEnum):
    """Where a case stands."""

    OUTREACH = "outreach"
    """LPSK goes to a person who has not applied; no clock runs."""
    RECEIVED = "received"
    """An application or a referral is there: the clock for the decision runs."""
    COMPLETE = "complete"
    """Everything that the decision needs is there."""
    ASSESSED = "assessed"
    """Telaah, threat assessment and recommendation are written."""
    GRANTED = "granted"
    REFUSED = "refused"
    PROTECTED = "protected"
    """The protection agreement is signed; services run."""
    HANDED_OVER = "handed_over"
    """Safely handed to those who go on with the care."""
    REINTEGRATION = "reintegration"
    """Return and reintegration, watched for at least as long as the law says."""
    WITHDRAWN = "withdrawn"
    """The person or the sender took it back before there was protection."""
    ENDED = "ended"


class Step(StrEnum):
    """What moves a case, or is noted on it."""

    REACH_OUT = "reach_out"
    RECEIVE = "receive"
    APPLY = "apply"
    """The person who was reached out to asks for protection."""
    COMPLETE = "complete"
    REOPEN = "reopen"
    """Something turned out to be missing."""
    ASSESS = "assess"
    GRANT = "grant"
    REFUSE = "refuse"
    AGREE = "agree"
    """The protection agreement was signed."""
    DECLINE = "decline"
    """The person does not want what was granted."""
    EXTEND = "extend"
    HAND_OVER = "hand_over"
    RETURN = "return"
    """Return and reintegration begin."""
    TERMINATE = "terminate"
    """Protection ends for a cause that the law names (UU 31/2014 art. 32)."""
    END = "end"
    WITHDRAW = "withdraw"
    # noted, and nothing moves
    UPDATE = "update"
    """A newer packet came."""
    REVOKED = "revoked"
    """The sender took the referral back while the person is protected already."""
    TAKE = "take"
    """A handler took the case, or it was given to one."""
    NOTE = "note"
    FIND = "find"
    """A telaah, a threat assessment, a review or a recommendation was written."""
    CONSENT = "consent"
    TELL_PPA = "tell_ppa"
    PROTECT_URGENTLY = "protect_urgently"
    REPORT_URGENT = "report_urgent"
    END_URGENT = "end_urgent"
    OPEN_IDENTITY = "open_identity"
    SHOW_IDENTITY = "show_identity"
    ERASE = "erase"
    """Everything sealed was lawfully destroyed; codes, states and days stay."""


S = State


@dataclass(frozen=True)
class Edge:
    """One step from a state (None: a new case) to another; ``said`` ones need a reason in words."""

    before: State | None
    step: Step
    after: State
    said: bool = False


EDGES: tuple[Edge, ...] = (
    Edge(None, Step.REACH_OUT, S.OUTREACH),
    Edge(None, Step.RECEIVE, S.RECEIVED),
    Edge(S.OUTREACH, Step.APPLY, S.RECEIVED),
    Edge(S.OUTREACH, Step.END, S.ENDED, said=True),
    Edge(S.RECEIVED, Step.COMPLETE, S.COMPLETE),
    Edge(S.COMPLETE, Step.REOPEN, S.RECEIVED, said=True),
    Edge(S.COMPLETE, Step.ASSESS, S.ASSESSED),
    Edge(S.ASSESSED, Step.REOPEN, S.RECEIVED, said=True),
    Edge(S.ASSESSED, Step.GRANT, S.GRANTED, said=True),
    Edge(S.ASSESSED, Step.REFUSE, S.REFUSED, said=True),
    Edge(S.GRANTED, Step.AGREE, S.PROTECTED),
    Edge(S.GRANTED, Step.DECLINE, S.ENDED, said=True),
    Edge(S.REFUSED, Step.REOPEN, S.RECEIVED, said=True),
    Edge(S.REFUSED, Step.END, S.ENDED, said=True),
    Edge(S.PROTECTED, Step.EXTEND, S.PROTECTED, said=True),
    Edge(S.PROTECTED, Step.HAND_OVER, S.HANDED_OVER, said=True),
    Edge(S.PROTECTED, Step.RETURN, S.REINTEGRATION),
    Edge(S.PROTECTED, Step.TERMINATE, S.ENDED, said=True),
    Edge(S.HANDED_OVER, Step.RETURN, S.REINTEGRATION),
    Edge(S.HANDED_OVER, Step.END, S.ENDED, said=True),
    Edge(S.REINTEGRATION, Step.END, S.ENDED, said=True),
    *(
        Edge(state, Step.WITHDRAW, S.WITHDRAWN, said=True)
        for state in (S.OUTREACH, S.RECEIVED, S.COMPLETE, S.ASSESSED, S.GRANTED)
    ),
)

OVER = frozenset({State.WITHDRAWN, State.ENDED})
"""Nothing more happens."""
UNDECIDED = frozenset({State.RECEIVED, State.COMPLETE, State.ASSESSED})
"""The clock for the decision runs."""
NOTES = frozenset(Step) - {edge.step for edge in EDGES}
"""Steps that move nothing."""


class CaseStepRefused(SuluhError):
    """The case is not where this step begins, or something that it needs is not there."""

    code: ClassVar[str] = "case_step_refused"
    status: ClassVar[int] = 409


def edge(before: State | None, step: Step) -> Edge:
    """The step from a state. Raises CaseStepRefused where there is none such."""
    for each in EDGES:
        if (each.before, each.step) == (before, step):
            return each
    raise CaseStepRefused(
        "Langkah itu tidak dapat diambil dari tahap perkara saat ini.",
        "That step cannot be taken from where the case stands.",
    )


def steps(before: State) -> tuple[Step, ...]:
    """The steps that lead on from a state."""
    return tuple(each.step for each in EDGES if each.before is before)
