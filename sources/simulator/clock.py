"""Days since the start of a world as the contract writes them: ISO 8601, western Indonesian time."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

from sources.simulator.chance import Floats, Texts

OFFSET = "+07:00"


def moments(start: date, days: Floats) -> Texts:
    """``2024-01-05T08:30:00+07:00`` for 4.35…; an empty text for NaN."""
    return _written(start, days, "s", OFFSET)


def dates(start: date, days: Floats) -> Texts:
    """``2024-01-05`` for 4.35…; an empty text for NaN."""
    return _written(start, days, "D", "")


def _written(start: date, days: Floats, unit: str, suffix: str) -> Texts:
    days = np.asarray(days, dtype=float)
    known = ~np.isnan(days)
    text = np.full(len(days), "", dtype=object)
    seconds = np.floor(days[known] * 86400).astype("timedelta64[s]")
    stamps: npt.NDArray[np.datetime64] = (np.datetime64(start, "s") + seconds).astype(f"datetime64[{unit}]")
    text[known] = [stamp + suffix for stamp in np.datetime_as_string(stamps).tolist()]
    return text
