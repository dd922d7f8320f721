"""A whole world: its feeds in the contract's form and the truth about it; how it is made, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from records.contract import FEEDS
from sources.simulator import truth
from sources.simulator.cases import case_outcomes, interceptions, returns
from sources.simulator.checkpoints import depart
from sources.simulator.corrections import corrected
from sources.simulator.frames import sealed
from sources.simulator.institutions import Institutions
from sources.simulator.land import Land
from sources.simulator.links import recruiter_links
from sources.simulator.numbers import Numbering
from sources.simulator.papers import documents, visits
from sources.simulator.population import populate
from sources.simulator.recruiters import Recruiters
from sources.simulator.registers import agencies, job_orders, ltsa_offices
from sources.simulator.registrations import registrations
from sources.simulator.rings import live
from sources.simulator.spec import Spec
from sources.simulator.travel import departures, identities, passports
from sources.simulator.voices import complaints, tips


@dataclass(frozen=True)
class World:
    """Feeds and truth by table name; every cell is the text that stands in the file, empty where there is none."""

    spec: Spec
    feeds: dict[str, pd.DataFrame]
    truth: dict[str, pd.DataFrame]


def simulate(spec: Spec) -> World:
    """Make the world of a spec: the same spec gives the same world."""
    land = Land.of(spec)
    numbering = Numbering(spec.rng("numbers"))
    institutions = Institutions.found(spec, land, numbering)
    recruiters = Recruiters.honest(spec, land, institutions)
    rings = live(spec, land, institutions, recruiters)
    people = populate(spec, land, institutions, recruiters, rings)
    people = depart(spec, land, rings, identities(spec, numbering, people))

    registered = registrations(spec, institutions, recruiters, rings, people)
    gathered = documents(spec, institutions, rings, people, registered)
    issued = passports(spec, recruiters, people)
    complained = complaints(spec, institutions, recruiters, rings, people)
    made = {
        "ltsa_offices": ltsa_offices(spec, institutions),
        "agencies": agencies(spec, institutions),
        "job_orders": job_orders(spec, institutions, people),
        "registrations": corrected(spec, recruiters, people, "registrations", registered),
        "desk_visits": visits(spec, institutions, registered, gathered),
        "documents": corrected(spec, recruiters, people, "documents", gathered),
        "passports": corrected(spec, recruiters, people, "passports", issued),
        "recruiter_links": recruiter_links(spec, institutions, recruiters, rings, people, registered, issued),
        "departures": corrected(spec, recruiters, people, "departures", departures(spec, people)),
        "interceptions": interceptions(spec, recruiters, rings, people),
        "complaints": complained,
        "tips": tips(spec, land, recruiters, rings),
        "case_outcomes": case_outcomes(spec, institutions, recruiters, rings, people, complained),
        "returns": returns(spec, people),
    }
    feeds = {name: sealed(spec, frame) for name, frame in made.items()}
    return World(
        spec,
        {feed.name: feeds[feed.name][[field.name for field in feed.fields]].astype(str) for feed in FEEDS},
        {
            "people": truth.people_table(spec, recruiters, rings, people, feeds).astype(str),
            "records": truth.records_table(people, feeds).astype(str),
            "links": truth.links_table(recruiters, feeds["recruiter_links"]).astype(str),
            "recruiters": truth.recruiters_table(recruiters, rings).astype(str),
            "rings": truth.rings_table(spec, institutions, rings, people).astype(str),
        },
    )


def write(world: World, folder: Path) -> None:
    """Write ``feeds/*.csv`` and ``truth/*.csv`` below a folder (UTF-8, RFC 4180 with plain line feeds)."""
    for part, tables in (("feeds", world.feeds), ("truth", world.truth)):
        (folder / part).mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            table.to_csv(folder / part / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
