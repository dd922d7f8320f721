"""``suluh run``: the whole way on a made-up province, from files to reasoned alerts and the report."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console


def run(
    *,
    show: Annotated[int, typer.Option(min=0, help="Berapa yang ditampilkan / how many to show")] = 3,
) -> None:
    """Jalankan semuanya pada provinsi buatan / run everything on a made-up province."""
    from datetime import datetime, time

    from rich.console import Console

    from api.commands.detect import detect
    from api.commands.ingest import ingest
    from api.demonstration import AS_OF, CAPACITY, province, refuse_mixing
    from api.progress import working
    from records.rights.context import operator
    from records.settings import Settings
    from records.store import open_store

    settings, console = Settings.load(), Console()
    with open_store(settings, operator()) as store:  # the steps open it again, and find its server running
        with store.reading() as connection:
            refuse_mixing(connection, settings.data_dir)
        console.rule("1/3 · Provinsi buatan [dim]a made-up province[/dim]")
        with working(console, "Membuat / making"):
            feeds = province(settings.data_dir)
        console.print(f"{feeds}", soft_wrap=True)
        console.rule("2/3 · Terima dan periksa [dim]take in and check[/dim]")
        ingest([feeds])
        console.rule("3/3 · Tautkan, pelajari, temukan [dim]link, learn, detect[/dim]")
        detect(as_of=datetime.combine(AS_OF, time.min), capacity=CAPACITY, show=show)
    _tell_what_next(console, feeds)


def _tell_what_next(console: Console, feeds: Path) -> None:
    from api.demonstration import AS_OF

    suluh = Path(sys.argv[0])
    here = suluh.relative_to(Path.cwd()) if suluh.is_relative_to(Path.cwd()) else suluh
    console.rule("Selanjutnya [dim]what to do next[/dim]")
    for command, words in (
        ("sources", "apa yang diterima dan apa yang kurang · what was received, what is missing"),
        ("history registrations REG0000100", "riwayat satu catatan · the versions of one record"),
        (
            f"replay {feeds} --from {AS_OF.replace(month=10, day=6)} --to {AS_OF} --out suluh-replay",
            "ulangi masa lalu minggu demi minggu · relive the past week by week",
        ),
    ):
        console.print(f"  [bold]{here} {command}[/bold]", soft_wrap=True, highlight=False)
        console.print(f"      [dim]{words}[/dim]", soft_wrap=True)
