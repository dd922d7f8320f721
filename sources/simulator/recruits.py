"""The people whom rings recruit, each in the manner of the ring's modus and of the week."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sources.simulator import people
from sources.simulator.chance import NOBODY, Floats, Ints, Rng, Texts, chance, pick, pick_from, spread
from sources.simulator.institutions import CAPITAL_REGENCIES, Institutions
from sources.simulator.land import elsewhere
from sources.simulator.modi import MODI, Modus
from sources.simulator.rings import Recruit
from sources.simulator.scene import Scene
from sources.simulator.workers import helpers

BATCH_DAYS = 14
"""A ring sends those whose papers are ready together, about every so many days."""


def recruits(scene: Scene, most: int) -> pd.DataFrame:
    """Everybody whom the rings recruited, at most ``most``: the latest are left out where there are more."""
    told = sorted((r for ring in scene.rings for r in ring.recruits), key=lambda r: (r.day, r.ring))[:most]
    for ring in scene.rings:
        ring.recruits = [r for r in told if r.ring == ring.number]
    tables = [people.blank(0)]
    for modus in MODI:
        own = [r for r in told if scene.rings[r.ring].modus is modus]
        if own:
            tables.append(_of_modus(scene, modus, own))
    return pd.concat(tables, ignore_index=True)


def _of_modus(scene: Scene, modus: Modus, own: list[Recruit]) -> pd.DataFrame:
    rng = scene.spec.rng(f"recruits {modus.name}")
    land, institutions, recruiters = scene.land, scene.institutions, scene.recruiters
    n = len(own)
    sponsor = np.array([r.sponsor for r in own])
    first = np.array([r.day for r in own])
    ring = np.array([r.ring for r in own])
    home = np.array([recruiters.everyone[s].regency for s in sponsor], dtype=object)
    regency = np.where(chance(rng, 0.75, n), home, land.homes(rng, n))
    country = pick(rng, modus.destinations, n)
    registers = chance(rng, modus.registers, n)
    raised = chance(rng, modus.raised_age, n)
    fronted = chance(rng, modus.front, n)
    agency = np.where(fronted, np.array([r.agency for r in own]), NOBODY)
    clinic = np.array([r.clinic for r in own], dtype=object)
    local = np.array([institutions.clinics[r][0] for r in regency], dtype=object)
    ready = first + 6 + spread(rng, modus.days - 6, 0.4, n)
    leaves, party = _batches(rng, modus, ring, ready)
    educated = pick(rng, {"sma": 70, "diploma": 12, "s1": 18}, n)
    tppo = raised | chance(rng, modus.tppo, n)  # for a child no means need be shown
    return people.blank(n).assign(
        kind="recruit",
        ring=ring,
        recruiter=sponsor,
        helper=_lent_phones(scene, rng, ring, sponsor, helpers(scene, rng, regency, agency)),
        regency=regency,
        woman=chance(rng, modus.women, n),
        age=np.where(raised, rng.uniform(14.2, 17.5, n), rng.uniform(*modus.ages, n)),
        education=np.where(chance(rng, modus.educated, n), educated, people.educations(rng, n)),
        marital_status=people.marital_statuses(rng, n),
        first=first,
        registered=np.where(registers, first + rng.uniform(0, 12, n), np.nan),
        passported=np.where(chance(rng, 0.85, n), first + rng.uniform(0.5, 0.6 * modus.days, n), np.nan),
        leaves=leaves,
        goes=chance(rng, 0.91, n),
        country=country,
        position=pick(rng, modus.positions, n),
        scheme=np.where(agency == NOBODY, pick(rng, {"mandiri": 65, "p_to_p": 35}, n), "p_to_p"),
        passport_purpose=pick(rng, modus.passport_purposes, n),
        exit_purpose=pick(rng, modus.exit_purposes, n),
        port=_ports(rng, modus, party),
        one_way=chance(rng, modus.one_way, n),
        party=party,
        cost=np.round(rng.uniform(*modus.cost, n), 1),
        paid_by=pick(rng, modus.paid_by, n),
        relation=pick(rng, {"sponsor": 34, "family": 32, "friend": 16, "agency_staff": 8, "self": 10}, n),
        agency=agency,
        order=_orders(rng, institutions, agency, first),
        clinic=np.where(chance(rng, 0.55, n), clinic, local),
        passport_regency=elsewhere(rng, regency, CAPITAL_REGENCIES, chance(rng, modus.away, n)),
        papers=modus.papers,
        unverified=modus.unverified,
        raised_age=raised,
        tppo=tppo,
        non_procedural=True,
    )


def _batches(rng: Rng, modus: Modus, ring: Ints, ready: Floats) -> tuple[Floats, Ints]:
    """When each leaves and with whom: those of a ring who are ready go together, in parties."""
    leaves = (np.floor(ready / BATCH_DAYS) + 1) * BATCH_DAYS + (ring % 5) + rng.uniform(0.2, 0.8, len(ready))
    party = np.full(len(ready), NOBODY, dtype=np.int64)
    order = np.lexsort((ready, np.floor(ready / BATCH_DAYS), ring))
    number, size, last = 0, 0, (-1, -1)
    for person in order.tolist():
        batch = (int(ring[person]), int(ready[person] // BATCH_DAYS))
        if batch != last or size >= modus.group:
            number, size, last = number + 1, 0, batch
        party[person], size = number, size + 1
    _, leader, member = np.unique(party, return_index=True, return_inverse=True)
    together = leaves[leader][member]
    alone = chance(rng, 0.2, len(ready))  # not everybody leaves with the party
    return np.where(alone, leaves + rng.uniform(0, 3, len(ready)), together), np.where(alone, NOBODY, party)


def _ports(rng: Rng, modus: Modus, party: Ints) -> Texts:
    ports = pick(rng, modus.ports, len(party))
    leader = {p: i for i, p in reversed(list(enumerate(party.tolist())))}
    by = [leader[p] if p != NOBODY else i for i, p in enumerate(party.tolist())]
    return ports[by]


def _orders(rng: Rng, institutions: Institutions, agency: Ints, day: Floats) -> Ints:
    """A job order of the front agency, whatever country it is for; now and then one that has lapsed."""
    orders = np.full(len(agency), NOBODY, dtype=np.int64)
    by_agency: dict[int, list[int]] = {}
    for number, order in enumerate(institutions.orders):
        by_agency.setdefault(order.agency, []).append(number)
    for person in np.flatnonzero(agency != NOBODY).tolist():
        of_agency = by_agency.get(int(agency[person]), [])
        valid = [
            i
            for i in of_agency
            if institutions.orders[i].valid_from <= day[person] < institutions.orders[i].valid_to
        ]
        options = valid if valid and rng.random() < 0.8 else of_agency
        if options:
            orders[person] = options[int(rng.integers(len(options)))]
    return orders


def _lent_phones(scene: Scene, rng: Rng, ring: Ints, sponsor: Ints, otherwise: Ints) -> Ints:
    """Whose phone a recruit gives: often the sponsor's or the document agent's, else as others do."""
    n = len(ring)
    agent = np.array([scene.rings[r].document_agent for r in ring.tolist()])
    choice = pick_from(rng, ("other", "sponsor", "agent"), n, (0.6, 0.24, 0.16))
    lent = np.where(choice == "sponsor", sponsor, np.where(choice == "agent", agent, otherwise))
    return lent.astype(np.int64)
