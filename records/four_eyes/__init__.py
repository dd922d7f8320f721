"""Acts that no person does alone: one asks, another agrees, and the first does exactly that, once."""

from __future__ import annotations

from records.four_eyes.acts import ACT, ACTS, GuardedAct
from records.four_eyes.book import ask, break_glass, decide, review, use, withdraw
from records.four_eyes.refusals import SecondPersonNeeded, StepRefused

__all__ = [
    "ACT",
    "ACTS",
    "GuardedAct",
    "SecondPersonNeeded",
    "StepRefused",
    "ask",
    "break_glass",
    "decide",
    "review",
    "use",
    "withdraw",
]
