"""The life of a ring, week by week: it recruits, grows, moves, changes its front, falls silent after a case.

1. A ring has one modus, a few sponsors with a home area of their own, and one person each for transport, shelter,
   papers and money. It recruits slowly at first, then faster.
2. Each member changes the phone every five months or so, and the account every eight; the shelter moves too.
3. The more people a ring has sent, the likelier a case: some victims are found, the ring falls silent for months,
   changes every phone, account and address, and its agency loses its licence or is left for another. An agency
   may come back under a new name with the old phone or address. Every fifth ring ends with its case.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sources.simulator.chance import NOBODY, Rng, pick_from
from sources.simulator.institutions import CAPITAL_REGENCIES, Institutions, address
from sources.simulator.land import Land
from sources.simulator.modi import MODI, Modus
from sources.simulator.recruiters import Recruiters
from sources.simulator.spec import Spec

RING_SHARE = 0.06
"""Share of a world's people whom rings recruit: more than in life, so that a small world has enough to learn from."""

TYPICAL_SIZE = 20
PHONE_WEEKS, ACCOUNT_WEEKS, SHELTER_WEEKS = 22, 34, 30
NEEDS_FRONT = 0.3
"""A modus whose registrations name the ring's agency at least this often has such an agency; the others have none."""

CASE_HAZARD = 0.0016
"""Chance of a case in a week, for each person sent so far."""


@dataclass
class Front:
    """The agency that a ring uses from one day to another."""

    agency: int
    since: float
    until: float = np.inf


@dataclass
class Recruit:
    """One person recruited by a ring: by whom, when, and what the ring used at that time."""

    ring: int
    day: float
    sponsor: int
    agency: int
    clinic: str


@dataclass
class Ring:
    """A ring, its members (indices of recruiters) and what happened to it."""

    number: int
    modus: Modus
    first_week: int
    pace: float
    regencies: list[str]
    sponsors: list[int]
    transporter: int
    shelter_keeper: int
    document_agent: int
    financier: int
    clinic: str
    guardian: str
    shelters: list[tuple[float, str]]
    fronts: list[Front] = field(default_factory=list)
    cases: list[float] = field(default_factory=list)
    recruits: list[Recruit] = field(default_factory=list)
    quiet_until: int = 0
    ended: float = np.inf

    @property
    def members(self) -> list[int]:
        """All members, sponsors first."""
        return [*self.sponsors, self.transporter, self.shelter_keeper, self.document_agent, self.financier]

    def agency(self, day: float) -> int:
        """The front agency on a day, or NOBODY."""
        return next((f.agency for f in self.fronts if f.since <= day < f.until), NOBODY)

    def shelter(self, day: float) -> str:
        """The address of the shelter on a day."""
        return [where for since, where in self.shelters if since <= day][-1]


def live(spec: Spec, land: Land, institutions: Institutions, recruiters: Recruiters) -> list[Ring]:
    """All rings of a world with their whole lives; their members join ``recruiters``, new fronts ``institutions``."""
    rng = spec.rng("rings")
    count = max(2, round(spec.people * RING_SHARE / TYPICAL_SIZE))
    # The modi are dealt out in proportion, so that even a small world has several of them.
    turn = (np.arange(count) + rng.random()) / count
    dealt = np.searchsorted(np.cumsum([m.share for m in MODI]) / sum(m.share for m in MODI), turn, side="right")
    return [
        _life(spec, land, institutions, recruiters, _form(spec, rng, land, institutions, recruiters, number, MODI[m]))
        for number, m in enumerate(dealt.tolist())
    ]


def _form(
    spec: Spec,
    rng: Rng,
    land: Land,
    institutions: Institutions,
    recruiters: Recruiters,
    number: int,
    modus: Modus,
) -> Ring:
    home = [str(code) for code in land.homes(rng, 3)]
    transit = str(pick_from(rng, CAPITAL_REGENCIES, 1)[0])

    def join(role: str, regency: str) -> int:
        return recruiters.add(rng, "ring", role, regency, ring=number)

    first_week = int(rng.integers(-40, max(1, int(spec.weeks * 0.7))))
    size = float(np.clip(TYPICAL_SIZE * np.exp(0.5 * rng.standard_normal()), 8, 70))
    expected_weeks = max(6.0, 0.75 * (spec.weeks - max(0, first_week)))
    clinics = institutions.clinics[home[0]]
    ring = Ring(
        number=number,
        modus=modus,
        first_week=first_week,
        pace=size / expected_weeks,
        regencies=home,
        sponsors=[join("sponsor", home[i % 3]) for i in range(2 + int(rng.integers(3)))],
        transporter=join("transporter", transit),
        shelter_keeper=join("shelter_keeper", transit),
        document_agent=join("document_agent", home[0]),
        financier=join("financier", transit),
        clinic=clinics[int(rng.integers(len(clinics)))],
        guardian=recruiters.everyone[-1].name,
        shelters=[(-9999.0, address(rng, transit))],
    )
    ring.guardian = recruiters.everyone[ring.sponsors[0]].name
    if modus.front >= NEEDS_FRONT:
        ring.fronts.append(Front(_front(rng, institutions, -100.0), -9999.0))
    return ring


def _life(spec: Spec, land: Land, institutions: Institutions, recruiters: Recruiters, ring: Ring) -> Ring:
    rng = spec.rng(f"ring {ring.number}")
    transit = recruiters.everyone[ring.transporter].regency
    for week in range(max(0, ring.first_week), spec.weeks):
        day = 7.0 * week
        if week < ring.quiet_until:
            continue
        growth = min(1.6, 0.4 + (week - ring.first_week) / 26)
        for _ in range(int(rng.poisson(ring.pace * growth))):
            sponsor = ring.sponsors[int(len(ring.sponsors) * rng.random() ** 1.6)]
            on = day + float(rng.uniform(0, 7))
            ring.recruits.append(Recruit(ring.number, on, sponsor, ring.agency(on), ring.clinic))
        for member in ring.members:
            if rng.random() < 1 / PHONE_WEEKS:
                _new_phone(recruiters, member, day)
            if rng.random() < 1 / ACCOUNT_WEEKS:
                _new_account(recruiters, member, day)
        if rng.random() < 1 / SHELTER_WEEKS:
            ring.shelters.append((day, address(rng, transit)))
        if rng.random() < CASE_HAZARD * ring.modus.noticed * len(ring.recruits):
            _case(rng, land, institutions, recruiters, ring, day + float(rng.uniform(0, 7)))
            if rng.random() < 0.2:
                ring.ended = day
                break
            ring.quiet_until = week + int(rng.integers(7, 22))
    return ring


def _case(
    rng: Rng, land: Land, institutions: Institutions, recruiters: Recruiters, ring: Ring, day: float
) -> None:
    """A case is opened: everything by which the ring is known changes."""
    ring.cases.append(day)
    for member in ring.members:
        if rng.random() < 0.85:
            _new_phone(recruiters, member, day)
        if rng.random() < 0.7:
            _new_account(recruiters, member, day)
    ring.shelters.append((day, address(rng, recruiters.everyone[ring.transporter].regency)))
    if ring.fronts and ring.fronts[-1].agency != NOBODY:
        former = ring.fronts[-1].agency
        ring.fronts[-1].until = day
        if rng.random() < 0.6:
            status = "revoked" if rng.random() < 0.4 else "suspended"
            institutions.agencies[former].changes.append((day + float(rng.uniform(10, 60)), status))
        ring.fronts.append(Front(_next_front(rng, land, institutions, former, day), day + 1))


def _next_front(rng: Rng, land: Land, institutions: Institutions, former: int, day: float) -> int:
    if rng.random() < 0.4:
        founded = institutions.license(rng, land, day + float(rng.uniform(10, 40)), former)
        countries = sorted({o.country for o in institutions.orders if o.agency == former})
        for country in countries:
            institutions.open_orders(rng, founded, country, day - 60, day + 400)
        return founded
    return _front(rng, institutions, day)


def _front(rng: Rng, institutions: Institutions, day: float) -> int:
    """A licensed agency that lets itself be used; small ones are likelier to."""
    open_ = [i for i, agency in enumerate(institutions.agencies) if agency.known < day and agency.closed() > day + 30]
    if not open_:
        return NOBODY
    return int(pick_from(rng, open_, 1, [1 / (0.3 + institutions.agencies[i].size) for i in open_])[0])


def _new_phone(recruiters: Recruiters, member: int, day: float) -> None:
    recruiters.everyone[member].phones.append((day, str(recruiters.numbering.phones(1)[0])))


def _new_account(recruiters: Recruiters, member: int, day: float) -> None:
    recruiters.everyone[member].accounts.append((day, str(recruiters.numbering.accounts(1)[0])))
