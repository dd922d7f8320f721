"""The stages of a claim of restitution and the steps between them, as declared."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """Where a claim stands."""

    DRAFT = "draft"
    """Losses and their proofs are collected."""
    COMPUTED = "computed"
    """LPSK has computed what the losses come to."""
    HANDED = "handed"
    """The prosecutor has the computation, before the demand."""
    DEMANDED = "demanded"
    """It stands in the prosecutor's demand."""
    APPLIED = "applied"
    """Asked of the court after a judgment that was final already."""
    RULED = "ruled"
    """A court has ruled on it; that may be appealed."""
    FINAL = "final"
    """The ruling is final: payment is due."""
    PAID = "paid"
    """Everything was paid and handed over."""
    UNPAID = "unpaid"
    """The offender did not pay all of it: substituted by detention, or nothing left to take."""
    ENDED = "ended"
    """Given up by the victim, or refused for good."""


OPEN = frozenset(Stage) - {Stage.PAID, Stage.UNPAID, Stage.ENDED}
EDITABLE = frozenset({Stage.DRAFT, Stage.COMPUTED})
"""Losses may be added and corrected until the computation has left LPSK."""


@dataclass(frozen=True)
class Edge:
    """A step; ``rules`` says what was granted by head, ``words`` how many characters must say why."""

    from_: Stage
    to: Stage
    document: bool = True
    words: int = 0
    rules: bool = False


S = Stage

EDGES: tuple[Edge, ...] = (
    Edge(S.DRAFT, S.COMPUTED),
    Edge(S.COMPUTED, S.HANDED),
    Edge(S.COMPUTED, S.APPLIED),
    Edge(S.HANDED, S.COMPUTED, document=False, words=15),
    Edge(S.HANDED, S.DEMANDED),
    Edge(S.HANDED, S.APPLIED),
    Edge(S.DEMANDED, S.RULED, rules=True),
    Edge(S.APPLIED, S.RULED, rules=True),
    Edge(S.RULED, S.RULED, rules=True),
    Edge(S.RULED, S.FINAL, document=False),
    Edge(S.FINAL, S.PAID, document=False),
    Edge(S.FINAL, S.UNPAID, words=15),
    Edge(S.FINAL, S.ENDED, document=False, words=15),
    *(Edge(stage, S.ENDED, document=False, words=15) for stage in (S.DRAFT, S.COMPUTED, S.HANDED)),
)
"""Who was not handed in time, or was left out of the demand, may still apply after a final judgment."""


def edge(from_: Stage, to: Stage) -> Edge | None:
    """The declared step between two stages; None where there is none."""
    return next((each for each in EDGES if each.from_ is from_ and each.to is to), None)


def onward(stage: Stage) -> tuple[Edge, ...]:
    """The steps that may come next."""
    return tuple(each for each in EDGES if each.from_ is stage)
