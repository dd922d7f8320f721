"""A whole world: its feeds in the contract's form and the truth about it, made and written."""

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
from sources.simulator.links import recruiter_links
from sources.simulator.lives import live
from sources.simulator.papers import documents, visits
from sources.simulator.population import populate
from sources.simulator.registers import agencies, job_orders, ltsa_offices
from sources.simulator.registrations import registrations
from sources.simulator.scene import Scene
from sources.simulator.spec import Spec
from sources.simulator.travel import departures, identities, passports
from sources.simulator.voices import complaints, tips


@dataclass(frozen=True)
class World:
    """Feeds and truth by table name; every cell is the text of the file, empty where there is none."""

    spec: Spec
    feeds: dict[str, pd.DataFrame]
    truth: dict[str, pd.DataFrame]


def simulate(spec: Spec) -> World:
    """Make the world of a spec: the same spec gives the same world."""
    scene = Scene.of(spec)
    live(scene)
    people = depart(scene, identities(scene, populate(scene)))

    registered = registrations(scene, people)
    gathered = documents(scene, people, registered)
    issued = passports(scene, people)
    complained = complaints(scene, people)
    made = {
        "ltsa_offices": ltsa_offices(scene),
        "agencies": agencies(scene),
        "job_orders": job_orders(scene, people),
        "registrations": corrected(spec, people, "registrations", registered),
        "desk_visits": visits(scene, registered, gathered),
        "documents": corrected(spec, people, "documents", gathered),
        "passports": corrected(spec, people, "passports", issued),
        "recruiter_links": recruiter_links(scene, people, registered, issued),
        "departures": corrected(spec, people, "departures", departures(scene, people)),
        "interceptions": interceptions(scene, people),
        "complaints": complained,
        "tips": tips(scene),
        "case_outcomes": case_outcomes(scene, people, complained),
        "returns": returns(scene, people),
    }
    feeds = {name: sealed(spec, made.pop(name)) for name in list(made)}  # a large world is held once only
    told = {
        "people": truth.people_table(scene, people, feeds),
        "records": truth.records_table(people, feeds),
        "links": truth.links_table(scene.recruiters, feeds["recruiter_links"]),
        "recruiters": truth.recruiters_table(scene),
        "rings": truth.rings_table(scene, people),
    }
    return World(
        spec,
        {feed.name: feeds[feed.name][[field.name for field in feed.fields]].astype(str) for feed in FEEDS},
        {name: table.astype(str) for name, table in told.items()},
    )


def write(world: World, folder: Path) -> None:
    """Write ``feeds/*.csv`` and ``truth/*.csv`` below a folder (UTF-8, RFC 4180 with plain line feeds)."""
    for part, tables in (("feeds", world.feeds), ("truth", world.truth)):
        (folder / part).mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            table.to_csv(folder / part / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
