"""The order of the work: need, and days left before the departure, in one number without a clock.

Whoever is certainly in need is looked at by the day of departure. Each halving of need puts that day off by
``HALVING`` days, so that a strong sign months ahead and a weak one tomorrow meet somewhere between. The number
is a day, not a countdown: it stays as it is while time passes, and so does the order.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, timedelta

HALVING = 14.0
"""Days that half the need is worth."""

UNKNOWN_DEPARTURE = timedelta(days=60)
"""Where no day is known, one is thought of so long after the alert."""

LEAST = 0.001
"""Nobody who was raised has less need than this."""

SEVERITY: dict[int, float] = {1: 0.01, 2: 0.03, 3: 0.08, 4: 0.2, 5: 0.4}
"""Need that an indicator of each severity (1 to 5, ``detection.indicators``) stands for by itself."""

_DAY_ZERO = date(2000, 1, 1)


def need(probability: float | None, severities: Iterable[int] = ()) -> float:
    """Need, from 0.001 to 1: the chance that the score or any of the indicators is right.

    Indicators count as if each were an observation of its own (noisy or, Pearl 1988, section 4.3.2); each
    severity counts once, since several indicators of one kind often rest on the same rows.
    """
    nothing = 1.0 - (probability or 0.0)
    for severity in set(severities):
        nothing *= 1.0 - SEVERITY[severity]
    return min(max(1.0 - nothing, LEAST), 1.0)


def look_by(needed: float, departs_on: date | None, raised_on: date) -> float:
    """Days after 1 January 2000 by which to look; smallest first."""
    day = departs_on or raised_on + UNKNOWN_DEPARTURE
    return (day - _DAY_ZERO).days + HALVING * math.log2(1.0 / needed)
