"""``suluh replay``: relive the past week by week, in a database of its own that is gone afterwards."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

DAY = ["%Y-%m-%d"]


def replay(
    feeds_dir: Annotated[Path, typer.Argument(help="Folder berkas sumber / folder of source files")],
    *,
    first: Annotated[datetime, typer.Option("--from", formats=DAY, help="Hari pertama / first day")],
    last: Annotated[datetime, typer.Option("--to", formats=DAY, help="Hari terakhir / last day")],
    out: Annotated[Path, typer.Option(help="Folder hasil / folder of results")],
    every: Annotated[str, typer.Option(help="Jarak antarhari / step in days, such as 7d")] = "7d",
    capacity: Annotated[int, typer.Option(min=1, help="Orang baru tiap kali / new people each time")] = 40,
) -> None:
    """Hidupkan lagi masa lalu seperti yang diketahui waktu itu / relive the past as it was known then."""
    from rich.console import Console

    from api.progress import working
    from detection.relive import relive
    from records.settings import Settings

    days = re.fullmatch(r"([1-9]\d*)d", every)
    if days is None:
        raise typer.BadParameter("tulis misalnya 7d / write, for example, 7d", param_hint="--every")
    settings, console = Settings.load(), Console()
    with working(console, "Memutar ulang / replaying") as tell:
        step = timedelta(days=int(days[1]))
        relived = relive(feeds_dir, first.date(), last.date(), step, capacity, settings, tell)
    relived.written.save(out)
    for report in relived.refused:
        console.print(f"{report.path.name}: " + " / ".join(report.notes[0]))
    if relived.missing:
        console.print(f"Belum ada data / nothing received: {', '.join(relived.missing)}")
    if relived.quarantined:
        console.print(f"Baris dikarantina / rows in quarantine: {relived.quarantined}")
    console.print(f"Hasil / results: {out}")
