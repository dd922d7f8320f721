"""What a world knows about each person before any office writes something down.

A table with one row a person; the columns stand in ``COLUMNS`` with what they mean where nothing else is
said. Days are counted from the start of the world; people and recruiters are indices, -1 for nobody.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sources.simulator import names
from sources.simulator.chance import NOBODY, Ints, Rng, Texts, chance, pick
from sources.simulator.rates import EDUCATION, MARITAL_STATUS
from sources.simulator.scene import Scene

COLUMNS: dict[str, Any] = {
    "kind": "",  # worker, traveller, solo or recruit
    "ring": NOBODY,
    "recruiter": NOBODY,  # who brought this person
    "helper": NOBODY,  # whose phone the person gives as the own one
    "regency": "",
    "woman": False,
    "age": 30.0,  # in years, on the first day
    "education": "",
    "marital_status": "",
    "first": np.nan,  # the day on which the plan begins
    "registered": np.nan,  # never where NaN
    "passported": np.nan,  # holds an older passport where NaN
    "leaves": np.nan,  # the day on which the person means to leave
    "goes": True,  # whether the plan is kept, were nobody to stop it
    "country": "",
    "position": "",
    "scheme": "",
    "passport_purpose": "",
    "exit_purpose": "",
    "port": "",
    "one_way": False,
    "party": NOBODY,  # those with one number travel on one booking
    "cost": np.nan,  # million rupiah
    "paid_by": "",
    "relation": "",  # what the person says the referrer is
    "agency": NOBODY,
    "order": NOBODY,
    "clinic": "",
    "passport_regency": "",
    "papers": 0.95,
    "unverified": 0.05,
    "raised_age": False,
    "tppo": False,
    "non_procedural": False,
}


def blank(n: int) -> pd.DataFrame:
    """A table of ``n`` people of whom nothing is known yet."""
    return pd.DataFrame({column: np.full(n, value, dtype=_kind(value)) for column, value in COLUMNS.items()})


def _kind(value: object) -> Any:
    return object if isinstance(value, str) else type(value)


def educations(rng: Rng, n: int) -> Texts:
    """Schooling as among placed workers; a few have none."""
    return pick(rng, {**EDUCATION.values, "none": 0.01 * sum(EDUCATION.values.values())}, n)


def marital_statuses(rng: Rng, n: int) -> Texts:
    """Marital status as among placed workers; the registry's divorced include the widowed."""
    status = pick(rng, MARITAL_STATUS.values, n)
    return np.where((status == "divorced") & chance(rng, 0.25, n), "widowed", status)


def settle(scene: Scene, people: pd.DataFrame) -> pd.DataFrame:
    """Give everybody a birth day, a name, a father, a village, a household, a NIK and a phone."""
    spec, land, numbering = scene.spec, scene.land, scene.numbering
    rng = spec.rng("people")
    n = len(people)
    people = people.assign(
        birth=np.floor(people["first"].to_numpy() - 365.25 * people["age"].to_numpy()),
        household=_households(rng, people),
    )
    head = people["household"].to_numpy()
    people["regency"] = people["regency"].to_numpy()[head]
    regency = people["regency"].to_numpy(dtype=object)
    provinces = np.array([code[:2] for code in regency], dtype=object)
    village = land.villages(rng, regency)[head]
    women = people["woman"].to_numpy()
    births = people["birth"].to_numpy()
    moved = chance(rng, 0.06, n)  # the NIK tells where someone was first registered, for good
    first_village = np.where(moved, land.villages(rng, land.homes(rng, n)), village)
    people["village"] = village
    people["name"] = names.compose(rng, provinces, women)
    people["father"] = names.fathers(rng, provinces)[head]
    people["nik"] = numbering.niks(
        np.array([v[:6] for v in first_village], dtype=object), births, women, spec.start
    )
    people["phone"] = numbering.phones(n)[head]
    people["other_phone"] = numbering.phones(n)
    people["passport_no"] = numbering.passports(n)
    raised = people["raised_age"].to_numpy()
    people["false_birth"] = np.where(raised, births - np.round(365.25 * rng.uniform(3.5, 7, n)), np.nan)
    people["false_nik"] = people["nik"]
    forged = np.flatnonzero(raised & chance(rng, 0.5, n))  # the others keep a NIK that betrays their age
    districts = np.array([v[:6] for v in village[forged]], dtype=object)
    written = people["false_birth"].to_numpy()[forged]
    people.loc[people.index[forged], "false_nik"] = numbering.niks(
        districts, written, women[forged], spec.start
    )
    return people


def _households(rng: Rng, people: pd.DataFrame) -> Ints:
    """For each person the head of the household: mostly the person; families share their phone and village.

    Some relatives of those whom a ring recruits are ordinary travellers and workers who harm nobody.
    """
    n = len(people)
    head = np.arange(n, dtype=np.int64)
    order = np.lexsort((people["first"].to_numpy(), people["regency"].to_numpy(dtype=str)))
    day = people["first"].to_numpy()[order]
    same_plan = np.zeros(n, dtype=bool)
    same_plan[order[1:]] = day[1:] == day[:-1]  # a family that travels together
    joins = rng.random(n) < np.where(same_plan, 0.9, 0.09)
    regency = people["regency"].to_numpy(dtype=object)
    for before, person in zip(order[:-1].tolist(), order[1:].tolist(), strict=True):
        if joins[person] and regency[before] == regency[person]:
            head[person] = head[before]
    return head
