"""Where an action stands, and the steps that lead from one state to another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from detection.alerts.states import Outcome

__all__ = ["EDGES", "Outcome", "State", "Step", "edge"]


class State(StrEnum):
    """Where an action stands."""

    PLANNED = "planned"
    DOING = "doing"
    DONE = "done"
    NOT_POSSIBLE = "not_possible"
    """It could not be done; the cause is told. Not the same as never begun."""
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What can be done with an action."""

    PLAN = "plan"
    CHANGE = "change"
    """Another owner, day or assignment letter."""
    CHECK_NUMBERS = "check_numbers"
    """Who else uses the person's numbers was looked at, before any call."""
    BEGIN = "begin"
    REPORT = "report"
    GIVE_UP = "give_up"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Edge:
    """A step from a state to another; ``words`` is how many characters its text has at least (0: none needed)."""

    step: Step
    from_: State
    to: State
    words: int = 0


EDGES: tuple[Edge, ...] = (
    *(Edge(Step.CHANGE, state, state) for state in (State.PLANNED, State.DOING)),
    *(Edge(Step.CHECK_NUMBERS, state, state) for state in (State.PLANNED, State.DOING)),
    Edge(Step.BEGIN, State.PLANNED, State.DOING),
    Edge(Step.REPORT, State.DOING, State.DONE, words=30),
    *(Edge(Step.GIVE_UP, state, State.NOT_POSSIBLE, words=15) for state in (State.PLANNED, State.DOING)),
    Edge(Step.CANCEL, State.PLANNED, State.CANCELLED, words=15),
)
"""A report is a berita acara in words; giving up and cancelling tell their cause."""


def edge(step: Step, state: State) -> Edge | None:
    """The edge that a step takes from a state; None where it takes none."""
    return next((each for each in EDGES if each.step is step and each.from_ is state), None)
