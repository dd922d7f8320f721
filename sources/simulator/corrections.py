"""Second thoughts of the offices: later rows with the key of an earlier one, which put something right.

A correction never changes name, birth date and NIK at once: such a row would be about somebody else.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sources.simulator import clock
from sources.simulator.chance import Bools, Rng, chance, spread
from sources.simulator.frames import within
from sources.simulator.spec import Spec
from sources.simulator.spelling import typed_phones

CORRECTED = {"registrations": 0.05, "passports": 0.006, "departures": 0.004}
VERIFIED_LATER = 0.45
"""Share of unverified documents whose issuer confirms or rejects them in the end."""


def corrected(spec: Spec, people: pd.DataFrame, feed: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A feed with its corrections: a phone, NIK or date put right, a name retyped, a document confirmed."""
    rng = spec.rng(f"corrections {feed}")
    match feed:
        case "registrations":
            later = _registrations(spec, rng, people, frame)
        case "documents":
            later = _documents(rng, people, frame)
        case _:
            later = _retyped(rng, people, frame, CORRECTED[feed])
    return within(spec, pd.concat([frame, later], ignore_index=True))


def _later(rng: Rng, frame: pd.DataFrame, chosen: Bools) -> pd.DataFrame:
    """Copies of the chosen rows that become known some days to months later."""
    again = frame[chosen].reset_index(drop=True)
    return again.assign(_at=again["_at"] + 0.5 + spread(rng, 12, 1.0, len(again)))


def _registrations(spec: Spec, rng: Rng, people: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    again = _later(rng, frame, chance(rng, CORRECTED["registrations"], len(frame)))
    n = len(again)
    p = people.iloc[again["_person"].to_numpy()]
    what = rng.integers(0, 4, n)
    moved = clock.dates(spec.start, p["leaves"].to_numpy(dtype=float) + rng.uniform(5, 60, n))
    return again.assign(
        phone=np.where(what == 0, typed_phones(rng, p["other_phone"].to_numpy(dtype=object)), again["phone"]),
        nik=np.where(what == 1, p["false_nik"], again["nik"]),
        planned_departure_on=np.where(what == 2, moved, again["planned_departure_on"]),
        full_name=np.where(what == 3, p["name"], again["full_name"]),
    )


def _documents(rng: Rng, people: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    unverified = (frame["status"] == "unverified").to_numpy()
    again = _later(rng, frame, unverified & chance(rng, VERIFIED_LATER, len(frame)))
    recruited = (people["ring"].to_numpy() >= 0)[again["_person"].to_numpy()]
    confirmed = rng.random(len(again)) < np.where(recruited, 0.5, 0.9)
    return again.assign(status=np.where(confirmed, "valid", "rejected"))


def _retyped(rng: Rng, people: pd.DataFrame, frame: pd.DataFrame, share: float) -> pd.DataFrame:
    again = _later(rng, frame, chance(rng, share, len(frame)))
    p = people.iloc[again["_person"].to_numpy()]
    return again.assign(full_name=p["name"].str.upper().to_numpy(dtype=object))
