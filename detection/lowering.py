"""What would lower an alert: which group of records, were it explained or withdrawn, takes most off the log-odds.

The group's contribution is taken away and the rest is left as it is: an approximation, since a model trained or
scored without these records may lean more on others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detection.chance import Chance, chance
from detection.reasons import LogOdds, Reason
from features.catalogue import GROUPS
from models.risk import Model

MOST = 3


@dataclass(frozen=True)
class Lowering:
    """One group away: the raw log-odds left, the chance they stand for, whether the person would still be listed."""

    group: str
    raw: float
    chance: Chance
    still_listed: bool
    text_id: str
    text_en: str


def lowerings(
    reasons: Sequence[Reason], odds: LogOdds, model: Model, last_listed: float
) -> tuple[Lowering, ...]:
    """The strongest reasons for, each taken away by itself, the one that lowers most first.

    ``last_listed`` is the raw log-odds of the last person within capacity.
    """
    return tuple(_without(each, odds, model, last_listed) for each in reasons[:MOST] if each.contribution > 0)


def _without(reason: Reason, odds: LogOdds, model: Model, last_listed: float) -> Lowering:
    left = odds.raw - reason.contribution
    said = chance(model, float(model.calibration.probability(np.array([left]))[0]))
    listed = left >= last_listed
    indonesian, english = GROUPS[reason.group]
    stays = ("orang ini tetap masuk daftar", "this person would still be listed")
    goes = ("orang ini tidak masuk daftar pekan ini", "this person would not be listed this week")
    words = stays if listed else goes
    told = (
        (
            f", dan {said.in_hundred} dari 100 peringatan serupa dikonfirmasi",
            f", and {said.in_hundred} of 100 such",
        )
        if said.share is not None
        else ("", "")
    )
    return Lowering(
        reason.group,
        left,
        said,
        listed,
        f"Bila {indonesian} ternyata ada penjelasannya atau catatannya ditarik, {words[0]}{told[0]}.",
        f"If {english} turn out to be explained or the records withdrawn, {words[1]}{told[1]}"
        + (" alerts were confirmed." if told[1] else "."),
    )
