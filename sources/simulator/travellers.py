"""People who leave for other reasons and come back: visitors, families, pilgrims, students, patients."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sources.simulator import people
from sources.simulator.chance import NOBODY, Floats, Ints, Rng, Texts, chance, pick, spread
from sources.simulator.institutions import CAPITAL_REGENCIES
from sources.simulator.land import elsewhere
from sources.simulator.scene import Scene

PURPOSES = {"visit": 62, "pilgrimage": 27, "study": 6, "medical": 5}
COUNTRIES: dict[str, dict[str, float]] = {
    "visit": {
        "MYS": 46,
        "SGP": 24,
        "THA": 8,
        "JPN": 5,
        "AUS": 4,
        "KOR": 3,
        "TUR": 2,
        "HKG": 2,
        "VNM": 2,
        "ARE": 1.5,
        "CHN": 1.5,
        "TWN": 1.5,
        "KHM": 1,
        "PHL": 1,
    },
    "pilgrimage": {"SAU": 97, "ARE": 2, "JOR": 1},
    "study": {"MYS": 30, "AUS": 12, "JPN": 12, "TWN": 14, "EGY": 14, "TUR": 10, "SAU": 8},
    "medical": {"MYS": 75, "SGP": 25},
}
GROUP_DAYS = 21
"""Pilgrims of one regency and travel agent who leave within so many days go together."""


def travellers(scene: Scene, n: int) -> pd.DataFrame:
    """``n`` ordinary travellers."""
    rng = scene.spec.rng("travellers")
    land, recruiters = scene.land, scene.recruiters
    purpose = pick(rng, PURPOSES, n)
    country = np.full(n, "", dtype=object)
    for name, weights in COUNTRIES.items():
        here = np.flatnonzero(purpose == name)
        country[here] = pick(rng, weights, len(here))
    regency = land.homes(rng, n)
    first = np.sort(rng.uniform(0, scene.spec.days, n))
    leaves = first + 5 + spread(rng, 28, 0.7, n)
    pilgrim = purpose == "pilgrimage"
    guided = pilgrim & chance(rng, 0.8, n)
    guide = np.where(guided, recruiters.serving(rng, "travel_agent", regency), NOBODY)
    party = _parties(guide, leaves)
    leaves = np.where(guided, (np.floor(leaves / GROUP_DAYS) + 1) * GROUP_DAYS + guide % 7 + 0.4, leaves)
    has_phone_of_guide = guided & chance(rng, 0.45, n)
    settled = people.blank(n).assign(
        kind="traveller",
        helper=np.where(has_phone_of_guide, guide, NOBODY),
        regency=regency,
        woman=chance(rng, 0.51, n),
        age=_ages(rng, purpose),
        first=first,
        passported=np.where(chance(rng, 0.72, n), first, np.nan),
        leaves=leaves,
        goes=chance(rng, 0.9, n),
        country=country,
        passport_purpose=np.where(chance(rng, 0.93, n), purpose, "visit"),
        exit_purpose=purpose,
        port=land.ports(rng, regency, country),
        one_way=rng.random(n) < np.where(purpose == "study", 0.6, 0.09),
        party=party,
        passport_regency=elsewhere(rng, regency, CAPITAL_REGENCIES, chance(rng, 0.12, n)),
    )
    return _families(rng, settled)


def _ages(rng: Rng, purpose: Texts) -> Floats:
    n = len(purpose)
    age = np.where(purpose == "pilgrimage", 25 + 50 * rng.beta(2.2, 2, n), 4 + 66 * rng.beta(2, 2.2, n))
    return np.where(purpose == "study", 17 + 10 * rng.beta(1.2, 2, n), age)


def _parties(guide: Ints, leaves: Floats) -> Ints:
    keys = guide * 10_000 + (leaves // GROUP_DAYS).astype(int)
    _, numbers = np.unique(keys, return_inverse=True)
    return np.where(guide == NOBODY, NOBODY, numbers.astype(np.int64))


def _families(rng: Rng, table: pd.DataFrame) -> pd.DataFrame:
    """Let a share of visitors, children above all, travel with the one before: same home, plan, booking."""
    n = len(table)
    follows = chance(rng, np.where(table["age"].to_numpy() < 17, 0.85, 0.2), n)
    follows &= (table["exit_purpose"] == "visit").to_numpy() & (np.arange(n) > 0)
    leader = np.arange(n)
    for person in np.flatnonzero(follows).tolist():
        leader[person] = leader[person - 1]
    shared = ["regency", "first", "leaves", "country", "exit_purpose", "port", "one_way", "passport_regency"]
    table[shared] = table[shared].iloc[leader].to_numpy()
    sizes = np.bincount(leader, minlength=n)
    highest = int(table["party"].max()) + 1
    in_family = (sizes[leader] > 1) & (table["party"].to_numpy()[leader] == NOBODY)
    table["party"] = np.where(in_family, highest + leader, table["party"].to_numpy()[leader])
    return table.astype({"first": float, "leaves": float, "one_way": bool})
