"""``suluh sources`` and ``suluh history``: what is known of each source, and the versions of one key."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from sources.holdings import Holding


def sources(
    *,
    grounds: Annotated[
        bool, typer.Option("--grounds", help="Juga pemilik dan dasar hukum / owners and legal grounds too")
    ] = False,
) -> None:
    """Tampilkan sumber: jumlah, keterlambatan, perjanjian / show what is known, late or missing."""
    from datetime import UTC

    from rich.console import Console

    from records.rights.context import operator
    from records.settings import Settings
    from records.store import open_store
    from sources import agreements
    from sources.holdings import holdings

    settings = Settings.load()
    in_force = agreements.load(settings.agreements_file)
    with open_store(settings, operator()) as store, store.reading() as connection:
        found = holdings(connection, in_force, datetime.now(UTC))
    console = Console()
    console.print(_states(found))
    console.print(_details(found))
    if grounds:
        console.print(_grounds(found))


def history(
    feed: Annotated[str, typer.Argument(help="Nama data / feed, e.g. registrations")],
    key: Annotated[str, typer.Argument(help="Kunci / key, e.g. REG0000123")],
) -> None:
    """Riwayat satu kunci, pengenal disamarkan / the versions of one key, identifiers masked."""
    from rich.console import Console
    from rich.markup import escape

    from records.contract import FEED_BY_NAME
    from records.errors import NotFound
    from records.rights.context import operator
    from records.settings import Settings
    from records.store import open_store
    from records.tokens import Tokeniser
    from sources.history import versions

    if feed not in FEED_BY_NAME:
        names = ", ".join(FEED_BY_NAME)
        raise NotFound(f"Tidak ada data bernama {feed}: {names}.", f"There is no feed {feed}: {names}.")
    settings = Settings.load()
    tokens = Tokeniser(settings.token_key())
    with open_store(settings, operator()) as store, store.begin() as connection:
        found = versions(connection, FEED_BY_NAME[feed], key, tokens, store.keys)
    table = _table(f"Kolom\nfield\n{len(found)} versi / versions")
    for version in found:
        table.add_column(
            f"{_moment(version.recorded_at)}\n{escape(version.file)}\nbaris {version.row_number}"
        )
    for field in FEED_BY_NAME[feed].by_name:
        marks = [" [bold yellow]*[/bold yellow]" if field in version.changed else "" for version in found]
        cells = [escape(version.cells[field]) for version in found]
        table.add_row(field, *(cell + mark for cell, mark in zip(cells, marks, strict=True)))
    Console().print(table, "* berubah / changed · × dihapus / erased")


def _states(found: list[Holding]) -> Table:
    table = _table("Data\nfeed")
    table.add_column("Baris\nrows", justify="right")
    table.add_column("Karantina\nquarantined", justify="right")
    for name in ("Terakhir\nlast", "PKS s.d.\nuntil", "Keadaan\nstate"):
        table.add_column(name)
    for holding in found:
        table.add_row(
            holding.source.feed.name,
            f"{holding.rows:,}".replace(",", "."),
            str(holding.waiting or ""),
            _moment(holding.last_recorded_at)[:10],
            str(holding.agreement.valid_to) if holding.agreement else "",
            "\n".join(_STATES[state] for state in holding.states) or "[green]tepat waktu / in time[/green]",
        )
    return table


def _details(found: list[Holding]) -> Table:
    from rich.markup import escape

    table = _table("Data\nfeed")
    for name in ("Berkas terakhir\nlast file", "Perjanjian\nagreement", "Selalu kosong\nalways empty"):
        table.add_column(name, overflow="fold")
    for holding in found:
        number = holding.agreement.number if holding.agreement else ""
        empty = ", ".join(holding.empty_fields)
        table.add_row(holding.source.feed.name, escape(holding.last_file or ""), escape(number), empty)
    return table


def _grounds(found: list[Holding]) -> Table:
    table = _table("Data\nfeed", "Pemilik\nowner", "Dasar hukum\nlegal ground")
    for holding in found:
        source = holding.source
        grounds = [
            ground.citation + ("" if ground.verified else " [yellow](belum diperiksa / unverified)[/yellow]")
            for ground in source.grounds
        ]
        owner = f"{source.owner_id}\n[dim]{source.owner_en}[/dim]"
        table.add_row(source.feed.name, owner, "\n".join(grounds))
    return table


_STATES = {
    "missing": "[yellow]belum ada / missing[/yellow]",
    "late": "[yellow]terlambat / late[/yellow]",
    "agreement_ended": "[bold red]perjanjian berakhir / agreement ended[/bold red]",
}


def _moment(moment: datetime | None) -> str:
    from records.days import WIB

    return moment.astimezone(WIB).strftime("%Y-%m-%d %H.%M WIB") if moment else ""


def _table(*columns: str) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(*columns, box=SIMPLE_HEAD, pad_edge=False)
    table.columns[0].no_wrap = True
    return table
