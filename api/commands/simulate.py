"""``suluh simulate``: make a province that does not exist, with the truth about it beside it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

FIRST_DAY = datetime.fromisoformat("2024-01-01")
Out = Annotated[Path, typer.Option(help="The folder to write feeds/ and truth/ into.")]
People = Annotated[int, typer.Option(help="How many people.")]
Weeks = Annotated[int, typer.Option(help="How many weeks.")]
Start = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The first day.")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same files, byte for byte.")]
Provinces = Annotated[list[str], typer.Option("--province", help="A two-digit area code; may be repeated.")]


def simulate(
    *,
    out: Out,
    people: People = 4000,
    weeks: Weeks = 104,
    start: Start = FIRST_DAY,
    seed: Seed = 7,
    provinces: Provinces = ["52"],  # noqa: B006  (typer reads the default and never changes it)
) -> None:
    """Write a simulated province: the fourteen feeds and, for tests and teaching, the truth about them."""
    from sources.simulator.spec import Spec
    from sources.simulator.world import simulate as make
    from sources.simulator.world import write

    first = date(start.year, start.month, start.day)
    world = make(Spec(people=people, weeks=weeks, start=first, seed=seed, provinces=tuple(provinces)))
    write(world, out)
    rows = sum(len(feed) for feed in world.feeds.values())
    rings = world.truth["rings"]["ring_id"].nunique()
    typer.echo(
        f"{out}: {len(world.truth['people']):,} orang, {rings:,} jaringan, {rows:,} baris"
        f" / people, rings, rows (seed {seed})"
    )
