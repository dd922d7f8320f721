"""Hub control: what many share, and what an institution lends to everybody, must not glue people together.

A village officer's phone, an agency's hotline and a clinic are shared by hundreds who have nothing else in
common. So a thing counts less the more people it touches, institutions do not connect at all, and a thing
counts most where those around it are themselves of concern.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import numpy as np
import pandas as pd

from graphs.network.known import Known


@dataclass(frozen=True)
class Kind:
    """How strongly a kind of thing connects: its weight, and up to how many neighbours it counts in full.

    Past ``full`` neighbours the weight falls as ``(full / degree) ** STEEPNESS``; past ``most`` it is 0.
    """

    name: str
    weight: float
    full: int = 10
    most: int = 120


KINDS: tuple[Kind, ...] = (
    Kind("recruiter", 0.5),  # mostly the same sightings as the recruiter's phone, told again
    Kind("phone", 1.0),
    Kind("account", 1.0),
    Kind("place", 1.0),
    Kind("case", 1.0),
    Kind("booking", 0.5),
    Kind("clinic", 0.3, most=60),  # a clinic of one network's own is small; a district's clinic is not
)
"""What connects. Agencies, job orders and training centres stand in the graph and connect nobody."""

BY_NAME = {kind.name: kind for kind in KINDS}
STEEPNESS = 1.5


def institutional(known: Known) -> set[tuple[str, str]]:
    """The phones and addresses that agencies have registered, as (kind, key)."""
    agencies = known.feed("agencies")
    things = ibis.union(
        agencies.select(kind=ibis.literal("phone"), key=agencies.phone),
        agencies.select(kind=ibis.literal("place"), key=agencies.address),
    )
    rows = things.filter(things.key.notnull()).distinct().execute()
    return set(zip(rows["kind"], rows["key"], strict=True))


def degree_weight(kind: pd.Series, degree: pd.Series) -> pd.Series:
    """What is left of a kind's weight at a degree: between 0 and the kind's own weight."""
    full, most, weight = (
        kind.map({name: getattr(of, column) for name, of in BY_NAME.items()}).astype("float64")
        for column in ("full", "most", "weight")
    )
    left = np.minimum(1.0, full / degree.astype("float64").clip(lower=1.0)) ** STEEPNESS
    return (weight * left).where(degree <= most, 0.0).fillna(0.0)
