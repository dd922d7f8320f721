"""Relive the past week by week: everything as it was known on each day, written down for scoring.

The files and their columns are those that a scorer of simulated worlds reads; every time is 00:00 WIB of the
day, and ``refs`` are ``feed:key`` of the rows behind a person, a network or an agency.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from detection.agencies import rank_agencies
from detection.history import History
from detection.material import Material
from detection.networks import rank_networks
from detection.ranking import score, select
from features.compute import Snapshot
from records.days import instant, weeks

RETRAIN_EVERY = timedelta(days=28)
"""How often a replay trains anew; identities, ties and features are of each day."""

ENTITY_FEEDS = ("registrations", "passports", "complaints", "interceptions", "case_outcomes")
NETWORKS = 30


@dataclass
class Written:
    """The tables of a replay, a list of frames each."""

    alerts: list[pd.DataFrame] = field(default_factory=list)
    scores: list[pd.DataFrame] = field(default_factory=list)
    networks: list[pd.DataFrame] = field(default_factory=list)
    entities: list[pd.DataFrame] = field(default_factory=list)
    recruiters: list[pd.DataFrame] = field(default_factory=list)
    agencies: list[pd.DataFrame] = field(default_factory=list)

    def save(self, folder: Path) -> None:
        """One CSV a table."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, frames in vars(self).items():
            if frames:
                pd.concat(frames).to_csv(folder / f"{name}.csv", index=False)


def replay(
    material: Material,
    first: date,
    last: date,
    every: timedelta,
    capacity: int,
    seed: int,
    threads: int,
    tell: Callable[[str], None] | None = None,
) -> Written:
    """Detect on every day from ``first`` to ``last``; nobody is alerted twice."""
    history = History(material.lake, material.rows, seed, threads, tell)
    written, alerted = Written(), set[str]()
    days = weeks(first, last, every)
    risk, trained = None, None
    for day in days:
        if risk is None or trained is None or day - trained >= RETRAIN_EVERY:
            risk, trained = history.risk(day), day
        now = history.snapshot(day)
        known = history.known(day)
        # Networks and agencies, told on the last day, also look at those who have left.
        scores = score(now.matrix if day == days[-1] else now.open, risk)
        refs = person_refs(material, now)
        already = {str(person) for person, rows in refs.items() if alerted.intersection(rows)}
        chosen = select(scores, now, already, capacity)
        for person in chosen.index:
            alerted.update(refs[person])
        at = instant(day).isoformat()
        joined = refs.map(";".join)
        written.alerts.append(
            pd.DataFrame(
                {
                    "as_of": at,
                    "rank": chosen["rank"],
                    "refs": joined.reindex(chosen.index),
                    "probability": chosen["p_tppo"],
                }
            )
        )
        still_open = scores.loc[now.open.index]
        written.scores.append(
            pd.DataFrame(
                {
                    "as_of": at,
                    "refs": joined.reindex(still_open.index),
                    "p_tppo": still_open["p_tppo"],
                    "p_non_procedural": still_open["p_non_procedural"],
                }
            )
        )
        if day == days[-1]:
            networks = rank_networks(known, scores["p_tppo"], top=NETWORKS, seed=seed)
            written.networks.append(
                pd.DataFrame(
                    {
                        "as_of": at,
                        "network_id": [network.network_id for network in networks],
                        "rank": range(1, len(networks) + 1),
                        "refs": [";".join(clear_refs(material, network.refs)) for network in networks],
                    }
                )
            )
            written.agencies.append(rank_agencies(known, scores["p_tppo"], networks).assign(as_of=at))
            persons = known.persons[known.persons["feed"].isin(ENTITY_FEEDS)]
            keys = [
                material.key(feed, key) for feed, key in zip(persons["feed"], persons["key"], strict=True)
            ]
            written.entities.append(
                pd.DataFrame({"feed": persons["feed"], "key": keys, "entity_id": persons["person_id"]})
            )
            links = known.recruiters[known.recruiters["feed"] == "recruiter_links"]
            written.recruiters.append(
                pd.DataFrame({"link_id": links["key"], "recruiter_id": links["recruiter_id"]})
            )
        history.forget(keep={*history.learning_days(day), day})
    return written


def person_refs(material: Material, now: Snapshot) -> pd.Series:
    """The registrations and passports of every person of concern, as ``feed:key``, in order of feed and key."""
    rows = now.persons[now.persons["feed"].isin(["registrations", "passports"])]
    rows = rows.sort_values(["feed", "key"])
    ref = pd.Series(list(clear_refs(material, rows["feed"] + ":" + rows["key"])), index=rows["person_id"])
    return ref.groupby(level=0).agg(list)


def clear_refs(material: Material, refs: Iterable[str]) -> Iterable[str]:
    """References with the keys that the agencies know."""
    for ref in refs:
        feed, _, key = ref.partition(":")
        yield f"{feed}:{material.key(feed, key)}"
