"""What really happened in a world: the tables that lie beside the feeds and that no service may read."""

from __future__ import annotations

import numpy as np
import pandas as pd

from records.contract import FEED_BY_NAME
from sources.simulator import clock
from sources.simulator.chance import NOBODY, Texts
from sources.simulator.recruiters import Recruiters
from sources.simulator.rings import Ring
from sources.simulator.scene import Scene

PERSON_FEEDS = (
    "registrations",
    "passports",
    "departures",
    "interceptions",
    "complaints",
    "case_outcomes",
    "returns",
)
"""The feeds whose rows are each about one person."""


def person_ids(people: pd.DataFrame) -> Texts:
    """The id of each person; it stands in no feed."""
    return _ids("P", len(people), 7)


def recruiter_ids(recruiters: Recruiters) -> Texts:
    """The id of each recruiter; it stands in no feed."""
    return _ids("R", len(recruiters.everyone), 5)


def ring_ids(rings: list[Ring]) -> Texts:
    """The id of each ring, and an empty text for none."""
    return np.append(_ids("RING", len(rings), 4), "")


def records_table(people: pd.DataFrame, feeds: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Whose each record is: feed, key (``CASE/SEQ`` where two fields make it) and person."""
    ids = person_ids(people)
    tables = []
    for name in PERSON_FEEDS:
        frame = feeds[name]
        about = frame[frame["_person"] != NOBODY]
        first, *others = FEED_BY_NAME[name].key
        key = about[first].astype(str)
        for field in others:
            key = key + "/" + about[field].astype(str)
        tables.append(pd.DataFrame({"feed": name, "key": key, "person_id": ids[about["_person"].to_numpy()]}))
    return pd.concat(tables, ignore_index=True).drop_duplicates(["feed", "key"], ignore_index=True)


def people_table(scene: Scene, people: pd.DataFrame, feeds: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Everybody of whom a feed knows something, with what was done to them and what they meant to do."""
    spec, recruiters, rings = scene.spec, scene.recruiters, scene.rings
    seen = pd.concat([feeds[name][["_person", "_at"]] for name in PERSON_FEEDS])
    first = seen[seen["_person"] != NOBODY].groupby("_person")["_at"].min().reindex(range(len(people)))
    leaves = people["leaves"].to_numpy(dtype=float)
    modus = np.array([ring.modus.name for ring in rings] + [""], dtype=object)
    happened = people["departed"].to_numpy(dtype=float) < spec.days
    table = pd.DataFrame(
        {
            "person_id": person_ids(people),
            "first_at": clock.moments(spec.start, first.to_numpy(dtype=float)),
            "intended_departure": clock.moments(spec.start, leaves),
            "departed_at": clock.moments(spec.start, np.where(happened, people["departed"], np.nan)),
            "tppo": people["tppo"].astype(int),
            "non_procedural": people["non_procedural"].astype(int),
            "minor": ((leaves - people["birth"]) / 365.25 < 18).astype(int),
            "ring_id": ring_ids(rings)[people["ring"].to_numpy()],
            "recruiter_id": np.append(recruiter_ids(recruiters), "")[people["recruiter"].to_numpy()],
            "kind": people["kind"],
            "modus": modus[people["ring"].to_numpy()],
            "sex": np.where(people["woman"], "P", "L"),
            "region": people["regency"].str[:2],
            "regency": people["regency"],
            "country": people["country"],
            "name": people["name"],
            "nik": people["nik"],
            "birth_date": clock.dates(spec.start, people["birth"].to_numpy(dtype=float)),
            "phone": people["phone"],
        }
    )
    return table[first.notna().to_numpy()].reset_index(drop=True)


def links_table(recruiters: Recruiters, links: pd.DataFrame) -> pd.DataFrame:
    """Which recruiter each link is about."""
    about = recruiter_ids(recruiters)[links["_recruiter"].to_numpy(dtype=int)]
    table = pd.DataFrame({"link_id": links["link_id"], "recruiter_id": about})
    return table.drop_duplicates("link_id", ignore_index=True)


def recruiters_table(scene: Scene) -> pd.DataFrame:
    """All recruiters: of which ring (empty for the honest), and every phone and account they ever had."""
    everyone = scene.recruiters.everyone
    return pd.DataFrame(
        {
            "recruiter_id": recruiter_ids(scene.recruiters),
            "ring_id": ring_ids(scene.rings)[[r.ring for r in everyone]],
            "kind": [r.kind for r in everyone],
            "role": [r.role for r in everyone],
            "name": [r.name for r in everyone],
            "nik": [r.nik for r in everyone],
            "regency": [r.regency for r in everyone],
            "phones": [";".join(number for _, number in r.phones) for r in everyone],
            "accounts": [";".join(number for _, number in r.accounts) for r in everyone],
        }
    )


def rings_table(scene: Scene, people: pd.DataFrame) -> pd.DataFrame:
    """The rings, one row for each agency that a ring used (``license_no``, empty where it used none)."""
    ring_of = people["ring"].to_numpy()
    count = len(scene.rings)
    recruits = np.bincount(ring_of[ring_of != NOBODY], minlength=count)
    victims = np.bincount(ring_of[(ring_of != NOBODY) & people["tppo"].to_numpy()], minlength=count)
    ids = ring_ids(scene.rings)
    licences = np.array([agency.license_no for agency in scene.institutions.agencies] + [""], dtype=object)
    return pd.DataFrame(
        {
            "ring_id": ids[ring.number],
            "license_no": licences[agency],
            "modus": ring.modus.name,
            "recruits": recruits[ring.number],
            "victims": victims[ring.number],
            "members": len(ring.members),
            "cases_on": ";".join(clock.dates(scene.spec.start, np.array(ring.cases, dtype=float))),
        }
        for ring in scene.rings
        for agency in _fronts(ring)
    )


def _fronts(ring: Ring) -> list[int]:
    """The agencies through which a ring sent someone, in order; NOBODY alone where there is none."""
    used = {recruit.agency for recruit in ring.recruits}
    return list(dict.fromkeys(f.agency for f in ring.fronts if f.agency in used - {NOBODY})) or [NOBODY]


def _ids(prefix: str, n: int, digits: int) -> Texts:
    return np.array([f"{prefix}{i:0{digits}d}" for i in range(1, n + 1)], dtype=object)
