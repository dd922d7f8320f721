"""What happens at the border: most pass, some are stopped, and some of those try again elsewhere.

Officers stop people by a profile (women of working age with a visitor's stamp, certain destinations, one-way
tickets, ferries), so that most of those whom they defer harm nobody and are not harmed. Raids on shelters,
when a case is opened against a ring, are another matter.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sources.simulator.chance import Bools, Floats, Texts, chance
from sources.simulator.land import way
from sources.simulator.rings import Ring
from sources.simulator.scene import Scene

PROFILE_COUNTRIES = frozenset({"KHM", "MMR", "SAU", "ARE", "QAT", "OMN", "MYS"})
STOP_BASE = 0.006
RESCUED = 0.3
"""Share of a ring's waiting recruits who are found in the raid that opens a case."""


def depart(scene: Scene, people: pd.DataFrame) -> pd.DataFrame:
    """Add when and where each person left (``departed``, NaN if never), and who was stopped how and when."""
    rng = scene.spec.rng("checkpoints")
    n = len(people)
    leaves = people["leaves"].to_numpy(dtype=float)
    goes = people["goes"].to_numpy(dtype=bool)
    raid = _raids(scene.rings, people)
    rescued = ~np.isnan(raid) & goes & chance(rng, RESCUED, n)
    stopped = goes & ~rescued & (rng.random(n) < _suspicion(people))
    deferred = stopped & chance(rng, 0.8, n)
    again = deferred & chance(rng, 0.45, n)
    later = leaves + rng.uniform(5, 45, n)
    departed = np.where(goes & ~rescued & (~deferred | again), np.where(again, later, leaves), np.nan)
    regency, country = people["regency"].to_numpy(dtype=object), people["country"].to_numpy(dtype=object)
    other = scene.land.ports(rng, regency, country)
    stop = np.full(n, "", dtype=object)
    stop[stopped] = "released"
    stop[deferred] = "deferred"
    stop[rescued] = "rescued"
    return people.assign(
        departed=departed,
        exit_port=np.where(again, other, people["port"].to_numpy(dtype=object)),
        stop=stop,
        stopped=np.where(rescued, raid, np.where(stopped, leaves - rng.uniform(0.02, 0.12, n), np.nan)),
    )


def _raids(rings: list[Ring], people: pd.DataFrame) -> Floats:
    """For each recruit the day of the case that finds them waiting, else NaN."""
    raid = np.full(len(people), np.nan)
    first, leaves = people["first"].to_numpy(dtype=float), people["leaves"].to_numpy(dtype=float)
    number = people["ring"].to_numpy()
    for ring in rings:
        for day in ring.cases:
            raid[(number == ring.number) & (first + 4 < day) & (day < leaves)] = day
    return raid


def _suspicion(people: pd.DataFrame) -> Floats:
    """The chance that an officer stops each person."""
    age = (people["leaves"] - people["birth"]).to_numpy(dtype=float) / 365.25
    women: Bools = people["woman"].to_numpy(dtype=bool)
    purpose: Texts = people["exit_purpose"].to_numpy(dtype=object)
    visitor = np.isin(purpose, ["visit", "pilgrimage"])
    by_sea = np.array([way(port) != "air" for port in people["port"]])
    return np.asarray(
        STOP_BASE
        * np.where(visitor, 1.0, 0.3)
        * np.where(women & (age > 17) & (age < 45), 3.0, 1.0)
        * np.where(np.isin(people["country"].to_numpy(dtype=object), list(PROFILE_COUNTRIES)), 1.6, 1.0)
        * np.where(people["one_way"].to_numpy(dtype=bool), 2.0, 1.0)
        * np.where(by_sea, 1.5, 1.0)
        * np.where(people["non_procedural"].to_numpy(dtype=bool), 1.6, 1.0)
    )
