"""Everybody who brings people on their way: field officers, sponsors, officials, members of rings.

Most of them are honest, and the busiest of all are: a village officer, a clinic, an agency's hotline and the
helper at an LTSA lend their phones to hundreds. Many clients are no sign of anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from records import areas
from sources.simulator import names
from sources.simulator.chance import NOBODY, Floats, Ints, Rng, Texts
from sources.simulator.institutions import Institutions
from sources.simulator.land import Land
from sources.simulator.numbers import Numbering
from sources.simulator.spec import Spec

HUB_SHARES = {"village_officer": 0.12, "ltsa_helper": 0.06, "clinic": 0.04}
"""Which share of a regency's applicants writes down the phone of that hub instead of their own."""

BUSIEST_HUB = 0.3
"""The share that the village officer of the largest regency serves."""


@dataclass
class Recruiter:
    """One person or desk that brings others; phones and accounts change: (from which day, number)."""

    kind: str
    role: str
    name: str
    nik: str
    regency: str
    ring: int = NOBODY
    agency: int = NOBODY
    busy: float = 1.0
    phones: list[tuple[float, str]] = field(default_factory=list)
    accounts: list[tuple[float, str]] = field(default_factory=list)

    def phone(self, day: float) -> str:
        """The phone in use on a day; empty where none is known."""
        return _on(self.phones, day)

    def account(self, day: float) -> str:
        """The bank account in use on a day; empty where none is known."""
        return _on(self.accounts, day)


def _on(dated: list[tuple[float, str]], day: float) -> str:
    value = dated[0][1] if dated else ""
    for since, number in dated:
        if since <= day:
            value = number
    return value


@dataclass
class Recruiters:
    """All of them, found by their index; ``by_kind`` and place give those who may serve someone."""

    everyone: list[Recruiter]
    numbering: Numbering
    spec: Spec

    @classmethod
    def honest(cls, spec: Spec, land: Land, institutions: Institutions) -> Recruiters:
        """Those whom a world has before any ring is formed."""
        rng = spec.rng("recruiters")
        made = cls([], institutions.numbering, spec)
        for number, agency in enumerate(institutions.agencies):
            for _ in range(1 + int(rng.poisson(min(6.0, 1.5 * agency.size)))):
                made.add(rng, "field_officer", "field_officer", str(land.homes(rng, 1)[0]), agency=number)
            made.add(rng, "hotline", "field_officer", agency.regency, agency=number, phone=agency.phone)
        for _ in range(max(6, spec.people // 90)):
            made.add(rng, "village_sponsor", "sponsor", str(land.homes(rng, 1)[0]))
        for _ in range(max(3, spec.people // 220)):
            made.add(rng, "freelance", "transporter", str(land.homes(rng, 1)[0]))
        for regency in land.regencies:
            made.add(rng, "village_officer", "guarantor", regency)
            made.add(rng, "clinic", "guarantor", regency)
            made.add(rng, "travel_agent", "document_agent", regency)
        for office in institutions.offices:
            made.add(rng, "ltsa_helper", "guarantor", office.regency)
        for _ in range(max(1, spec.people // 2500)):
            made.add(rng, "cooperative", "financier", str(land.homes(rng, 1)[0]))
        return made

    def add(
        self,
        rng: Rng,
        kind: str,
        role: str,
        regency: str,
        *,
        agency: int = NOBODY,
        ring: int = NOBODY,
        phone: str | None = None,
    ) -> int:
        """One more; gives the index."""
        woman = np.array([rng.random() < 0.35])
        home = np.array([regency[:2]], dtype=object)
        birth = np.array([-365.25 * rng.uniform(24, 58)])
        districts = areas.children(regency)
        district = np.array([districts[int(rng.integers(len(districts)))]], dtype=object)
        phones = [(-9999.0, phone or str(self.numbering.phones(1)[0]))]
        if ring == NOBODY and phone is None and rng.random() < 0.15:  # honest people lose their phones too
            phones.append((float(rng.uniform(0, self.spec.days)), str(self.numbering.phones(1)[0])))
        has_account = kind not in {"ltsa_helper", "clinic", "village_officer"}
        self.everyone.append(
            Recruiter(
                kind=kind,
                role=role,
                name=str(names.compose(rng, home, woman)[0]),
                nik=str(self.numbering.niks(district, np.floor(birth), woman, self.spec.start)[0]),
                regency=regency,
                ring=ring,
                agency=agency,
                busy=float(np.exp(1.1 * rng.standard_normal())),
                phones=phones,
                accounts=[(-9999.0, str(self.numbering.accounts(1)[0]))] if has_account else [],
            )
        )
        return len(self.everyone) - 1

    def of_kind(self, *kinds: str) -> list[int]:
        """The indices of all of some kinds."""
        return [i for i, recruiter in enumerate(self.everyone) if recruiter.kind in kinds]

    def serving(self, rng: Rng, kind: str, regencies: Texts) -> Ints:
        """Someone of a kind for each person: of the home regency if there is one there, or else of any."""
        members = self.of_kind(kind)
        busy = {i: self.everyone[i].busy for i in members}
        local: dict[str, list[int]] = {}
        for i in members:
            local.setdefault(self.everyone[i].regency, []).append(i)
        served = np.full(len(regencies), NOBODY, dtype=np.int64)
        for regency in sorted(set(regencies)):
            here = np.flatnonzero(regencies == regency)
            served[here] = _draw(rng, local.get(regency, members), busy, len(here))
        return served

    def of_agency(self, rng: Rng, kind: str, agencies: Ints) -> Ints:
        """Someone of a kind who works for each person's agency, or NOBODY."""
        working: dict[int, list[int]] = {}
        for i in self.of_kind(kind):
            working.setdefault(self.everyone[i].agency, []).append(i)
        busy = {i: recruiter.busy for i, recruiter in enumerate(self.everyone)}
        served = np.full(len(agencies), NOBODY, dtype=np.int64)
        for agency in sorted(set(agencies.tolist()) & set(working)):
            here = np.flatnonzero(agencies == agency)
            served[here] = _draw(rng, working[agency], busy, len(here))
        return served

    def phones(self, who: Ints, days: Floats) -> Texts:
        """The phone of each recruiter on each day; empty where there is nobody."""
        return np.array(
            [
                self.everyone[w].phone(d) if w != NOBODY else ""
                for w, d in zip(who.tolist(), days, strict=True)
            ],
            dtype=object,
        )

    def names(self, who: Ints) -> Texts:
        """The name of each recruiter; empty where there is nobody."""
        return np.array([self.everyone[w].name if w != NOBODY else "" for w in who.tolist()], dtype=object)


def _draw(rng: Rng, options: list[int], busy: dict[int, float], n: int) -> Ints:
    weights = np.cumsum([busy[i] for i in options])
    numbers = np.searchsorted(weights / weights[-1], rng.random(n), side="right")
    return np.array(options, dtype=np.int64)[np.minimum(numbers, len(options) - 1)]
