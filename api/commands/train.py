"""``suluh train``: train a model, keep it signed, and say what it is worth and to whom it may be unfair."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from detection.training import Trained

DAY = ["%Y-%m-%d"]


def train(
    *,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=DAY, help="Seperti diketahui pada hari ini / as known on; today"),
    ] = None,
    capacity: Annotated[int, typer.Option(min=1, help="Orang per minggu / people a week")] = 40,
) -> None:
    """Latih model baru, belum dipakai / train a model; it raises nothing until two people promote it."""
    from rich.console import Console

    from api.progress import working
    from detection.training import train as run
    from records.days import WIB
    from records.rights.context import operator
    from records.rights.purpose import Purpose
    from records.settings import Settings
    from records.store import open_store

    settings, console, now = Settings.load(), Console(), datetime.now(UTC)
    day = (as_of or now.astimezone(WIB)).date()
    context = operator(Purpose.STATISTICS)
    with open_store(settings, context) as store, working(console, "Melatih / training") as tell:
        trained = run(store, settings, day, now, capacity, tell=tell)
    for line in told(trained):
        typer.echo(line)


def told(trained: Trained) -> list[str]:
    """What came of a training, line by line."""
    from api.commands.models import audited_line
    from models.serving.reading import audited

    kept = trained.kept
    lines = [f"model {kept.digest}", f"versi · version {kept.version}", f"MLflow {kept.tracking_run}"]
    if not kept.learned:
        lines.append("Terlalu sedikit temuan: poin tetap · too few findings: declared points stand in")
    for target in ("tppo", "non_procedural"):
        for name, figure in kept.metrics[target].items():
            if isinstance(figure, dict) and figure["value"] is not None:
                ends = f"{figure['low']:.3f} – {figure['high']:.3f}"
                lines.append(f"  {target:15} {name:18} {figure['value']:.3f}  (95 %: {ends})")
    lines += [audited_line(audited(each)) for each in trained.fairness]
    return lines
