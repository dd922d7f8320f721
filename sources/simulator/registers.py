"""The feeds about institutions: LTSA offices, agencies and job orders."""

from __future__ import annotations

import numpy as np
import pandas as pd

from records import areas
from sources.simulator import clock
from sources.simulator.chance import NOBODY, Floats, lag, pick
from sources.simulator.frames import rows
from sources.simulator.institutions import DESKS, employer
from sources.simulator.scene import Scene
from sources.simulator.workers import POSITIONS

KNOWN_BEFORE = 20.0
"""Offices, agencies and orders that are older than the world are on record some weeks before it begins."""


def ltsa_offices(scene: Scene) -> pd.DataFrame:
    """The offices with their desks; now and then a desk closes or opens, which is a correction."""
    spec, institutions = scene.spec, scene.institutions
    rng = spec.rng("offices")
    frames = []
    for change in range(2):
        chosen = [o for o in institutions.offices if change == 0 or rng.random() < 0.2]
        at = (
            np.full(len(chosen), -KNOWN_BEFORE)
            if change == 0
            else rng.uniform(0.1, 1, len(chosen)) * spec.days
        )
        flip = [DESKS[1 + int(rng.integers(len(DESKS) - 1))] if change else "" for _ in chosen]
        cells = {
            f"has_{desk}": [
                str((desk in o.desks) != (desk == f)).lower() for o, f in zip(chosen, flip, strict=True)
            ]
            for desk in DESKS
        }
        known = rows(
            "ltsa_offices",
            at,
            office_code=[o.code for o in chosen],
            name=[f"LTSA {areas.short_name(o.regency)}" for o in chosen],
            regency_code=[o.regency for o in chosen],
            opened_on=clock.dates(spec.start, np.array([o.opened for o in chosen])),
        )
        frames.append(known.assign(**cells))
    return pd.concat(frames, ignore_index=True)


def agencies(scene: Scene) -> pd.DataFrame:
    """The agencies, each with a row for every change of its status."""
    spec, institutions = scene.spec, scene.institutions
    rng = spec.rng("agencies")
    told = [
        (agency, at, status, changed)
        for agency in institutions.agencies
        for at, status, changed in [
            (max(agency.known, -KNOWN_BEFORE) if agency.known < 0 else agency.known, "active", np.nan),
            *((day + float(rng.exponential(6)), status, day) for day, status in sorted(agency.changes)),
        ]
    ]
    who = [agency for agency, *_ in told]
    return rows(
        "agencies",
        np.array([at for _, at, _, _ in told]),
        license_no=[a.license_no for a in who],
        name=[a.name for a in who],
        address=[a.address for a in who],
        regency_code=[a.regency for a in who],
        phone=[a.phone for a in who],
        license_from=clock.dates(spec.start, np.array([a.licensed for a in who])),
        license_to=clock.dates(spec.start, np.array([a.expires for a in who])),
        status=[status for _, _, status, _ in told],
        status_changed_on=clock.dates(spec.start, np.array([changed for *_, changed in told])),
    )


def job_orders(scene: Scene, people: pd.DataFrame) -> pd.DataFrame:
    """The job orders, with a quota that lawful placements keep to and rings do not always."""
    spec, institutions = scene.spec, scene.institutions
    rng = spec.rng("orders")
    orders = institutions.orders
    lawful = (people["kind"] == "worker").to_numpy() & (people["order"] != NOBODY).to_numpy()
    used = np.bincount(people["order"].to_numpy()[lawful], minlength=len(orders))
    quota = np.ceil(np.maximum(5, used * rng.uniform(0.97, 2.0, len(orders))) / 5).astype(int) * 5
    start: Floats = np.array([o.valid_from for o in orders])
    trade = [POSITIONS.get((o.country, o.number[-1] in "02468")) or POSITIONS["MYS", True] for o in orders]
    at = np.where(start < 0, np.minimum(start, -1.0), start) - lag(rng, 1.5, len(orders), late=0.0)
    return rows(
        "job_orders",
        np.maximum(at, -400.0),
        job_order_no=[o.number for o in orders],
        license_no=[institutions.agencies[o.agency].license_no for o in orders],
        employer_name=[employer(i) for i in range(len(orders))],
        country=[o.country for o in orders],
        position=[pick(rng, weights, 1)[0] for weights in trade],
        quota=[str(q) for q in quota.tolist()],
        valid_from=clock.dates(spec.start, start),
        valid_to=clock.dates(spec.start, np.array([o.valid_to for o in orders])),
    )
