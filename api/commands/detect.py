"""``suluh detect``: this week's most urgent alerts, each with its reasons and the rows behind them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

DAY = ["%Y-%m-%d"]


def detect(
    *,
    as_of: Annotated[datetime, typer.Option(formats=DAY, help="Seperti diketahui pada hari ini / as known on")],
    capacity: Annotated[int, typer.Option(min=1, help="Orang baru minggu ini / new people this week")] = 40,
    show: Annotated[int, typer.Option(min=0, help="Berapa yang ditampilkan / how many to show")] = 10,
) -> None:
    """Temukan dan urutkan peringatan, dengan alasannya / find and rank alerts, with their reasons."""
    from rich.console import Console

    from api.progress import working
    from api.showing import show_detection
    from detection.detect import detect as run
    from detection.material import gather
    from records.settings import Settings
    from records.store import open_store

    settings, console = Settings.load(), Console()
    with open_store(settings) as store, working(console, "Mendeteksi / detecting") as tell:
        material = gather(store, settings.data_dir / "copy", settings.threads)
        found = run(
            store,
            material,
            as_of.date(),
            capacity,
            settings.seed,
            settings.threads,
            tell,
            tracking=settings.data_dir / "mlruns",
        )
    show_detection(console, found, show)
