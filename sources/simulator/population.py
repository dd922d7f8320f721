"""All the people of a world: workers, travellers, those who go alone, and the recruits of rings."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sources.simulator.chance import NOBODY
from sources.simulator.institutions import Institutions
from sources.simulator.land import Land
from sources.simulator.people import settle
from sources.simulator.recruiters import Recruiters
from sources.simulator.recruits import recruits
from sources.simulator.rings import Ring
from sources.simulator.solo import solos
from sources.simulator.spec import Spec
from sources.simulator.travellers import travellers
from sources.simulator.workers import workers

WORKER_SHARE, SOLO_SHARE, MOST_RECRUITS = 0.5, 0.07, 0.12


def populate(
    spec: Spec, land: Land, institutions: Institutions, recruiters: Recruiters, rings: list[Ring]
) -> pd.DataFrame:
    """Exactly ``spec.people`` people in the order in which their plans begin, with everything that is true of them."""
    recruited = recruits(spec, land, institutions, recruiters, rings, int(spec.people * MOST_RECRUITS))
    lawful, alone = round(spec.people * WORKER_SHARE), round(spec.people * SOLO_SHARE)
    tables = [
        workers(spec, land, institutions, recruiters, lawful),
        solos(spec, land, institutions, recruiters, alone),
        recruited,
        travellers(spec, land, recruiters, spec.people - lawful - alone - len(recruited)),
    ]
    together = pd.concat(_with_own_parties(tables), ignore_index=True)
    in_order = together.sort_values("first", kind="stable", ignore_index=True)
    return settle(spec, land, institutions.numbering, in_order)


def _with_own_parties(tables: list[pd.DataFrame]) -> list[pd.DataFrame]:
    """Number the travel parties through, so that no two tables share one; recruits have parties of their modus."""
    apart: list[pd.DataFrame] = []
    taken = 0
    for table in tables:
        keys = table["party"].to_numpy() + 10**8 * (table["ring"].to_numpy() + 1)
        _, numbers = np.unique(keys, return_inverse=True)
        alone = table["party"].to_numpy() == NOBODY
        apart.append(table.assign(party=np.where(alone, NOBODY, numbers + taken)))
        taken += len(table)
    return apart
