"""``suluh simulate``: make a province that does not exist, with its truth beside it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from records.errors import InputRefused


def simulate(
    out: Annotated[Path, typer.Option(help="Folder to write feeds/ and truth/ into.")],
    people: Annotated[int, typer.Option(help="How many people.")] = 4000,
    weeks: Annotated[int, typer.Option(help="How many weeks.")] = 104,
    start: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The first day.")] = datetime(2024, 1, 1),  # noqa: DTZ001  (a day, no moment)
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 7,
    province: Annotated[list[str] | None, typer.Option(help="Two-digit area code; may be repeated. [default: 52]")] = None,
) -> None:
    """Write a simulated province: the fourteen feeds as CSV and, for tests and teaching, the truth about them."""
    from sources.simulator.spec import Spec
    from sources.simulator.world import simulate as make
    from sources.simulator.world import write

    try:
        spec = Spec(people, weeks, start.date(), seed, tuple(province or ("52",)))
    except ValueError as error:
        raise InputRefused(f"Dunia ini tidak dapat dibuat: {error}.", f"This world cannot be made: {error}.") from error
    world = make(spec)
    write(world, out)
    rows = sum(len(feed) for feed in world.feeds.values())
    print(f"{out}: {len(world.truth['people']):,} orang/people, {rows:,} baris/rows, {len(world.feeds)} feeds")
