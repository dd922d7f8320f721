"""What a ring is: its modus, its members, and what it uses from one day to another."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sources.simulator.chance import NOBODY
from sources.simulator.modi import Modus


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
