"""Relive the past week by week: everything as it was known on each day, written down for scoring.

The files and their columns are those that a scorer of simulated worlds reads; every time is 00:00 WIB of the
day, and ``refs`` are ``feed:key`` of the rows behind a person, a network or an agency.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from detection.agencies import rank_agencies
from detection.history import History
from detection.material import Material
from detection.networks import rank_networks
from detection.ranking import score, select
from detection.refs import as_agencies_know_them, person_refs
from graphs.network.guarded import silence
from graphs.network.known import Known
from models.risk import Risk
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
        """One CSV a table; a folder that is made is its owner's alone, since rows are named by passport numbers."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, frames in vars(self).items():
            if frames:
                pd.concat(frames).to_csv(folder / f"{name}.csv", index=False)


def replay(
    material: Material,
    passports: Mapping[str, str],
    first: date,
    last: date,
    every: timedelta,
    capacity: int,
    seed: int,
    threads: int,
    tell: Callable[[str], None] | None = None,
) -> Written:
    """Detect on every day from ``first`` to ``last``; nobody is alerted twice.

    ``passports`` gives the passport number behind an entity key of that feed.
    """
    history = History(material, seed, threads, tell)
    written, alerted = Written(), set[str]()
    days = weeks(first, last, every)
    risk: Risk | None = None
    for day in days:
        if risk is None or day - risk.trained_as_of >= RETRAIN_EVERY:
            risk = history.risk(day)
        now = history.snapshot(day)
        # Networks and agencies, told on the last day, also look at those who have left.
        scores = score(now.matrix if day == days[-1] else now.open, risk)
        refs = person_refs(now).map(lambda rows: list(as_agencies_know_them(rows, passports)))
        already = {str(person) for person, rows in refs.items() if alerted.intersection(rows)}
        chosen = select(scores, now, already, capacity)
        alerted.update(ref for person in chosen.index for ref in refs[person])
        _tell_people(written, day, refs.map(";".join), chosen, scores.loc[now.open.index])
        if day == days[-1]:
            _tell_networks(written, history.known(day), scores["p_tppo"], passports, seed)
        history.forget(keep={*history.learning_days(day), day})
    return written


def _tell_people(
    written: Written, day: date, refs: pd.Series, chosen: pd.DataFrame, still_open: pd.DataFrame
) -> None:
    at = instant(day).isoformat()
    alerts = pd.DataFrame({"as_of": at, "rank": chosen["rank"], "refs": refs.reindex(chosen.index)})
    written.alerts.append(alerts.assign(probability=chosen["p_tppo"]))
    scores = pd.DataFrame({"as_of": at, "refs": refs.reindex(still_open.index)}, index=still_open.index)
    written.scores.append(scores.join(still_open[["p_tppo", "p_non_procedural"]]))


def _tell_networks(
    written: Written, known: Known, p_tppo: pd.Series, passports: Mapping[str, str], seed: int
) -> None:
    """Networks, agencies, and whose each record and each recruiter link is held to be, on the last day."""
    at = instant(known.as_of).isoformat()
    known.leave_unsaid(silence(known).things)
    networks = rank_networks(known, p_tppo, top=NETWORKS, seed=seed)
    written.networks.append(
        pd.DataFrame(
            {
                "as_of": at,
                "network_id": [network.network_id for network in networks],
                "rank": range(1, len(networks) + 1),
                "refs": [";".join(as_agencies_know_them(network.refs, passports)) for network in networks],
            }
        )
    )
    written.agencies.append(rank_agencies(known, p_tppo, networks).assign(as_of=at))
    persons = known.persons[known.persons["feed"].isin(ENTITY_FEEDS)]
    keys = persons["key"].where(persons["feed"] != "passports", persons["key"].map(passports))
    written.entities.append(
        pd.DataFrame({"feed": persons["feed"], "key": keys, "entity_id": persons["person_id"]})
    )
    links = known.recruiters[known.recruiters["feed"] == "recruiter_links"]
    written.recruiters.append(pd.DataFrame({"link_id": links["key"], "recruiter_id": links["recruiter_id"]}))
