"""Where a world lies: its regencies and villages, where others come from, the ports they leave by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from records import areas
from sources.simulator.chance import Bools, Rng, Texts, chance, pick_from
from sources.simulator.rates import ORIGIN_ELSEWHERE, ORIGINS
from sources.simulator.spec import Spec

FROM_ELSEWHERE = 0.07
"""Share of the people whose home is in a province that the world does not centre on."""

ISLAND_PORTS: tuple[tuple[str, dict[str, float]], ...] = (
    ("1", {"KNO": 3, "PKU": 1, "CGK": 4, "BTH-FERRY": 2, "DUM-FERRY": 1, "TPI-FERRY": 1, "BTH": 1}),
    ("2", {"BTH-FERRY": 6, "TPI-FERRY": 2, "CGK": 2, "BTH": 1}),
    ("3", {"CGK": 7, "SUB": 3, "YIA": 1, "KJT": 1, "BTH-FERRY": 1}),
    ("5", {"CGK": 3, "DPS": 3, "LOP": 2, "SUB": 2, "BTH-FERRY": 1}),
    ("6", {"ENTIKONG": 3, "NUNUKAN-FERRY": 2, "CGK": 3, "PNK": 1, "ARUK": 1}),
    ("7", {"CGK": 3, "UPG": 3, "NUNUKAN-FERRY": 2, "SUB": 1}),
    ("8", {"CGK": 4, "UPG": 2, "DPS": 1}),
    ("9", {"CGK": 4, "UPG": 2, "DPS": 1}),
)
"""Usual ports of exit by the first digit of the home's code."""

FERRY_COUNTRIES = frozenset({"MYS", "SGP", "BRN"})
CARRIERS = {
    "air": ("QZ", "JT", "GA", "SQ", "SV", "CX", "TR"),
    "sea": ("Majestic", "Sindo", "Dumai Line"),
    "road": ("DAMRI",),
}


@dataclass(frozen=True)
class Land:
    """The regencies of the world with their weights, and those of other provinces that people come from."""

    regencies: tuple[str, ...]
    weights: tuple[float, ...]
    outside: tuple[str, ...]
    outside_weights: tuple[float, ...]

    @classmethod
    def of(cls, spec: Spec) -> Land:
        """The land of a spec: regencies weigh as many villages as they have, provinces as many migrants."""
        inside = [regency for code in spec.provinces for regency in areas.children(code)]
        others = [
            regency
            for code in areas.children()
            if code not in spec.provinces and code in ORIGINS.values
            for regency in areas.children(code)
        ]
        return cls(tuple(inside), _weights(inside), tuple(others), _weights(others))

    def homes(self, rng: Rng, n: int) -> Texts:
        """The home regency of each of ``n`` people."""
        home = pick_from(rng, self.regencies, n, self.weights)
        away = chance(rng, FROM_ELSEWHERE, n)
        home[away] = pick_from(rng, self.outside, int(away.sum()), self.outside_weights)
        return home

    def villages(self, rng: Rng, regencies: Texts) -> Texts:
        """A village in each regency."""
        village = np.full(len(regencies), "", dtype=object)
        for regency in sorted(set(regencies)):
            here = np.flatnonzero(regencies == regency)
            village[here] = pick_from(rng, areas.villages(regency), len(here))
        return village

    def ports(self, rng: Rng, regencies: Texts, countries: Texts) -> Texts:
        """A usual port of exit for each person; ferries and land posts serve the neighbours only."""
        usual = dict(ISLAND_PORTS)
        port = np.full(len(regencies), "", dtype=object)
        firsts = np.array([code[0] for code in regencies], dtype=object)
        near = np.isin(countries, list(FERRY_COUNTRIES))
        for first in sorted(set(firsts)):
            for neighbour in (False, True):
                here = np.flatnonzero((firsts == first) & (near == neighbour))
                options = {p: w for p, w in usual[first].items() if neighbour or way(p) == "air"}
                port[here] = pick_from(rng, list(options), len(here), list(options.values()))
        return port


def way(port: str) -> str:
    """How one leaves by a port: ``air``, ``sea`` or ``road``."""
    if port.endswith("-FERRY"):
        return "sea"
    return "road" if port in {"ENTIKONG", "ARUK", "MOTAAIN"} else "air"


def carriers(rng: Rng, ports: Texts) -> Texts:
    """A carrier for each exit."""
    turns = rng.random(len(ports))
    return np.array(
        [CARRIERS[w][int(t * len(CARRIERS[w]))] for w, t in zip(map(way, ports), turns, strict=True)],
        dtype=object,
    )


def elsewhere(rng: Rng, regencies: Texts, offices: tuple[str, ...], away: Bools) -> Texts:
    """The regencies, but one of ``offices`` where someone goes away for it."""
    other = pick_from(rng, offices, len(regencies))
    return np.where(away, other, regencies)


def _weights(regencies: list[str]) -> tuple[float, ...]:
    """Migrants of the province, shared among its regencies by their number of villages."""
    villages = {code: len(areas.villages(code)) for code in regencies}
    total: dict[str, int] = {}
    for code, count in villages.items():
        total[code[:2]] = total.get(code[:2], 0) + count
    return tuple(
        ORIGINS.values.get(code[:2], ORIGIN_ELSEWHERE) * count / total[code[:2]]
        for code, count in villages.items()
    )
