"""People who leave outside the procedure without a ring: alone, or brought across by a neighbour.

Most want nothing else and nobody exploits them; they are non-procedural and not trafficked.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sources.simulator import people
from sources.simulator.chance import NOBODY, chance, pick, spread
from sources.simulator.institutions import CAPITAL_REGENCIES
from sources.simulator.land import elsewhere
from sources.simulator.scene import Scene
from sources.simulator.workers import helpers

COUNTRIES = {"MYS": 58, "SAU": 12, "SGP": 6, "TWN": 5, "KOR": 5, "AUS": 4, "ARE": 4, "HKG": 3, "BRN": 3}
POSITIONS = {
    "plantation_worker": 30,
    "construction_worker": 25,
    "domestic_worker": 22,
    "restaurant_worker": 12,
    "factory_operator": 11,
}


def solos(scene: Scene, n: int) -> pd.DataFrame:
    """``n`` people who leave outside the procedure without a ring."""
    rng = scene.spec.rng("solo")
    land, recruiters = scene.land, scene.recruiters
    country = pick(rng, COUNTRIES, n)
    regency = land.homes(rng, n)
    first = np.sort(rng.uniform(0, scene.spec.days, n))
    registers = chance(rng, 0.12, n)  # they begin the procedure and give it up
    brought = chance(rng, 0.55, n)
    recruiter = np.where(brought, recruiters.serving(rng, "freelance", regency), NOBODY)
    own = np.full(n, NOBODY, dtype=np.int64)
    phone_of_hub = np.where(registers, helpers(scene, rng, regency, own), own)
    clinics = np.array([scene.institutions.clinics[r][0] for r in regency], dtype=object)
    day = np.floor(first / 7)
    party = np.where(brought, recruiter * 1000 + day.astype(int), NOBODY)
    return people.blank(n).assign(
        kind="solo",
        recruiter=recruiter,
        helper=np.where(brought & chance(rng, 0.15, n), recruiter, phone_of_hub),
        regency=regency,
        woman=chance(rng, 0.45, n),
        age=18.5 + 32 * rng.beta(1.5, 2.2, n),
        education=people.educations(rng, n),
        marital_status=people.marital_statuses(rng, n),
        first=first,
        registered=np.where(registers, first + rng.uniform(0, 10, n), np.nan),
        passported=np.where(chance(rng, 0.7, n), first + rng.uniform(0, 12, n), np.nan),
        leaves=first + 10 + spread(rng, 26, 0.6, n),
        goes=chance(rng, 0.93, n),
        country=country,
        position=pick(rng, POSITIONS, n),
        scheme="mandiri",
        passport_purpose=pick(rng, {"visit": 66, "work": 22, "pilgrimage": 12}, n),
        exit_purpose=np.where(country == "SAU", "pilgrimage", pick(rng, {"visit": 85, "work": 15}, n)),
        port=land.ports(rng, regency, country),
        one_way=chance(rng, 0.5, n),
        party=party,
        cost=np.round(spread(rng, 5, 0.5, n), 1),
        paid_by=pick(rng, {"self": 50, "family": 35, "sponsor": 15}, n),
        relation=np.where(brought, pick(rng, {"friend": 40, "family": 35, "sponsor": 25}, n), "self"),
        clinic=clinics,
        passport_regency=elsewhere(rng, regency, CAPITAL_REGENCIES, chance(rng, 0.15, n)),
        papers=np.where(chance(rng, 0.4, n), 0.7, 0.35),
        unverified=0.1,
        tppo=chance(rng, 0.03, n),
        non_procedural=True,
    )
