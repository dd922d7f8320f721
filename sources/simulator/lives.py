"""The life of a ring, week by week: it recruits, grows, moves, changes its front, falls silent after a case.

1. A ring has one modus, a few sponsors with a home area of their own, and one person each for transport,
   shelter, papers and money. It recruits in rounds of a few people, seldom at first and then more often.
2. Each member changes the phone every five months or so, and the account every eight; the shelter moves too.
3. The more people a ring has sent, the likelier a case: some victims are found, the ring falls silent for
   months, changes phones, accounts and address, and its agency loses its licence or is left for another. An
   agency may come back under a new name with the old phone or address. Every fifth ring ends with its case.
"""

from __future__ import annotations

import numpy as np

from sources.simulator.chance import NOBODY, Rng, pick_from
from sources.simulator.institutions import CAPITAL_REGENCIES, address
from sources.simulator.modi import MODI, Modus
from sources.simulator.rings import Front, Recruit, Ring
from sources.simulator.scene import Scene

RING_SHARE = 0.06
"""Share of a world's people whom rings recruit: more than in life, so that a small world has enough of them.
"""

TYPICAL_SIZE, USUAL_GROWTH = 20, 1.25
PHONE_WEEKS, ACCOUNT_WEEKS, SHELTER_WEEKS = 28, 40, 30
NEEDS_FRONT = 0.3
"""A modus whose registrations name the ring's agency at least this often has such an agency; the others none.
"""

CASE_HAZARD = 0.003
"""Chance of a case in a week, for each person sent so far."""


def live(scene: Scene) -> None:
    """Give a scene its rings with their whole lives; new members and new agencies join the scene too."""
    rng = scene.spec.rng("rings")
    count = max(2, round(scene.spec.people * RING_SHARE / TYPICAL_SIZE))
    # The modi are dealt out in proportion, so that even a small world has several of them.
    turn = (np.arange(count) + rng.random()) / count
    edges = np.cumsum([modus.share for modus in MODI]) / sum(modus.share for modus in MODI)
    for number in np.searchsorted(edges, turn, side="right").tolist():
        ring = _form(scene, rng, MODI[number])
        scene.rings.append(ring)
        _live(scene, ring)


def _form(scene: Scene, rng: Rng, modus: Modus) -> Ring:
    weeks, number = scene.spec.weeks, len(scene.rings)
    home = [str(code) for code in scene.land.homes(rng, 3)]
    transit = str(pick_from(rng, CAPITAL_REGENCIES, 1)[0])

    def join(role: str, regency: str) -> int:
        return scene.recruiters.add(rng, "ring", role, regency, ring=number)

    first_week = int(rng.integers(-40, max(1, int(weeks * 0.7))))
    size = float(np.clip(TYPICAL_SIZE * np.exp(0.5 * rng.standard_normal()), 8, 70))
    active = max(6.0, 0.75 * (weeks - max(0, first_week)))
    clinics = scene.institutions.clinics[home[0]]
    sponsors = [join("sponsor", home[i % 3]) for i in range(2 + int(rng.integers(3)))]
    return Ring(
        number=number,
        modus=modus,
        first_week=first_week,
        pace=size / active / USUAL_GROWTH,
        regencies=home,
        sponsors=sponsors,
        transporter=join("transporter", transit),
        shelter_keeper=join("shelter_keeper", transit),
        document_agent=join("document_agent", home[0]),
        financier=join("financier", transit),
        clinic=clinics[int(rng.integers(len(clinics)))],
        guardian=scene.recruiters.everyone[sponsors[0]].name,
        shelters=[(-9999.0, address(rng, transit))],
        fronts=[Front(_front(scene, rng, -100.0), -9999.0)] if modus.front >= NEEDS_FRONT else [],
    )


def _live(scene: Scene, ring: Ring) -> None:
    rng = scene.spec.rng(f"ring {ring.number}")
    transit = scene.recruiters.everyone[ring.transporter].regency
    quiet_until = 0
    for week in range(max(0, ring.first_week), scene.spec.weeks):
        if week < quiet_until:
            continue
        day = 7.0 * week
        growth = min(1.6, 0.4 + (week - ring.first_week) / 26)
        if rng.random() < ring.pace * growth / (1 + ring.modus.group / 2):
            _round(rng, ring, day)
        _renew(scene, rng, ring, day, phone=1 / PHONE_WEEKS, account=1 / ACCOUNT_WEEKS)
        if rng.random() < 1 / SHELTER_WEEKS:
            ring.shelters.append((day, address(rng, transit)))
        if rng.random() < CASE_HAZARD * ring.modus.noticed * len(ring.recruits):
            _case(scene, rng, ring, day + float(rng.uniform(0, 7)))
            if rng.random() < 0.2:
                break
            quiet_until = week + int(rng.integers(7, 22))


def _round(rng: Rng, ring: Ring, day: float) -> None:
    """One sponsor goes round the villages and finds a few people within two weeks, who may leave together."""
    sponsor = ring.sponsors[int(len(ring.sponsors) * rng.random() ** 1.6)]
    for _ in range(1 + int(rng.poisson(ring.modus.group / 2))):
        on = day + float(rng.uniform(0, 14))
        ring.recruits.append(Recruit(ring.number, on, sponsor, ring.agency(on), ring.clinic))


def _case(scene: Scene, rng: Rng, ring: Ring, day: float) -> None:
    """A case is opened: what the ring is known by changes."""
    ring.cases.append(day)
    _renew(scene, rng, ring, day, phone=0.85, account=0.7)
    ring.shelters.append((day, address(rng, scene.recruiters.everyone[ring.transporter].regency)))
    former = ring.fronts[-1].agency if ring.fronts else NOBODY
    if former != NOBODY:
        ring.fronts[-1].until = day
        if rng.random() < 0.6:
            status = "revoked" if rng.random() < 0.4 else "suspended"
            scene.institutions.agencies[former].changes.append((day + float(rng.uniform(10, 60)), status))
        ring.fronts.append(Front(_next_front(scene, rng, former, day), day + 1))


def _renew(scene: Scene, rng: Rng, ring: Ring, day: float, *, phone: float, account: float) -> None:
    """Let each member take a new phone and a new account with these chances."""
    numbering = scene.numbering
    for member in ring.members:
        if rng.random() < phone:
            scene.recruiters.everyone[member].phones.append((day, str(numbering.phones(1)[0])))
        if rng.random() < account:
            scene.recruiters.everyone[member].accounts.append((day, str(numbering.accounts(1)[0])))


def _next_front(scene: Scene, rng: Rng, former: int, day: float) -> int:
    """Another agency, or the former one under a new licence."""
    if rng.random() >= 0.4:
        return _front(scene, rng, day)
    institutions = scene.institutions
    founded = institutions.license(rng, scene.land, day + float(rng.uniform(10, 40)), former)
    for country in sorted({order.country for order in institutions.orders if order.agency == former}):
        institutions.open_orders(rng, founded, country, day - 60, day + 400)
    return founded


def _front(scene: Scene, rng: Rng, day: float) -> int:
    """A licensed agency that lets itself be used; small ones are likelier to."""
    agencies = scene.institutions.agencies
    able = [i for i, agency in enumerate(agencies) if agency.known < day and agency.closed() > day + 30]
    if not able:
        return NOBODY
    return int(pick_from(rng, able, 1, [1 / (0.3 + agencies[i].size) for i in able])[0])
