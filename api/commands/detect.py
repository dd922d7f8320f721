"""``suluh detect``: this week's most urgent alerts, each with its reasons and the rows behind them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from detection.detect import Detection
    from records.audit import Act
    from records.store import Store

DAY = ["%Y-%m-%d"]


def detect(
    *,
    as_of: Annotated[
        datetime, typer.Option(formats=DAY, help="Seperti diketahui pada hari ini / as known on")
    ],
    capacity: Annotated[int, typer.Option(min=1, help="Orang baru minggu ini / new people this week")] = 40,
    show: Annotated[int, typer.Option(min=0, help="Berapa yang ditampilkan / how many to show")] = 10,
    report: Annotated[
        Path | None, typer.Option(help="Berkas laporan / report file; SULUH_DATA_DIR/reports/DAY.html")
    ] = None,
) -> Any:  # a Detection: the command line reads this signature before detection is imported
    """Temukan dan urutkan peringatan, dengan alasannya / find and rank alerts, with their reasons."""
    from rich.console import Console

    from api.demonstration import only_made_up
    from api.progress import working
    from api.report.page import render, write
    from api.showing import show_detection
    from detection.detect import detect as run
    from detection.material import gather
    from detection.screening.prepare import for_tomorrow
    from records import audit
    from records.days import instant
    from records.rights.context import operator
    from records.settings import Settings
    from records.store import open_store
    from sources import agreements
    from sources.holdings import holdings

    settings, console = Settings.load(), Console()
    with open_store(settings, operator()) as store, working(console, "Mendeteksi / detecting") as tell:
        _refuse_nothing(store)
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
            models=settings.data_dir / "models",
        )
        tell("menyiapkan meja layanan / preparing the desks")
        for_tomorrow(settings, material, found)
        tell("menulis laporan / writing the report")
        with store.begin() as connection:
            audit.write(connection, _looked_at(found))
            held = holdings(connection, agreements.load(settings.agreements_file), instant(found.as_of))
            made_up = only_made_up(connection, settings.data_dir)
        path = report or settings.data_dir / "reports" / f"{found.as_of}.html"
        write(path, render(found, held, made_up=made_up))
    show_detection(console, found, show)
    console.print(f"Laporan / report: [bold]{path}[/bold]", soft_wrap=True, highlight=False)
    return found


def _refuse_nothing(store: Store) -> None:
    from sqlalchemy import select

    from records.errors import InputRefused
    from records.tables import source_rows

    with store.reading() as connection:
        if connection.scalar(select(source_rows.c.sequence).limit(1)) is None:
            raise InputRefused(
                "Belum ada catatan. Mulailah dengan: suluh ingest FOLDER",
                "There are no records yet. Begin with: suluh ingest FOLDER",
            )


def _looked_at(found: Detection) -> Act:
    """The reading of these alerts by whoever typed the command."""
    from records.audit import Act, Deed

    people = tuple(alert.person_id for alert in found.people)
    return Act(Deed.READ, "alert", people)
