"""Workers who go the lawful way: register, gather papers, and leave months later with a work visa."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sources.simulator import people
from sources.simulator.chance import NOBODY, Bools, Ints, Rng, Texts, chance, pick, spread
from sources.simulator.institutions import CAPITAL_REGENCIES, Institutions
from sources.simulator.land import elsewhere
from sources.simulator.rates import DESTINATIONS
from sources.simulator.recruiters import BUSIEST_HUB, HUB_SHARES, Recruiters
from sources.simulator.scene import Scene

WOMEN = {
    "TWN": 0.78,
    "MYS": 0.5,
    "HKG": 0.99,
    "KOR": 0.09,
    "JPN": 0.36,
    "SGP": 0.97,
    "SAU": 0.6,
    "ITA": 0.45,
    "BRN": 0.42,
    "TUR": 0.85,
}
"""Share of women by destination, chosen so that all together come to the published 70 %."""

POSITIONS: dict[tuple[str, bool], dict[str, float]] = {
    ("TWN", True): {"caregiver": 76, "domestic_worker": 6, "factory_operator": 18},
    ("TWN", False): {"factory_operator": 78, "fishing_crew": 12, "construction_worker": 10},
    ("HKG", True): {"domestic_worker": 80, "caregiver": 20},
    ("MYS", True): {
        "factory_operator": 66,
        "plantation_worker": 22,
        "domestic_worker": 6,
        "restaurant_worker": 6,
    },
    ("MYS", False): {"plantation_worker": 48, "factory_operator": 30, "construction_worker": 22},
    ("SGP", True): {"domestic_worker": 88, "caregiver": 12},
    ("KOR", False): {"factory_operator": 70, "fishing_crew": 20, "farm_worker": 10},
    ("JPN", True): {"caregiver": 50, "factory_operator": 30, "farm_worker": 20},
    ("TUR", True): {"spa_therapist": 50, "hospitality_worker": 35, "caregiver": 15},
    ("SAU", False): {"driver": 40, "cleaner": 30, "hospitality_worker": 30},
    ("SAU", True): {"cleaner": 45, "nurse": 25, "hospitality_worker": 30},
}
OTHER_POSITIONS = {"hospitality_worker": 40, "factory_operator": 30, "restaurant_worker": 20, "cleaner": 10}

WAITING = {"TWN": 95.0, "HKG": 105.0, "MYS": 62.0, "KOR": 150.0, "JPN": 135.0, "SGP": 66.0}
"""Median days from registration to departure."""

SCHEMES: dict[str, dict[str, float]] = {
    "KOR": {"g_to_g": 85, "p_to_p": 15},
    "JPN": {"g_to_g": 25, "p_to_p": 65, "mandiri": 10},
    "ITA": {"mandiri": 40, "p_to_p": 60},
    "TUR": {"mandiri": 30, "p_to_p": 70},
}
USUAL_SCHEMES = {"p_to_p": 91, "mandiri": 6, "ukps": 3}

RELATIONS = {"self": 26, "family": 17, "friend": 9, "sponsor": 18, "village_head": 9, "agency_staff": 21}
COSTS = {"TWN": 26.0, "HKG": 16.0, "MYS": 7.0, "KOR": 9.0, "JPN": 24.0, "SGP": 11.0}
PAID_BY = {"self": 25, "family": 30, "bank_loan": 18, "agency": 12, "employer": 12, "sponsor": 3}


def workers(scene: Scene, n: int) -> pd.DataFrame:
    """``n`` lawful workers."""
    rng = scene.spec.rng("workers")
    land, institutions, recruiters = scene.land, scene.institutions, scene.recruiters
    table = people.blank(n)
    country = pick(rng, DESTINATIONS.values, n)
    regency = land.homes(rng, n)
    women = rng.random(n) < np.array([WOMEN[c] for c in country])
    first = np.sort(rng.uniform(0, scene.spec.days, n))
    registered = first + np.where(chance(rng, 0.3, n), rng.uniform(0, 30, n), 0.0)
    waiting = np.array([WAITING.get(c, 100.0) for c in country]) * spread(rng, 1.0, 0.35, n)
    returning = chance(rng, 0.2, n)  # some have worked abroad before and hold a passport
    orders = institutions.assign(rng, country, registered)
    scheme = _schemes(rng, country)
    scheme[(scheme == "p_to_p") & (orders == NOBODY)] = "mandiri"
    orders[np.isin(scheme, ["g_to_g", "mandiri", "ukps"])] = NOBODY
    agency_of_order = np.array([order.agency for order in institutions.orders] + [NOBODY])
    agency = agency_of_order[orders]
    relation = pick(rng, RELATIONS, n)
    relation[(relation == "agency_staff") & (agency == NOBODY)] = "self"
    recruiter = _recruiters(rng, recruiters, relation, regency, agency)
    away = chance(rng, 0.08, n)
    return table.assign(
        kind="worker",
        recruiter=recruiter,
        helper=helpers(scene, rng, regency, agency),
        regency=regency,
        woman=women,
        age=18.6 + 24 * rng.beta(1.6, 2.6, n),
        education=people.educations(rng, n),
        marital_status=people.marital_statuses(rng, n),
        first=first,
        registered=registered,
        passported=np.where(returning, np.nan, first + rng.uniform(0, 0.45, n) * waiting),
        leaves=registered + waiting * np.where(returning, 0.75, 1.0),
        goes=chance(rng, 0.84, n),
        country=country,
        position=_positions(rng, country, women),
        scheme=scheme,
        passport_purpose=pick(rng, {"work": 88, "visit": 9, "pilgrimage": 3}, n),
        exit_purpose=pick(rng, {"work": 96, "visit": 4}, n),
        port=land.ports(rng, regency, country),
        one_way=chance(rng, 0.88, n),
        cost=np.round(np.array([COSTS.get(c, 15.0) for c in country]) * spread(rng, 1.0, 0.35, n), 1),
        paid_by=pick(rng, PAID_BY, n),
        relation=relation,
        agency=agency,
        order=orders,
        clinic=_clinics(rng, institutions, regency),
        passport_regency=elsewhere(rng, regency, CAPITAL_REGENCIES, away),
        papers=np.where(chance(rng, 0.12, n), 0.75, 0.96),
        unverified=np.where(chance(rng, 0.1, n), 0.25, 0.04),
    )


def helpers(scene: Scene, rng: Rng, regency: Texts, agency: Ints) -> Ints:
    """Whose phone an applicant gives: mostly the own (NOBODY), else that of one of the honest hubs nearby."""
    land, recruiters = scene.land, scene.recruiters
    helper = np.full(len(regency), NOBODY, dtype=np.int64)
    largest = land.regencies[int(np.argmax(land.weights))]
    for kind, share in HUB_SHARES.items():
        busiest = (regency == largest) & (kind == "village_officer")
        served = rng.random(len(regency)) < np.where(busiest, BUSIEST_HUB, share)
        helper = np.where(served, recruiters.serving(rng, kind, regency), helper)
    by_hotline = chance(rng, 0.12, len(regency)) & (helper == NOBODY)
    return np.where(by_hotline, recruiters.of_agency(rng, "hotline", agency), helper)


def _recruiters(rng: Rng, recruiters: Recruiters, relation: Texts, regency: Texts, agency: Ints) -> Ints:
    who = np.full(len(relation), NOBODY, dtype=np.int64)
    who = np.where(relation == "sponsor", recruiters.serving(rng, "village_sponsor", regency), who)
    who = np.where(relation == "village_head", recruiters.serving(rng, "village_officer", regency), who)
    staff = recruiters.of_agency(rng, "field_officer", agency)
    hotline = recruiters.of_agency(rng, "hotline", agency)
    return np.where(relation == "agency_staff", np.where(chance(rng, 0.4, len(who)), hotline, staff), who)


def _schemes(rng: Rng, country: Texts) -> Texts:
    scheme = pick(rng, USUAL_SCHEMES, len(country))
    for code, weights in SCHEMES.items():
        here = np.flatnonzero(country == code)
        scheme[here] = pick(rng, weights, len(here))
    return scheme


def _positions(rng: Rng, country: Texts, women: Bools) -> Texts:
    position = pick(rng, OTHER_POSITIONS, len(country))
    for (code, female), weights in POSITIONS.items():
        here = np.flatnonzero((country == code) & (women == female))
        position[here] = pick(rng, weights, len(here))
    return position


def _clinics(rng: Rng, institutions: Institutions, regency: Texts) -> Texts:
    turns = rng.random(len(regency)) ** 2  # the first clinic of a place is the busiest
    return np.array(
        [
            institutions.clinics[r][int(t * len(institutions.clinics[r]))]
            for r, t in zip(regency, turns, strict=True)
        ],
        dtype=object,
    )
