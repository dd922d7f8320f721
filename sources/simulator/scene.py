"""Where a world plays and who stands in it before anybody leaves: what every later stage reads."""

from __future__ import annotations

from dataclasses import dataclass, field

from sources.simulator.institutions import Institutions
from sources.simulator.land import Land
from sources.simulator.numbers import Numbering
from sources.simulator.recruiters import Recruiters
from sources.simulator.rings import Ring
from sources.simulator.spec import Spec


@dataclass
class Scene:
    """The land, its institutions and recruiters, and the rings among them; ``lives`` adds the rings."""

    spec: Spec
    land: Land
    institutions: Institutions
    recruiters: Recruiters
    rings: list[Ring] = field(default_factory=list)

    @classmethod
    def of(cls, spec: Spec) -> Scene:
        """The scene of a spec, still without rings."""
        land = Land.of(spec)
        institutions = Institutions.found(spec, land, Numbering(spec.rng("numbers")))
        return cls(spec, land, institutions, Recruiters.honest(spec, land, institutions))

    @property
    def numbering(self) -> Numbering:
        """The one source of numbers that must not be given twice."""
        return self.institutions.numbering
