"""All the people of a world: workers, travellers, those who go alone, and the recruits of rings."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sources.simulator.chance import NOBODY
from sources.simulator.people import settle
from sources.simulator.recruits import recruits
from sources.simulator.scene import Scene
from sources.simulator.solo import solos
from sources.simulator.travellers import travellers
from sources.simulator.workers import workers

WORKER_SHARE, SOLO_SHARE, MOST_RECRUITS = 0.5, 0.07, 0.12


def populate(scene: Scene) -> pd.DataFrame:
    """Exactly ``spec.people`` people, in the order in which their plans begin, with all that is true."""
    everyone = scene.spec.people
    recruited = recruits(scene, int(everyone * MOST_RECRUITS))
    lawful, alone = round(everyone * WORKER_SHARE), round(everyone * SOLO_SHARE)
    others = everyone - lawful - alone - len(recruited)
    tables = [workers(scene, lawful), solos(scene, alone), recruited, travellers(scene, others)]
    together = pd.concat(_with_own_parties(tables), ignore_index=True)
    in_order = together.sort_values("first", kind="stable", ignore_index=True)
    return settle(scene, in_order)


def _with_own_parties(tables: list[pd.DataFrame]) -> list[pd.DataFrame]:
    """Number the travel parties through, so that no two tables share one."""
    apart: list[pd.DataFrame] = []
    taken = 0
    for table in tables:
        keys = table["party"].to_numpy() + 10**8 * (table["ring"].to_numpy() + 1)
        _, numbers = np.unique(keys, return_inverse=True)
        alone = table["party"].to_numpy() == NOBODY
        apart.append(table.assign(party=np.where(alone, NOBODY, numbers + taken)))
        taken += len(table)
    return apart
