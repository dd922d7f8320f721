"""The offices, agencies, job orders and clinics of a world; all honest until a ring makes use of one."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from records import areas
from sources.simulator.chance import NOBODY, Floats, Ints, Rng, Texts, pick_from
from sources.simulator.land import Land
from sources.simulator.numbers import Numbering
from sources.simulator.rates import AGENCIES, DESTINATIONS
from sources.simulator.spec import Spec

CAPITAL_REGENCIES = ("3171", "3172", "3174", "3175", "3216", "3275", "3578", "3515", "3374")
"""Where most agencies have their seat, and where passports are made for people from far away."""

PEOPLE_FOR_AN_AGENCY = 150
"""Fewer than the nation's 650: the people of a province go to agencies all over the country."""

STREETS = (
    "Melati",
    "Mawar",
    "Kenanga",
    "Cempaka",
    "Anggrek",
    "Pahlawan",
    "Merdeka",
    "Diponegoro",
    "Veteran",
    "Gatot Subroto",
)
WORDS = (
    "Mitra",
    "Karya",
    "Berkat",
    "Sinar",
    "Bina",
    "Cahaya",
    "Putra",
    "Duta",
    "Sentosa",
    "Mandiri",
    "Abadi",
    "Makmur",
)
EMPLOYERS = (
    "Formosa",
    "Pacific",
    "Golden",
    "Harmony",
    "Evergreen",
    "Orient",
    "Sunrise",
    "Crescent",
    "Unity",
    "Jade",
)
TRADES = ("Household", "Industries", "Care Services", "Plantations", "Marine", "Hospitality", "Construction")
DESKS = (
    "manpower",
    "complaints",
    "banking",
    "immigration",
    "clinic",
    "civil_registry",
    "police",
    "bpjs",
    "mrc",
)
DESK_SHARES = (1.0, 0.6, 0.55, 0.6, 0.7, 0.75, 0.7, 0.8, 0.3)


@dataclass
class Office:
    """A one-stop office (LTSA) and the desks that work in it."""

    code: str
    regency: str
    opened: float
    desks: frozenset[str]


@dataclass
class Agency:
    """A licensed agency (P3MI); ``changes`` are the days on which its status changed, and to what."""

    license_no: str
    name: str
    address: str
    regency: str
    phone: str
    licensed: float
    expires: float
    known: float
    size: float
    changes: list[tuple[float, str]] = field(default_factory=list)

    def closed(self) -> float:
        """The day from which it may not recruit any more."""
        return min([self.expires, *(day for day, status in self.changes if status != "active")])


@dataclass
class Order:
    """A job order (SIP2MI) of one agency for one country."""

    number: str
    agency: int
    country: str
    valid_from: float
    valid_to: float


@dataclass
class Institutions:
    """Everything that stands in a world before its people come."""

    offices: list[Office]
    agencies: list[Agency]
    orders: list[Order]
    clinics: dict[str, tuple[str, ...]]
    numbering: Numbering

    @classmethod
    def found(cls, spec: Spec, land: Land, numbering: Numbering) -> Institutions:
        """The institutions of a spec."""
        rng = spec.rng("institutions")
        everywhere = (*land.regencies, *land.outside)
        made = cls(_offices(rng, land.regencies), [], [], _clinics(rng, everywhere), numbering)
        count = int(np.clip(spec.people / PEOPLE_FOR_AN_AGENCY, 6, AGENCIES.values["P3MI"]))
        countries = list(DESTINATIONS.values)
        for number in range(count):
            known = -float(rng.uniform(20, 900))
            agency = made.license(rng, land, known)
            # every country is served by someone; most agencies serve two or three, by demand
            served = {countries[number % len(countries)]}
            served |= set(pick_from(rng, countries, 2, list(DESTINATIONS.values.values())))
            for country in sorted(served):
                made.open_orders(rng, agency, country, -300.0, float(spec.days))
            if rng.random() < 0.12:
                made.agencies[agency].changes.append((float(rng.uniform(0.1, 1) * spec.days), "suspended"))
        return made

    def license(self, rng: Rng, land: Land, known: float, former: int = NOBODY) -> int:
        """A new agency, known from a day on; one that follows a ``former`` keeps its phone or address."""
        number = len(self.agencies)
        first, second, third = pick_from(rng, WORDS, 3)
        local = rng.random() < 0.5
        regency = str(pick_from(rng, land.regencies if local else CAPITAL_REGENCIES, 1)[0])
        agency = Agency(
            license_no=f"SIP3MI-{100 + (number * 37) % 900}/{2015 + number % 9}-{number:03d}",
            name=f"PT {first} {second} {third}" if second != third else f"PT {first} {second}",
            address=address(rng, regency),
            regency=regency,
            phone=str(self.numbering.phones(1)[0]),
            licensed=known - float(rng.uniform(30, 800)) if former == NOBODY else known - 5,
            expires=float(rng.uniform(500, 2000)),
            known=known,
            size=float(np.exp(0.8 * rng.standard_normal())) if former == NOBODY else 0.5,
        )
        if former != NOBODY:
            old = self.agencies[former]
            keeps_phone = rng.random() < 0.6
            agency.phone = old.phone if keeps_phone else agency.phone
            if not keeps_phone or rng.random() < 0.3:
                agency.address, agency.regency = old.address, old.regency
        self.agencies.append(agency)
        return number

    def open_orders(self, rng: Rng, agency: int, country: str, first: float, last: float) -> None:
        """Job orders of an agency for a country, one after the other, each for about a year."""
        day = first + float(rng.uniform(0, 100))
        while day < last:
            length = float(rng.uniform(300, 420))
            self.orders.append(Order(f"JO{len(self.orders):05d}", agency, country, day, day + length))
            day += length - float(rng.uniform(0, 20))

    def assign(self, rng: Rng, countries: Texts, days: Floats) -> Ints:
        """A job order that is valid on the day for each worker, or NOBODY where there is none."""
        assigned = np.full(len(countries), NOBODY, dtype=np.int64)
        weeks = (days // 7).astype(int)
        closed = np.array([self.agencies[o.agency].closed() for o in self.orders])
        start, end = (
            np.array([o.valid_from for o in self.orders]),
            np.array([o.valid_to for o in self.orders]),
        )
        size = np.array([self.agencies[o.agency].size for o in self.orders])
        served = np.array([o.country for o in self.orders], dtype=object)
        for country in sorted(set(countries)):
            for week in sorted(set(weeks[countries == country])):
                here = np.flatnonzero((countries == country) & (weeks == week))
                day = 7.0 * week
                valid = np.flatnonzero((served == country) & (start <= day) & (np.minimum(end, closed) > day))
                if len(valid):
                    assigned[here] = pick_from(rng, valid.tolist(), len(here), size[valid].tolist()).astype(
                        int
                    )
        return assigned

    def office_of(self, rng: Rng, regencies: Texts) -> Texts:
        """The office each person goes to: that of the home regency, or else a fixed one elsewhere."""
        codes = {office.regency: office.code for office in self.offices}
        fallback = {r: self.offices[int(r) % len(self.offices)].code for r in sorted(set(regencies))}
        wanders = rng.random(len(regencies)) < 0.03
        anywhere = pick_from(rng, [office.code for office in self.offices], len(regencies))
        usual = np.array([codes.get(r, fallback[r]) for r in regencies], dtype=object)
        return np.where(wanders, anywhere, usual)


def address(rng: Rng, regency: str) -> str:
    """A made-up address in a regency."""
    street = STREETS[int(rng.integers(len(STREETS)))]
    return f"Jl. {street} {int(rng.integers(1, 250))}, {areas.short_name(regency)}"


def employer(number: int) -> str:
    """A made-up employer for the order of this number."""
    return f"{EMPLOYERS[number % len(EMPLOYERS)]} {TRADES[(number // 3) % len(TRADES)]} {number:04d}"


def _offices(rng: Rng, regencies: tuple[str, ...]) -> list[Office]:
    chosen = [regency for regency in regencies if rng.random() < 0.7] or [regencies[0]]
    return [
        Office(
            f"LTSA-{regency}",
            regency,
            -float(rng.uniform(200, 2500)),
            frozenset(desk for desk, share in zip(DESKS, DESK_SHARES, strict=True) if rng.random() < share),
        )
        for regency in chosen
    ]


def _clinics(rng: Rng, regencies: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {
        regency: tuple(
            f"Klinik {WORDS[int(rng.integers(len(WORDS)))]} {areas.short_name(regency)} {number}"
            for number in range(1, 2 + int(rng.integers(3)))
        )
        for regency in regencies
    }
